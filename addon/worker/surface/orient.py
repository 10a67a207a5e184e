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

NEIGHBOURS = 32
"""Enough for about twelve on the point's own side of a thin part."""

_ROUNDS = 3
_AREA_RANK = 8.0


@dataclass(frozen=True, slots=True, eq=False)
class OrientedPoints:
    """Points ready for the solve.

    Attributes
    ----------
    positions : (N, 3) float32
    normals : (N, 3) float32
        Outward unit vectors.
    areas : (N,) float32
        Surface area that each point stands for.
    """

    positions: Floats
    normals: Floats
    areas: Floats


def unit(vectors: Floats) -> Floats:
    """(..., 3) vectors at length one; zero stays zero."""
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return (vectors / np.maximum(length, 1e-12)).astype(np.float32)


def make_consistent(positions: Floats, normals: Floats) -> OrientedPoints:
    """Smooth (N, 3) positions and outward normals along the surface and measure the points' areas.

    Parameters
    ----------
    positions
        (N, 3), in the model frame.
    normals
        (N, 3), of any length.
    """
    count = min(NEIGHBOURS, len(positions))
    distances, near = cKDTree(positions).query(positions, k=count, workers=-1)
    distances, near = distances.reshape(-1, count).astype(np.float32), near.reshape(-1, count)
    radius = np.maximum(distances[:, min(12, count - 1)], 1e-9)
    closeness = np.exp(-2.0 * np.square(distances / radius[:, None]), dtype=np.float32)

    normals = _turn_outliers(unit(normals), near, closeness)
    for _ in range(_ROUNDS):
        facing = np.einsum("nc,nkc->nk", normals, normals[near])
        weight = closeness * np.square(np.clip(facing, 0.0, None))
        normals = unit(np.einsum("nk,nkc->nc", weight, normals[near]))
    positions = _flatten(positions, normals, near, closeness)
    return OrientedPoints(positions, normals, _areas(normals, near, distances))


def _turn_outliers(normals: Floats, near: NDArray[np.intp], closeness: Floats) -> Floats:
    """Turn over normals that nearly all neighbours contradict (in a thin wall half of them do, and nothing turns)."""
    agreement = np.einsum("nk,nkc,nc->n", closeness[:, 1:], normals[near[:, 1:]], normals)
    total = np.maximum(closeness[:, 1:].sum(axis=1), 1e-9)
    return np.where((agreement / total < -0.35)[:, None], -normals, normals).astype(np.float32)


def _flatten(positions: Floats, normals: Floats, near: NDArray[np.intp], closeness: Floats) -> Floats:
    """Move points along their normals towards the plane of the neighbours that face the same way."""
    for _ in range(2):
        facing = np.einsum("nc,nkc->nk", normals, normals[near])
        weight = closeness * np.square(np.clip(facing, 0.0, None)) * (facing > 0.5)
        height = np.einsum("nkc,nc->nk", positions[near] - positions[:, None], normals)
        shift = (weight * height).sum(axis=1) / np.maximum(weight.sum(axis=1), 1e-9)
        positions = (positions + shift[:, None] * normals).astype(np.float32)
    return positions


def _areas(normals: Floats, near: NDArray[np.intp], distances: Floats) -> Floats:
    """Area per point from the disc that holds eight neighbours of the same side, within a factor of the median."""
    facing = np.einsum("nc,nkc->nk", normals, normals[near])
    rank = np.cumsum(facing > 0.2, axis=1)
    reached = np.argmax(rank >= min(_AREA_RANK, rank.shape[1]), axis=1)
    reached = np.where(reached == 0, distances.shape[1] - 1, reached)
    rows = np.arange(len(normals))
    areas = np.pi * np.square(distances[rows, reached]) / np.maximum(rank[rows, reached], 1)
    middle = max(float(np.median(areas)), 1e-12)
    return np.clip(areas, 0.25 * middle, 4.0 * middle).astype(np.float32)
