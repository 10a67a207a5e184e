"""A field's surface as a mesh that is dual to its grid: a vertex in every mixed cell, a quad across every mixed edge.

On a well-composed grid this mesh is the boundary of the inside voxels with its corners moved into their cells, and
that boundary is a 2-manifold just because the grid is well-composed (Latecki, "3D well-composed pictures", 1997,
theorem 2.2): so one vertex a cell is enough, which on other grids it is not (Schaefer, Ju and Warren, "Manifold Dual
Contouring", 2007).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from .compose import CORNERS, compose, corner_offsets
from .orient import Floats

Ints = NDArray[np.int32]

_CLEARANCE = 0.03
"""Least distance of a crossing from its grid points, in voxels."""
_CELL_EDGES = tuple(
    (i, j)
    for (i, p), (j, q) in combinations(enumerate(CORNERS), 2)
    if sum(a != b for a, b in zip(p, q, strict=True)) == 1
)
"""Pairs of corners, the lower one first."""


@dataclass(frozen=True, slots=True, eq=False)
class QuadMesh:
    """Quads in the grid's frame, a closed 2-manifold, counter-clockwise from outside.

    Attributes
    ----------
    cells : (V, 3) int32
        First corner of each vertex' cell.
    vertices : (V, 3) float32
        In voxels; the mean of the cell's crossings.
    quads : (Q, 4) int32
    crossings : (Q, 3) float32
        Where the field is zero on the grid's edge that a quad crosses.
    """

    cells: Ints
    vertices: Floats
    quads: Ints
    crossings: Floats


def dual_mesh(values: Floats) -> QuadMesh:
    """Mesh of the zero set of a grid, which is made well-composed in place; empty where nothing is inside."""
    cells = compose(values)
    shape, flat = values.shape, values.reshape(-1)
    strides = np.array([shape[1] * shape[2], shape[2], 1])
    corners = np.stack(np.unravel_index(cells, shape), axis=1).astype(np.int32)
    here = flat[cells]
    quads, crossings = [], []
    for axis in range(3):
        beyond = flat[cells + strides[axis]]
        (rows,) = np.nonzero((here > 0) != (beyond > 0))
        inside = here[rows] > 0
        b, c = strides[(axis + 1) % 3], strides[(axis + 2) % 3]
        around = [np.searchsorted(cells, cells[rows] - step) for step in (b + c, c)]
        around += [rows, np.searchsorted(cells, cells[rows] - b)]
        quad = np.stack(around, axis=1).astype(np.int32)
        quad[~inside] = quad[~inside, ::-1]
        crossing = corners[rows].astype(np.float32)
        crossing[:, axis] += _crossing(here[rows], beyond[rows])
        quads.append(quad)
        crossings.append(crossing)
    every = np.concatenate(quads), np.concatenate(crossings)
    return QuadMesh(corners, _means(flat, cells, corners, shape), *every)


def _crossing(first: Floats, second: Floats) -> Floats:
    """Where a straight line from `first` to `second` is zero, in [0, 1]."""
    difference = first - second
    result: Floats = np.clip(first / difference, np.float32(_CLEARANCE), np.float32(1 - _CLEARANCE))
    return result


def _means(flat: Floats, cells: NDArray[np.intp], corners: Ints, shape: tuple[int, ...]) -> Floats:
    """Mean of each cell's crossings, (C, 3), in voxels."""
    offsets = corner_offsets(shape)
    total = np.zeros((len(cells), 3), np.float32)
    count = np.zeros(len(cells), np.float32)
    for i, j in _CELL_EDGES:
        first, second = flat[cells + offsets[i]], flat[cells + offsets[j]]
        (rows,) = np.nonzero((first > 0) != (second > 0))
        axis = int(np.argmax(np.array(CORNERS[j]) - np.array(CORNERS[i])))
        place = np.tile(np.array(CORNERS[i], np.float32), (len(rows), 1))
        place[:, axis] = _crossing(first[rows], second[rows])
        total[rows] += place
        count[rows] += 1
    means = corners.astype(np.float32)
    means += total / np.maximum(count, np.float32(1))[:, None]
    return means


def triangulated(vertices: Floats, quads: Ints) -> Ints:
    """Two triangles (2 Q, 3) for each quad, cut along the diagonal that bends least."""
    a, b, c, d = (vertices[quads[:, i]] for i in range(4))
    cosines = []
    for p, q, r, s in ((a, b, c, d), (b, c, d, a)):
        first, second = np.cross(q - p, r - p), np.cross(r - p, s - p)
        length = np.linalg.norm(first, axis=1) * np.linalg.norm(second, axis=1)
        cosines.append((first * second).sum(axis=1) / np.maximum(length, 1e-20))
    turned = np.where((cosines[1] > cosines[0])[:, None], np.roll(quads, -1, axis=1), quads)
    return turned[:, [0, 1, 2, 0, 2, 3]].reshape(-1, 3)
