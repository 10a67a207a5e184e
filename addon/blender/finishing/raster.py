"""Triangles become the cells whose centres they cover: one scanline a row, all triangles at once, in numpy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int32]


def covered(corners: NDArray[Any], width: int, height: int) -> tuple[Ints, Ints, Ints]:
    """Return (P,) triangle, column and row of every cell centre that lies in a triangle.

    Parameters
    ----------
    corners : (T, 3, 2)
        In cells, x to the right: the centre of cell (0, 0) is at (0.5, 0.5). What lies outside the grid is left out.
    width, height
        Cells of the grid.

    Triangles that share an edge share no cell, and leave none out between them: a centre on the edge falls to one.
    """
    corners = corners.astype(np.float64)
    x, y = corners[..., 0], corners[..., 1]
    first = np.clip(np.ceil(y.min(axis=1) - 0.5), 0, height).astype(np.int64)
    last = np.clip(np.ceil(y.max(axis=1) - 0.5), 0, height).astype(np.int64)
    triangle, row = _spread(first, last)
    center = row + 0.5
    low, high = np.full(len(row), np.inf), np.full(len(row), -np.inf)
    for a, b in ((0, 1), (1, 2), (2, 0)):
        # From the lower end to the upper one, so that both neighbours compute the same crossing.
        swap = y[:, a] > y[:, b]
        x0, y0 = np.where(swap, x[:, b], x[:, a])[triangle], np.where(swap, y[:, b], y[:, a])[triangle]
        x1, y1 = np.where(swap, x[:, a], x[:, b])[triangle], np.where(swap, y[:, a], y[:, b])[triangle]
        crosses = (y0 <= center) & (center < y1)
        at = x0 + (x1 - x0) * ((center - y0) / np.where(crosses, y1 - y0, 1.0))
        low = np.where(crosses, np.minimum(low, at), low)
        high = np.where(crosses, np.maximum(high, at), high)
    # A row without a crossing is a triangle's last, touched by its tip alone.
    low, high = np.where(low > high, 0.0, low), np.where(low > high, 0.0, high)
    left = np.clip(np.ceil(low - 0.5), 0, width).astype(np.int64)
    right = np.clip(np.ceil(high - 0.5), 0, width).astype(np.int64)
    line, column = _spread(left, right)
    return triangle[line].astype(np.int32), column.astype(np.int32), row[line].astype(np.int32)


def _spread(first: NDArray[np.int64], last: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return for each whole number of the ranges [first, last) which range it is of, and the number."""
    count = np.maximum(last - first, 0)
    owner = np.repeat(np.arange(len(count)), count)
    start = np.cumsum(count) - count
    return owner, np.arange(len(owner)) - (start - first)[owner]


def dilate(image: NDArray[np.uint8], filled: NDArray[np.bool_], width: int, steps: int) -> None:
    """Grow the filled cells by `steps` cells in place, each new cell a copy of a neighbour.

    `image` is (H * width, C), row by row, `filled` (H * width,).
    """
    ways = np.array([[-1, 0], [1, 0], [0, -1], [0, 1], [-1, -1], [1, -1], [-1, 1], [1, 1]])
    edge = np.nonzero(filled)[0]
    for step in range(steps):
        # Four and eight neighbours in turn: what grows is round enough.
        fresh = []
        column = edge % width
        for right, up in ways[: 8 if step % 2 else 4]:
            to = edge + right + up * width
            ok = (to >= 0) & (to < len(filled)) & (column + right >= 0) & (column + right < width)
            to, source = to[ok], edge[ok]
            empty = ~filled[to]
            to, source = to[empty], source[empty]
            image[to] = image[source]
            filled[to] = True
            fresh.append(to)
        edge = np.concatenate(fresh)
