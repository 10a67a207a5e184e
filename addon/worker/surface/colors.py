"""Colours for the mesh's vertices, voted by the cloud's points that face the same way."""

from __future__ import annotations

import numpy as np

from .election import elected
from .neighbours import Neighbours, rows_of
from .orient import Floats, OrientedPoints
from .rows import dots, taken

VERTEX_VOTERS = 20
_TOLERANCE = 0.12
"""Euclidean sRGB distance at which two points begin to count as different paint."""
_ONE_PAINT = 0.1
"""The distance up to which they are the same paint for sure."""
_FEW = 0.15
"""Share of the say around a point under which its own paint is a stray one."""


def vertex_colors(
    around: Neighbours, vertices: Floats, normals: Floats, points: OrientedPoints, colors: Floats
) -> Floats:
    """Colours (V, 3), sRGB in [0, 1], for vertices with unit `normals` and neighbours among `points`.

    The points carry `colors` (N, 3), sRGB. They are cleaned first: each becomes the mean of those near it that are of
    its paint, or of the paint around it where it is alone with its own. Then each vertex decides between the paints
    about it, and only points of that one are averaged, so a border between two parts stays a border. Those colours
    are nearly equal, so that averaging them in sRGB or in linear light is one.
    """
    colors = _cleaned(points, colors)
    result = np.empty((len(vertices), 3), np.float32)
    for rows in rows_of(len(vertices)):
        asked, say = taken(colors, around.near[rows]), around.weights(points, normals[rows], rows)
        difference = asked - asked[:, :1]
        (torn,) = np.nonzero(dots(difference, difference).max(axis=1) > np.float32(_ONE_PAINT**2))
        chosen = rows.start + torn
        offsets = around.offsets(points, vertices[chosen], chosen)
        share = say.copy()
        share[torn] *= elected(_likeness(asked[torn]), say[torn], offsets)
        result[rows] = (share[:, None] @ asked)[:, 0] / share.sum(axis=1, keepdims=True)
    return np.clip(result, 0, 1)


def _cleaned(points: OrientedPoints, colors: Floats) -> Floats:
    """Colours (N, 3) of the points without noise and strays."""
    around = Neighbours(points.near, points.distances)
    result = np.empty_like(colors)
    for rows in rows_of(len(colors)):
        asked, say = taken(colors, around.near[rows]), around.weights(points, points.normals[rows], rows)
        likeness = _likeness(asked)
        votes = (likeness @ say[:, :, None])[..., 0]
        every = np.arange(len(asked))
        # The point itself is its own nearest neighbour, and does not support itself.
        alone = votes[:, 0] - say[:, 0] < np.float32(_FEW) * (say.sum(axis=1) - say[:, 0])
        share = say * likeness[every, np.where(alone, np.argmax(votes, axis=1), 0)]
        result[rows] = (share[:, None] @ asked)[:, 0] / share.sum(axis=1, keepdims=True)
    return result


def _likeness(colors: Floats) -> Floats:
    """How far two of the colours (R, K, 3) of a row are one paint: (R, K, K) in [0, 1]."""
    scaled = colors * np.float32(1 / _TOLERANCE)
    half = dots(scaled, scaled) / 2
    result: Floats = scaled @ scaled.transpose(0, 2, 1)
    result -= half[:, :, None]
    result -= half[:, None]
    np.minimum(result, 0, out=result)
    return np.exp(result, out=result)
