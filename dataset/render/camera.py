"""Where the cameras stand. Angles in radians, lengths in units of the object's unit cube; no bpy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..catalogue.mesh import Floats
from ..catalogue.streams import between, stream

DISTANCE = 2.0
FIELD_OF_VIEW = 0.6911
"""Blender's default lens, 50 mm on a 36 mm sensor, which Point-E's renders used."""


@dataclass(frozen=True)
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
        flat = np.cos(self.elevation)
        x, y = flat * np.sin(self.azimuth), -flat * np.cos(self.azimuth)
        return self.distance * np.array([x, y, np.sin(self.elevation)])

    def row(self) -> tuple[float, float, float, float]:
        """What `cameras.npy` keeps of a view."""
        return self.azimuth, self.elevation, self.distance, self.field_of_view


def sample_views(category: str, seed: int, count: int) -> list[View]:
    """Views of one object: any azimuth, from slightly below the horizon to 45 degrees above it."""
    rng = stream(category, seed, "views")
    return [
        View(
            azimuth=between(rng, 0.0, 2 * np.pi),
            elevation=float(np.radians(between(rng, -5.0, 45.0))),
            field_of_view=FIELD_OF_VIEW * between(rng, 1.0, 1.25),
        )
        for _ in range(count)
    ]
