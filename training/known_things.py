"""What the catalogue's captions name: objects, colours and attributes, each with its names."""

from __future__ import annotations

from dataclasses import dataclass

from dataset.catalogue.categories import FAMILIES
from dataset.catalogue.objects.abstract.primitives import SHAPES
from dataset.catalogue.params import draw
from dataset.catalogue.vocabulary import ADJECTIVE_SYNONYMS, FINISH_WORDS, SYNONYMS

SEEDS = range(60)
"""Objects of each category whose words are collected; names that depend on parameters show up within a few."""


@dataclass(frozen=True)
class Thing:
    """Something that a prompt may name.

    kind : "object", "colour" or "attribute"
    names : the words of captions for it, `name` among them
    """

    name: str
    kind: str
    names: tuple[str, ...]


def known_things() -> list[Thing]:
    """Every category of a concrete thing, the primitives of compositions, colours, finishes and adjectives."""
    objects: dict[str, list[str]] = {}
    adjectives: set[str] = set()
    for kind in (kind for family, kinds in FAMILIES.items() if family != "abstract" for kind in kinds):
        drawn = [kind.words(draw(kind.params, kind.name, seed)) for seed in SEEDS]
        adjectives.update(adjective for words in drawn for adjective in words.adjectives)
        nouns = [noun for words in drawn for noun in (words.noun, *sorted(words.nouns)) if noun]
        objects[kind.name] = [kind.name, *kind.nouns, *nouns]
    for shape in SHAPES:
        objects.setdefault(shape, [shape])
    things = [Thing(name, "object", tuple(dict.fromkeys(names))) for name, names in objects.items()]
    things += [Thing(name, "colour", (name, *others)) for name, others in SYNONYMS.items()]
    described = {name: words for name, words in FINISH_WORDS.items() if name not in objects}
    described |= {word: (word, *ADJECTIVE_SYNONYMS.get(word, ())) for word in sorted(adjectives) if "-" not in word}
    return things + [Thing(words[0], "attribute", words) for words in described.values()]
