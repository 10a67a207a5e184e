"""A field sampled on a grid: every node, or only the nodes that its surface can depend on.

The grid has ``size``^3 nodes over a cube of side 1.02 around the origin, as published (Nichol et al. 2022, sec. 4.5).
"""

from __future__ import annotations

from collections.abc import Callable

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

    A coarse grid is halved until it has all nodes. New nodes are interpolated, and the field is asked where that may
    have the wrong sign: where the value is within reach of zero. On the first grid reach is what the steepest slope
    seen allows; after that it is twice the largest error that interpolation was seen to make on the grid before, and
    the error falls with each grid. On every grid the surface is then followed: both ends of each edge that it crosses
    are asked for, until there is none left. Marching cubes places its vertices by these alone.
    """
    stride = 1
    while (size - 1) // (2 * stride) >= _FIRST_CELLS:
        stride *= 2
    count = -(-(size - 1) // stride)
    grid = _Grid(field, size, stride, count + 1, check=check)
    grid.ask(~grid.asked)
    slope = np.linalg.norm([np.abs(np.diff(grid.values, axis=axis)).max() for axis in range(3)])
    reach = float(slope) * _CENTRE_TO_CORNER
    while grid.stride > 1:
        grid.halve()
        error = grid.ask(np.abs(grid.values) <= reach)
        while (crossed := _ends_of_crossed_edges(grid.values) & ~grid.asked).any():
            error = max(error, grid.ask(crossed))
        reach = _SAFETY * error
    return grid.values[:size, :size, :size]


class _Grid:
    """Every ``stride``-th node: its value, and whether that was asked for or interpolated."""

    def __init__(self, field: Field, size: int, stride: int, nodes: int, *, check: Callable[[], None]) -> None:
        self._field, self._size, self.stride, self._check = field, size, stride, check
        self.values = np.zeros((nodes,) * 3, np.float32)
        self.asked = np.zeros(self.values.shape, np.bool_)

    def ask(self, where: NDArray[np.bool_]) -> float:
        """Ask for the nodes ``where`` that were not asked for; the largest correction."""
        nodes = np.argwhere(where & ~self.asked)
        if not len(nodes):
            return 0.0
        index = tuple(nodes.T)
        before = self.values[index]
        self.values[index] = _ask(self._field, nodes * self.stride, self._size, self._check)
        self.asked[index] = True
        return float(np.abs(self.values[index] - before).max())

    def halve(self) -> None:
        """Put a node between every two."""
        asked = np.zeros(tuple(2 * n - 1 for n in self.asked.shape), np.bool_)
        asked[::2, ::2, ::2] = self.asked
        self.asked = asked
        for axis in range(3):
            old = np.moveaxis(self.values, axis, 0)
            new = np.empty((2 * len(old) - 1, *old.shape[1:]), np.float32)
            new[::2], new[1::2] = old, (old[1:] + old[:-1]) / 2
            self.values = np.moveaxis(new, 0, axis)
        self.values = np.ascontiguousarray(self.values)
        self.stride //= 2


def _ends_of_crossed_edges(values: Floats) -> NDArray[np.bool_]:
    """Nodes with a neighbour of the other sign."""
    inside, ends = values > 0, np.zeros(values.shape, np.bool_)
    for axis in range(3):
        along, found = np.moveaxis(inside, axis, 0), np.moveaxis(ends, axis, 0)
        crossed = along[1:] != along[:-1]
        found[1:] |= crossed
        found[:-1] |= crossed
    return ends


def _ask(field: Field, nodes: NDArray[np.integer], size: int, check: Callable[[], None]) -> Floats:
    values = np.empty(len(nodes), np.float32)
    for first in range(0, len(nodes), BATCH):
        check()
        values[first : first + BATCH] = field(node_places(nodes[first : first + BATCH], size))
    return values
