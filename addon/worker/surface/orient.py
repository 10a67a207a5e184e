"""Make a generated cloud consistent: flipped normals, noisy normals, noisy positions, the area each point stands for.

A generated normal is 25-40 degrees wrong and sometimes turned over, and a position is off by about half the thickness
of a chair's leg. Everything here averages along the surface only, among neighbours that face the same way, so that
the two sides of a thin wall do not move each other. How far it averages follows from how noisy the cloud is: clean
points stay where they are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from ..threads import THREADS
from .rows import dots, taken

Floats = NDArray[np.float32]

_NEIGHBOURS = 40
"""Enough for about twenty on the point's own side of a thin part."""
_KEPT = 16
"""Neighbours that the finished points keep, for their colours."""
_RANK = 20
"""The neighbour whose distance is the width of all averages."""
_CANDIDATES = 12
_SLAB = 0.6
"""Standard deviation, in spacings, of a point's height above the plane that a candidate normal proposes."""
_AREA_RANK = 10
"""Neighbours of a point's side that say how large its patch is."""
_MOST_UNEVEN = 4
"""How many times smaller or larger than the median a patch may be."""
_NOISY_NORMALS = 0.3
"""Median error of the normals, in radians, from which they are averaged over the full width."""
_NOISY_POSITIONS = 0.3
"""Median height of the points over their neighbours' surface, in spacings, from which likewise."""
_NORMAL_ROUNDS = 2
_NORMAL_POWER = 4
_POSITION_ROUNDS = 1
_LEAST_WIDTH = 0.02
"""Width in parts of the full one: a point is alone with itself."""
_PRIOR = 0.24
"""Of a point's own normal in the vote: concentration (von Mises-Fisher) times squared error of the normals."""
_ROWS = 1 << 11
"""Points that are worked on at once."""


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
    spans : (N, 2, 3) float32
        The half axes of an ellipse in the tangent plane that covers it and overlaps its neighbours'.
    near : (N, K) int32
        The nearest points, the point itself first.
    distances : (N, K) float32
        To them.
    """

    positions: Floats
    normals: Floats
    areas: Floats
    spans: Floats
    near: NDArray[np.int32]
    distances: Floats


def unit(vectors: Floats) -> Floats:
    """(..., 3) vectors at length one; zero stays zero."""
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    result: Floats = vectors / np.maximum(length, np.float32(1e-12))
    return result


@dataclass(frozen=True, slots=True, eq=False)
class _Around:
    """The neighbourhood of N points: indices (N, K) int32 and distances (N, K), nearest first; radius (N,).

    A neighbour within the `slab` of a plane lies in it.
    """

    positions: Floats
    near: NDArray[np.int32]
    distances: Floats
    radius: Floats
    slab: float

    def closeness(self, rows: slice, width: float = 1.0) -> Floats:
        """Weight (R, K) by distance, for a width in parts of the full one."""
        scaled = self.distances[rows] / (np.float32(width) * self.radius[rows, None])
        result: Floats = np.exp(-2 * np.square(scaled))
        return result


def make_consistent(positions: Floats, normals: Floats) -> OrientedPoints:
    """Smooth positions and normals along the surface, as far as they are noisy, and measure the points' areas.

    Parameters
    ----------
    positions
        (N, 3), in the model frame.
    normals
        (N, 3), outward, of any length.
    """
    around = _around(positions)
    given = _by_rows(partial(_turned, unit(normals), around), len(positions))
    normals = _by_rows(partial(_averaged, given, around, 1, 1.0), len(positions))
    error = float(np.median(np.arccos(np.clip((given * normals).sum(axis=1), -1, 1))))
    width = float(np.clip(error / _NOISY_NORMALS, _LEAST_WIDTH, 1))
    if width > _LEAST_WIDTH:
        normals = _by_rows(partial(_voted, normals, given, around, _PRIOR / error**2), len(positions))
        for _ in range(_NORMAL_ROUNDS):
            normals = _by_rows(partial(_averaged, normals, around, _NORMAL_POWER, width), len(positions))
    else:
        normals = given
    areas, spans = _patches(normals, around)
    heights = _by_rows(partial(_height, positions, normals, around, 1.0), len(positions))
    error = float(np.median(np.abs(heights) / np.sqrt(areas)))
    width = float(np.clip(error / _NOISY_POSITIONS, _LEAST_WIDTH, 1))
    for _ in range(_POSITION_ROUNDS if width > _LEAST_WIDTH else 0):
        heights = _by_rows(partial(_height, positions, normals, around, width), len(positions))
        positions = positions - heights[:, None] * normals
    near, distances = around.near[:, :_KEPT].copy(), around.distances[:, :_KEPT].copy()
    return OrientedPoints(positions, normals, areas, spans, near, distances)


def _around(positions: Floats) -> _Around:
    count = min(_NEIGHBOURS, len(positions))
    tree = cKDTree(positions)
    near = np.empty((len(positions), count), np.int32)
    distances = np.empty((len(positions), count), np.float32)
    for start in range(0, len(positions), _ROWS):
        rows = slice(start, start + _ROWS)
        distances[rows], near[rows] = tree.query(positions[rows], k=count, workers=THREADS)
    radius = np.maximum(distances[:, min(_RANK, count - 1)], np.float32(1e-9))
    slab = _SLAB * float(np.median(distances[:, min(6, count - 1)])) + 1e-9
    return _Around(positions, near, distances, radius, slab)


def _by_rows(work: Callable[[slice], Floats], count: int) -> Floats:
    """Results of `work` for a slice of points at a time, put together."""
    return np.concatenate([work(slice(start, min(start + _ROWS, count))) for start in range(0, count, _ROWS)])


def _facing(normals: Floats, near: NDArray[np.int32], own: Floats) -> Floats:
    """Cosines (R, K) between `own` normals (R, 3) and the neighbours'."""
    result: Floats = (taken(normals, near) @ own[:, :, None])[..., 0]
    return result


