"""An object matched to a box: which box a proxy is, and how an object comes to fill it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .destination import Box, Place

FLAT = 1e-4
"""A side that is this much shorter than the longest one, such as a plane's, limits nothing."""


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a box stands: the middle of its bottom, its XYZ Euler angles in radians, its sides in scene units."""

    location: Place
    rotation: Place
    size: Place


def stand_of(matrix: ArrayLike, low: ArrayLike, high: ArrayLike) -> Stand:
    """Return the box that a proxy is in the scene.

    Its up is the proxy's +Z and its front the proxy's -Y, also where the proxy is mirrored; a sheared one gets the
    upright box around it in that frame.

    Parameters
    ----------
    matrix : (4, 4)
        The proxy's world matrix.
    low, high : (3,)
        Its bounds in its own frame.
    """
    world = np.asarray(matrix, np.float64)
    bounds = np.stack([np.asarray(low, np.float64), np.asarray(high, np.float64)])
    axes = _axes(world[:3, :3])
    choices = np.array([[x, y, z] for x in (0, 1) for y in (0, 1) for z in (0, 1)])
    corners = np.take_along_axis(bounds, choices, axis=0) @ world[:3, :3].T + world[:3, 3]
    along = corners @ axes
    least, most = along.min(axis=0), along.max(axis=0)
    size = most - least
    size[size < FLAT * size.max()] = 0.0
    bottom = np.array([(least[0] + most[0]) / 2, (least[1] + most[1]) / 2, least[2]])
    return Stand(_three(axes @ bottom), euler(axes), _three(size))


def factors(extent: ArrayLike, box: Box) -> Place:
    """Return by how much an object of (3,) `extent` is scaled along each axis to fill a box.

    Without `stretch` the three are equal, and the object touches the box on its tightest axis. Raises ValueError when
    no side of the object has a length where the box sets a limit.
    """
    pairs = [(float(e), float(b)) for e, b in zip(np.asarray(extent, np.float64), box.size, strict=True)]
    limits = [b / e for e, b in pairs if e > 0 and b > 0]
    if not limits:
        raise ValueError("nothing to measure")
    least = min(limits)
    if not box.stretch:
        return least, least, least
    x, y, z = (b / e if e > 0 and b > 0 else least for e, b in pairs)
    return x, y, z


def euler(axes: NDArray[np.float64]) -> Place:
    """Return the XYZ Euler angles in radians of a (3, 3) rotation whose columns are the turned axes."""
    flat = math.hypot(axes[0, 0], axes[1, 0])
    y = math.atan2(-axes[2, 0], flat)
    if flat > 1e-9:
        return math.atan2(axes[2, 1], axes[2, 2]), y, math.atan2(axes[1, 0], axes[0, 0])
    return math.atan2(-axes[1, 2], axes[1, 1]), y, 0.0


def _axes(linear: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return right-handed unit axes as columns: Z as it is, Y as near as can be; of no length, the world's."""
    lengths = np.linalg.norm(linear, axis=0)
    small = 1e-12 * max(float(lengths.max()), 1e-30)
    up = linear[:, 2] / lengths[2] if lengths[2] > small else _any_across(linear[:, 0], linear[:, 1])
    back = linear[:, 1] - up * (up @ linear[:, 1])
    if np.linalg.norm(back) <= 1e-9 * max(lengths[1], small):
        back = np.cross(up, linear[:, 0])
    if np.linalg.norm(back) <= small:
        back = np.cross(up, np.eye(3)[np.argmin(np.abs(up))])
    back /= np.linalg.norm(back)
    return np.stack([np.cross(back, up), back, up], axis=1)


def _any_across(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    across = np.cross(one, other)
    length = float(np.linalg.norm(across))
    return across / length if length > 0 else np.array([0.0, 0.0, 1.0])


def _three(values: NDArray[np.float64]) -> Place:
    x, y, z = (float(value) for value in values)
    return x, y, z
