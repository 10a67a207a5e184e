"""The open edges of a piece that was cut out of a mesh, and flat lids over them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from mathutils import Vector
from mathutils.geometry import tessellate_polygon

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .attributes import Polygons


@dataclass(frozen=True, eq=False)
class Loop:
    """Open edges, one after another.

    rim : (K,) int64, their first vertices
    corners : (K,) int64, the corners at which they begin, in the piece before any vertex was doubled
    torn : whether the loop met others in a vertex, of which it has its own now
    """

    rim: NDArray[np.int64]
    corners: NDArray[np.int64]
    torn: bool


def open_loops(part: Polygons) -> tuple[list[Loop], Polygons, NDArray[np.int64]]:
    """Return the loops of open edges, the mesh, and which of its old vertices each of its vertices was.

    A vertex where several loops meet is doubled, so that each loop has its own.
    """
    opposite = part.opposites
    following = np.arange(len(part.corners)) + 1
    following[np.cumsum(part.sizes) - 1] = part.starts
    is_open = opposite < 0
    leaving = np.bincount(part.corners[is_open], minlength=len(part.vertices))
    corners = part.corners.copy()
    doubled: list[int] = []
    seen = np.zeros(len(corners), np.bool_)
    walks: list[list[int]] = []
    torn: list[bool] = []
    for start in np.nonzero(is_open)[0].tolist():
        if seen[start]:
            continue
        walk, current, met = [], start, False
        while not seen[current]:
            seen[current] = True
            walk.append(current)
            fan = [int(following[current])]
            # Around the vertex, face by face, to the next open edge.
            while opposite[fan[-1]] >= 0 and len(fan) < len(corners):
                fan.append(int(following[opposite[fan[-1]]]))
            vertex = int(part.corners[fan[0]])
            if leaving[vertex] > 1:
                leaving[vertex] -= 1
                met = True
                corners[fan] = len(part.vertices) + len(doubled)
                doubled.append(vertex)
            current = fan[-1]
        if len(walk) > 2:
            walks.append(walk)
            torn.append(met)
    old = np.arange(len(part.vertices))
    if doubled:
        likes = np.array(doubled, np.int64)
        none = np.zeros(0, np.int64)
        part = part.extended(part.vertices[likes], likes, none, none, none)
        part.corners = corners
        old = np.concatenate([old, likes])
    loops = [
        Loop(corners[walk].astype(np.int64), np.array(walk, np.int64), met)
        for walk, met in zip(walks, torn, strict=True)
    ]
    return loops, part, old


def lid_over(outline: NDArray[np.float64]) -> list[list[int]] | None:
    """Triangles over an outline (K, 3) that run against it; None where Blender's tessellation leaves something out."""
    count = len(outline)
    if count == 3:
        return [[2, 1, 0]]
    places: list[Any] = [Vector(place) for place in outline]
    triangles = [list(triangle) for triangle in tessellate_polygon([places])]
    edges = {(t[k], t[(k + 1) % 3]) for t in triangles for k in range(3)}
    along = {(k, (k + 1) % count) for k in range(count)}
    if along <= edges:
        triangles = [triangle[::-1] for triangle in triangles]
        edges = {(b, a) for a, b in edges}
    against = {(b, a) for a, b in along}
    paired = all((b, a) in edges for a, b in edges - against)
    return triangles if against <= edges and paired and len(edges) == 3 * len(triangles) == 3 * count - 6 else None


def lid_area(outline: NDArray[np.float64], triangles: list[list[int]] | None) -> float:
    """Area of a lid, or of a fan about the middle."""
    if triangles is None:
        a, b = outline - outline.mean(axis=0), np.roll(outline, -1, axis=0) - outline.mean(axis=0)
        return float(np.linalg.norm(np.cross(a, b), axis=1).sum() / 2)
    a, b, c = outline[np.array(triangles)].transpose(1, 0, 2)
    return float(np.linalg.norm(np.cross(b - a, c - a), axis=1).sum() / 2)
