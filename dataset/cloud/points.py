"""A cloud of points with colour, normal and part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Points:
    """N points of the unit cube.

    xyz : (N, 3) float64
    rgb : (N, 3) float64, display-referred sRGB in [0, 1]
    normals : (N, 3) float64, of unit length, outward; zero for a point inside the solid
    part_ids : (N,) uint8
    """

    xyz: Floats
    rgb: Floats
    normals: Floats
    part_ids: NDArray[np.uint8]

    def __len__(self) -> int:
        """Count of points."""
        return len(self.xyz)

    def pick(self, which: NDArray[np.int64] | NDArray[np.bool_]) -> Points:
        """The points that an index or a mask names."""
        return Points(self.xyz[which], self.rgb[which], self.normals[which], self.part_ids[which])

    def packed(self) -> NDArray[np.float16]:
        """Columns xyz, rgb, normal: (N, 9) float16."""
        return np.concatenate([self.xyz, self.rgb, self.normals], axis=1).astype(np.float16)


def joined(clouds: Sequence[Points]) -> Points:
    """All points of several clouds."""
    return Points(
        np.concatenate([cloud.xyz for cloud in clouds]),
        np.concatenate([cloud.rgb for cloud in clouds]),
        np.concatenate([cloud.normals for cloud in clouds]),
        np.concatenate([cloud.part_ids for cloud in clouds]),
    )
