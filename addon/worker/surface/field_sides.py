"""Which side of each point is out: where the winding number that all of them make falls.

The winding number of a closed surface is a half at its points, which is a least-squares problem in the normals; a few
steps of conjugate gradients give normals that mostly point outwards (Lin et al., "Surface Reconstruction from Point
Clouds without Normals by Parametrizing the Gauss Formula", 2022). Then normals and winding number are made to agree:
each point takes the direction in which the winding number that all of them make falls (Lin, Shi and Liu, "Fast and
Globally Consistent Normal Orientation based on the Winding Number Normal Consistency", 2024).

Points that lie closer than they are noisy have a half around them whichever way they face. So such a cloud is solved
for fewer points as well, and what puts more of them between inside and outside is taken.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from ..threads import THREADS
from .orient import Floats, unit
from .winding import WindingGrid

_SOLVED = 40_000
"""Points, drawn at random, for which the winding number is solved; the others read it off the field."""
_BLOCK = 100_000
_AREA_RANK = 8
_START_RESOLUTION, _START_STEPS, _START_WIDTH = 48, 8, 1.0
_AGREEMENTS = ((64, 5), (96, 5))
"""Resolution and rounds, coarse first; with many more, thin legs are lost again."""
_WIDTH = 0.5
"""Standard deviation of the filter in spacings of the points, as `_START_WIDTH`; at least `_LEAST_WIDTH` voxels."""
_LEAST_WIDTH = 0.8
_BELIEVED = 0.9
"""Share of the points that given normals must put between inside and outside, to start from them."""
_NOISE_NEIGHBOURS, _NOISE_SAMPLES = 40, 1000
_NOISE_PERCENTILE = 20
"""Of the thickness of neighbourhoods: noise is everywhere, edges and thin rods are not."""
_NOISY = 0.4
"""Noise, in spacings, from which fewer points are tried as well."""
_NOISE_SPACINGS = 4.0
"""How far apart they are then, in noise; but there are at least `_FEWEST`."""
_FEWEST = 1000
_INSIDE = 0.1
"""Winding number from which a point counts as between inside and outside."""


def field_sides(positions: Floats, given: Floats | None) -> tuple[Floats, float]:
    """The direction (N, 3), of length one, in which the winding number falls at (N, 3) positions.

    And the side of the `given` normals (N, 3), if they have one as a whole: 1 where they point outwards, -1 inwards,
    or 0.
    """
    order = np.random.default_rng(0).permutation(len(positions))
    chosen = np.sort(order[:_SOLVED])
    areas = _areas(positions[chosen])
    spacing = float(np.sqrt(np.median(areas)))
    normals, side = _solved(positions, chosen, areas, None if given is None else given[chosen])
    noise = _noise(positions)
    if side != 0 or noise < _NOISY * spacing:
        return normals, side
    fewer = np.sort(order[: max(_FEWEST, int(areas.sum() / (_NOISE_SPACINGS * noise) ** 2))])
    if len(fewer) >= len(chosen):
        return normals, side
    steadier, _ = _solved(positions, fewer, _areas(positions[fewer]), None)
    grid = _grid(positions[chosen], _AGREEMENTS[0][0], _WIDTH * spacing)
    candidates = normals, -normals, steadier, -steadier
    shares = [share for n in (normals, steadier) for share in _inside_behind(grid, n[chosen], areas)]
    return candidates[int(np.argmax(shares))], side


def _noise(positions: Floats) -> float:
    """Standard deviation of the points' heights over the surface."""
    count = min(_NOISE_NEIGHBOURS, len(positions))
    asked = positions[np.random.default_rng(0).permutation(len(positions))[:_NOISE_SAMPLES]]
    around = positions[cKDTree(positions).query(asked, k=count)[1]]
    around = around - around.mean(axis=1, keepdims=True)
    thickness = np.linalg.eigvalsh(around.transpose(0, 2, 1) @ around / np.float32(count))[:, 0]
    return float(np.sqrt(max(float(np.percentile(thickness, _NOISE_PERCENTILE)), 0.0)))


