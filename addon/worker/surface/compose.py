"""Make a field's grid well-composed, and find the cells that the surface passes through.

A cell is the cube between eight neighbouring grid points, and its index the flat index of its first corner.
"""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
from numpy.typing import NDArray

from .orient import Floats

CORNERS = tuple(product((0, 1), repeat=3))
_LAYERS_OF = 1 << 22
"""How many cells are counted at once."""
_LEAST = 1e-6
"""Value, in parts of the mean step across the surface, that an added inside point gets."""


def compose(values: Floats) -> NDArray[np.intp]:
    """Make a grid well-composed in place and return its cells with corners on both sides, sorted.

    On a well-composed grid (Latecki, "3D well-composed pictures", 1997) no two inside voxels meet only at an edge or
    a corner, nor do two outside ones. Critical cells get inside voxels until none is left: what nearly touches is
    joined. The border becomes negative; a field so full of critical cells that they reach it holds no object, and
    gives no cells.
    """
    for axis in range(3):
        border = np.moveaxis(values, axis, 0)
        border[0], border[-1] = -np.abs(border[0]), -np.abs(border[-1])
    offsets = corner_offsets(values.shape)
    flat = values.reshape(-1)
    found = _mixed_cells(values)
    if not found.size:
        return found
    steps = flat[found[:: max(1, len(found) // 4096), None] + offsets]
    small = np.float32(_LEAST * max(float(np.ptp(steps, axis=1).mean()), 1e-9))
    cells = found
    while cells.size:
        critical = cells[_CRITICAL[patterns(flat, cells, offsets)], None] + offsets
        candidates = np.where(flat[critical] > 0, -np.inf, flat[critical])
        chosen = np.unique(critical[np.arange(len(critical)), np.argmax(candidates, axis=1)])
        flat[chosen] = small
        if _touches_border(chosen, values.shape):
            return found[:0]
        cells = np.unique(chosen[:, None] - offsets)
        if cells.size:
            found = np.union1d(found, cells)
    pattern = patterns(flat, found, offsets)
    return found[(pattern > 0) & (pattern < 255)]


def corner_offsets(shape: tuple[int, ...]) -> NDArray[np.intp]:
    """Steps (8,) in flat indices from a cell to its `CORNERS`."""
    return np.array([np.ravel_multi_index(corner, shape) for corner in CORNERS])


def patterns(flat: Floats, cells: NDArray[np.intp], offsets: NDArray[np.intp]) -> NDArray[np.uint8]:
    """Which corners of each cell lie inside, one bit each: (C,) in [0, 255]."""
    total = np.zeros(len(cells), np.uint8)
    for bit, offset in enumerate(offsets):
        total |= (flat[cells + offset] > 0).astype(np.uint8) << np.uint8(bit)
    return total


def _mixed_cells(values: Floats) -> NDArray[np.intp]:
    """Cells that have corners on both sides, sorted."""
    thickness = max(1, _LAYERS_OF // values[0].size)
    found = []
    for first in range(0, values.shape[0] - 1, thickness):
        inside = values[first : first + thickness + 1] > 0
        count = np.zeros(tuple(n - 1 for n in inside.shape), np.uint8)
        for corner in CORNERS:
            count += inside[tuple(slice(c, c + n - 1) for c, n in zip(corner, inside.shape, strict=True))]
        # One to seven; zero wraps around.
        x, y, z = np.nonzero(count - np.uint8(1) < 7)
        found.append(np.ravel_multi_index((x + first, y, z), values.shape))
    return np.concatenate(found)


def _touches_border(index: NDArray[np.intp], shape: tuple[int, ...]) -> bool:
    """Whether one of the flat indices lies in the grid's outermost layer."""
    return any(
        bool(((i == 0) | (i == n - 1)).any()) for i, n in zip(np.unravel_index(index, shape), shape, strict=True)
    )


def _critical_patterns() -> NDArray[np.bool_]:
    """Which of the 256 sign patterns have a checkerboard face, or only two opposite corners on one side."""
    table = np.zeros(256, np.bool_)
    for pattern in range(256):
        signs = [bool(pattern >> i & 1) for i in range(8)]
        for axis, level in product(range(3), (0, 1)):
            a, b, c, d = (signs[i] for i, corner in enumerate(CORNERS) if corner[axis] == level)
            table[pattern] |= a == d and b == c and a != b
        for i, j in combinations(range(8), 2):
            opposite = all(p != q for p, q in zip(CORNERS[i], CORNERS[j], strict=True))
            alone = signs[i] == signs[j] and sum(s == signs[i] for s in signs) == 2
            table[pattern] |= opposite and alone
    return table


_CRITICAL = _critical_patterns()
