"""The cloud's points around places: who is near, and who faces the same way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from ..threads import THREADS
from .orient import Floats, OrientedPoints
from .rows import dots, taken

Index = NDArray[np.int32]
Rows = slice | NDArray[np.intp]

_ROWS = 1 << 13
"""How many places are worked on at once: their neighbours fit into a processor's cache, and memory stays small."""
_WIDTH = 1.3
"""Standard deviation of the say by distance, in spacings: narrower, borders are ragged; wider, small patches drown."""
_FLOOR = 1e-3
"""Weight of a point that faces away: it answers only where nobody else does."""


@dataclass(frozen=True, slots=True, eq=False)
class Neighbours:
    """The K points nearest to each of M places.

    Attributes
    ----------
    near : (M, K) int32
        Indices of the points, the nearest first.
    distances : (M, K) float32
        In the model frame.
    """

    near: Index
    distances: Floats

    def weights(self, points: OrientedPoints, normals: Floats, rows: Rows) -> Floats:
        """Say of the neighbours (R, K) in some of the places, whose unit normals are (R, 3); more than zero.

        Counts by distance, by how well a point faces the place's way, and by the area that it stands for. Distances
        count from the nearest point, so that far from all points the nearest one still decides.
        """
        near = self.near[rows]
        facing = (taken(points.normals, near) @ normals[:, :, None])[..., 0]
        middle = np.median(points.areas)
        squared = np.square(self.distances[rows]) / (np.float32(_WIDTH**2) * middle)
        closeness = np.exp(-0.5 * (squared - squared[:, :1]))
        area = taken(points.areas, near) / middle
        result: Floats = closeness * area * (np.square(np.square(np.clip(facing, 0, None))) + np.float32(_FLOOR))
        return result

    def offsets(self, points: OrientedPoints, places: Floats, rows: Rows) -> Floats:
        """From (R, 3) places to their neighbours, (R, K, 3), in spacings."""
        spacing = np.sqrt(np.median(points.areas))
        result: Floats = (taken(points.positions, self.near[rows]) - places[:, None]) / spacing
        return result

    def after_a_move(self, positions: Floats, places: Floats) -> Neighbours:
        """The same points, (N, 3), around the (M, 3) places after these moved a little: distances, and who is nearest.

        In that place a few of them are no longer among the nearest; their say is small.
        """
        near, distances = self.near.copy(), np.empty_like(self.distances)
        for rows in rows_of(len(places)):
            way = taken(positions, near[rows]) - places[rows, None]
            distances[rows] = np.sqrt(dots(way, way))
        every = np.arange(len(places))
        first = np.argmin(distances, axis=1)
        for values in (near, distances):
            values[every, first], values[:, 0] = values[:, 0].copy(), values[every, first]
        return Neighbours(near, distances)


def rows_of(count: int) -> Iterator[slice]:
    """Slices that cover `count` places."""
    for start in range(0, count, _ROWS):
        yield slice(start, min(start + _ROWS, count))


def nearest(positions: Floats, places: Floats, count: int) -> Neighbours:
    """The `count` of (N, 3) positions, or all where they are fewer, that are nearest to each of (M, 3) places."""
    count = min(count, len(positions))
    tree = cKDTree(positions)
    found = Neighbours(np.empty((len(places), count), np.int32), np.empty((len(places), count), np.float32))
    for rows in rows_of(len(places)):
        distances, near = tree.query(places[rows], k=count, workers=THREADS)
        found.near[rows], found.distances[rows] = near.reshape(-1, count), distances.reshape(-1, count)
    return found
