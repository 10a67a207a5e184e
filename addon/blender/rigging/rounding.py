"""Wheels that were half hidden become whole, so that nothing is missing when they turn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .division import connected

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ...core.joints import Joint
    from .attributes import Polygons

_SEGMENTS = 48
_OVER = 1.05
"""Beyond this many radii a wheel's faces are those of the arch around it."""
_CORE = 0.985
_LEAST_CORE = 0.6
_SHOULDER = 0.25
"""Cosine to the way out above which a face of the body is one through which a wheel would come out."""
_TREAD = 0.5
"""Cosine to the axis below which a normal is one of the tread."""


def radius_about(polygons: Polygons, faces: NDArray[np.bool_], joint: Joint) -> float:
    """Return the radius of the tread of a wheel's faces (F,): the median of where it faces away from the axis."""
    _, vectors = polygons.face_areas
    mine = vectors[faces]
    tread = np.abs(mine @ joint.axis) < _TREAD * np.linalg.norm(mine, axis=1)
    distance = _distances(polygons.centres[faces], joint)
    if not tread.any():
        return float(distance.max())
    outer = tread & (distance > 0.7 * np.quantile(distance[tread], 0.9))
    return float(np.median(distance[outer]))


def without_arch(polygons: Polygons, parts: NDArray[np.int64], wheel: int, joint: Joint) -> NDArray[np.int64]:
    """Give the faces of a wheel that lie beyond its radius to the part that it touches most; parts are (F,)."""
    mine = parts == wheel
    beyond = mine & (_distances(polygons.centres, joint) > _OVER * radius_about(polygons, mine, joint))
    pairs, lengths = polygons.neighbours
    border = (parts[pairs] == wheel).sum(axis=1) == 1
    if not beyond.any() or not border.any():
        return parts
    others = np.where(parts[pairs[border, 0]] == wheel, parts[pairs[border, 1]], parts[pairs[border, 0]])
    result = parts.copy()
    result[beyond] = np.bincount(others, weights=lengths[border]).argmax()
    return result


@dataclass(frozen=True, slots=True, eq=False)
class Body:
    """What is around a wheel: the middles (N, 3) of the other parts' faces, and their normals (N, 3), unit length."""

    centres: NDArray[np.float64]
    normals: NDArray[np.float64]

    @classmethod
    def of(cls, polygons: Polygons, faces: NDArray[np.bool_]) -> Body:
        """Return the faces (F,) as a body."""
        _, vectors = polygons.face_areas
        length = np.linalg.norm(vectors[faces], axis=1, keepdims=True)
        return cls(polygons.centres[faces], vectors[faces] / np.maximum(length, 1e-12))

    def room(self, joint: Joint, low: float, high: float) -> float:
        """How far from the axis one comes, between two places along it, before leaving the body to the outside."""
        arm = self.centres - joint.pivot
        along = arm @ joint.axis
        out = arm - np.outer(along, joint.axis)
        distance = np.linalg.norm(out, axis=1)
        leaves = (np.einsum("ij,ij->i", self.normals, out) > _SHOULDER * distance) & (along > low) & (along < high)
        return float(np.quantile(distance[leaves], 0.02)) if leaves.any() else np.inf


def with_core(whole: Polygons, own: int, joint: Joint, body: Body) -> Polygons:
    """Put a closed cylinder into each piece of a wheel, a little smaller than the piece and in the colour of its tread.

    own : how many of the first faces are the wheel's, before it was closed
    body : the cylinder does not stand out of it where the wheel is hidden, as under a low wing
    """
    mine = np.arange(len(whole.sizes)) < own
    pairs, _ = whole.neighbours
    pieces = connected(len(mine), pairs)
    areas, vectors = whole.face_areas
    centres = whole.centres
    across = np.roll(np.eye(3)[int(np.argmax(np.abs(joint.axis)))], 1)
    across = across - joint.axis * (joint.axis @ across)
    across /= np.linalg.norm(across)
    turn = np.linspace(0.0, 2 * np.pi, _SEGMENTS, endpoint=False)
    circle = np.outer(np.cos(turn), across) + np.outer(np.sin(turn), np.cross(joint.axis, across))
    result = whole
    for piece in np.unique(pieces[mine]):
        chosen = mine & (pieces == piece)
        if areas[chosen].sum() < 0.05 * areas[mine].sum():
            continue
        radius = radius_about(whole, chosen, joint)
        facing = np.abs(vectors @ joint.axis) < _TREAD * np.linalg.norm(vectors, axis=1)
        tread = chosen & facing & (_distances(centres, joint) > 0.8 * radius)
        if tread.sum() < 8:
            continue
        along = (centres[tread] - joint.pivot) @ joint.axis
        low, high = np.quantile(along, (0.08, 0.92))
        size = max(_LEAST_CORE * radius, _CORE * min(radius, body.room(joint, low, high)))
        rings = [joint.pivot + joint.axis * height + size * circle for height in (low, high)]
        first = len(result.vertices)
        k = np.arange(_SEGMENTS)
        after = (k + 1) % _SEGMENTS
        sides = np.stack([k, after, _SEGMENTS + after, _SEGMENTS + k], axis=1).reshape(-1)
        corners = first + np.concatenate([sides, k[::-1], _SEGMENTS + k])
        like = whole.corners[whole.starts[np.nonzero(tread)[0]]].astype(np.int64)
        sizes = np.array([*[4] * _SEGMENTS, _SEGMENTS, _SEGMENTS], np.int64)
        face = np.full(len(sizes), np.nonzero(tread)[0][0], np.int64)
        start = len(result.vertices)
        result = result.extended(np.concatenate(rings), np.full(2 * _SEGMENTS, like[0]), corners, sizes, face)
        for kind, values in result.layers["POINT"].values():
            if kind.endswith("COLOR"):
                values[start:] = np.median(values[like], axis=0)
    return result


def _distances(places: NDArray[np.float64], joint: Joint) -> NDArray[np.float64]:
    """Distances (N,) of places (N, 3) from the joint's axis."""
    arm = places - joint.pivot
    distance: NDArray[np.float64] = np.linalg.norm(arm - np.outer(arm @ joint.axis, joint.axis), axis=1)
    return distance
