"""A drawn box in pixels."""

import math

from ...core.cutout import Box

Place = tuple[slice, slice]
"""Rows and columns of a box in a picture."""


def box_place(box: Box, height: int, width: int, margin: float = 0.0) -> Place:
    """Where a box lies in a picture of (height, width), with a margin as a share of its own sides."""
    left, top, right, bottom = box
    across, down = (right - left) * margin, (bottom - top) * margin
    rows = slice(max(0, math.floor((top - down) * height)), min(height, math.ceil((bottom + down) * height)))
    columns = slice(max(0, math.floor((left - across) * width)), min(width, math.ceil((right + across) * width)))
    return rows, columns
