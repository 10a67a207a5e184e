"""Captions from an object's record. All are lower-case, at most 16 words, and true."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .categories import CATEGORIES
from .mesh import Asset
from .streams import chance, pick, stream

SYNONYMS: dict[str, tuple[str, ...]] = {
    "red": ("crimson", "scarlet"),
    "orange": ("tangerine",),
    "yellow": ("lemon",),
    "green": ("emerald",),
    "blue": ("cobalt", "azure"),
    "purple": ("violet",),
    "pink": ("rose",),
    "brown": ("chestnut",),
    "white": ("ivory",),
    "gray": ("grey",),
    "black": ("ebony",),
    "turquoise": ("teal", "aqua"),
}

COLOR_WORDS = {word: name for name, others in SYNONYMS.items() for word in (name, *others)}
"""Every colour word that a caption may hold, and the colour that it names."""

# What training sees. Two of each group make the eight captions of an object.
_BARE = ("{noun}", "a {noun}", "a {adjective} {noun}", "a {noun} with {feature}", "a {noun} with {accent}")
_ONE_COLOR = (
    "{primary} {noun}",
    "a {primary} {noun}",
    "a {adjective} {primary} {noun}",
    "a {primary} {noun} with {feature}",
    "{adjective} {primary} {noun}",
)
_TWO_COLORS = (
    "a {primary} {noun} with {secondary_accent}",
    "{primary} {noun}, {bare_accent}",
    "{primary} {noun} with {secondary_accent}",
    "a {primary} and {secondary} {noun}",
)
_RICH = (
    "a {adjective} {primary} {noun} with {secondary_accent}",
    "a {adjective} {primary} {noun} with {secondary_accent} and {feature}",
    "a {primary} {noun} with {secondary_accent} and {feature}",
    "{adjective} {primary} {noun}, {bare_accent}",
)

# Phrasings kept for evaluation; training never sees one.
_UNSEEN = (
    "{noun} that is {primary}",
    "i would like a {adjective} {noun} in {primary}",
    "one {primary} coloured {noun}, please",
    "the {noun} is {primary} while its {accent_name} {is_are} {secondary}",
    "make a {noun} painted {primary} whose {accent_name} {is_are} {secondary}",
    "{secondary} {accent_name} on a {primary} {noun}",
    "this {adjective} {noun} has a {primary} body and {secondary} {accent_name}",
)

NOUN_SYNONYM, COLOR_SYNONYM = 0.3, 0.2
"""How often a training caption replaces the noun and each colour by another word."""


@dataclass(frozen=True)
class _Words:
    """Fillings of a template that leave no choice open."""

    noun: str
    primary: str
    secondary: str
    adjective: str
    feature: str


def captions(asset: Asset, phrasing: str = "seen") -> list[str]:
    """Eight training captions ("seen"), or four in phrasings kept for evaluation ("unseen")."""
    rng = stream(asset.category, asset.seed, f"captions {phrasing}")
    if phrasing == "unseen":
        chosen = rng.permutation(len(_UNSEEN))[:4]
        return [_fill(_UNSEEN[k], asset, _plain(asset, rng)) for k in chosen]
    if phrasing != "seen":
        raise ValueError(f"phrasing is seen or unseen, not {phrasing!r}")
    groups = (_BARE, _ONE_COLOR, _ONE_COLOR, _TWO_COLORS, _TWO_COLORS, _RICH, _RICH)
    drawn = [_fill(pick(rng, group), asset, _varied(asset, rng)) for group in groups]
    return [pick(rng, (asset.category, _article(asset.category))), *drawn]


def _plain(asset: Asset, rng: np.random.Generator) -> _Words:
    about = asset.description
    adjective = pick(rng, about.adjectives) if about.adjectives else ""
    return _Words(asset.category, asset.primary, asset.secondary, adjective, "")


def _varied(asset: Asset, rng: np.random.Generator) -> _Words:
    about = asset.description
    others = (*about.nouns, *CATEGORIES[asset.category].nouns)
    noun = pick(rng, others) if others and chance(rng, NOUN_SYNONYM) else asset.category
    primary, secondary = (
        pick(rng, SYNONYMS[name]) if chance(rng, COLOR_SYNONYM) else name for name in (asset.primary, asset.secondary)
    )
    adjective = pick(rng, about.adjectives) if about.adjectives and chance(rng, 0.8) else ""
    feature = pick(rng, about.features) if about.features else ""
    return _Words(noun, primary, secondary, adjective, feature)


def _fill(template: str, asset: Asset, words: _Words) -> str:
    """Put words into a template, leaving out what the object does not have."""
    about = asset.description
    if not words.feature:
        template = template.replace(" with {feature}", "").replace(" and {feature}", "")
    plural = about.accent.endswith("s")
    counted = f"{about.count} " if about.count else ""
    bare = f"{words.secondary} {about.accent}"
    text = template.format(
        noun=words.noun,
        primary=words.primary,
        secondary=words.secondary,
        adjective=words.adjective,
        feature=words.feature,
        accent=counted + about.accent if plural else _article(about.accent),
        accent_name=about.accent,
        bare_accent=bare,
        secondary_accent=counted + bare if plural else _article(bare),
        is_are="are" if plural else "is",
    )
    return _with_articles(" ".join(text.split()))


def _article(phrase: str) -> str:
    return f"{'an' if phrase[0] in 'aeiou' else 'a'} {phrase}"


def _with_articles(text: str) -> str:
    """Turn "a" into "an" before a vowel."""
    words = text.split(" ")
    for i, word in enumerate(words[:-1]):
        if word == "a" and words[i + 1][0] in "aeiou":
            words[i] = "an"
    return " ".join(words)
