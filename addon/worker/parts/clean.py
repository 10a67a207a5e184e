"""Part labels as a network guesses them become labels that hold together.

N points, K neighbours, C names of the vocabulary, P of them occur.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.spatial import cKDTree

from ...core.parts import MOST_PARTS

Floats = NDArray[np.float32]
Labels = NDArray[np.intp]

_NEIGHBOURS = 16
_RANK = 8
"""The neighbour whose distance is the width of the vote."""
_ROUNDS = 3
_TOLERANCE = 0.15
"""Euclidean sRGB distance at which two points begin to count as different paint."""
_OTHER_PAINT = 0.05
"""Weight of a point of another paint: parts often differ in it, but many have two."""
_FACING_AWAY = 1e-3
"""Weight of a point that faces away: it answers only where nobody else does."""
_LEAST_SHARE = 0.003


def clean_labels(points: Floats, guesses: NDArray[Any], least_share: float = _LEAST_SHARE) -> Labels:
    """Let neighbours on the same side of the surface vote on each point's part.

    Parameters
    ----------
    points
        (N, 9) float32: xyz in the model frame, sRGB in [0, 1], normal.
    guesses
        (N, C) floating-point logits of the vocabulary, or (N,) integer labels.
    least_share
        Parts with a smaller share of the points are absorbed by what is around them.

    Returns
    -------
    (N,) intp
        Indices into the vocabulary; at most `core.parts.MOST_PARTS` different ones. The same input gives the same
        bytes.
    """
    if not len(points):
        return np.zeros(0, np.intp)
    occurring, votes = _beliefs(guesses)
    distances, near = cKDTree(points[:, :3]).query(points[:, :3], k=min(_NEIGHBOURS, len(points)))
    near, distances = near.reshape(len(points), -1), distances.reshape(len(points), -1)
    weight = _weights(points, points, near, distances)
    weight /= weight.sum(axis=1, keepdims=True)
    ends = np.arange(0, near.size + 1, near.shape[1])
    share = csr_array((weight.reshape(-1), near.reshape(-1), ends), shape=(len(points), len(points)))
    for _ in range(_ROUNDS):
        votes = share @ votes
    return occurring[_absorbed(points, np.argmax(votes, axis=1), len(occurring), least_share)]


def _beliefs(guesses: NDArray[Any]) -> tuple[Labels, Floats]:
    """Return the labels (P,) that some point holds most likely, and how likely each point holds each, (N, P)."""
    first = guesses if guesses.ndim == 1 else np.argmax(guesses, axis=1)
    occurring, index = np.unique(first, return_inverse=True)
    if guesses.ndim == 1:
        return occurring.astype(np.intp), np.eye(len(occurring), dtype=np.float32)[index]
    logits = guesses[:, occurring].astype(np.float32)
    odds = np.exp(logits - logits.max(axis=1, keepdims=True))
    return occurring, odds / odds.sum(axis=1, keepdims=True)


def _weights(places: Floats, points: Floats, near: Labels, distances: NDArray[np.float64]) -> Floats:
    """Weights (M, K) of the points near each of (M, 9) places: by distance, direction and paint."""
    width = np.maximum(distances[:, min(_RANK, near.shape[1] - 1)], 1e-9)[:, None]
    closeness = np.exp(-0.5 * np.square(distances / width)).astype(np.float32)
    facing = (points[near, 6:] @ places[:, 6:, None])[..., 0]
    repaint = np.square(points[near, 3:6] - places[:, None, 3:6]).sum(axis=2)
    same_paint = np.exp(repaint * np.float32(-0.5 / _TOLERANCE**2)) + np.float32(_OTHER_PAINT)
    return closeness * same_paint * (np.square(np.clip(facing, 0, None)) + np.float32(_FACING_AWAY))


def _absorbed(points: Floats, labels: Labels, count: int, least_share: float) -> Labels:
    """Labels (N,) without the parts, out of `count`, that are too small: their points ask the nearest of the others."""
    sizes = np.bincount(labels, minlength=count)
    largest = np.argsort(-sizes, kind="stable")[:MOST_PARTS]
    stays = np.zeros(count, np.bool_)
    stays[largest] = sizes[largest] >= least_share * len(points)
    stays[largest[0]] = True
    (kept,), (lost,) = np.nonzero(stays[labels]), np.nonzero(~stays[labels])
    if not len(lost):
        return labels
    distances, near = cKDTree(points[kept, :3]).query(points[lost, :3], k=np.arange(1, min(_RANK, len(kept)) + 1))
    weight = _weights(points[lost], points[kept], near, distances)
    asked = labels[kept[near]]
    alike = asked[:, :, None] == asked[:, None]
    winner = np.argmax((alike @ weight[:, :, None])[..., 0], axis=1)
    result = labels.copy()
    result[lost] = asked[np.arange(len(lost)), winner]
    return result
