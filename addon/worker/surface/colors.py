"""Colours for the mesh's vertices, voted by the cloud's points that face the same way."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from .orient import Floats, OrientedPoints, unit

_POINT_VOTERS = 16
_VERTEX_VOTERS = 8
_TOLERANCE = 0.12
"""Euclidean sRGB distance at which two points begin to count as different paint."""
_FLOOR = 1e-3
"""Weight of a point that faces away: it answers only where nobody else does."""


@dataclass(frozen=True, slots=True, eq=False)
class Neighbours:
    """The points that have a say in M places.

    Attributes
    ----------
    near : (M, K) intp
        Indices of the points nearest to each place, nearest first.
    weight : (M, K) float32
        More than zero; counts by distance and by how well a point faces the place's way.
    """

    near: NDArray[np.intp]
    weight: Floats


def vertex_neighbours(vertices: Floats, faces: NDArray[np.int32], points: OrientedPoints) -> Neighbours:
    """Find the points that each vertex of a mesh of `points` asks for its colour and its part."""
    return _neighbours(points, vertices, _vertex_normals(vertices, faces), _VERTEX_VOTERS)


def vertex_colors(neighbours: Neighbours, points: OrientedPoints, colors: Floats) -> Floats:
    """Colours (V, 3), sRGB in [0, 1], for vertices with `neighbours` among `points` that carry `colors` (N, 3), sRGB.

    The points vote first, which straightens borders that noise has frayed; then the vertices ask the points.
    """
    among_points = _neighbours(points, points.positions, points.normals, _POINT_VOTERS)
    return _elect(neighbours, _elect(among_points, colors))


def _neighbours(points: OrientedPoints, places: Floats, normals: Floats, voters: int) -> Neighbours:
    """Find the points nearest to each of (M, 3) places with normals, and weigh them."""
    count = min(voters, len(points.positions))
    queried, near = cKDTree(points.positions).query(places, k=count, workers=-1)
    distances = queried.astype(np.float32) / np.sqrt(np.median(points.areas))
    facing = (points.normals[near] @ normals[:, :, None])[..., 0]
    # Distances count from the nearest point, so that far from all points the nearest one still decides.
    closeness = np.exp(-0.5 * (np.square(distances) - np.square(distances[:, :1])))
    return Neighbours(near, closeness * (np.square(np.clip(facing, 0, None)) + np.float32(_FLOOR)))


def _elect(neighbours: Neighbours, colors: Floats) -> Floats:
    """Colours (M, 3) by vote.

    The colour with most votes around it wins, and only points near that colour are averaged, so a border between two
    parts stays a border. Those colours are nearly equal, so that averaging them in sRGB or in linear light is one.
    """
    asked, weight = colors[neighbours.near], neighbours.weight
    square = np.square(asked).sum(axis=2)
    difference = square[:, :, None] + square[:, None] - 2 * asked @ asked.transpose(0, 2, 1)
    likeness = np.exp(difference * np.float32(-0.5 / _TOLERANCE**2))
    winner = np.argmax((likeness @ weight[:, :, None])[..., 0], axis=1)
    share = weight * likeness[np.arange(len(asked)), winner]
    blended = (share[:, None] @ asked)[:, 0] / share.sum(axis=1, keepdims=True)
    return np.clip(blended, 0, 1).astype(np.float32)


def _vertex_normals(vertices: Floats, faces: NDArray[np.int32]) -> Floats:
    """Area-weighted unit normals (V, 3) of a mesh."""
    a, b, c = (vertices[faces[:, i]] for i in range(3))
    normal = np.cross(b - a, c - a)
    total = np.zeros_like(vertices)
    for axis in range(3):
        total[:, axis] = np.bincount(faces.reshape(-1), np.repeat(normal[:, axis], 3), minlength=len(vertices))
    return unit(total)
