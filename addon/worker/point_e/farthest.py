"""Fewer points of a cloud, evenly spread."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def farthest_points(positions: NDArray[np.floating], count: int, first: int = 0) -> NDArray[np.intp]:
    """Rows, (count,), of the points (N, D): each as far as can be from all before it (Eldar et al. 1997).

    first : the row to begin with. All rows when there are no more than ``count``.
    """
    if len(positions) <= count:
        return np.arange(len(positions))
    squared = np.sum(positions**2, axis=1)
    chosen = np.empty(count, np.intp)
    nearest = np.full(len(positions), np.inf, positions.dtype)
    row = first
    for index in range(count):
        chosen[index] = row
        away = squared + squared[row] - 2 * (positions @ positions[row])
        nearest = np.minimum(nearest, away)
        row = int(np.argmax(nearest))
    return chosen
