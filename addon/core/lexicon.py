"""What English words come closest to, of the things that the catalogue holds: `lexicon.json.gz`, made offline.

`training.lexicon` makes the file from the embeddings of all-MiniLM-L6-v2. Its values:

things : list of {"name", "kind" (object, colour or attribute), "names" (words of captions for it)}
near : word -> list of [place in things, similarity in percent], the nearest first
other : words of English that come close to nothing
silent : words that carry nothing and are not worth a remark
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from .words import forms

FILE = Path(__file__).parent / "lexicon.json.gz"


class Kind(StrEnum):
    """What a closest thing is."""

    OBJECT = "object"
    COLOUR = "colour"
    ATTRIBUTE = "attribute"
    SPELLING = "spelling"


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that the catalogue's captions name.

    Attributes
    ----------
    name
        Its plain name: one or more words.
    kind
        OBJECT, COLOUR or ATTRIBUTE.
    names
        All words for it, `name` among them.
    """

    name: str
    kind: Kind
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Closest:
    """The thing that a word comes closest to.

    Attributes
    ----------
    name
        As a model is asked for it.
    kind
        SPELLING for a word that is `name` with a slip of the keys.
    similarity
        In [0, 1].
    """

    name: str
    kind: Kind
    similarity: float


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The file, by word.

    Attributes
    ----------
    things
        In the file's order.
    near
        Word -> [place in `things`, similarity in percent], the nearest first; empty for words that come close to none.
    silent
        Words that carry nothing.
    """

    things: tuple[Thing, ...]
    near: dict[str, Sequence[tuple[int, int]]]
    silent: frozenset[str]

    def is_english(self, word: str) -> bool:
        """Whether the word, or a singular of it, is spelled as a word that the lexicon holds."""
        return any(form in self.near for form in forms(word))

    def closest(self, word: str) -> list[Closest]:
        """What a word as `split_words` gives it comes closest to, the nearest first; empty for nothing."""
        found = next((self.near[form] for form in forms(word) if form in self.near), ())
        things = ((self.things[place], percent) for place, percent in found)
        return [Closest(thing.name, thing.kind, percent / 100) for thing, percent in things]


@cache
def lexicon() -> Lexicon:
    """Return the lexicon that ships.

    Raises
    ------
    OSError
        When the file is missing or cut off.
    """
    values = json.loads(gzip.decompress(FILE.read_bytes()))
    things = tuple(Thing(entry["name"], Kind(entry["kind"]), tuple(entry["names"])) for entry in values["things"])
    near: dict[str, Sequence[tuple[int, int]]] = dict.fromkeys(values["other"].split(), ())
    return Lexicon(things, near | values["near"], frozenset(values["silent"].split()))
