"""Leave holes open: cut away what no point lies near, along a smooth border.

Poisson's surface closes every gap. Where a scan saw nothing, that is invention; around a sheet it is a box.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from .extract import neighbour_matrix
from .neighbours import nearest
from .orient import Floats, OrientedPoints
from .poisson import PADDING

Faces = NDArray[np.int32]

_CLEAR = 2.0
"""How far past the padding the grid's border begins, in voxels."""
_FAR = 2.5
"""Distance to the nearest point, in spacings, from which a place is a hole."""
_BORDER_ROUNDS = 6
"""Rounds of averaging the distance over the mesh before it is cut: what makes the border smooth."""
_SMALL_HOLE = 20.0
"""Area under which a hole is closed all the same, in squared spacings."""
_SMALL_PIECE = 0.01
"""Part of the area under which what is left over is a speck."""
_NEAREST_CUT = 0.05
"""Least distance of a cut from a vertex, in parts of its edge: keeps slivers away."""


def bounds_nothing(vertices: Floats, points: OrientedPoints, step: float) -> bool:
    """Whether a closed mesh, vertices (V, 3), runs to the border of the grid of voxels of size `step`.

    Then the points have no inside, as on a plane, and what closes the mesh is the grid.
    """
    low, high = points.positions.min(axis=0), points.positions.max(axis=0)
    out = PADDING * float((high - low).max()) + _CLEAR * step
    return bool((vertices < low - out).any() or (vertices > high + out).any())


def opened(vertices: Floats, faces: Faces, points: OrientedPoints) -> tuple[Floats, Faces]:
    """Cut a closed mesh, vertices (V, 3) in the model frame and faces (F, 3), open where no point lies near.

    A manifold with borders, or empty. A cloud without holes gives the mesh as it was.
    """
    spacing = np.sqrt(points.areas)
    around = nearest(points.positions, vertices, 1)
    # Where points are sparse they are so for all who are near them.
    reach = _FAR * np.maximum(spacing[around.near[:, 0]], np.float32(np.median(spacing)))
    excess = np.asarray(around.distances[:, 0] / reach - 1, np.float64)
    links = neighbour_matrix(faces, len(vertices))
    degree = np.maximum(links.sum(axis=1), 1)
    for _ in range(_BORDER_ROUNDS):
        excess = 0.5 * excess + 0.5 * (links @ excess) / degree
    areas = _vertex_areas(vertices, faces)
    excess = _turned_back(excess, links, areas, excess > 0, _SMALL_HOLE * float(np.median(points.areas)))
    excess = _turned_back(excess, links, areas, excess <= 0, _SMALL_PIECE * float(areas.sum()))
    if not (excess > 0).any():
        return vertices, faces
    return _cut(vertices, faces, excess.astype(np.float32))


def _vertex_areas(vertices: Floats, faces: Faces) -> NDArray[np.float64]:
    """A third of the area of each vertex' faces, (V,)."""
    a, b, c = (vertices[faces[:, i]] for i in range(3))
    area = np.linalg.norm(np.cross(b - a, c - a), axis=1) / 6
    return np.asarray(np.bincount(faces.reshape(-1), np.repeat(area, 3), minlength=len(vertices)), np.float64)


def _turned_back(
    excess: NDArray[np.float64], links: csr_array, areas: NDArray[np.float64], which: NDArray[np.bool_], least: float
) -> NDArray[np.float64]:
    """Change the sign of connected patches of the chosen vertices that have less than the `least` area."""
    (chosen,) = np.nonzero(which)
    if not len(chosen):
        return excess
    count, owner = connected_components(links[chosen][:, chosen], directed=False)
    small = np.bincount(owner, areas[chosen], minlength=count) < least
    result = excess.copy()
    # Zero lies on the kept side; a small positive number on the other.
    result[chosen[small[owner]]] = np.where(excess[chosen[small[owner]]] > 0, -1e-3, 1e-3)
    return result


def _cut(vertices: Floats, faces: Faces, excess: Floats) -> tuple[Floats, Faces]:
    """Keep the part of a mesh where `excess` (V,) is not above zero; faces across are cut along the zero line."""
    out = excess > 0
    first, second = faces.reshape(-1), np.roll(faces, -1, axis=1).reshape(-1)
    low, high = np.minimum(first, second), np.maximum(first, second)
    crossed = out[first] != out[second]
    keys, slot = np.unique(low[crossed].astype(np.int64) * len(vertices) + high[crossed], return_inverse=True)
    start, end = np.divmod(keys, len(vertices))
    share = np.clip(excess[start] / (excess[start] - excess[end]), _NEAREST_CUT, 1 - _NEAREST_CUT)[:, None]
    added = vertices[start] + share * (vertices[end] - vertices[start])
    middle = np.full((len(faces), 3), -1, np.int64)
    middle[crossed.reshape(-1, 3)] = len(vertices) + slot.reshape(-1)

    outside = out[faces].sum(axis=1)
    kept = [faces[outside == 0]]
    for count in (1, 2):
        (rows,) = np.nonzero(outside == count)
        # The odd corner comes first: the one that is out of three, or the one that stays.
        odd = np.argmax(out[faces[rows]] == (count == 1), axis=1)
        order = (odd[:, None] + np.arange(3)) % 3
        a, b, c = np.take_along_axis(faces[rows], order, axis=1).T
        ab, _, ca = np.take_along_axis(middle[rows], order, axis=1).T
        if count == 1:
            kept += [np.stack([ab, b, c], axis=1), np.stack([ab, c, ca], axis=1)]
        else:
            kept.append(np.stack([a, ab, ca], axis=1))
    every = np.concatenate(kept)
    used, renumbered = np.unique(every, return_inverse=True)
    places = np.concatenate([vertices, added.astype(np.float32)])
    return places[used], renumbered.reshape(-1, 3).astype(np.int32)
