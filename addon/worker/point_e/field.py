"""A field sampled on a grid: every node, or only the nodes that its surface can depend on.

The grid has ``size``^3 nodes over a cube of side 1.02 around the origin, as published (Nichol et al. 2022, sec. 4.5).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import maximum_filter

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
    have the wrong sign: where the value is within reach of zero. On the first grid reach is what the slopes around
    allow; after that it is twice the largest error that interpolation was seen to make nearby on the grid before. On
    every grid the surface is then followed: both ends of each edge that it crosses are asked for, until there is none
    left. Marching cubes places its vertices by these alone.
    """
    stride = 1
    while (size - 1) // (2 * stride) >= _FIRST_CELLS:
        stride *= 2
    count = -(-(size - 1) // stride)
    grid = _Grid(field, size, stride, count + 1, check=check)
    grid.ask(~grid.asked)
    reach = _CENTRE_TO_CORNER * maximum_filter(_slopes(grid.values), 3)
    while grid.stride > 1:
        grid.halve()
        interpolated = grid.values.copy()
        grid.ask(np.abs(grid.values) <= _halved(reach, np.maximum))
        while (crossed := _ends_of_crossed_edges(grid.values) & ~grid.asked).any():
            grid.ask(crossed)
        reach = _SAFETY * maximum_filter(np.abs(grid.values - interpolated), 3)
    return grid.values[:size, :size, :size]


class _Grid:
    """Every ``stride``-th node: its value, and whether that was asked for or interpolated."""

    def __init__(self, field: Field, size: int, stride: int, nodes: int, *, check: Callable[[], None]) -> None:
        self._field, self._size, self.stride, self._check = field, size, stride, check
        self.values: Floats = np.zeros((nodes,) * 3, np.float32)
        self.asked: NDArray[np.bool_] = np.zeros(self.values.shape, np.bool_)

    def ask(self, where: NDArray[np.bool_]) -> None:
        """Ask for the nodes ``where`` that were not asked for."""
        nodes = np.argwhere(where & ~self.asked)
        index = tuple(nodes.T)
        self.values[index] = _ask(self._field, nodes * self.stride, self._size, self._check)
        self.asked[index] = True

    def halve(self) -> None:
        """Put a node between every two."""
        asked: NDArray[np.bool_] = np.zeros(tuple(2 * n - 1 for n in self.asked.shape), np.bool_)
        asked[::2, ::2, ::2] = self.asked
        self.asked = asked
        self.values = _halved(self.values, lambda first, second: np.float32(0.5) * (first + second))
        self.stride //= 2


def _halved(values: Floats, between: Callable[[Floats, Floats], Floats]) -> Floats:
    """Values on a grid of half the stride; ``between`` makes new ones of two neighbours."""
    for axis in range(3):
        old = np.moveaxis(values, axis, 0)
        new = np.empty((2 * len(old) - 1, *old.shape[1:]), np.float32)
        new[::2], new[1::2] = old, between(old[1:], old[:-1])
        values = np.moveaxis(new, 0, axis)
    return np.ascontiguousarray(values)


def _slopes(values: Floats) -> Floats:
    """How much the field changes in one stride at each node, at most."""
    total = np.zeros_like(values)
    for axis in range(3):
        steps = np.abs(np.diff(values, axis=axis))
        along, squares = np.moveaxis(steps, axis, 0), np.moveaxis(total, axis, 0)
        squares += np.concatenate([along[:1], np.maximum(along[1:], along[:-1]), along[-1:]]) ** 2
    slopes: Floats = np.sqrt(total)
    return slopes


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
