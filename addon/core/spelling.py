"""Slips of the keys: the known word that a misspelled one was meant to be."""

from __future__ import annotations

from collections.abc import Iterable

SHORTEST = 4
"""Shorter words are one slip away from too many others."""


def meant(word: str, known: Iterable[str]) -> str:
    """Return the known word that is one slip away, two from eight letters on; "" when there is none.

    A slip is a letter too many, too few, another one, or two that changed places. Of several words the one with
    fewer slips, then the one that begins alike, then the first is taken.
    """
    if len(word) < SHORTEST:
        return ""
    most = 1 if len(word) < 8 else 2
    near = (other for other in known if abs(len(other) - len(word)) <= most and len(other) >= SHORTEST)
    found = [(slips, other[0] != word[0], other) for other in near if (slips := distance(word, other)) <= most]
    return min(found, key=lambda entry: entry[:2])[2] if found else ""


def distance(one: str, other: str) -> int:
    """Count the slips between two words: the optimal string alignment distance (Damerau 1964)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        earlier, before, row = before, row, [i]
        for j, facing in enumerate(other, start=1):
            changed = before[j - 1] + (letter != facing)
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == facing:
                changed = min(changed, earlier[j - 2] + 1)
            row.append(min(changed, before[j] + 1, row[j - 1] + 1))
    return row[-1]
