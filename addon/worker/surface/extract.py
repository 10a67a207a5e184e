"""Field to mesh: the dual mesh, the pieces worth keeping, smoothing, and the way back to the points."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from ..threads import THREADS
from .colors import VERTEX_VOTERS
from .dual import QuadMesh, dual_mesh, triangulated
from .neighbours import Neighbours, nearest
from .orient import Floats, OrientedPoints, unit
from .poisson import Field
from .project import projected
from .sharpen import sharpened

Faces = NDArray[np.int32]

_SMALL_PIECE = 0.02
_SMOOTHING_ROUNDS = 4


def extract_surface(
    field: Field, points: OrientedPoints, sharp: bool, check: Callable[[], None]
) -> tuple[Floats, Faces, Neighbours]:
    """Vertices (V, 3) float32 in the model frame, faces (F, 3) int32, counter-clockwise from outside, and who is near.

    Closed and 2-manifold, or empty. The points decide which small pieces stay, and where the surface lies within a
    voxel or two of the field's. The field is used up, and its memory is free again if nobody else holds it.
    """
    mesh = dual_mesh(field.values)
    corner, size = field.origin, field.step
    del field  # its grid is the largest thing that there is
    check()
    if not len(mesh.quads):
        nothing = np.zeros((0, 3), np.float32)
        return nothing, np.zeros((0, 3), np.int32), nearest(points.positions, nothing, VERTEX_VOTERS)
    mesh = _keep_pieces(mesh, (points.positions - corner) / size)
    origin, step = corner.astype(np.float32), np.float32(size)
    check()
    if sharp:
        vertices = sharpened(mesh, origin, step, points)
        around = nearest(points.positions, vertices, VERTEX_VOTERS)
    else:
        vertices = _smooth(mesh.vertices, mesh.quads) * step + origin
        around = nearest(points.positions, vertices, VERTEX_VOTERS)
        vertices = projected(vertices, vertex_normals(vertices, mesh.quads), points, around, size)
        around = around.after_a_move(points.positions, vertices)
    check()
    return vertices, triangulated(vertices, mesh.quads), around


def vertex_normals(vertices: Floats, faces: Faces) -> Floats:
    """Area-weighted unit normals (V, 3) of the vertices of a mesh of triangles or quads, (F, 3) or (F, 4)."""
    a, b, c, last = (vertices[faces[:, i]] for i in (0, 1, 2, -1))
    normal = np.cross(c - a, last - b)
    total = np.zeros_like(vertices)
    for axis in range(3):
        index, amount = faces.reshape(-1), np.repeat(normal[:, axis], faces.shape[1])
        total[:, axis] = np.bincount(index, amount, minlength=len(vertices))
    return unit(total)


def neighbour_matrix(faces: Faces, count: int) -> csr_array:
    """(count, count) adjacency of the vertices of a closed mesh of triangles or quads, ones where there is an edge."""
    start, end = faces.reshape(-1), np.roll(faces, -1, axis=1).reshape(-1)
    # Each edge of a closed oriented mesh is walked once in each direction, so this is symmetric as it is.
    return csr_array((np.ones(len(start), np.float32), (start, end)), shape=(count, count))


def _keep_pieces(mesh: QuadMesh, points: NDArray[np.float64]) -> QuadMesh:
    """Drop pieces under 2 % of the largest one's area, unless they have their share of the points, (N, 3) in voxels."""
    vertices, quads = mesh.vertices, mesh.quads
    count, piece = connected_components(neighbour_matrix(quads, len(vertices)), directed=False)
    if count == 1:
        return mesh
    a, b, c, d = (vertices[quads[:, i]] for i in range(4))
    area = np.bincount(piece[quads[:, 0]], np.linalg.norm(np.cross(c - a, d - b), axis=1) / 2, minlength=count)
    owner = piece[cKDTree(vertices).query(points, workers=THREADS)[1]]
    support = np.bincount(owner, minlength=count)
    share = np.maximum(0.5 * len(points) * area / area.sum(), max(4.0, 0.002 * len(points)))
    keep = (area >= _SMALL_PIECE * area.max()) | (support >= share)
    kept = keep[piece]
    renumbered = (np.cumsum(kept) - 1).astype(np.int32)
    stays = kept[quads[:, 0]]
    return QuadMesh(mesh.cells[kept], vertices[kept], renumbered[quads[stays]], mesh.crossings[stays])


def _smooth(vertices: Floats, quads: Faces) -> Floats:
    """Taubin's smoothing ("A Signal Processing Approach to Fair Surface Design", 1995): no shrinking."""
    neighbours = neighbour_matrix(quads, len(vertices))
    degree = neighbours.sum(axis=1).astype(np.float32)[:, None]
    for _ in range(_SMOOTHING_ROUNDS):
        for factor in (0.5, -0.53):
            vertices = vertices + np.float32(factor) * (neighbours @ vertices / degree - vertices)
    return vertices