def _areas(positions: Floats) -> Floats:
    """Area (N,) that each point stands for, from the disc of its eight nearest, within a factor of the median."""
    distance, _ = cKDTree(positions).query(positions, k=min(_AREA_RANK + 1, len(positions)), workers=THREADS)
    areas = np.pi * np.square(distance[:, -1]) / _AREA_RANK
    middle = max(float(np.median(areas)), 1e-12)
    return np.clip(areas, middle / 4, middle * 4).astype(np.float32)


def _solved(positions: Floats, chosen: NDArray[np.intp], areas: Floats, given: Floats | None) -> tuple[Floats, float]:
    """Solve for the winding number at the `chosen` (M,) points, which stand for `areas` (M,) and have `given` normals.

    Returns the direction (N, 3) in which it falls at every point, and the side of the given normals as `_side_of`.
    """
    solved = positions[chosen]
    spacing = float(np.sqrt(np.median(areas)))
    grid = _grid(solved, _AGREEMENTS[0][0], _WIDTH * spacing)
    side = 0.0 if given is None else _side_of(grid, given, areas)
    normals = unit(_start(solved, areas, spacing)) if given is None or side == 0 else np.float32(side) * given
    for resolution, rounds in _AGREEMENTS:
        if resolution != _AGREEMENTS[0][0]:
            grid = _grid(solved, resolution, _WIDTH * spacing)
        for _ in range(rounds):
            normals = unit(-grid.gradient(grid.field(normals * _amounts(grid, areas))))
    if len(chosen) == len(positions):
        return normals, side
    field = grid.field(normals * _amounts(grid, areas))
    low, high = solved.min(axis=0), solved.max(axis=0)
    blocks = [np.clip(positions[i : i + _BLOCK], low, high) for i in range(0, len(positions), _BLOCK)]
    return unit(-np.concatenate([grid.gradient_elsewhere(field, block) for block in blocks])), side


def _amounts(grid: WindingGrid, areas: Floats) -> Floats:
    """Areas (N, 1) in square voxels."""
    return (areas / np.float32(grid.step**2))[:, None]


def _grid(positions: Floats, resolution: int, width: float) -> WindingGrid:
    longest = float(np.ptp(positions, axis=0).max())
    return WindingGrid(positions, resolution, max(_LEAST_WIDTH, width / longest * resolution))


def _inside_behind(grid: WindingGrid, normals: Floats, areas: Floats) -> tuple[float, float]:
    """Share of the points that normals (N, 3) put between inside and outside, as they are and turned over."""
    values = grid.values(grid.field(normals * _amounts(grid, areas)))
    return float(np.mean(values > _INSIDE)), float(np.mean(values < -_INSIDE))


def _side_of(grid: WindingGrid, given: Floats, areas: Floats) -> float:
    """1 for given normals that nearly everywhere make an inside behind them, -1 for those before them, 0 for others."""
    behind = _inside_behind(grid, given, areas)
    return next((side for side, share in zip((1.0, -1.0), behind, strict=True) if share > _BELIEVED), 0.0)


def _start(positions: Floats, areas: Floats, spacing: float) -> Floats:
    """Normals (N, 3) of any length for which the winding number at the points comes near a half.

    Conjugate gradients on the normal equations, stopped early, which is what keeps noise out. Unknowns and residuals
    are scaled by the root of the area, so that a dense part does not outvote a sparse one.
    """
    grid = _grid(positions, _START_RESOLUTION, _START_WIDTH * spacing)
    root = np.sqrt(areas / np.float32(grid.step**2))
    weight = root / np.sqrt(np.mean(np.square(root)))

    def image_of(x: Floats) -> Floats:
        return weight * grid.values(grid.field(x * root[:, None]))

    def transposed(residual: Floats) -> Floats:
        return root[:, None] * grid.transposed(weight * residual)

    residual = weight * np.float32(0.5)
    x = np.zeros_like(positions)
    gradient = transposed(residual)
    search, square = gradient, float(np.vdot(gradient, gradient))
    for _ in range(_START_STEPS):
        image = image_of(search)
        step = np.float32(square / max(float(np.vdot(image, image)), 1e-30))
        x, residual = x + step * search, residual - step * image
        gradient = transposed(residual)
        previous, square = square, float(np.vdot(gradient, gradient))
        search = gradient + np.float32(square / max(previous, 1e-30)) * search
    return x / root[:, None]
