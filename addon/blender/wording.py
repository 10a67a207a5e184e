"""Words in the panel: times, and sentences cut into lines."""

from __future__ import annotations

import math
import textwrap

_PIXELS_PER_LETTER = 6.8
"""Of Blender's interface font at scale 1; measured on sentences, rounded up so that nothing is cut."""


def time_left(seconds: float | None) -> str:
    """Return such as "12 s left" or "3 min left"; nothing while no one knows."""
    if seconds is None or not math.isfinite(seconds) or seconds < 0:
        return ""
    if seconds < 90:
        return f"{max(1, math.ceil(seconds))} s left"
    return f"{math.ceil(seconds / 60)} min left"


def lines(text: str, width: float, scale: float = 1.0) -> list[str]:
    """Break a text into the lines that fit `width` pixels at the interface scale; long words are cut."""
    letters = max(16, int(width / (_PIXELS_PER_LETTER * scale)))
    return textwrap.wrap(text, letters)


def more(count: int) -> str:
    """Return such as "and 2 more"."""
    return f"and {count} more"


def size(count: float) -> str:
    """Return such as "162 MB" or "1.7 GB", in powers of ten as disks and downloads are sold."""
    if count < 1e6:
        return f"{count / 1e3:.0f} kB"
    if count < 999.5e6:
        return f"{count / 1e6:.0f} MB"
    return f"{count / 1e9:.1f} GB"
