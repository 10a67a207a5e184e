"""Farthest point sampling: by fpsample where it is installed, else by numpy, which takes seconds."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .points import Floats

try:
    import fpsample  # type: ignore[import-untyped]
except ImportError:
    # A user's own Blender has no pip packages.
    fpsample = None

_LINES = 7
"""Height of fpsample's tree: 128 buckets, the fastest from a thousand points to a million."""


def farthest_points(xyz: Floats, count: int) -> NDArray[np.int64]:
    """Indices (count,) of points (N, 3), each the farthest from all before it. The same input gives the same order.

    count : at most N
    """
    points = np.ascontiguousarray(xyz, np.float32)
    height = min(_LINES, len(points).bit_length() - 1)
    if fpsample is not None and height >= 1:
        order: NDArray[np.int64] = fpsample.bucket_fps_kdline_sampling(points, count, height, 0).astype(np.int64)
        return order
    return _plainly(points, count)


def _plainly(points: NDArray[np.float32], count: int) -> NDArray[np.int64]:
    order = np.zeros(count, np.int64)
    columns = np.ascontiguousarray(points.T)
    nearest = np.full(len(points), np.inf, np.float32)
    for k in range(1, count):
        x, y, z = (column - column[order[k - 1]] for column in columns)
        np.minimum(nearest, x * x + y * y + z * z, out=nearest)
        order[k] = int(nearest.argmax())
    return order
