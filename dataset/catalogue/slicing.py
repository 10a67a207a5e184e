"""Cutting the faces of a mesh along parallel planes, so that every face lies in one band. The shape stays."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from .mesh import Floats, Ints, Mesh

TOLERANCE = 1e-9
"""Vertices this near to a plane count as on it."""

Places = NDArray[np.int64]
"""Of vertices among the planes: 2 s + 1 within slab s, which lies below plane s; 2 p + 2 on plane p."""


def sliced(mesh: Mesh, axis: int, offsets: Floats) -> Mesh:
    """Cut where the coordinate `axis` equals one of `offsets` (K,), which rise."""
    height = mesh.vertices[:, axis]
    place = 2 * np.searchsorted(offsets, height + TOLERANCE).astype(np.int64) + 1
    on_plane = np.searchsorted(offsets, height - TOLERANCE) * 2 + 1 != place
    place -= on_plane
    corners = place[mesh.faces]
    # A face stays whole within one slab, the planes on both its sides included.
    crossed = corners.max(axis=1) > corners.min(axis=1) // 2 * 2 + 2
    if not crossed.any():
        return mesh
    faces = mesh.faces[crossed]
    vertices, place, middles = _crossings(mesh, faces, axis, offsets, place)
    pieces = [piece for face in faces.tolist() for piece in _pieces(face, place, middles)]
    kept: Ints = np.concatenate([mesh.faces[~crossed], np.array(pieces, dtype=np.int32)])
    return Mesh(vertices, kept)


def _crossings(
    mesh: Mesh, faces: Ints, axis: int, offsets: Floats, place: Places
) -> tuple[Floats, Places, dict[tuple[int, int], list[int]]]:
    """Vertices and places with those on crossed edges added, and the numbers of these from the lower end upwards."""
    edges = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])
    edges = edges[place[edges[:, 0]] < place[edges[:, 1]]]
    middles: dict[tuple[int, int], list[int]] = {}
    added, count = [], len(mesh.vertices)
    for low, high in np.unique(edges, axis=0).tolist():
        # The planes strictly between both ends.
        planes = np.arange(place[low] // 2, (place[high] - 1) // 2)
        middles[low, high] = list(range(count, count + len(planes)))
        count += len(planes)
        a, b = mesh.vertices[low], mesh.vertices[high]
        share = ((offsets[planes] - a[axis]) / (b[axis] - a[axis]))[:, None]
        added.append((a * (1 - share) + b * share, 2 * planes + 2))
    points, places = zip(*added, strict=True)
    return np.concatenate([mesh.vertices, *points]), np.concatenate([place, *places]), middles


def _pieces(face: list[int], place: Places, middles: dict[tuple[int, int], list[int]]) -> list[tuple[int, int, int]]:
    """The triangles of one crossed face, turned as it is."""
    outline: list[int] = []
    for a, b in zip(face, face[1:] + face[:1], strict=True):
        outline += [a, *(middles[a, b] if (a, b) in middles else middles.get((b, a), [])[::-1])]
    places = [int(place[v]) for v in outline]
    out = []
    for slab in range(min(places) // 2, (max(places) - 1) // 2 + 1):
        part = [v for v, code in zip(outline, places, strict=True) if 2 * slab <= code <= 2 * slab + 2]
        if len(part) > 2:
            out += [(part[0], b, c) for b, c in pairwise(part[1:])]
    return out
