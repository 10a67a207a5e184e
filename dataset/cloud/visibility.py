"""How points lie to the surfaces that the views have seen, and what area that makes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from .points import Floats, Points

if TYPE_CHECKING:
    from ..render.shot import Shot

_LEAST_SLANT = 0.1
"""Of a pixel that looks along a surface; it would count for an area without end."""
_FEW = 512
"""Points that stand for all of a part when its area is measured."""


def behind(xyz: Floats, shot: Shot) -> Floats:
    """How far points (N, 3) lie behind the surface a view shows at their pixel.

    -inf where it shows nothing there, inf beside the picture, of which the view knows nothing.
    """
    size = len(shot.depth)
    pixels, depth = shot.view.project(xyz, size)
    column, row = np.floor(pixels).astype(np.int64).T
    inside = (column >= 0) & (row >= 0) & (column < size) & (row < size)
    surface = np.full(len(xyz), -np.inf)
    surface[inside] = shot.depth[row[inside], column[inside]]
    offset: Floats = depth - surface
    return offset


def pixel_width(shot: Shot) -> float:
    """Side of a pixel at distance 1."""
    return float(2.0 * np.tan(shot.view.field_of_view / 2.0) / len(shot.depth))


def part_areas(cloud: Points, shots: Sequence[Shot], parts: int, rng: np.random.Generator) -> Floats:
    """Visible area (parts,) of each part of a dense cloud: a place that several views see counts once."""
    areas = np.zeros(parts)
    for part in range(parts):
        of_part = np.flatnonzero(cloud.part_ids == part)
        few = cloud.pick(rng.permutation(of_part)[:_FEW])
        if len(few):
            areas[part] = len(of_part) * float(np.mean(1.0 / _points_per_area(few, shots)))
    return areas


def _points_per_area(cloud: Points, shots: Sequence[Shot]) -> Floats:
    """How many pixels of all views fall on a unit of the surface around each point."""
    density = np.zeros(len(cloud))
    for shot in shots:
        ray = cloud.xyz - shot.view.location()
        depth = ray @ shot.view.axes()[2]
        width = pixel_width(shot) * depth
        slant = -(cloud.normals * ray).sum(axis=1) / depth
        # Across a pixel, a slanted surface gets deeper by a few pixel widths. A thin one has its back in that range.
        seen = (slant > 0) & (np.abs(behind(cloud.xyz, shot)) < 4.0 * width)
        density += seen * np.maximum(slant, _LEAST_SLANT) / width**2
    # A point that slips through the test in every view was seen by one.
    least = _LEAST_SLANT / max(pixel_width(shot) * shot.view.distance for shot in shots) ** 2
    found: Floats = np.maximum(density, least)
    return found
