"""Where joints are: the axes of wheels, the edges of doors and the ways of drawers, from labelled points.

N points of a whole object, M of one part. The object stands as the model makes it: +Z up, front towards -Y.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .joints import Joint, Place, Rule, Vector, moves_of

Floats = NDArray[np.float64]

_AXES = {"x": 0, "y": 1, "z": 2}
_DOORS = ("door", "left door", "middle door", "right door")
_ENDS = 0.01
"""Share of a part's points that may lie beyond what counts as its box: mislabelled ones."""
_TOUCHING = 0.06
"""Share of a part's points that count as where it touches the others, at least."""
_FOOT = 0.06
_BLOCK = 512


@dataclass(frozen=True, eq=False)
class Labelled:
    """An object's points.

    points, normals : (N, 3) float64, normals outward and of unit length
    ids : (N,) integers, index into `names`
    """

    points: Floats
    normals: Floats
    ids: NDArray[np.integer[Any]]
    names: tuple[str, ...]

    def of(self, names: Sequence[str]) -> Floats:
        """The points of the parts of these names, (K, 3)."""
        numbers = [number for number, name in enumerate(self.names) if name in names]
        return self.points[np.isin(self.ids, numbers)]


def fit_joints(labelled: Labelled) -> dict[str, Joint]:
    """Return the joint of every part that has one of its own, by name; parts of fewer than 8 points have none."""
    joints = {}
    for name, rule in moves_of(labelled.names).rules.items():
        mine = labelled.ids == labelled.names.index(name)
        if mine.sum() >= 8:
            joints[name] = fit_joint(rule, labelled, name)
    return joints


def fit_joint(rule: Rule, labelled: Labelled, name: str) -> Joint:
    """Find the joint of one part that `rule` speaks of."""
    mine = labelled.ids == labelled.names.index(name)
    points, normals = labelled.points[mine], labelled.normals[mine]
    low, high = labelled.points.min(axis=0), labelled.points.max(axis=0)
    if rule.place is Place.DOOR:
        return _door(rule, labelled, name, points)
    axis = _axis(rule, points, normals)
    if rule.motion == "slide":
        size = float((high - low).max())
        out = 0.6 * float(np.abs(axis) @ (high - low)) if not rule.axes else rule.limits[1] * size
        return Joint("slide", _middle(points), axis, rule.limits[0] * size, out)
    if rule.place is Place.RIM:
        pivot = _rim(points, normals, axis)
    elif rule.place is Place.MIDDLE:
        about = labelled.of(rule.about)
        pivot = _middle(about) if len(about) else points.mean(axis=0)
    elif rule.place is Place.FOOT:
        pivot = points[points[:, 2] <= np.quantile(points[:, 2], _FOOT)].mean(axis=0)
    elif rule.place is Place.EDGE:
        pivot = _on_edge(points, rule.edge)
    else:
        about = labelled.of(rule.about or _bodies(labelled.names, name))
        pivot = _contact(points, about if len(about) else labelled.points[~mine])
    if rule.place is Place.WING:
        # A turn about +Y lowers what lies towards +X.
        axis = axis * -np.sign((points.mean(axis=0) - (low + high) / 2)[0] or 1.0)
    return Joint("turn", pivot, axis, *rule.limits)


def _bodies(names: Sequence[str], name: str) -> list[str]:
    """The parts that can carry this one: not those that it carries, as a head its eyes."""
    moves = moves_of(names)
    return [other for other in names if other != name and other not in moves.carriers and other not in moves.shared]


def _axis(rule: Rule, points: Floats, normals: Floats) -> Vector:
    """The direction among those of the rule that suits the part; for a drawer, the horizontal one that it faces."""
    if not rule.axes:
        mean = normals.mean(axis=0)
        across = int(np.argmax(np.abs(mean[:2])))
        return _unit(("-" if mean[across] < 0 else "") + "xy"[across])
    choices = [_unit(letters) for letters in rule.axes]
    if len(choices) == 1:
        return choices[0]
    if rule.place is Place.RIM:
        # The first is the usual one; another has to be far rounder.
        return min(choices, key=lambda axis: _unroundness(points, normals, axis) * (1 if axis is choices[0] else 2))
    return min(choices, key=lambda axis: float(np.ptp(points @ axis)))


def _unit(letters: str) -> Vector:
    axis = np.zeros(3)
    axis[_AXES[letters[-1]]] = -1.0 if letters[0] == "-" else 1.0
    return axis


def _box(points: Floats) -> tuple[Vector, Vector]:
    low, high = np.quantile(points, (_ENDS, 1.0 - _ENDS), axis=0)
    return low, high


