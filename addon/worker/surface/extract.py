"""Field to triangles: marching cubes on a well-composed grid, the pieces worth keeping, Taubin smoothing."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations, product

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree
from skimage.measure import marching_cubes

from .orient import Floats
from .poisson import Field

Faces = NDArray[np.int32]

_CLEARANCE = 0.03
"""Least distance of a vertex from a grid point, in voxels: keeps slivers away."""
_SMALL_PIECE = 0.02
_SMOOTHING_ROUNDS = 4

_CORNERS = tuple(product((0, 1), repeat=3))


def extract_surface(field: Field, points: Floats, check: Callable[[], None]) -> tuple[Floats, Faces]:
    """Vertices (V, 3) float32 in the model frame and faces (F, 3) int32, counter-clockwise from outside.

    Closed and 2-manifold, or empty. `points` (N, 3) decide which small pieces stay.
    """
    values = _compose(field.values)
    check()
    if not (values > 0).any():
        return np.zeros((0, 3), np.float32), np.zeros((0, 3), np.int32)
    corners, triangles, _, _ = marching_cubes(values, 0.0, gradient_direction="ascent")
    check()
    vertices, faces = corners.astype(np.float64), triangles.astype(np.int32)
    vertices, faces = _keep_pieces(vertices, faces, (points - field.origin) / field.step)
    vertices = _smooth(vertices, faces)
    return (vertices * field.step + field.origin).astype(np.float32), faces


def _compose(field: Floats) -> Floats:
    """Return a copy with a negative border, clear of zero, and well-composed.

    On a well-composed grid (Latecki, "3D well-composed pictures", 1997) no two inside voxels meet only at an edge or
    a corner, nor do two outside ones, so that no cell is ambiguous and marching cubes gives a closed manifold.
    Critical cells get inside voxels until none is left: what nearly touches is joined. A field so full of them that
    the border is reached holds no object, and comes back all negative.
    """
    values = field.copy()
    for axis in range(3):
        border = np.moveaxis(values, axis, 0)
        border[[0, -1]] = -np.abs(border[[0, -1]])
    inside = values > 0
    crossing = np.abs(np.diff(values, axis=0))[inside[1:] != inside[:-1]]
    scale = max(float(crossing.mean()) if crossing.size else 0.0, 1e-9)
    # Bounded on both sides, no vertex comes so near to a grid point that float32 could merge it with another.
    least, most = np.float32(_CLEARANCE * scale), np.float32(30 * scale)
    values = np.where(inside, np.clip(values, least, most), np.clip(values, -most, -least))

    offsets = np.array([np.ravel_multi_index(corner, values.shape) for corner in _CORNERS])
    flat_values, flat_inside = values.reshape(-1), inside.reshape(-1)
    cells = _mixed_cells(inside)
    while cells.size:
        pattern = flat_inside[cells[:, None] + offsets] @ (1 << np.arange(8))
        critical = cells[_CRITICAL[pattern], None] + offsets
        candidates = np.where(flat_inside[critical], -np.inf, flat_values[critical])
        chosen = np.unique(critical[np.arange(len(critical)), np.argmax(candidates, axis=1)])
        flat_inside[chosen] = True
        flat_values[chosen] = least
        if _touches_border(chosen, values.shape):
            return np.full_like(values, -most)
        cells = np.unique(chosen[:, None] - offsets)
    return values


def _touches_border(index: NDArray[np.intp], shape: tuple[int, ...]) -> bool:
    """Whether one of the flat indices lies in the grid's outermost layer."""
    return any(
        bool(((i == 0) | (i == n - 1)).any()) for i, n in zip(np.unravel_index(index, shape), shape, strict=True)
    )


def _mixed_cells(inside: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Flat indices of the first corners of the cells that have corners on both sides."""
    count = np.zeros(tuple(n - 1 for n in inside.shape), np.uint8)
    for corner in _CORNERS:
        count += inside[tuple(slice(c, c + n - 1) for c, n in zip(corner, inside.shape, strict=True))]
    return np.ravel_multi_index(np.nonzero((count > 0) & (count < 8)), inside.shape)


def _critical_patterns() -> NDArray[np.bool_]:
    """Which of the 256 sign patterns have a checkerboard face, or only two opposite corners on one side."""
    table = np.zeros(256, np.bool_)
    for pattern in range(256):
        signs = [bool(pattern >> i & 1) for i in range(8)]
        for axis, level in product(range(3), (0, 1)):
            a, b, c, d = (signs[i] for i, corner in enumerate(_CORNERS) if corner[axis] == level)
            table[pattern] |= a == d and b == c and a != b
        for i, j in combinations(range(8), 2):
            opposite = all(p != q for p, q in zip(_CORNERS[i], _CORNERS[j], strict=True))
            alone = signs[i] == signs[j] and sum(s == signs[i] for s in signs) == 2
            table[pattern] |= opposite and alone
    return table


_CRITICAL = _critical_patterns()


def _neighbour_matrix(faces: Faces, count: int) -> csr_array:
    """(count, count) adjacency of the vertices of a closed mesh, ones where there is an edge."""
    start, end = faces.reshape(-1), np.roll(faces, -1, axis=1).reshape(-1)
    # Each edge of a closed oriented mesh is walked once in each direction, so this is symmetric as it is.
    return csr_array((np.ones(len(start)), (start, end)), shape=(count, count))


def _keep_pieces(
    vertices: NDArray[np.float64], faces: Faces, points: NDArray[np.float64]
) -> tuple[NDArray[np.float64], Faces]:
    """Drop pieces under 2 % of the largest one's area, unless they have their share of the points."""
    count, piece = connected_components(_neighbour_matrix(faces, len(vertices)), directed=False)
    if count == 1:
        return vertices, faces
    a, b, c = (vertices[faces[:, i]] for i in range(3))
    area = np.bincount(piece[faces[:, 0]], np.linalg.norm(np.cross(b - a, c - a), axis=1) / 2, minlength=count)
    owner = piece[cKDTree(vertices).query(points, workers=-1)[1]]
    support = np.bincount(owner, minlength=count)
    share = np.maximum(0.5 * len(points) * area / area.sum(), max(4.0, 0.002 * len(points)))
    keep = (area >= _SMALL_PIECE * area.max()) | (support >= share)
    kept_vertex = keep[piece]
    renumbered = (np.cumsum(kept_vertex) - 1).astype(np.int32)
    return vertices[kept_vertex], renumbered[faces[kept_vertex[faces[:, 0]]]]


def _smooth(vertices: NDArray[np.float64], faces: Faces) -> NDArray[np.float64]:
    """Taubin's smoothing ("A Signal Processing Approach to Fair Surface Design", 1995): no shrinking."""
    neighbours = _neighbour_matrix(faces, len(vertices))
    degree = neighbours.sum(axis=1)[:, None]
    for _ in range(_SMOOTHING_ROUNDS):
        for factor in (0.5, -0.53):
            vertices = vertices + factor * (neighbours @ vertices / degree - vertices)
    return vertices
