"""Cutting the faces of a mesh along parallel planes, so that every face lies in one band. The shape stays."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from .mesh import Floats, Ints, Mesh

TOLERANCE = 1e-9
"""Vertices this near to a plane count as on it."""


def sliced(mesh: Mesh, axis: int, offsets: Floats) -> Mesh:
    """Cut where the coordinate `axis` equals one of `offsets` (K,)."""
    for offset in offsets:
        mesh = _cut(mesh, mesh.vertices[:, axis] - offset)
    return mesh


def _cut(mesh: Mesh, height: Floats) -> Mesh:
    """Cut where the heights (V,) of the vertices cross zero."""
    side = np.where(height > TOLERANCE, 1, np.where(height < -TOLERANCE, -1, 0))
    sides = side[mesh.faces]
    crossed = (sides.min(axis=1) < 0) & (sides.max(axis=1) > 0)
    if not crossed.any():
        return mesh
    faces = mesh.faces[crossed]
    edges = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])
    edges = np.unique(np.sort(edges[side[edges[:, 0]] * side[edges[:, 1]] < 0], axis=1), axis=0)
    low, high = height[edges[:, 0]], height[edges[:, 1]]
    share = (low / (low - high))[:, None]
    added = mesh.vertices[edges[:, 0]] * (1 - share) + mesh.vertices[edges[:, 1]] * share
    count = len(mesh.vertices)
    middle = {(int(a), int(b)): count + k for k, (a, b) in enumerate(edges)}
    pieces = [piece for face in faces.tolist() for piece in _pieces(face, side, middle)]
    kept: Ints = np.concatenate([mesh.faces[~crossed], np.array(pieces, dtype=np.int32)])
    return Mesh(np.concatenate([mesh.vertices, added]), kept)


def _pieces(face: list[int], side: Ints, middle: dict[tuple[int, int], int]) -> list[tuple[int, int, int]]:
    """The triangles of one crossed face, turned as it is."""
    outline: list[int] = []
    for a, b in zip(face, face[1:] + face[:1], strict=True):
        outline.append(a)
        if side[a] * side[b] < 0:
            outline.append(middle[min(a, b), max(a, b)])
    out = []
    for sign in (1, -1):
        half = [v for v in outline if v >= len(side) or side[v] * sign >= 0]
        out += [(half[0], b, c) for b, c in pairwise(half[1:])]
    return out
