"""The hand-written lists of words beside this file."""

from __future__ import annotations

from pathlib import Path

from addon.core.words import split_words

FOLDER = Path(__file__).parent


def _lines(name: str) -> list[str]:
    text = (FOLDER / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


def _table(name: str) -> dict[str, list[str]]:
    return _rows(_lines(name))


def _rows(lines: list[str]) -> dict[str, list[str]]:
    rows = (line.split(":") for line in lines)
    return {key.strip(): [entry.strip() for entry in entries.split(",")] for key, entries in rows}


def exemplars() -> dict[str, list[str]]:
    """Object -> words and phrases that it may stand for; "-" -> things that nothing stands for."""
    return _table("word_exemplars.txt")


def shades() -> dict[str, list[str]]:
    """Colour -> the names of its shades."""
    return {color: " ".join(words).split() for color, words in _table("word_colors.txt").items()}


def _sections(name: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in _lines(name):
        if line.startswith("["):
            lines = found.setdefault(line[1 : line.index("]")], [])
        else:
            lines.append(line)
    return found


def kinds() -> dict[str, list[str]]:
    """Kind -> words: "attribute", "nothing" (neither thing nor attribute) and "silent" (not worth reporting)."""
    return {kind: " ".join(lines).split() for kind, lines in _sections("word_kinds.txt").items()}


def extra() -> list[str]:
    """Words without answers that are looked up beside those of the embedding's vocabulary."""
    return " ".join(_lines("word_extra.txt")).split()


def answers() -> dict[str, str]:
    """Common words -> the thing that was chosen for them by hand."""
    return {word: thing for thing, words in _table("word_answers.txt").items() for word in " ".join(words).split()}


def pairs() -> dict[str, dict[str, list[str]]]:
    """Group -> word -> the answers that a person would accept, the best first; "-" is no answer."""
    return {group: _rows(lines) for group, lines in _sections("word_pairs.txt").items()}


def seen_words() -> frozenset[str]:
    """Every word that the answers are made from; no pair may be among them."""
    lists = [*exemplars().values(), kinds()["attribute"], kinds()["nothing"], list(answers())]
    return frozenset(word for entries in lists for entry in entries for word in split_words(entry))
