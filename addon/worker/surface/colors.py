"""Colours for the mesh's vertices, voted by the cloud's points that face the same way."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .neighbours import Neighbours, nearest, rows_of
from .orient import Floats, OrientedPoints, unit

_POINT_VOTERS = 16
VERTEX_VOTERS = 8
_TOLERANCE = 0.12
"""Euclidean sRGB distance at which two points begin to count as different paint."""


def vertex_colors(around: Neighbours, normals: Floats, points: OrientedPoints, colors: Floats) -> Floats:
    """Colours (V, 3), sRGB in [0, 1], for vertices with unit `normals` and neighbours among `points`.

    The points carry `colors` (N, 3), sRGB. They vote first, which straightens borders that noise has frayed; then the
    vertices ask the points.
    """
    among_points = nearest(points.positions, points.positions, _POINT_VOTERS)
    return _elect(around, normals, points, _elect(among_points, points.normals, points, colors))


def _elect(around: Neighbours, normals: Floats, points: OrientedPoints, colors: Floats) -> Floats:
    """Colours (M, 3) by vote.

    The colour with most votes around it wins, and only points near that colour are averaged, so a border between two
    parts stays a border. Those colours are nearly equal, so that averaging them in sRGB or in linear light is one.
    """
    result = np.empty((len(normals), 3), np.float32)
    for rows in rows_of(len(normals)):
        asked, weight = colors[around.near[rows]], around.weights(points, normals[rows], rows)
        square = np.square(asked).sum(axis=2)
        difference = square[:, :, None] + square[:, None] - 2 * asked @ asked.transpose(0, 2, 1)
        likeness = np.exp(difference * np.float32(-0.5 / _TOLERANCE**2))
        winner = np.argmax((likeness @ weight[:, :, None])[..., 0], axis=1)
        share = weight * likeness[np.arange(len(asked)), winner]
        result[rows] = (share[:, None] @ asked)[:, 0] / share.sum(axis=1, keepdims=True)
    return np.clip(result, 0, 1)


def vertex_normals(vertices: Floats, faces: NDArray[np.int32]) -> Floats:
    """Area-weighted unit normals (V, 3) of a mesh."""
    a, b, c = (vertices[faces[:, i]] for i in range(3))
    normal = np.cross(b - a, c - a)
    total = np.zeros_like(vertices)
    for axis in range(3):
        total[:, axis] = np.bincount(faces.reshape(-1), np.repeat(normal[:, axis], 3), minlength=len(vertices))
    return unit(total)
