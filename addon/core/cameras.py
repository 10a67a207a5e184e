"""Cameras on the sphere about the unit cube, and the way between pixels and points. Numpy only, shared by all rooms.

Angles in radians, lengths in units of the model frame (`core.frames`). A camera's axes are x = right in the picture,
y = down, z = the way it looks, as in the Point-E paper's files. Pixel (column, row) has its centre at
(column + 0.5, row + 0.5), the first row at the top.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

DISTANCE = 2.0
FIELD_OF_VIEW = 0.6911
"""Blender's default lens, 50 mm on a 36 mm sensor, which Point-E's renders used."""
ELEVATED = float(np.arctan(0.2618))
"""Elevation of Point-E's `z-circular-elevated`, 14.67 degrees."""
SLIGHTLY_BELOW = -float(np.arctan(0.1))
"""Elevation of Point-E's `z-circular`."""


@dataclass(frozen=True, slots=True)
class View:
    """A camera on a sphere about the origin that looks at the origin, +Z up in the picture.

    azimuth : 0 stands at -Y, before the object's front; pi/2 stands at +X
    elevation : above the horizon
    field_of_view : whole angle of the square picture
    """

    azimuth: float
    elevation: float
    distance: float = DISTANCE
    field_of_view: float = FIELD_OF_VIEW

    def location(self) -> Floats:
        """Camera centre (3,)."""
        forward: Floats = self.axes()[2]
        return -self.distance * forward

    def axes(self) -> Floats:
        """Unit vectors right, down, forward as the rows of (3, 3)."""
        # Written from the angles, so that straight above and straight below have a picture too.
        sin, cos = np.sin(self.azimuth), np.cos(self.azimuth)
        flat, high = np.cos(self.elevation), np.sin(self.elevation)
        right = np.array([cos, sin, 0.0])
        forward = np.array([-flat * sin, flat * cos, -high])
        return np.stack([right, np.cross(forward, right), forward])

    def row(self) -> tuple[float, float, float, float]:
        """Azimuth, elevation, distance, field of view."""
        return self.azimuth, self.elevation, self.distance, self.field_of_view

    def points(self, depth: Floats) -> Floats:
        """Back-project planar depths (size, size), measured along the view axis, to points (size, size, 3)."""
        size = len(depth)
        slope = (np.arange(size) + 0.5) / size * 2.0 - 1.0
        slope *= np.tan(self.field_of_view / 2.0)
        right, down, forward = self.axes()
        rays = forward + slope[None, :, None] * right + slope[:, None, None] * down
        points: Floats = self.location() + rays * depth[..., None]
        return points

    def project(self, points: Floats, size: int) -> tuple[Floats, Floats]:
        """Pixel positions (N, 2) as (column, row), centres at .5, and planar depths (N,) of points (N, 3)."""
        local = (points - self.location()) @ self.axes().T
        scale = size / (2.0 * np.tan(self.field_of_view / 2.0))
        return local[:, :2] / local[:, 2:] * scale + size / 2.0, local[:, 2]

    def to_json(self) -> dict[str, Any]:
        """Plain JSON types; origin and axes as in the paper's files, beside the angles they follow from."""
        right, down, forward = self.axes().tolist()
        return {
            "azimuth": self.azimuth,
            "elevation": self.elevation,
            "distance": self.distance,
            "x_fov": self.field_of_view,
            "y_fov": self.field_of_view,
            "origin": self.location().tolist(),
            "x": right,
            "y": down,
            "z": forward,
        }

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> View:
        """Read what `to_json` wrote. Raises KeyError, ValueError."""
        return cls(*(float(record[name]) for name in ("azimuth", "elevation", "distance", "x_fov")))


def everywhere(count: int, rng: np.random.Generator) -> list[View]:
    """Directions uniform on the whole sphere, as Point-E's `random`."""
    directions = rng.standard_normal((count, 3))
    x, y, z = (directions / np.linalg.norm(directions, axis=1, keepdims=True)).T
    return [View(float(a), float(e)) for a, e in zip(np.arctan2(x, -y) % (2 * np.pi), np.arcsin(z), strict=True)]


def band(count: int, rng: np.random.Generator) -> list[View]:
    """Where people stand: any azimuth, 5 degrees below to 45 above the horizon, the lens a little varied."""
    numbers = rng.random((count, 3))
    return [
        View(
            azimuth=float(2 * np.pi * a),
            elevation=float(np.radians(-5.0 + 50.0 * e)),
            field_of_view=FIELD_OF_VIEW * float(1.0 + 0.25 * f),
        )
        for a, e, f in numbers
    ]


def circle(count: int, elevation: float) -> list[View]:
    """A full turn; first and last view coincide, as in Point-E's script."""
    turn = np.linspace(0.0, 2 * np.pi, count)
    # The script starts at +X and turns counter-clockwise seen from above.
    return [View(float((np.pi / 2 + t) % (2 * np.pi)), elevation) for t in turn]


POSES: dict[str, Callable[[int, np.random.Generator], list[View]]] = {
    "random": everywhere,
    "band": band,
    "z-circular": lambda count, _: circle(count, SLIGHTLY_BELOW),
    "z-circular-elevated": lambda count, _: circle(count, ELEVATED),
}
"""Rules by the names of Point-E's script; `band` is ours."""
