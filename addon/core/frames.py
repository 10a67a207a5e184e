"""The model frame and the scene frame, and the way between them, both ways exact.

Model frame: the unit cube [-0.5, 0.5]^3 of the Point-E paper's Blender normalisation, bounding box centred, longest
side 1, +Z up, front towards -Y. Scene frame: Blender's, scene units, +Z up; the object's longest side is the size
asked for, its base stands on the plane through the origin, centred in X and Y.

Object data is stored in the object's own frame (the scene frame before the object's location), so that the object's
origin is the middle of its base and its transform stays clean: location at the cursor, no rotation, scale 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

_FILLED = 0.9
"""A cloud whose longest side is at least this fills the frame."""


@dataclass(frozen=True, slots=True)
class Placement:
    """scene = model * scale + offset.

    Attributes
    ----------
    scale
        Scene units per model unit; positive.
    offset
        Scene units, (x, y, z).
    """

    scale: float
    offset: tuple[float, float, float]

    @classmethod
    def standing(cls, positions: NDArray[np.float32], size: float) -> Placement:
        """Scale the longest side of (N, 3) model positions to `size` and stand the base on z = 0, centred in x, y.

        Raises ValueError for no points, or points that are all one.
        """
        if len(positions) == 0:
            raise ValueError("no points to place")
        low = positions.min(axis=0).astype(np.float64)
        high = positions.max(axis=0).astype(np.float64)
        longest = float((high - low).max())
        if longest <= 0:
            raise ValueError("all points are one")
        scale = size / longest
        middle = (low + high) / 2
        return cls(scale, (float(-middle[0] * scale), float(-middle[1] * scale), float(-low[2] * scale)))

    @classmethod
    def forming(cls, positions: NDArray[np.float32], size: float) -> Placement:
        """Stand a cloud that is still taking shape, (N, 3), where it will stand when it is finished.

        An early estimate is a small ball and grows into the frame; a finished cloud fills it, and then this is
        `standing`. Raises ValueError for no points.
        """
        if len(positions) == 0:
            raise ValueError("no points to place")
        low = positions.min(axis=0).astype(np.float64)
        high = positions.max(axis=0).astype(np.float64)
        scale = size / max(float((high - low).max()), _FILLED)
        middle = (low + high) / 2
        return cls(scale, (float(-middle[0] * scale), float(-middle[1] * scale), float(-low[2] * scale)))

    def to_scene(self, positions: NDArray[np.float32]) -> NDArray[np.float32]:
        """Model positions (N, 3) to scene units, float32."""
        return (positions.astype(np.float64) * self.scale + self.offset).astype(np.float32)

    def to_model(self, positions: NDArray[np.float32]) -> NDArray[np.float32]:
        """Scene positions (N, 3) back to the model frame, float32."""
        return ((positions.astype(np.float64) - self.offset) / self.scale).astype(np.float32)

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return {"scale": self.scale, "offset": list(self.offset)}

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> Placement:
        """Read what `to_json` wrote. Raises KeyError, ValueError."""
        x, y, z = (float(value) for value in record["offset"])
        return cls(float(record["scale"]), (x, y, z))
