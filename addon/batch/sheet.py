"""A contact sheet: many thumbnails in one picture, each with two lines of words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..core.files import atomic_write
from ..core.png import encoded
from .letters import drawn, line_height
from .results import latest, written_badly
from .thumbnails import SIDE, pixels

FILE = "sheet.png"
MOST = 100
_GAP, _MARGIN = 12, 16
_GROUND, _CELL, _INK, _PALE = (24, 25, 28), (46, 48, 54), (238, 238, 240), (160, 163, 172)


@dataclass(frozen=True, slots=True)
class Caption:
    """The words below a picture: what it is, and something smaller."""

    first: str
    second: str


def sheet(pictures: Sequence[tuple[NDArray[np.uint8], Caption]], side: int = SIDE) -> NDArray[np.uint8]:
    """Return (height, width, 4) uint8 sRGB, opaque: the (side, side, 4) pictures in rows, about as wide as high.

    Raises ValueError without pictures.
    """
    if not pictures:
        raise ValueError("a sheet needs pictures")
    high = side + 2 * line_height() + 10
    # So many columns that the sheet is about 4 to 3.
    columns = min(len(pictures), max(1, round(math.sqrt(len(pictures) * high / side * 4 / 3))))
    rows = math.ceil(len(pictures) / columns)
    width, height = (2 * _MARGIN - _GAP + n * (s + _GAP) for n, s in ((columns, side), (rows, high)))
    whole = np.empty((height, width, 4), np.uint8)
    whole[:] = (*_GROUND, 255)
    for number, (picture, caption) in enumerate(pictures):
        row, column = divmod(number, columns)
        top, left = _MARGIN + row * (high + _GAP), _MARGIN + column * (side + _GAP)
        cell = whole[top : top + high, left : left + side, :3]
        cell[:] = _CELL
        _over(cell[:side], picture[..., :3], picture[..., 3])
        for line, (text, ink) in enumerate(((caption.first, _INK), (caption.second, _PALE))):
            words = drawn(text, side - 12)
            start = side + 3 + line * line_height()
            _over(cell[start : start + len(words), 6 : 6 + words.shape[1]], np.array(ink, np.uint8), words)
    return whole


def write(results: Path, target: Path, most: int = MOST) -> int:
    """Write the sheet of what a results file says was made; return how many pictures it shows.

    Of more than `most` objects it shows some, evenly chosen. Without a single thumbnail nothing is written.

    Raises
    ------
    PointsmithError
        NOT_WRITABLE, DISK_FULL.
    """
    made = [entry for entry in latest(results, _entry).values() if entry is not None]
    if len(made) > most:
        made = [made[place * len(made) // most] for place in range(most)]
    pictures = []
    for name, caption in made:
        try:
            pictures.append((pixels(results.parent / name), caption))
        except (OSError, ValueError):
            continue  # deleted or damaged since
    pictures = [(picture, caption) for picture, caption in pictures if picture.shape == (SIDE, SIDE, 4)]
    if not pictures:
        return 0
    try:
        with atomic_write(target) as file:
            file.write(encoded(sheet(pictures)))
    except OSError as error:
        raise written_badly(target, error) from error
    return len(pictures)


def _entry(record: dict[str, Any]) -> tuple[str, Caption] | None:
    """A record's thumbnail and words; None of a failed one."""
    name = record.get("thumbnail")
    return (name, caption_of(record)) if record.get("ok") is True and isinstance(name, str) else None


def caption_of(record: dict[str, Any]) -> Caption:
    """Return a record's words: its prompt or image, then its file and seed."""
    request: dict[str, Any] = record.get("request") or {}
    images = request.get("images") or [{}]
    first = str(request.get("prompt") or Path(str(images[0].get("path", ""))).name)
    files = record.get("files") or [""]
    return Caption(first, f"seed {request.get('seed', 0)} · {files[0]}")


def _over(ground: NDArray[np.uint8], color: NDArray[np.uint8], alpha: NDArray[np.uint8]) -> None:
    """Lay a colour over the (h, w, 3) ground, in place, as far as the (h, w) alpha covers it."""
    weight = alpha[..., None].astype(np.float32) / 255
    ground[:] = (ground * (1 - weight) + color * weight + 0.5).astype(np.uint8)