def _turned(normals: Floats, around: _Around, rows: slice) -> Floats:
    """Turn over normals that nearly all neighbours contradict (in a thin wall half of them do, and nothing turns)."""
    own = normals[rows]
    closeness = around.closeness(rows)[:, 1:]
    facing = _facing(normals, around.near[rows, 1:], own)
    agreement = (closeness * facing).sum(axis=1) / np.maximum(closeness.sum(axis=1), np.float32(1e-12))
    return np.where((agreement < -0.35)[:, None], -own, own)


def _averaged(normals: Floats, around: _Around, power: int, width: float, rows: slice) -> Floats:
    """Average normals among neighbours, weighted by closeness and by the cosine to that power."""
    theirs = taken(normals, around.near[rows])
    facing = (theirs @ normals[rows][:, :, None])[..., 0]
    weight = around.closeness(rows, width) * np.clip(facing, 0, None) ** np.float32(power)
    return unit((weight[:, None] @ theirs)[:, 0])


def _voted(normals: Floats, given: Floats, around: _Around, prior: float, rows: slice) -> Floats:
    """Replace each normal by the near one that explains most neighbours.

    A candidate counts the neighbours that face its way and lie in one plane with the point, which
    tells the sides of a thin wall apart; the point's own `given` normal has a say, as in a von Mises-Fisher prior.
    """
    near = around.near[rows]
    offsets = taken(around.positions, near) - around.positions[rows][:, None]
    theirs = taken(normals, near)
    candidates = theirs[:, :_CANDIDATES]
    alike = np.clip(candidates @ theirs.transpose(0, 2, 1), 0, None)
    height = candidates @ offsets.transpose(0, 2, 1) / np.float32(around.slab)
    votes = (np.square(np.square(alike)) * np.exp(-0.5 * np.square(height))) @ around.closeness(rows)[:, :, None]
    say = np.float32(prior) * (candidates @ given[rows][:, :, None])[..., 0]
    score = np.log(votes[..., 0] + np.float32(1e-6)) + say
    winner: Floats = candidates[np.arange(len(candidates)), np.argmax(score, axis=1)]
    return winner


def _height(positions: Floats, normals: Floats, around: _Around, width: float, rows: slice) -> Floats:
    """Height (R,) of points over the surface of the neighbours that face the same way.

    Over planes between the point's and the neighbour's, as a circle's chord: on a sphere nothing is high.
    """
    near, own = around.near[rows], normals[rows]
    facing = _facing(normals, near, own)
    weight = around.closeness(rows, width) * np.where(facing > 0.5, np.square(facing), 0)
    weight /= np.maximum(weight.sum(axis=1, keepdims=True), np.float32(1e-9))
    offsets = positions[rows][:, None] - taken(positions, near)
    planes = taken(normals, near) + own[:, None]
    result: Floats = (weight * dots(offsets, planes)).sum(axis=1) / 2
    return result


def _patches(normals: Floats, around: _Around) -> tuple[Floats, Floats]:
    """Area (N,) and spans (N, 2, 3) of the patch that each point stands for.

    The neighbours of a point's side are taken for an ellipse filled evenly, which is as wide and as long as their
    covariance says; a point has its share of it. On a thin rod the ellipse is narrow, where a disc would stand off.
    """
    found = _by_rows(partial(_patch, normals, around), len(normals))
    areas, spans = found[:, 0], found[:, 1:].reshape(-1, 2, 3)
    middle = max(float(np.median(areas)), 1e-12)
    kept = np.clip(areas, middle / _MOST_UNEVEN, middle * _MOST_UNEVEN)
    spans *= np.sqrt(kept / np.maximum(areas, np.float32(1e-12)))[:, None, None]
    return kept, spans


def _patch(normals: Floats, around: _Around, rows: slice) -> Floats:
    """Area and two spans of each point's patch, (R, 7)."""
    near, own = around.near[rows], normals[rows]
    side = _facing(normals, near, own) > 0.2
    side &= np.cumsum(side, axis=1) <= _AREA_RANK
    u, v = tangents(own)
    offsets = taken(around.positions, near) - around.positions[rows][:, None]
    flat = np.stack([(offsets @ axis[:, :, None])[..., 0] for axis in (u, v)], axis=2) * side[:, :, None]
    count = np.maximum(side.sum(axis=1), 2).astype(np.float32)[:, None, None]
    mean = flat.sum(axis=1, keepdims=True) / count
    covariance = flat.transpose(0, 2, 1) @ flat / count - mean.transpose(0, 2, 1) @ mean
    # Neighbours in a row are taken to be a fifth as wide as long.
    widths, axes = np.linalg.eigh(covariance)
    widths = np.maximum(widths, np.maximum(widths[:, 1:] / 25, np.float32(1e-18)))
    areas = 4 * np.pi * np.sqrt(widths.prod(axis=1)) / count[:, 0, 0]
    radii = 2 * np.sqrt(np.pi * widths / count[:, 0])
    spans = (axes[:, 0, :, None] * u[:, None] + axes[:, 1, :, None] * v[:, None]) * radii[:, :, None]
    return np.concatenate([areas[:, None], spans.reshape(-1, 6)], axis=1).astype(np.float32)


def tangents(normals: Floats) -> tuple[Floats, Floats]:
    """Two unit vectors, each (N, 3), that stand upright on each other and on unit normals (N, 3)."""
    axis = np.eye(3, dtype=np.float32)[np.argmin(np.abs(normals), axis=1)]
    u = unit(np.cross(normals, axis))
    return u, np.cross(normals, u)
