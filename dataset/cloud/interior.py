"""Points inside the solid, by carving: a place is inside when it lies behind the surface in every view.

What no view sees into counts as solid, a closed hollow for one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from .points import Floats, Points
from .visibility import behind, pixel_width

if TYPE_CHECKING:
    from ..render.shot import Shot

_TRIES = 64
"""Rounds of drawing; a solid that fills less than a thousandth of its box ends with fewer points."""
_COLORS_FROM = 1024


def interior(surface: Points, shots: Sequence[Shot], count: int, rng: np.random.Generator) -> Points:
    """Up to `count` points inside, evenly; each has colour and part of a surface point near it, and no normal."""
    low, high = surface.xyz.min(axis=0), surface.xyz.max(axis=0)
    found: list[Floats] = []
    for _ in range(_TRIES):
        inside = rng.uniform(low, high, (4 * count, 3))
        for shot in shots:
            # A pixel beside the silhouette would let points through; behind by half a pixel is inside.
            inside = inside[behind(inside, shot) > 0.5 * pixel_width(shot) * shot.view.distance]
        found.append(inside)
        if sum(map(len, found)) >= count:
            break
    xyz = np.concatenate(found)[:count]
    near = surface.xyz[:_COLORS_FROM]
    square = (near**2).sum(axis=1) - 2.0 * xyz @ near.T
    owner = square.argmin(axis=1) if len(xyz) else np.zeros(0, np.int64)
    return Points(xyz, surface.rgb[owner], np.zeros_like(xyz), surface.part_ids[owner])
