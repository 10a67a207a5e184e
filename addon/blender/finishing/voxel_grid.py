"""Triangles become the cells of a cubic grid, and the cells the quads of their outer faces; numpy alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .raster import covered

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int32]

_SAMPLES = 12
"""Points a cell of surface, to find what is thinner than a cell."""
_WALK = np.array([0.0, 0.25, 0.5, 0.75, 1.0])
"""Steps inward, in cells: behind a plane, whichever way it faces, the last one is in a cell with its centre inside."""
_NEAR = np.array([[1, 0, 0], [-1, 0, 0], [0, 1, 0], [0, -1, 0], [0, 0, 1], [0, 0, -1]])
_CORNERS = np.array(
    [
        [[1, 0, 0], [1, 1, 0], [1, 1, 1], [1, 0, 1]],
        [[0, 0, 0], [0, 0, 1], [0, 1, 1], [0, 1, 0]],
        [[0, 1, 0], [0, 1, 1], [1, 1, 1], [1, 1, 0]],
        [[0, 0, 0], [1, 0, 0], [1, 0, 1], [0, 0, 1]],
        [[0, 0, 1], [1, 0, 1], [1, 1, 1], [0, 1, 1]],
        [[0, 0, 0], [0, 1, 0], [1, 1, 0], [1, 0, 0]],
    ]
)
"""Of the face towards each neighbour, counter-clockwise seen from outside."""


@dataclass(frozen=True, slots=True, eq=False)
class VoxelGrid:
    """filled : (X, Y, Z) bool, an empty cell all around; origin : (3,) its lowest corner; cell : side of a cube."""

    filled: NDArray[np.bool_]
    origin: NDArray[np.float64]
    cell: float

    @property
    def cells(self) -> NDArray[np.int64]:
        """Indices (N, 3) of the filled cells that have an empty neighbour: the others are never seen."""
        hidden = self.filled.copy()
        for axis in range(3):
            hidden &= np.roll(self.filled, 1, axis) & np.roll(self.filled, -1, axis)
        return np.argwhere(self.filled & ~hidden)

    @property
    def centers(self) -> NDArray[np.float32]:
        """Middle (N, 3) of these cells, in the mesh's units."""
        return (self.origin + (self.cells + 0.5) * self.cell).astype(np.float32)


def voxelised(vertices: NDArray[np.float32], triangles: Ints, count: int) -> VoxelGrid:
    """Fill the cells of a mesh, `count` of them along its longest side.

    A cell is filled when its centre is inside the surface. What is thinner than a cell, or open, is one cell thick.
    """
    places = vertices.astype(np.float64)
    low, high = places.min(axis=0), places.max(axis=0)
    cell = float((high - low).max()) / count
    shape = np.maximum(np.ceil((high - low) / cell - 1e-6), 1).astype(np.int64)
    # In the middle of the grid, so that what is symmetric stays so.
    origin = (low + high) / 2 - (shape / 2 + 1) * cell
    shape += 2
    grid = (places - origin) / cell
    filled = _inside(grid[triangles], shape)
    _fill_thin(filled, grid, triangles)
    return VoxelGrid(filled, origin, cell)


def outer_faces(grid: VoxelGrid) -> tuple[NDArray[np.float32], Ints, Ints]:
    """Return vertices (V, 3), quads (Q, 4) between filled and empty cells, and the number of the cell (Q,) of each."""
    cells = grid.cells
    corners, owners = [], []
    for step, face in zip(_NEAR, _CORNERS, strict=True):
        open_ = np.nonzero(~grid.filled[tuple((cells + step).T)])[0]
        corners.append(cells[open_][:, None] + face)
        owners.append(open_)
    at = np.concatenate(corners)
    shape = np.array(grid.filled.shape) + 1
    key, index = np.unique(np.ravel_multi_index(tuple(at.reshape(-1, 3).T), tuple(shape)), return_inverse=True)
    lattice = np.stack(np.unravel_index(key, tuple(shape)), axis=1)
    vertices = (grid.origin + lattice * grid.cell).astype(np.float32)
    return vertices, index.reshape(-1, 4).astype(np.int32), np.concatenate(owners).astype(np.int32)


def _inside(corners: NDArray[np.float64], shape: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which cell centres (X, Y, Z) a closed surface winds around, counted along Z; open columns stay empty."""
    triangle, x, y = covered(corners[..., :2], int(shape[0]), int(shape[1]))
    a, b, c = corners[:, 0], corners[:, 1], corners[:, 2]
    normal = np.cross(b - a, c - a)
    slope = normal[:, :2] / np.where(normal[:, 2] == 0, 1.0, normal[:, 2])[:, None]
    start = a[triangle]
    height = start[:, 2] - (slope[triangle, 0] * (x + 0.5 - start[:, 0]) + slope[triangle, 1] * (y + 0.5 - start[:, 1]))
    tall = corners[..., 2]
    height = np.clip(height, tall.min(axis=1)[triangle], tall.max(axis=1)[triangle])
    z = np.clip(np.ceil(height - 0.5), 0, shape[2] - 1).astype(np.int64)
    turns = np.zeros(tuple(shape), np.int32)
    np.add.at(turns, (x, y, z), -np.sign(normal[triangle, 2]).astype(np.int32))
    winding = np.cumsum(turns, axis=2)
    inside: NDArray[np.bool_] = (winding != 0) & (winding[:, :, -1:] == 0)
    return inside


def _fill_thin(filled: NDArray[np.bool_], grid: NDArray[np.float64], triangles: Ints) -> None:
    """Fill cells, in place, where the surface has nothing filled within a cell's length behind it.

    Points spread over the surface walk inward, against their normal. One that meets no filled cell is on something
    thinner than a cell; it fills that one of the cells on the first half of its way which most such points share, so
    that both sides of a sheet fill the same one.
    """
    a, b, c = (grid[triangles[:, corner]] for corner in range(3))
    normal = np.cross(b - a, c - a)
    area = np.linalg.norm(normal, axis=1) / 2
    owner = np.repeat(np.arange(len(triangles)), np.ceil(_SAMPLES * area).astype(np.int64))
    random = np.random.default_rng(0)
    root, v = np.sqrt(random.random((len(owner), 1))), random.random((len(owner), 1))
    points = (1 - root) * a[owner] + root * (1 - v) * b[owner] + root * v * c[owner]
    inward = -normal[owner] / np.maximum(2 * area[owner], 1e-300)[:, None]
    walk = np.floor(points[:, None] + inward[:, None] * _WALK[:, None]).astype(np.int64)
    walk = np.ravel_multi_index(tuple(np.moveaxis(walk, -1, 0)), filled.shape, mode="clip")
    flat = filled.reshape(-1)
    thin = walk[~flat[walk].any(axis=1)][:, : len(_WALK) // 2 + 1]
    votes = np.bincount(thin[:, 0], minlength=flat.size)[thin]
    flat[np.take_along_axis(thin, votes.argmax(axis=1)[:, None], axis=1)] = True
