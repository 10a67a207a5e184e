"""Box projection: the faces of a mesh, cut into charts that each of six directions sees whole, packed into a square."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from .topology import pieces

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int32]

_AXES = np.array([[1, 0, 0], [-1, 0, 0], [0, 1, 0], [0, -1, 0], [0, 0, 1], [0, 0, -1]], np.float64)
_RIGHT = np.array([[0, 1, 0], [0, -1, 0], [-1, 0, 0], [1, 0, 0], [1, 0, 0], [-1, 0, 0]], np.float64)
_UP = np.array([[0, 0, 1], [0, 0, 1], [0, 0, 1], [0, 0, 1], [0, 1, 0], [0, 1, 0]], np.float64)
_ROUNDS = 6
"""Of averaging with the neighbours: the noise of a generated surface must not make a chart of every bump."""
_STEEPEST = 0.25
"""Cosine between a face and the direction that sees it: below, it would get too few texels."""
_SMALL = 24
"""Faces: a smaller chart joins a neighbour where that one sees it."""


@dataclass(frozen=True, slots=True, eq=False)
class Polygons:
    """F polygons with L corners.

    vertices : (V, 3); corner_vertex, corner_edge : (L,); start : (F,) first corner of each; normals : (F, 3)
    """

    vertices: NDArray[np.float32]
    corner_vertex: Ints
    corner_edge: Ints
    start: Ints
    normals: NDArray[np.float32]

    @property
    def corner_polygon(self) -> NDArray[np.int64]:
        """The polygon (L,) of each corner."""
        return np.repeat(np.arange(len(self.start)), np.diff(np.append(self.start, len(self.corner_vertex))))


def box_projection(polygons: Polygons, padding: float) -> Floats:
    """Return UV coordinates (L, 2) in [0, 1] for every corner, all charts at one scale, none over another.

    `padding` is the empty space around each chart, as a part of the square's side.
    """
    of_corner = polygons.corner_polygon
    order = np.argsort(polygons.corner_edge, kind="stable")
    same = np.diff(polygons.corner_edge[order]) == 0
    pairs = np.stack([of_corner[order[:-1][same]], of_corner[order[1:][same]]], axis=1).astype(np.int32)
    side = _sides(polygons.normals.astype(np.float64), pairs)
    places = polygons.vertices.astype(np.float64)[polygons.corner_vertex]
    chart = _unfolded(polygons, places, side, pairs)
    flat = np.stack([np.einsum("ij,ij->i", places, basis[side][of_corner]) for basis in (_RIGHT, _UP)], axis=1)
    of_chart = chart[of_corner]
    count = int(chart.max()) + 1 if len(chart) else 0
    low, high = np.full((count, 2), np.inf), np.full((count, 2), -np.inf)
    np.minimum.at(low, of_chart, flat)
    np.maximum.at(high, of_chart, flat)
    turned = (high - low)[:, 1] > (high - low)[:, 0]
    flat -= low[of_chart]
    sizes = high - low
    lying = turned[of_chart]
    flat[lying] = np.stack([flat[lying, 1], sizes[of_chart[lying], 0] - flat[lying, 0]], axis=1)
    sizes[turned] = sizes[turned][:, ::-1]
    scale, corner = pack(sizes, padding)
    uv: Floats = flat * scale + corner[of_chart]
    return uv


def pack(sizes: Floats, padding: float) -> tuple[float, Floats]:
    """Return the greatest scale at which boxes (N, 2) fit into the unit square in rows, and their corners (N, 2)."""
    order = np.argsort(-sizes[:, 1], kind="stable")
    longest = max(float(sizes.max(initial=0.0)), 1e-12)
    low, high = 0.0, 1.0 / longest
    best, corners = low, np.zeros_like(sizes)
    for _ in range(24):
        middle = (low + high) / 2
        tried = _rows(sizes[order] * middle + 2 * padding)
        if tried is None:
            high = middle
        else:
            low = best = middle
            corners[order] = tried + padding
    return best, corners


def _rows(sizes: Floats) -> Floats | None:
    """Return the lower left corners of boxes in falling height, or None where they do not fit."""
    corners = np.empty_like(sizes)
    reach = np.cumsum(sizes[:, 0])
    index, bottom, done = 0, 0.0, 0.0
    while index < len(sizes):
        end = int(np.searchsorted(reach, done + 1.0, side="right"))
        if end == index or bottom + sizes[index, 1] > 1.0:
            return None
        corners[index:end, 0] = reach[index:end] - sizes[index:end, 0] - done
        corners[index:end, 1] = bottom
        bottom += sizes[index, 1]
        done, index = reach[end - 1], end
    return corners


def _sides(normals: Floats, pairs: Ints) -> Ints:
    """Return which of the six directions (F,) each face is seen from."""
    smooth = normals.copy()
    for _ in range(_ROUNDS):
        total = smooth.copy()
        for column in range(3):
            for here, there in ((0, 1), (1, 0)):
                total[:, column] += np.bincount(pairs[:, here], smooth[pairs[:, there], column], len(normals))
        smooth = total / np.maximum(np.linalg.norm(total, axis=1, keepdims=True), 1e-12)
    facing = normals @ _AXES.T
    side = np.argmax(np.where(facing >= _STEEPEST, smooth @ _AXES.T, -2.0), axis=1)
    hidden = ~(facing >= _STEEPEST).any(axis=1)
    side[hidden] = np.argmax(facing[hidden], axis=1)
    for _ in range(3):
        chart = _charts(side, pairs)
        size = np.bincount(chart)
        for here, there in ((0, 1), (1, 0)):
            a, b = pairs[:, here], pairs[:, there]
            joins = (size[chart[a]] < _SMALL) & (size[chart[b]] > size[chart[a]])
            joins &= facing[a, side[b]] >= _STEEPEST / 2
            side[a[joins]] = side[b[joins]]
    chosen: Ints = side.astype(np.int32)
    return chosen


def _charts(side: NDArray[Any], pairs: Ints) -> Ints:
    return pieces(pairs[side[pairs[:, 0]] == side[pairs[:, 1]]], len(side))


def _unfolded(polygons: Polygons, places: Floats, side: Ints, pairs: Ints) -> Ints:
    """Return the charts (F,), a chart that lies over itself cut into layers."""
    chart = _charts(side, pairs)
    start = polygons.start
    corner = places[start]
    across = np.stack([np.einsum("ij,ij->i", corner, basis[side]) for basis in (_RIGHT, _UP)], axis=1)
    depth = np.einsum("ij,ij->i", corner, _AXES[side])
    cell = max(2.0 * float(np.median(np.linalg.norm(places - np.roll(places, -1, axis=0), axis=1))), 1e-12)
    at = np.floor(across / cell).astype(np.int64)
    key = np.unique(np.column_stack([chart, at]), axis=0, return_inverse=True)[1].reshape(-1)
    top = np.full(int(key.max()) + 1 if len(key) else 0, -np.inf)
    np.maximum.at(top, key, depth)
    # Deeper in one cell than the steepest face of a chart can fall: another sheet of the surface.
    layer = np.floor((top[key] - depth) / (cell / _STEEPEST * 2)).astype(np.int32)
    return _charts(chart.astype(np.int64) * (int(layer.max(initial=0)) + 1) + layer, pairs)
