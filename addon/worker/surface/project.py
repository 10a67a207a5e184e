"""Move a mesh's vertices to the surface that the points span: what the field's filter has rounded off comes back.

The surface is the zero set of a weighted mean of signed distances to the points' planes (Kolluri, "Provably Good
Moving Least Squares", 2005), with the normals of point and place averaged, which is exact on a sphere.
"""

from __future__ import annotations

import numpy as np

from .neighbours import Neighbours, rows_of
from .orient import Floats, OrientedPoints
from .rows import dots, taken

_NEIGHBOURS = 16
_WIDTH = 0.8
"""Standard deviation of the weights, in spacings."""
_ENOUGH = 0.5
"""Sum of weights from which the points are trusted wholly; in a gap the field decides."""
_FARTHEST = 1.5
"""How far a vertex may move, in voxels."""


def projected(vertices: Floats, normals: Floats, points: OrientedPoints, around: Neighbours, step: float) -> Floats:
    """Vertices (V, 3) in the model frame, with unit normals and their neighbours, moved along the normals.

    `step` is the size of a voxel.
    """
    around = Neighbours(around.near[:, :_NEIGHBOURS], around.distances[:, :_NEIGHBOURS])
    result = np.empty_like(vertices)
    for rows in rows_of(len(vertices)):
        gap, trust = heights(around, points, vertices[rows], normals[rows], rows)
        move = np.clip(gap * trust, -_FARTHEST * step, _FARTHEST * step)
        result[rows] = vertices[rows] - move[:, None] * normals[rows]
    return result


def heights(
    around: Neighbours, points: OrientedPoints, places: Floats, normals: Floats, rows: slice
) -> tuple[Floats, Floats]:
    """Signed height (R,) of (R, 3) places with unit normals over the points' surface, and trust (R,) in [0, 1]."""
    near = around.near[rows]
    theirs = taken(points.normals, near)
    facing = (theirs @ normals[:, :, None])[..., 0]
    width = np.float32(_WIDTH) * np.sqrt(points.areas[near[:, 0]])[:, None]
    weight = np.exp(-0.5 * np.square(around.distances[rows] / width)) * np.square(np.clip(facing, 0, None))
    planes = theirs + normals[:, None]
    height = dots(places[:, None] - taken(points.positions, near), planes) / (1 + np.clip(facing, 0, None))
    total = weight.sum(axis=1)
    mean: Floats = (weight * height).sum(axis=1) / np.maximum(total, np.float32(1e-12))
    return mean, np.minimum(total / np.float32(_ENOUGH), 1)
