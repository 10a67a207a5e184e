"""Colours for the mesh's vertices, voted by the cloud's points that face the same way."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from .orient import Floats, OrientedPoints, unit

_VOTERS = 10
_TOLERANCE = 0.12
"""Colour distance (sRGB, per channel scale) within which two points count as the same paint."""


def vertex_normals(vertices: Floats, faces: NDArray[np.int32]) -> Floats:
    """Area-weighted unit normals (V, 3) of a mesh."""
    a, b, c = (vertices[faces[:, i]] for i in range(3))
    normal = np.cross(b - a, c - a)
    total = np.zeros_like(vertices)
    for channel in range(3):
        total[:, channel] = np.bincount(faces.reshape(-1), np.repeat(normal[:, channel], 3), minlength=len(vertices))
    return unit(total)


def vertex_colors(vertices: Floats, faces: NDArray[np.int32], points: OrientedPoints, colors: Floats) -> Floats:
    """Colours (V, 3) float32, sRGB in [0, 1], for a mesh of `points` that carry `colors` (N, 3), sRGB.

    Each vertex asks its nearest points. Their votes count by distance and by how well they face the vertex's way;
    the colour with most votes around it wins, and only points near that colour are averaged, so a border between two
    parts stays a border. Averages are of nearly equal colours, where sRGB and linear light agree.
    """
    count = min(_VOTERS, len(points.positions))
    distances, near = cKDTree(points.positions).query(vertices, k=count, workers=-1)
    distances, near = distances.reshape(-1, count).astype(np.float32), near.reshape(-1, count)
    facing = np.einsum("vc,vkc->vk", vertex_normals(vertices, faces), points.normals[near])
    spacing = np.float32(np.sqrt(np.median(points.areas)))
    # The floor keeps an answer where no point faces the vertex's way: the nearest one then decides.
    weight = np.exp(-0.5 * np.square(distances / spacing)) * (np.square(np.clip(facing, 0, None)) + 1e-3) + 1e-12
    voters = colors[near]
    likeness = np.exp(-0.5 * np.square(voters[:, :, None] - voters[:, None]).sum(-1) / _TOLERANCE**2)
    votes = np.einsum("vk,vkj->vj", weight, likeness)
    winner = np.argmax(votes * (weight > 0.02 * weight.max(axis=1, keepdims=True)), axis=1)
    share = weight * likeness[np.arange(len(vertices)), winner]
    blended: Floats = np.einsum("vk,vkc->vc", share, voters) / share.sum(axis=1, keepdims=True)
    return np.clip(blended, 0.0, 1.0).astype(np.float32)
