"""The keys of a manifest, and how a cell of a table is read for each."""

from __future__ import annotations

import json
import re
from difflib import get_close_matches
from enum import Enum, auto
from typing import Any

from ..core.readers import refused


class Cell(Enum):
    """What the text of a table's cell means."""

    TEXT = auto()
    INTEGER = auto()
    NUMBER = auto()
    SWITCH = auto()
    LIST = auto()
    """Values with "|" between them, or a JSON list."""
    DRAW = auto()
    """A switch, or a JSON object."""
    GRID = auto()
    """As `grid.axes_of_text` reads it, or a JSON object."""


KEYS: dict[str, Cell] = {
    "prompt": Cell.TEXT,
    "image": Cell.TEXT,
    "images": Cell.LIST,
    "seed": Cell.INTEGER,
    "model": Cell.TEXT,
    "quality": Cell.TEXT,
    "name": Cell.TEXT,
    "out": Cell.TEXT,
    "format": Cell.LIST,
    "picture": Cell.TEXT,
    "tags": Cell.LIST,
    "size": Cell.NUMBER,
    "output": Cell.TEXT,
    "device": Cell.TEXT,
    "steps": Cell.INTEGER,
    "guidance_scale": Cell.NUMBER,
    "points": Cell.INTEGER,
    "surface_resolution": Cell.INTEGER,
    "sharp": Cell.SWITCH,
    "sampler": Cell.TEXT,
    "mesher": Cell.TEXT,
    "blend_prompt": Cell.TEXT,
    "blend_image": Cell.TEXT,
    "blend_images": Cell.LIST,
    "blend_seed": Cell.INTEGER,
    "blend_steps": Cell.INTEGER,
    "draw": Cell.DRAW,
    "picture_model": Cell.TEXT,
    "grid": Cell.GRID,
}
"""Every key, the usual ones first."""

_OTHER_NAMES = {
    "text": "prompt",
    "description": "prompt",
    "filename": "name",
    "file": "name",
    "output_name": "name",
    "output_file": "out",
    "path": "out",
    "formats": "format",
    "type": "format",
    "guidance": "guidance_scale",
    "cfg": "guidance_scale",
    "resolution": "surface_resolution",
    "pipeline": "model",
    "blend": "blend_prompt",
    "picture_file": "picture",
    "render": "picture",
    "thumbnail": "picture",
    "label": "tags",
    "labels": "tags",
    "scale": "size",
    "num_steps": "steps",
    "num_points": "points",
}
"""What people call a key elsewhere."""

_TRUE, _FALSE = frozenset({"true", "yes", "y", "1", "on", "x"}), frozenset({"false", "no", "n", "0", "off"})


def plain(key: str) -> str:
    """Return a column's title as a key: "Guidance Scale" becomes "guidance_scale"."""
    return re.sub(r"[\s\-]+", "_", key.strip().lower())


def closest(key: str) -> str:
    """Return the key that another one was meant to be, or ""."""
    name = plain(key)
    if name in KEYS:
        return name
    near = get_close_matches(name, [*KEYS, *_OTHER_NAMES], n=1, cutoff=0.7)
    return _OTHER_NAMES.get(name) or (_OTHER_NAMES.get(near[0], near[0]) if near else "")


def unknown(key: str) -> str:
    """Return the sentence for a key that means nothing."""
    near = closest(key)
    hint = f"did you mean “{near}”?" if near else f"the settings are {', '.join(KEYS)}"
    return f"there is no setting of this name; {hint}"


def of_cell(key: str, text: str, *, comma: bool) -> Any:
    """Return the value that the text of a column's cell stands for.

    `comma` is whether numbers may have a decimal comma, as spreadsheets write where ";" parts the cells. Raises
    PointsmithError BAD_SETTING.
    """
    kind = KEYS[key]
    bare = text.strip()
    if kind in {Cell.LIST, Cell.DRAW, Cell.GRID} and bare[:1] in {"[", "{"}:
        return _json(key, bare)
    if kind in {Cell.TEXT, Cell.GRID}:
        return text
    if kind is Cell.LIST:
        return [part.strip() for part in re.split(r"[|\n]", bare) if part.strip()]
    if kind in {Cell.SWITCH, Cell.DRAW}:
        if bare.lower() not in _TRUE | _FALSE:
            raise refused(f"{key} “{bare[:40]}” is neither true nor false")
        return bare.lower() in _TRUE
    return _number(key, bare.replace(",", ".") if comma and "." not in bare else bare)


def _number(key: str, text: str) -> float | int:
    if KEYS[key] is Cell.INTEGER:
        if re.fullmatch(r"[+-]?[0-9]{1,20}", text):
            return int(text)
        raise refused(f"{key} “{text[:40]}” is not a whole number")
    try:
        return float(text)
    except ValueError:
        raise refused(f"{key} “{text[:40]}” is not a number") from None


def _json(key: str, text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise refused(f"{key} begins like JSON, but is none") from None
