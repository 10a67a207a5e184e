"""Parts cut out of a mesh and closed again, so that each is watertight."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from mathutils import Vector
from mathutils.geometry import tessellate_polygon

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .attributes import Polygons

_SHARP = "sharp_face"
_INSET = 0.02
_SLACK = 1.02
"""How much deeper a pocket is than the box that stands in it, so that their floors do not flicker."""


@dataclass(frozen=True, eq=False)
class Pocket:
    """How far a cut goes into the object, where a flat lid would leave a drawer no thicker than paper.

    rim : the vertices of the uncut mesh along the cut
    way : (3,) float64, from the rim to the floor
    """

    rim: frozenset[int]
    way: NDArray[np.float64]


def cut_out(
    polygons: Polygons, faces: NDArray[np.bool_], *, way: NDArray[np.float64] | None, pockets: list[Pocket]
) -> tuple[Polygons, Pocket | None]:
    """Return the chosen faces (F,) as a mesh without open edges, and the pocket that it leaves.

    way : (3,) how far the longest cut goes inward, for what stands in a pocket; None for flat lids everywhere
    pockets : of parts that were cut out before; a cut along the rim of one goes as deep
    """
    part, old = polygons.select(faces)
    loops, part, old = _open_loops(part, old)
    likes: list[int] = []
    places: list[NDArray[np.float64]] = []
    new_faces: list[list[int]] = []
    face_likes: list[int] = []
    left: Pocket | None = None
    longest = max(loops, key=lambda loop: _length(part, loop[0]), default=None)
    for loop in loops:
        rim, like = loop
        depth = None
        key = frozenset(old[rim].tolist())
        if way is not None and loop is longest:
            depth, left = way, Pocket(key, way)
        else:
            depth = next((pocket.way * _SLACK for pocket in pockets if pocket.rim == key), None)
        outline = part.vertices[rim].astype(np.float64)
        triangles = _filled(outline)
        if depth is None and triangles is not None and _touches(part, rim, triangles):
            # A narrow frame keeps the lid's edges apart from those that two vertices of the rim have already.
            ring = _INSET * (outline.mean(axis=0) - outline)
        elif depth is not None:
            ring = np.broadcast_to(depth, outline.shape)
        else:
            ring = None
        floor = rim
        if ring is not None:
            first = len(part.vertices) + len(likes)
            floor = np.arange(first, first + len(rim))
            likes += rim.tolist()
            places += list(outline + ring)
            for k in range(len(rim)):
                after = (k + 1) % len(rim)
                new_faces.append([int(rim[after]), int(rim[k]), int(floor[k]), int(floor[after])])
        if triangles is None:
            # A fan closes every outline, though it may cross itself.
            centre = len(part.vertices) + len(likes)
            likes.append(int(rim[0]))
            places.append(outline.mean(axis=0) + (0.0 if depth is None else depth))
            new_faces += [[int(floor[(k + 1) % len(rim)]), int(floor[k]), centre] for k in range(len(rim))]
        else:
            new_faces += [[int(floor[k]) for k in triangle] for triangle in triangles]
        face_likes += [like] * (len(new_faces) - len(face_likes))
    if not new_faces:
        return part, left
    flat = part.layers["FACE"]
    smooth = flat.get(_SHARP, ("BOOLEAN", np.zeros((len(part.sizes), 1), np.bool_)))[1]
    flat[_SHARP] = "BOOLEAN", smooth
    new_places = np.array(places, np.float32).reshape(-1, 3)
    whole = part.extended(new_places, np.array(likes, np.int64), new_faces, face_likes)
    whole.layers["FACE"][_SHARP][1][len(part.sizes) :] = True
    return whole, left


def _length(part: Polygons, rim: NDArray[np.int64]) -> float:
    return float(np.linalg.norm(part.vertices[rim] - part.vertices[np.roll(rim, 1)], axis=1).sum())


def _touches(part: Polygons, rim: NDArray[np.int64], triangles: list[list[int]]) -> bool:
    """Whether triangles over a rim have an inner edge that the part has too: it would be an edge of four faces."""
    count = len(rim)
    inner = [(t[k], t[(k + 1) % 3]) for t in triangles for k in range(3) if (t[k] - t[(k + 1) % 3]) % count != 1]
    edges, new = np.sort(part.edges(), axis=1), np.sort(rim[np.array(inner, np.int64).reshape(-1, 2)], axis=1)
    span = len(part.vertices)
    return bool(np.isin(new[:, 0] * span + new[:, 1], edges[:, 0] * span + edges[:, 1]).any())


def _open_loops(
    part: Polygons, old: NDArray[np.int64]
) -> tuple[list[tuple[NDArray[np.int64], int]], Polygons, NDArray[np.int64]]:
    """Return the open edges as loops of vertices, each with a face beside it.

    A vertex where several loops meet is doubled, so that each loop has its own; therefore the mesh and the old
    numbers of its vertices are returned too.
    """
    edges = part.edges()
    span = len(part.vertices) + 1
    key, reverse = edges[:, 0] * span + edges[:, 1], edges[:, 1] * span + edges[:, 0]
    order = np.argsort(key)
    at = np.minimum(np.searchsorted(key, reverse, sorter=order), len(key) - 1)
    opposite = np.where(key[order[at]] == reverse, order[at], -1)
    following = np.arange(len(edges)) + 1
    last = np.cumsum(part.sizes) - 1
    following[last] = part.starts
    is_open = opposite < 0
    leaving = np.bincount(part.corners[is_open], minlength=len(part.vertices))
    corners = part.corners.copy()
    doubled: list[int] = []
    seen = np.zeros(len(edges), np.bool_)
    walks: list[list[int]] = []
    for start in np.nonzero(is_open)[0]:
        if seen[start]:
            continue
        walk, current = [], int(start)
        while not seen[current]:
            seen[current] = True
            walk.append(current)
            fan = [int(following[current])]
            # Around the vertex, face by face, to the next open edge.
            while opposite[fan[-1]] >= 0 and len(fan) < len(edges):
                fan.append(int(following[opposite[fan[-1]]]))
            vertex = int(part.corners[fan[0]])
            if leaving[vertex] > 1:
                leaving[vertex] -= 1
                corners[fan] = len(part.vertices) + len(doubled)
                doubled.append(vertex)
            current = fan[-1]
        if len(walk) > 2:
            walks.append(walk)
    if doubled:
        likes = np.array(doubled, np.int64)
        part = part.extended(part.vertices[likes], likes, [], [])
        part.corners = corners
        old = np.concatenate([old, old[likes]])
    face = part.face_of_corner
    return [(corners[walk].astype(np.int64), int(face[walk[0]])) for walk in walks], part, old


def _filled(outline: NDArray[np.float64]) -> list[list[int]] | None:
    """Triangles over an outline (K, 3) that run against it; None where Blender's tessellation leaves something out."""
    count = len(outline)
    if count == 3:
        return [[2, 1, 0]]
    triangles = [list(triangle) for triangle in tessellate_polygon([[Vector(place) for place in outline]])]
    edges = {(t[k], t[(k + 1) % 3]) for t in triangles for k in range(3)}
    along = {(k, (k + 1) % count) for k in range(count)}
    if along <= edges:
        triangles = [triangle[::-1] for triangle in triangles]
        edges = {(b, a) for a, b in edges}
    against = {(b, a) for a, b in along}
    paired = all((b, a) in edges for a, b in edges - against)
    return triangles if against <= edges and paired and len(edges) == 3 * len(triangles) == 3 * count - 6 else None