def _middle(points: Floats) -> Vector:
    low, high = _box(points)
    middle: Vector = (low + high) / 2
    return middle


def _on_edge(points: Floats, edge: str) -> Vector:
    low, high = _box(points)
    pivot: Vector = (low + high) / 2
    for sign, letter in zip(edge[::2], edge[1::2], strict=True):
        pivot[_AXES[letter]] = (high if sign == "+" else low)[_AXES[letter]]
    return pivot


def _rim(points: Floats, normals: Floats, axis: Vector) -> Vector:
    """The middle of something round about `axis`, of which a part may be hidden.

    The normals of its round side meet on the axis. The point that is nearest to those lines, in least squares with
    Cauchy weights against spokes and lugs.
    """
    middle = _middle(points)
    radial = normals - np.outer(normals @ axis, axis)
    length = np.linalg.norm(radial, axis=1)
    side = length > 0.8
    if side.sum() < 12:
        return middle
    direction, at = radial[side] / length[side, None], points[side]
    scale = 0.05 * float(np.ptp(at, axis=0).max())
    # The lines as planes that hold them and the axis: their normals are normal to both.
    plane = np.cross(axis, direction)
    wanted = np.einsum("ij,ij->i", plane, at)
    weight = np.ones(len(at))
    centre = middle
    for _ in range(12):
        moment = (plane * weight[:, None]).T @ plane + np.outer(axis, axis) * weight.sum()
        right = (plane * (weight * wanted)[:, None]).sum(axis=0) + axis * (axis @ middle) * weight.sum()
        if np.linalg.cond(moment) > 100.0:
            return middle
        centre = np.linalg.solve(moment, right)
        weight = 1.0 / (1.0 + np.square((plane @ centre - wanted) / scale))
    far = np.abs(centre - middle).max() > 0.5 * np.ptp(points, axis=0).max()
    return middle if far else centre


def _unroundness(points: Floats, normals: Floats, axis: Vector) -> float:
    """How much the outline seen along `axis` differs from a circle about its middle: deviation over mean radius,
    and half the share of it that is not there.
    """
    first = np.roll(axis, 1)
    second = np.cross(axis, first)
    seen = points - _rim(points, normals, axis)
    x, y = seen @ first, seen @ second
    sector = ((np.arctan2(y, x) / (2 * np.pi) + 0.5) * 24).astype(int) % 24
    reach = np.zeros(24)
    np.maximum.at(reach, sector, np.hypot(x, y))
    # A sector without points may be hidden, but two wheels seen from the front have many of them.
    seen_at = reach[reach > 0]
    return float(seen_at.std() / max(seen_at.mean(), 1e-12) + 0.5 * (1 - len(seen_at) / len(reach)))


def _contact(points: Floats, others: Floats) -> Vector:
    """The middle between the points that are nearest to `others` and those that they are nearest to."""
    if not len(others):
        return _middle(points)
    distance, nearest = np.empty(len(points)), np.empty(len(points), np.int64)
    for start in range(0, len(points), _BLOCK):
        block = slice(start, start + _BLOCK)
        apart = np.square(points[block, None] - others[None]).sum(axis=2)
        nearest[block] = apart.argmin(axis=1)
        distance[block] = np.sqrt(apart.min(axis=1))
    touching = distance <= np.quantile(distance, _TOUCHING)
    middle: Vector = (points[touching].mean(axis=0) + others[nearest[touching]].mean(axis=0)) / 2
    return middle


def _door(rule: Rule, labelled: Labelled, name: str, points: Floats) -> Joint:
    """The upright edge of a leaf, and the axis about which a positive angle opens it outward."""
    low, high = _box(points)
    middle = (low + high) / 2
    thin = int(np.argmin((high - low)[:2]))
    along = 1 - thin
    body = (labelled.points.min(axis=0) + labelled.points.max(axis=0)) / 2
    out = np.zeros(3)
    out[thin] = 1.0 if middle[thin] > body[thin] else -1.0
    beside = [
        offset
        for other in _DOORS
        if other != name and len(leaf := labelled.of((other,))) >= 8
        if abs(offset := float((_middle(leaf) - middle)[along])) > 0.5 * (high - low)[along]
    ]
    side = -1.0
    if beside and (min(beside) > 0 or max(beside) < 0):
        side = -np.sign(beside[0])
    edge = np.zeros(3)
    edge[along] = side
    pivot = middle.copy()
    pivot[along] = (high if side > 0 else low)[along]
    return Joint("turn", pivot, np.cross(-edge, out), *rule.limits)
