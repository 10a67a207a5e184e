"""What the model understands of a prompt, told without it: known words, unknown ones, and what they come closest to."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from .errors import ErrorCode, PointsmithError
from .lexicon import Closest, Kind, lexicon
from .spelling import meant
from .words import foreign_words, forms, located_words, replaced, split_words

_CONFIG = Path(__file__).parents[1] / "weights" / "text_encoder" / "config.json"


@dataclass(frozen=True, slots=True)
class Unknown:
    """A word that will not do what it says.

    Attributes
    ----------
    word
        As `split_words` gives it; in other scripts as it is written.
    closest
        None when nothing comes near.
    is_part
        The model knows the word, but only as a part of other things, and the prompt names no object.
    """

    word: str
    closest: Closest | None = None
    is_part: bool = False

    @property
    def sentence(self) -> str:
        """Such as "dragon: not known, closest: horse"."""
        what = f"{self.word}: {'known only as a part' if self.is_part else 'not known'}"
        return f"{what}, closest: {self.closest.name}" if self.closest else what


@dataclass(frozen=True, slots=True)
class Understanding:
    """A prompt seen with the model's vocabulary.

    Attributes
    ----------
    objects
        Names of the objects that the prompt names in words that the model knows.
    unknown
        Each word once, in the prompt's order, those of other scripts last; words that carry nothing are left out.
    """

    objects: tuple[str, ...] = ()
    unknown: tuple[Unknown, ...] = ()


class Vocabulary:
    """The words of a model.

    Parameters
    ----------
    words : iterable of str
        Of its text encoder's configuration.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self.words = frozenset(words)
        self.names = {  # in words of the model -> the thing
            tuple(spoken): thing
            for thing in lexicon().things
            for name in thing.names
            if self.knows(spoken := split_words(name))
        }
        self._joined = {"".join(spoken): " ".join(spoken) for spoken in self.names if len(spoken) > 1}
        self._by_use = sorted(self.words, key=lambda word: ((word,) not in self.names, word))

    def knows(self, words: Iterable[str]) -> bool:
        """Whether the model knows all of these words, in some form."""
        return all(any(form in self.words for form in forms(word)) for word in words)

    def understand(self, prompt: str) -> Understanding:
        """Tell known words from unknown ones; never raises."""
        words = split_words(prompt)
        objects = self._objects(words)
        unknown = []
        for word in dict.fromkeys(words):
            if not self.knows([word]):
                if word not in lexicon().silent:
                    unknown.append(Unknown(word, self.closest(word)))
            elif not objects:
                near = self.closest(word)
                if near and near.kind is Kind.OBJECT and (word,) not in self.names:
                    unknown.append(Unknown(word, near, is_part=True))
        return Understanding(objects, (*unknown, *map(Unknown, foreign_words(prompt))))

    def closest(self, word: str) -> Closest | None:
        """What a word comes closest to, of what the model knows."""
        if word in self._joined:
            return Closest(self._joined[word], Kind.SPELLING, 1.0)
        near = [entry for entry in lexicon().closest(word) if self.knows(split_words(entry.name))]
        if near:
            return near[0]
        if lexicon().is_english(word) or word.isdigit():
            return None
        name = meant(word, self._by_use)
        return Closest(name, Kind.SPELLING, 1.0) if name else None

    def substituted(self, prompt: str) -> str:
        """The prompt that the model is given for this one.

        Misspelled words, shades and attributes become what they come closest to. When the prompt names no object, so
        does the one word that comes closest to an object.
        """
        for entry in self.understand(prompt).unknown:
            if entry.closest and entry.closest.kind is not Kind.OBJECT:
                prompt = replaced(prompt, entry.word, entry.closest.name)
        seen = self.understand(prompt)
        if seen.objects:
            return prompt
        near = [
            (entry.is_part, -entry.closest.similarity, entry.word, entry.closest.name)
            for entry in seen.unknown
            if entry.closest and entry.closest.kind is Kind.OBJECT
        ]
        return replaced(prompt, *min(near)[2:]) if near else prompt

    def located_objects(self, prompt: str) -> Iterator[tuple[int, int, str]]:
        """Yield where each object is named, as prompt[start:end], and its name."""
        words = list(located_words(prompt))
        for place, length, name in self._named([word.text for word in words]):
            yield words[place].start, words[place + length - 1].end, name

    def _objects(self, words: Sequence[str]) -> tuple[str, ...]:
        """Names of the objects in a row of words; "street lamp" is not also a lamp."""
        return tuple(dict.fromkeys(name for _, _, name in self._named(words)))

    def _named(self, words: Sequence[str]) -> Iterator[tuple[int, int, str]]:
        place = 0
        while place < len(words):
            length, name = self._object_at(words, place)
            if name:
                yield place, length, name
            place += length

    def _object_at(self, words: Sequence[str], place: int) -> tuple[int, str]:
        for length in (3, 2, 1):
            row = words[place : place + length]
            if len(row) == length:
                # The last word carries the plural.
                thing = next((self.names[s] for f in forms(row[-1]) if (s := (*row[:-1], f)) in self.names), None)
                if thing is not None and thing.kind is Kind.OBJECT:
                    return length, thing.name
        return 1, ""


@cache
def shipped() -> Vocabulary:
    """Return the vocabulary of the model in the extension.

    Raises
    ------
    PointsmithError
        WRONG_WEIGHTS when it, or the lexicon, cannot be read.
    """
    try:
        return Vocabulary(json.loads(_CONFIG.read_text(encoding="utf-8"))["words"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise PointsmithError(ErrorCode.WRONG_WEIGHTS, "its list of words cannot be read") from error


@lru_cache(maxsize=64)
def understand(prompt: str) -> Understanding:
    """What the shipped model understands of a prompt. Raises as `shipped` does."""
    return shipped().understand(prompt)


@lru_cache(maxsize=64)
def substituted(prompt: str) -> str:
    """The prompt that the shipped model is given for this one: `Vocabulary.substituted`. Raises as `shipped` does."""
    return shipped().substituted(prompt)
