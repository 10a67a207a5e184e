"""The words of a prompt: where they stand, how they are spelled, which other forms they may have."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

_RUN = re.compile("(?:[^\\W_][\u0300-\u036f]*)+")  # letters and digits of any script, with their accents
_PIECE = re.compile(r"[a-z0-9]+")
_ARTICLE = re.compile(r"\b(a)n? $", re.IGNORECASE)
_IRREGULAR = {"feet": "foot", "teeth": "tooth", "geese": "goose", "mice": "mouse", "men": "man", "women": "woman"}


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a prompt: its letters and digits, lower-case and without accents, and prompt[start:end]."""

    text: str
    start: int
    end: int


def split_words(prompt: str) -> list[str]:
    """Lower-case words of a prompt without punctuation: ``"A Red-ish CHAIR!"`` -> a, red, ish, chair."""
    return [word.text for word in located_words(prompt)]


def located_words(prompt: str) -> Iterator[Word]:
    """Yield the words of a prompt in Latin letters and digits, with their places; a possessive 's is none."""
    for run in _RUN.finditer(prompt):
        for piece in _PIECE.findall(_plain(run.group())):
            if not (piece == "s" and prompt[: run.start()].endswith(("'", "’"))):
                yield Word(piece, run.start(), run.end())


def foreign_words(prompt: str) -> list[str]:
    """The words of a prompt that hold no Latin letter and no digit, as they are written, each once."""
    runs = [run.group() for run in _RUN.finditer(prompt)]
    return list(dict.fromkeys(run for run in runs if not _PIECE.search(_plain(run))))


def forms(word: str) -> tuple[str, ...]:
    """The word, then the forms that may stand for it in a vocabulary: its singular and plural.

    Parameters
    ----------
    word : str
        As `split_words` gives it.
    """
    found = [word]
    if word in _IRREGULAR:
        found.append(_IRREGULAR[word])
    for ending, singulars in (("s", ("",)), ("es", ("",)), ("ves", ("f", "fe")), ("ies", ("y",))):
        if word.endswith(ending) and len(word) > len(ending) + 1:
            found += [word.removesuffix(ending) + singular for singular in singulars]
    return (*found, word + "s")


def _plain(text: str) -> str:
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).lower()


def replaced(prompt: str, word: str, by: str) -> str:
    """The prompt with every occurrence of a word, as `split_words` gives it, replaced; "a" and "an" follow."""
    for found in reversed(list(located_words(prompt))):
        if found.text == word:
            prompt = joined(prompt[: found.start], by) + prompt[found.end :]
    return prompt


def joined(before: str, noun: str) -> str:
    """A text and what follows it: an article at the text's end becomes the "a" or "an" that fits."""
    return _ARTICLE.sub(partial(_article, noun), before) + noun


def _article(noun: str, found: re.Match[str]) -> str:
    return f"{found[1]}{'n' if noun[0] in 'aeiou' else ''} "
