"""A field sampled on a grid: every node, or only the nodes that its surface can depend on.

The grid has ``size``^3 nodes over a cube of side 1.02 around the origin, as published (Nichol et al. 2022, sec. 4.5).
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Field = Callable[[Floats], Floats]
"""Signed distances, (Q,), positive inside, at places, (Q, 3) in raw units."""

SIDE = 1.02
BATCH = 4096
"""Places that are asked for at once."""

_FIRST_CELLS = 16
"""Cells along the coarsest grid, at least."""
_CORNERS = np.array(list(product((0, 1), repeat=3)))
_CENTRE_TO_CORNER = np.sqrt(3) / 2
_SAFETY = 2.0


def node_places(nodes: NDArray[np.integer], size: int) -> Floats:
    """Raw positions, (Q, 3), of nodes, (Q, 3) integers."""
    return (nodes.astype(np.float32) * np.float32(SIDE / (size - 1)) + np.float32(-SIDE / 2)).astype(np.float32)


def dense_volume(field: Field, size: int, check: Callable[[], None]) -> Floats:
    """The field at every node, (size, size, size), indexed x, y, z. ``check`` is called between batches."""
    nodes = np.stack(np.unravel_index(np.arange(size**3), (size,) * 3), axis=1)
    return _ask(field, nodes, size, check).reshape((size,) * 3)


def sparse_volume(field: Field, size: int, check: Callable[[], None]) -> Floats:
    """As `dense_volume`, but away from the surface a node has only the right sign; same surface, far fewer questions.

    A coarse grid is halved where the surface may be: where the signs of a cell's corners differ, or its smallest
    value is within reach. On the first grid reach is what the steepest slope seen allows; after that it is twice the
    largest error that interpolation in the coarser grid is seen to have made near the surface, and the error falls
    with each grid. At the end the surface is followed: every cell that it passes through is asked for at all its
    corners, until there is none left.
    """
    stride = 1
    while (size - 1) // (2 * stride) >= _FIRST_CELLS:
        stride *= 2
    count = -(-(size - 1) // stride)
    grid = _Grid(field, size, count * stride + 1, check)
    cells = np.stack(np.unravel_index(np.arange(count**3), (count,) * 3), axis=1) * stride
    grid.ask_corners(cells, stride)
    coarse = grid.values[::stride, ::stride, ::stride]
    slope = np.linalg.norm([np.abs(np.diff(coarse, axis=axis)).max() for axis in range(3)])
    reach = float(slope) * _CENTRE_TO_CORNER
    while stride > 1:
        corners = grid.corners(cells, stride)
        near = (corners.min(axis=1) <= 0) & (corners.max(axis=1) >= 0) | (np.abs(corners).min(axis=1) <= reach)
        grid.fill(cells[~near], stride, corners[~near, 0])
        parents, parent_values = cells[near], corners[near]
        stride //= 2
        cells = (parents[:, None] + _CORNERS * stride).reshape(-1, 3)
        grid.ask_corners(cells, stride)
        reach = _SAFETY * grid.interpolation_error(parents, parent_values, stride)
    return grid.followed()[:size, :size, :size]


class _Grid:
    """Values at some nodes of a grid: asked for, filled in, or not yet known."""

    def __init__(self, field: Field, size: int, nodes: int, check: Callable[[], None]) -> None:
        self._field, self._size, self._check = field, size, check
        self.values = np.full((nodes,) * 3, np.nan, np.float32)
        self._asked = np.zeros(self.values.shape, np.bool_)

    def ask(self, flat: NDArray[np.intp]) -> None:
        """Ask for nodes, by flat index, that were not asked for."""
        flat = np.unique(flat)
        flat = flat[~self._asked.reshape(-1)[flat]]
        nodes = np.stack(np.unravel_index(flat, self.values.shape), axis=1)
        self.values.reshape(-1)[flat] = _ask(self._field, nodes, self._size, self._check)
        self._asked.reshape(-1)[flat] = True

    def ask_corners(self, cells: NDArray[np.intp], stride: int) -> None:
        """Ask for the corners of cells, (C, 3)."""
        self.ask(self._corner_index(cells, stride).reshape(-1))

    def corners(self, cells: NDArray[np.intp], stride: int) -> Floats:
        """Values at the corners of cells, (C, 8)."""
        return self.values.reshape(-1)[self._corner_index(cells, stride)]

    def fill(self, cells: NDArray[np.intp], stride: int, values: Floats) -> None:
        """Give all unknown nodes of cells, (C, 3), one value each."""
        flat = self.values.reshape(-1)
        inner = np.stack(np.unravel_index(np.arange((stride + 1) ** 3), (stride + 1,) * 3), axis=1)
        index = np.ravel_multi_index(tuple((cells[:, None] + inner).transpose(2, 0, 1)), self.values.shape)
        unknown = np.isnan(flat[index])
        flat[index[unknown]] = np.broadcast_to(values[:, None], index.shape)[unknown]

    def interpolation_error(self, parents: NDArray[np.intp], corners: Floats, stride: int) -> float:
        """How far the middles of cells, (C, 3), are from the mean of their corners, (C, 8), at most."""
        if not len(parents):
            return 0.0
        middle = self.values[tuple((parents + stride).T)]
        return float(np.abs(middle - corners.mean(axis=1)).max())

    def followed(self) -> Floats:
        """All values, once every cell with both signs has been asked for at its corners."""
        while True:
            inside = self.values > 0
            cut = np.zeros(tuple(n - 1 for n in inside.shape), np.uint8)
            exact = np.ones(cut.shape, np.bool_)
            for corner in _CORNERS:
                part = tuple(slice(start, start + n) for start, n in zip(corner, cut.shape, strict=True))
                cut += inside[part]
                exact &= self._asked[part]
            cells = np.argwhere((cut % 8 > 0) & ~exact)
            if not len(cells):
                return self.values
            self.ask_corners(cells, 1)

    def _corner_index(self, cells: NDArray[np.intp], stride: int) -> NDArray[np.intp]:
        nodes = (cells[:, None] + _CORNERS * stride).transpose(2, 0, 1)
        index: NDArray[np.intp] = np.ravel_multi_index(tuple(nodes), self.values.shape)
        return index


def _ask(field: Field, nodes: NDArray[np.integer], size: int, check: Callable[[], None]) -> Floats:
    values = np.empty(len(nodes), np.float32)
    for first in range(0, len(nodes), BATCH):
        check()
        values[first : first + BATCH] = field(node_places(nodes[first : first + BATCH], size))
    return values
