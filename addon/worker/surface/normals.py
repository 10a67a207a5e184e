"""Outward normals for points that have none, or have bad ones.

The side is decided for the whole cloud at once. The winding number of a closed surface is a half at its points, which
is a least-squares problem in the normals; a few steps of conjugate gradients give normals that mostly point outwards
(Lin et al., "Surface Reconstruction from Point Clouds without Normals by Parametrizing the Gauss Formula", 2022), and
then normals and winding number are made to agree: each point takes the direction in which the winding number of all
the others falls (Lin, Shi and Liu, "Fast and Globally Consistent Normal Orientation based on the Winding Number Normal
Consistency", 2024). Walking along a spanning tree of neighbours (Hoppe et al., "Surface Reconstruction from
Unorganized Points", 1992, section 3.3) crosses from one side of a thin wall to the other, so it is kept for what has no
inside: open pieces and planes.

The direction is then that of the plane through the neighbours that face the same way.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from .orient import Floats, unit
from .winding import WindingGrid

_SOLVED = 40_000
"""Points, drawn at random, for which the winding number is solved; the others read it off the field."""
_AREA_RANK = 8
_START_RESOLUTION, _START_STEPS, _START_WIDTH = 48, 6, 1.0
_FINE_RESOLUTION, _FINE_STEPS, _FINE_WIDTH = 96, 12, 0.5
_LEAST_WIDTH = 0.8
"""Widths are standard deviations of the filter in spacings of the points, at least this many voxels."""
_NEIGHBOURS, _PLANE_ROUNDS = 20, 2
_STAY = np.float32(0.1)


def estimate_normals(positions: Floats, given: Floats | None = None) -> Floats:
    """Outward unit normals (N, 3) float32 of points on a surface.

    Parameters
    ----------
    positions
        (N, 3) float32, finite, in the model frame; not all on one line.
    given
        (N, 3) float32 unit vectors or zeros, any side, or None.
    """
    chosen = np.random.default_rng(0).permutation(len(positions))[:_SOLVED]
    solved = positions[chosen]
    areas = _areas(solved)
    spacing = float(np.sqrt(np.median(areas)))
    normals = unit(_start(solved, areas, spacing))
    grid = _grid(solved, _FINE_RESOLUTION, _FINE_WIDTH * spacing)
    normals = _agree(grid, normals, areas)
    return _planes(positions, normals)


def _areas(positions: Floats) -> Floats:
    """Area (N,) that each point stands for, from the disc of its eight nearest, within a factor of the median."""
    distance, _ = cKDTree(positions).query(positions, k=min(_AREA_RANK + 1, len(positions)), workers=-1)
    areas = np.pi * np.square(distance[:, -1]) / _AREA_RANK
    middle = max(float(np.median(areas)), 1e-12)
    return np.clip(areas, middle / 4, middle * 4).astype(np.float32)


def _grid(positions: Floats, resolution: int, width: float) -> WindingGrid:
    longest = float(np.ptp(positions, axis=0).max())
    return WindingGrid(positions, resolution, max(_LEAST_WIDTH, width / longest * resolution))


def _start(positions: Floats, areas: Floats, spacing: float) -> Floats:
    """Normals (N, 3) of any length for which the winding number at the points comes near a half.

    Conjugate gradients on the normal equations, stopped early, which is what keeps noise out. Unknowns and residuals
    are scaled by the root of the area, so that a dense part does not outvote a sparse one.
    """
    grid = _grid(positions, _START_RESOLUTION, _START_WIDTH * spacing)
    root = np.sqrt(areas / np.float32(grid.step**2))
    weight = root / np.sqrt(np.mean(np.square(root)))

    def apply(x: Floats) -> Floats:
        return weight * grid.values(grid.field(x * root[:, None]))

    def transposed(residual: Floats) -> Floats:
        return root[:, None] * grid.transposed(weight * residual)

    residual = weight * np.float32(0.5)
    x = np.zeros_like(positions)
    gradient = transposed(residual)
    search, square = gradient, float(np.vdot(gradient, gradient))
    for _ in range(_START_STEPS):
        image = apply(search)
        step = np.float32(square / max(float(np.vdot(image, image)), 1e-30))
        x, residual = x + step * search, residual - step * image
        gradient = transposed(residual)
        previous, square = square, float(np.vdot(gradient, gradient))
        search = gradient + np.float32(square / max(previous, 1e-30)) * search
    return x / root[:, None]


def _agree(grid: WindingGrid, normals: Floats, areas: Floats) -> Floats:
    """Let normals follow the winding number that they make."""
    amounts = (areas / np.float32(grid.step**2))[:, None]
    for _ in range(_FINE_STEPS):
        normals = unit(-grid.gradient(grid.field(normals * amounts)))
    return normals


def _planes(positions: Floats, normals: Floats) -> Floats:
    """Turn each normal towards that of the plane through the neighbours that face its way.

    The direction with least spread of the neighbours, less a reward for staying: where they lie in no plane, as around
    a thin leg, the normal stays what it was.
    """
    distance, near = cKDTree(positions).query(positions, k=min(_NEIGHBOURS, len(positions)), workers=-1)
    closeness = np.exp(-2 * np.square(distance / np.maximum(distance[:, -1:], 1e-9))).astype(np.float32)
    around = positions[near] - positions[:, None]
    for _ in range(_PLANE_ROUNDS):
        facing = np.clip((normals[near] @ normals[:, :, None])[..., 0], 0, None)
        weight = closeness * np.square(facing)
        weight /= np.maximum(weight.sum(axis=1, keepdims=True), np.float32(1e-9))
        centred = around - weight[:, None] @ around
        spread = (centred * weight[..., None]).transpose(0, 2, 1) @ centred
        spread /= np.maximum(np.trace(spread, axis1=1, axis2=2), np.float32(1e-20))[:, None, None]
        plane = np.linalg.eigh(spread - _STAY * normals[:, :, None] * normals[:, None])[1][:, :, 0]
        side = np.sign((plane * normals).sum(axis=1, keepdims=True))
        normals = np.where(side == 0, normals, plane * side).astype(np.float32)
    return normals
