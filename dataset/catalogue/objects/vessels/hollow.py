"""What vessels share: hollow bodies, and bands and fillings that follow a profile (K, 2) of radius and z."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ...curves import half_ellipse
from ...mesh import Floats, Mesh
from ...solids import annulus, lathe, tube

ROUND = 24
"""Sides of a body and of what follows it: as few as look round, for the union of many rings takes time."""


def hollow(outer: ArrayLike, wall: float, floor: float | None = None) -> Mesh:
    """Open vessel of an even wall.

    outer : (K, 2) from the edge of the bottom to the rim, rising
    floor : thickness of the bottom; the wall's when None
    """
    profile = np.asarray(outer, float)
    bottom = profile[0, 1] + (wall if floor is None else floor)
    tangents = np.gradient(profile, axis=0)
    tangents /= np.linalg.norm(tangents, axis=1, keepdims=True)
    inner = profile - wall * np.stack([tangents[:, 1], -tangents[:, 0]], -1)
    inner[-1] = profile[-1] - (wall, 0.0)
    inner = np.minimum(np.maximum(inner, (0.02, 0.0)), (np.inf, profile[-1, 1]))
    edge = (radius_at(inner, bottom), bottom)
    inner = inner[inner[:, 1] > bottom + 0.2 * wall]
    return lathe([(0, profile[0, 1]), *profile, *inner[::-1], edge, (0, bottom)], segments=ROUND)


def radius_at(outer: ArrayLike, z: float) -> float:
    """Radius of a rising profile at the height z."""
    profile = np.asarray(outer, float)
    return float(np.interp(z, profile[:, 1], profile[:, 0]))


def side_loop(radius: float, z: float, reach: float, width: float, thickness: float) -> Mesh:
    """Handle like half a ring at +X, `width` to either side; its ends lie on the circle of `radius`."""
    x = float(np.sqrt(radius**2 - width**2))
    path = half_ellipse((x, 0, z), (radius - x + reach, 0, 0.02), (0, width, 0), 11)
    return tube(path, thickness, segments=12)


def stretch(outer: ArrayLike, low: float, high: float, grow: float = 0.0, count: int = 4) -> Floats:
    """`count` points of a profile between two heights, moved out by `grow`."""
    return np.array([(radius_at(outer, z) + grow, z) for z in np.linspace(low, high, count)])


def band(
    outer: ArrayLike, low: float, high: float, grow: float = 0.016, thickness: float = 0.04, *, count: int = 4
) -> Mesh:
    """Ring about a profile between two heights; it stands out by `grow`."""
    return annulus(stretch(outer, low, high, grow, count), thickness, segments=ROUND)


def filling(outer: ArrayLike, low: float, level: float, wall: float) -> Mesh:
    """What fills a hollow body from inside its bottom, `low`, up to `level`; it ends within the wall."""
    return lathe([(0, low), *stretch(outer, low, level, -0.5 * wall, 6), (0, level)], segments=ROUND)
