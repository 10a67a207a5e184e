"""What a surface needs of memory, known before it begins."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ...core.errors import ErrorCode, PointsmithError
from ...core.surface_settings import RESOLUTION
from .orient import OrientedPoints
from .poisson import grid_shape

# Measured by benchmarks/surface_memory.py: peak resident bytes above what the process had before, of each stage.
_FIXED = 23_500_000
_PER_POINT_SMOOTHED = 550
_PER_POINT_SOLVED = 330
_PER_GRID_POINT = 4
_PER_CELL = 95
_PER_VERTEX = 350
_CELLS = 5.0
"""Cells that the surface of a compact object passes through, in squared resolutions."""


def surface_bytes(extent: NDArray[np.float64], points: int, resolution: int) -> int:
    """Estimate the peak bytes of a surface of that resolution.

    Parameters
    ----------
    extent
        (3,): sides of the points' bounding box, in any unit.
    points
        How many there are, once a large cloud is brought down to the grid; before that, an upper bound.
    resolution
        Voxels along the longest side.
    """
    sides = extent / max(float(extent.max()), 1e-12) * resolution
    x, y, z = grid_shape(sides, 1.0, 0.0)
    a, b, c = sides / resolution
    cells = _CELLS * resolution**2 * (a * b + b * c + c * a) / 3
    grid = 2 * x * y * (z // 2 + 1) * _PER_GRID_POINT
    stages = (
        points * _PER_POINT_SMOOTHED,
        grid + points * _PER_POINT_SOLVED,
        grid + cells * _PER_CELL,
        cells * _PER_VERTEX,
    )
    return int(_FIXED + max(stages))


def refuse_too_large(points: OrientedPoints, resolution: int, available: int) -> None:
    """Raise OUT_OF_MEMORY with a resolution that fits when this one needs more than the `available` bytes."""
    extent = np.ptp(points.positions.astype(np.float64), axis=0)
    if surface_bytes(extent, len(points.positions), resolution) <= available:
        return
    smaller = [n for n in range(RESOLUTION[0], resolution, 32) if fits(extent, len(points.positions), n, available)]
    raise PointsmithError(ErrorCode.OUT_OF_MEMORY, f"a surface resolution of {max(smaller, default=RESOLUTION[0])}")


def fits(extent: NDArray[np.float64], points: int, resolution: int, available: int) -> bool:
    """Whether a surface of that resolution needs no more than the `available` bytes."""
    return surface_bytes(extent, points, resolution) <= available


def available_bytes() -> int:
    """Memory that a program can have now, what the system only caches included; a huge number where unknown."""
    if sys.platform == "linux":
        try:
            lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
            fields = dict(line.split(":", 1) for line in lines)
            return int(fields["MemAvailable"].split()[0]) * 1024
        except (OSError, KeyError, ValueError):
            return os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return sys.maxsize
