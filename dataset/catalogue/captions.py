"""Captions from an object's record: lower-case, 1 to 24 words, and true.

Every training caption chooses which attributes to tell and how to phrase them, so that the eight of an object run
from its bare name to nearly all that is known of it. Some phrasings are kept for evaluation.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .asset import Asset
from .categories import CATEGORIES
from .streams import chance, pick, stream
from .vocabulary import ADJECTIVE_SYNONYMS, FINISH_WORDS, SYNONYMS, article, counted, joined

COUNT, UNSEEN_COUNT, LONGEST = 8, 4, 24
NOUN_SYNONYM, COLOR_SYNONYM, ADJECTIVE_SYNONYM = 0.3, 0.2, 0.2
"""How often a training caption replaces a word by another of its meaning."""

TOLD: tuple[dict[str, float], ...] = (
    {},
    {"primary": 1.0},
    {"primary": 1.0, "adjective": 0.5, "finish": 0.5},
    {"adjective": 0.7, "feature": 0.7, "finish": 0.3},
    {"primary": 1.0, "accent": 1.0},
    {"primary": 1.0, "accent": 1.0, "finish": 0.6},
    {"primary": 1.0, "accent": 1.0, "adjective": 0.8, "feature": 0.5, "more": 0.5, "finish": 0.3},
    {"primary": 1.0, "accent": 1.0, "adjective": 1.0, "feature": 1.0, "more": 1.0, "finish": 1.0},
)
"""How likely each of the eight captions tells each attribute, if the object has it."""


@dataclass(frozen=True)
class _Facts:
    """What one caption tells, in its words; an empty string is left out."""

    noun: str
    colors: str
    adjective: str
    finish: str
    extras: list[str]  # noun phrases with their articles


def captions(asset: Asset, phrasing: str = "seen") -> list[str]:
    """Eight training captions ("seen"), or four in phrasings kept for evaluation ("unseen")."""
    if phrasing not in ("seen", "unseen"):
        raise ValueError(f"phrasing is seen or unseen, not {phrasing!r}")
    unseen = phrasing == "unseen"
    rng = stream(asset.category, asset.seed, f"captions {phrasing}")
    phrase = CATEGORIES[asset.category].phrase
    if phrase:
        count = UNSEEN_COUNT if unseen else COUNT
        return [phrase(asset.params, asset.scheme, rng, unseen) for _ in range(count)]
    if unseen:
        return [_UNSEEN[k](asset) for k in rng.permutation(len(_UNSEEN))[:UNSEEN_COUNT]]
    return [_short_enough(asset, told, rng) for told in TOLD]


def accents(asset: Asset) -> list[tuple[int, str, str]]:
    """Count, kind and colour name of the parts that differ from the main colour, the widest-spread first."""
    found: dict[tuple[str, str], int] = {}
    for part, paint in zip(asset.parts, asset.paints, strict=True):
        if paint.color and paint.color != asset.scheme.primary:
            found[part.kind, paint.color] = found.get((part.kind, paint.color), 0) + part.count
    return [(count, kind, color) for (kind, color), count in found.items()]


def name_of(asset: Asset) -> str:
    """The plain noun of an object."""
    return asset.words.noun or asset.category


def _short_enough(asset: Asset, told: dict[str, float], rng: np.random.Generator) -> str:
    facts = _facts(asset, told, rng)
    while True:
        text = _phrased(facts, rng)
        if len(text.split()) <= LONGEST:
            return text
        facts.extras.pop()


def _facts(asset: Asset, told: dict[str, float], rng: np.random.Generator) -> _Facts:
    def tells(attribute: str) -> bool:
        return attribute in told and chance(rng, told[attribute])

    about, scheme = asset.words, asset.scheme
    others = (*about.nouns, *CATEGORIES[asset.category].nouns)
    noun = pick(rng, others) if others and not about.noun and chance(rng, NOUN_SYNONYM) else name_of(asset)
    finish = pick(rng, FINISH_WORDS[scheme.finish]) if tells("finish") and _worth_telling(scheme.finish, rng) else ""
    adjective = _varied(pick(rng, about.adjectives), rng) if about.adjectives and tells("adjective") else ""
    colors, extras = "", []
    if tells("primary"):
        pattern = scheme.finish in ("striped", "checkered")
        names = (scheme.primary, scheme.secondary) if pattern else (scheme.primary,)
        colors = " and ".join(_color(name, rng) for name in names)
        if pattern and not finish:
            finish = pick(rng, FINISH_WORDS[scheme.finish])
    parts = accents(asset)
    if parts and colors and tells("accent"):
        chosen = rng.permutation(len(parts))[: 2 if tells("more") else 1]
        extras += [counted(parts[k][0], parts[k][1], _color(parts[k][2], rng)) for k in chosen]
    told_kinds = " ".join(extras)
    features = [feature for feature in about.features if feature.split(" ")[-1] not in told_kinds]
    if features and tells("feature"):
        extras.append(pick(rng, features))
    return _Facts(noun, colors, adjective, finish, extras)


def _worth_telling(finish: str, rng: np.random.Generator) -> bool:
    return finish != "matte" or chance(rng, 0.15)


def _varied(adjective: str, rng: np.random.Generator) -> str:
    others = ADJECTIVE_SYNONYMS.get(adjective, ())
    return pick(rng, others) if others and chance(rng, ADJECTIVE_SYNONYM) else adjective


def _color(name: str, rng: np.random.Generator) -> str:
    return pick(rng, SYNONYMS[name]) if chance(rng, COLOR_SYNONYM) else name


def _phrased(facts: _Facts, rng: np.random.Generator) -> str:
    """One of several ways to say the same."""
    before = [facts.adjective, *rng.permutation([facts.finish, facts.colors]).tolist()]
    head = _words(*before, facts.noun)
    style = pick(rng, ("article", "article", "bare", "bare", "list", "after"))
    if style == "after" and facts.colors:
        head = _words(facts.adjective, facts.finish, facts.noun, "in", facts.colors)
    if style == "list":
        return ", ".join([head, *(_without_article(extra) for extra in facts.extras)])
    if style != "bare":
        head = article(head)
    return f"{head} with {joined(facts.extras)}" if facts.extras else head


def _words(*words: str) -> str:
    return " ".join(word for word in words if word)


def _without_article(phrase: str) -> str:
    first, _, rest = phrase.partition(" ")
    return rest if first in ("a", "an") else phrase


def _told_colors(asset: Asset) -> str:
    scheme = asset.scheme
    return f"{scheme.primary} and {scheme.secondary}" if scheme.finish in ("striped", "checkered") else scheme.primary


def _accent(asset: Asset, fallback: str) -> str:
    """The first accent as "COLOUR KIND", or something else that is true."""
    found = accents(asset)
    if not found:
        return fallback
    count, kind, color = found[0]
    return counted(count, kind, color)


_UNSEEN: tuple[Callable[[Asset], str], ...] = (
    lambda asset: f"{name_of(asset)} that is {_told_colors(asset)}",
    lambda asset: (
        f"i would like {article(_words(*asset.words.adjectives[:1], name_of(asset)))} in {asset.scheme.primary}"
    ),
    lambda asset: f"one {_told_colors(asset)} coloured {name_of(asset)}, please",
    lambda asset: f"the {name_of(asset)} is {_told_colors(asset)} and has {_accent(asset, 'nothing else')}",
    lambda asset: (
        f"make {article(name_of(asset))} painted {_told_colors(asset)}, having {_accent(asset, 'one colour')}"
    ),
    lambda asset: f"{_accent(asset, 'plain paint')} on {article(_words(_told_colors(asset), name_of(asset)))}",
)
"""Phrasings that training never sees."""
