"""Bring a large cloud down to what a grid can show: one point for each voxel and side."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .orient import Floats, unit

MANY = 1 << 16
"""Points up to which a cloud stays as it is."""


def thinned(positions: Floats, normals: Floats, voxel: float) -> tuple[Floats, Floats, NDArray[np.intp]]:
    """Merge the points (N, 3) of a voxel that face the same way, by the largest component of their normals.

    Returns the merged points' mean positions (M, 3) and normals (M, 3), and for each the row of the point that lies
    nearest to the mean, which lends it its colour and part: those are not mixed.
    """
    low = positions.min(axis=0)
    cell = ((positions - low) / np.float32(voxel)).astype(np.int64)
    counts = cell.max(axis=0) + 1
    axis = np.argmax(np.abs(normals), axis=1)
    side = 2 * axis + (normals[np.arange(len(normals)), axis] < 0)
    key = ((cell[:, 0] * counts[1] + cell[:, 1]) * counts[2] + cell[:, 2]) * 6 + side
    _, owner, number = np.unique(key, return_inverse=True, return_counts=True)

    def mean(values: Floats) -> Floats:
        columns = [np.bincount(owner, column, minlength=len(number)) / number for column in values.T]
        return np.stack(columns, axis=1).astype(np.float32)

    middle = mean(positions)
    distance = np.square(positions - middle[owner]).sum(axis=1)
    order = np.lexsort((distance, owner))
    starts = np.concatenate([[0], np.cumsum(number)[:-1]])
    return middle, unit(mean(unit(normals))), order[starts]
