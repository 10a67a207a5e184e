"""Words in a picture, where no imaging package is: letters drawn once (`training.letters`), put side by side."""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

FILE = Path(__file__).parent / "letters.npz"
"""coverage (height, width) uint8, all letters side by side; starts (N + 1) int32; signs (N) code points."""


@cache
def _letters() -> dict[str, NDArray[np.uint8]]:
    with np.load(FILE, allow_pickle=False) as arrays:
        coverage, starts, signs = arrays["coverage"], arrays["starts"], arrays["signs"]
    return {chr(sign): coverage[:, starts[i] : starts[i + 1]] for i, sign in enumerate(signs)}


def line_height() -> int:
    """Pixels of a line."""
    return len(_letters()[" "])


def drawn(text: str, width: int) -> NDArray[np.uint8]:
    """Return a text in one line as (line height, at most `width`) coverage, 0 to 255; "…" ends one that is too long.

    Latin letters with their accents are there; a letter of another script becomes "·".
    """
    letters = _letters()
    text = unicodedata.normalize("NFC", text)
    row = [letters.get(sign, letters["·"]) for sign in text if not unicodedata.combining(sign)]
    if sum(map(np.size, row)) > width * line_height():
        room = width - letters["…"].shape[1]
        while row and sum(sign.shape[1] for sign in row) > room:
            row.pop()
        row.append(letters["…"])
    return np.concatenate([np.empty((line_height(), 0), np.uint8), *row], axis=1)[:, :width]
