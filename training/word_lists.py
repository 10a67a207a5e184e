"""The hand-written lists of words beside this file."""

from __future__ import annotations

from pathlib import Path

from addon.core.words import split_words

FOLDER = Path(__file__).parent


def _lines(name: str) -> list[str]:
    text = (FOLDER / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


def _table(name: str) -> dict[str, list[str]]:
    rows = (line.split(":") for line in _lines(name))
    return {key.strip(): [entry.strip() for entry in entries.split(",")] for key, entries in rows}


def exemplars() -> dict[str, list[str]]:
    """Object -> words and phrases that it may stand for; "-" -> things that nothing stands for."""
    return _table("word_exemplars.txt")


def shades() -> dict[str, list[str]]:
    """Colour -> the names of its shades."""
    return {color: " ".join(words).split() for color, words in _table("word_colors.txt").items()}


def kinds() -> dict[str, list[str]]:
    """Kind -> words: "attribute", "nothing" (neither thing nor attribute) and "silent" (not worth reporting)."""
    found: dict[str, list[str]] = {}
    words: list[str] = []
    for line in _lines("word_kinds.txt"):
        if line.startswith("["):
            words = found.setdefault(line[1 : line.index("]")], [])
        else:
            words += line.split()
    return found


def extra() -> list[str]:
    """Words without answers that are looked up beside those of the embedding's vocabulary."""
    return [word for line in _lines("word_extra.txt") for word in line.split()]


def pairs() -> list[tuple[str, frozenset[str]]]:
    """Words and the answers that a person would accept; "-" is no answer."""
    return [(word, frozenset(answers)) for word, answers in _table("word_pairs.txt").items()]


def seen_words() -> frozenset[str]:
    """Every word that the answers are made from; no pair may be among them."""
    lists = [*exemplars().values(), kinds()["attribute"], kinds()["nothing"]]
    return frozenset(word for entries in lists for entry in entries for word in split_words(entry))
