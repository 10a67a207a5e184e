"""Make a generated cloud consistent: flipped normals, noisy normals, noisy positions, the area each point stands for.

A generated normal is 25-40 degrees wrong and sometimes turned over, and a position is off by about half the thickness
of a chair's leg. Everything here averages along the surface only, among neighbours that face the same way, so that
the two sides of a thin wall do not move each other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

Floats = NDArray[np.float32]

_NEIGHBOURS = 40
"""Enough for about twenty on the point's own side of a thin part."""
_RANK = 20
"""The neighbour whose distance is the width of all averages."""
_CANDIDATES = 12
_SLAB = 0.6
"""Standard deviation, in spacings, of a point's height above the plane that a candidate normal proposes."""
_AREA_RANK = 8


@dataclass(frozen=True, slots=True, eq=False)
class OrientedPoints:
    """Points ready for the solve.

    Attributes
    ----------
    positions : (N, 3) float32
        In the model frame.
    normals : (N, 3) float32
        Outward unit vectors.
    areas : (N,) float32
        Surface area that each point stands for, in the model frame.
    """

    positions: Floats
    normals: Floats
    areas: Floats


def unit(vectors: Floats) -> Floats:
    """(..., 3) vectors at length one; zero stays zero."""
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    result: Floats = vectors / np.maximum(length, np.float32(1e-12))
    return result


def make_consistent(positions: Floats, normals: Floats) -> OrientedPoints:
    """Smooth positions and normals along the surface and measure the points' areas.

    Parameters
    ----------
    positions
        (N, 3), in the model frame.
    normals
        (N, 3), outward, of any length.
    """
    count = min(_NEIGHBOURS, len(positions))
    queried, near = cKDTree(positions).query(positions, k=count, workers=-1)
    distances = queried.astype(np.float32)
    radius = np.maximum(distances[:, min(_RANK, count - 1)], np.float32(1e-9))
    closeness = np.exp(-2 * np.square(distances / radius[:, None]))
    offsets = positions[near] - positions[:, None]

    given = unit(normals)
    normals = _average(_turn_outliers(given, near, closeness), near, closeness, 1)
    normals = _vote(normals, given, near, closeness, offsets)
    for _ in range(2):
        normals = _average(normals, near, closeness, 2)
    areas = _areas(_facing(normals, near), distances)
    return OrientedPoints(_flatten(positions, normals, near, closeness), normals, areas)


def _facing(normals: Floats, near: NDArray[np.intp]) -> Floats:
    """Cosines (N, K) between each normal and its neighbours'."""
    result: Floats = (normals[near] @ normals[:, :, None])[..., 0]
    return result


def _turn_outliers(normals: Floats, near: NDArray[np.intp], closeness: Floats) -> Floats:
    """Turn over normals that nearly all neighbours contradict (in a thin wall half of them do, and nothing turns)."""
    agreement = (closeness * _facing(normals, near))[:, 1:].sum(axis=1) / closeness[:, 1:].sum(axis=1)
    return np.where((agreement < -0.35)[:, None], -normals, normals)


def _average(normals: Floats, near: NDArray[np.intp], closeness: Floats, power: int) -> Floats:
    """Average normals among neighbours, weighted by closeness and by the cosine to that power."""
    weight = closeness * np.clip(_facing(normals, near), 0, None) ** np.float32(power)
    return unit((weight[:, None] @ normals[near])[:, 0])


def _vote(normals: Floats, given: Floats, near: NDArray[np.intp], closeness: Floats, offsets: Floats) -> Floats:
    """Replace each normal by the near one that explains most neighbours.

    A candidate counts the neighbours that face its way and lie in one plane with the point, which tells the sides of
    a thin wall apart; the point's own `given` normal has a say, as in a von Mises-Fisher prior of concentration 1.
    """
    candidates = normals[near[:, :_CANDIDATES]]
    alike = np.clip(candidates @ normals[near].transpose(0, 2, 1), 0, None)
    slab = _SLAB * np.median(np.linalg.norm(offsets[:, min(6, offsets.shape[1] - 1)], axis=1)) + 1e-9
    height = candidates @ offsets.transpose(0, 2, 1) / np.float32(slab)
    votes = (np.square(np.square(alike)) * np.exp(-0.5 * np.square(height))) @ closeness[:, :, None]
    score = np.log(votes[..., 0] + np.float32(1e-6)) + (candidates @ given[:, :, None])[..., 0]
    winner: Floats = candidates[np.arange(len(normals)), np.argmax(score, axis=1)]
    return winner


def _flatten(positions: Floats, normals: Floats, near: NDArray[np.intp], closeness: Floats) -> Floats:
    """Move points along their normals to the plane of the neighbours that face the same way, twice."""
    facing = _facing(normals, near)
    weight = closeness * np.where(facing > 0.5, np.square(facing), 0)
    weight /= np.maximum(weight.sum(axis=1, keepdims=True), np.float32(1e-9))
    for _ in range(2):
        offset = (weight[:, None] @ positions[near])[:, 0] - positions * weight.sum(axis=1, keepdims=True)
        positions = positions + (offset * normals).sum(axis=1, keepdims=True) * normals
    return positions


def _areas(facing: Floats, distances: Floats) -> Floats:
    """Area per point (N,), from the disc that holds eight neighbours of its side, within a factor of the median."""
    rank = np.cumsum(facing > 0.2, axis=1)
    enough = rank >= min(_AREA_RANK, rank.shape[1])
    reached = np.where(enough.any(axis=1), np.argmax(enough, axis=1), rank.shape[1] - 1)
    rows = np.arange(len(facing))
    areas = np.pi * np.square(distances[rows, reached]) / np.maximum(rank[rows, reached], 1)
    middle = max(float(np.median(areas)), 1e-12)
    return np.clip(areas, middle / 4, middle * 4).astype(np.float32)
