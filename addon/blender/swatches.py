"""Little pictures of the colours that the model knows, for menus."""

from __future__ import annotations

import math
from typing import Any

import bpy.utils.previews

from ..core.families import COLORS

_SIDE = 32
_CORNER = 7.0

_shown: Any = None


def swatch(name: str) -> int:
    """Return the icon's number of a colour; made at the first call."""
    global _shown  # noqa: PLW0603 - one collection per Blender
    if _shown is None:
        _shown = bpy.utils.previews.new()
    if name not in _shown:
        icon = _shown.new(name)
        icon.icon_size = (_SIDE, _SIDE)
        icon.icon_pixels_float = [
            value for y in range(_SIDE) for x in range(_SIDE) for value in (*COLORS[name], _inside(x, y))
        ]
    number: int = _shown[name].icon_id
    return number


def close() -> None:
    """Give the pictures back; Blender complains about those that are left at its end."""
    global _shown  # noqa: PLW0603 - as above
    if _shown is not None:
        bpy.utils.previews.remove(_shown)
        _shown = None


def _inside(x: int, y: int) -> float:
    """Return how much of a picture element the square with round corners covers."""
    middle: float = (_SIDE - 1) / 2
    out_x, out_y = (max(abs(value - middle) - (middle - 1 - _CORNER), 0.0) for value in (x, y))
    return min(max(_CORNER + 0.5 - math.hypot(out_x, out_y), 0.0), 1.0)
