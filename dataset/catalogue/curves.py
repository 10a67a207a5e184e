"""Points of flat outlines and of paths, to build solids from."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from .mesh import Floats


def half_ellipse(center: ArrayLike, u: ArrayLike, v: ArrayLike, count: int = 13) -> Floats:
    """Points (count, 3) of center + u cos t + v sin t from t = -pi/2 to pi/2, both included."""
    t = np.linspace(-np.pi / 2, np.pi / 2, count)[:, None]
    points: Floats = np.asarray(center, float) + np.cos(t) * np.asarray(u, float) + np.sin(t) * np.asarray(v, float)
    return points


def spline(points: ArrayLike, steps: int = 5) -> Floats:
    """Catmull-Rom curve through `points` (K, D), `steps` samples a span, ends included."""
    knots = np.asarray(points, float)
    knots = np.concatenate([2 * knots[:1] - knots[1:2], knots, 2 * knots[-1:] - knots[-2:-1]])
    t = (np.arange(steps) / steps)[:, None]
    spans = [
        0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
        for a, b, c, d in zip(knots[:-3], knots[1:-2], knots[2:-1], knots[3:], strict=True)
    ]
    return np.concatenate([*spans, knots[-2:-1]])


def rounded_square(half: float, roundness: float, count: int = 32) -> Floats:
    """Outline (count, 2) between a square of half-side `half` (roundness 0) and its inner circle (1)."""
    angles = np.arange(count) * (2 * np.pi / count)
    circle = np.stack([np.cos(angles), np.sin(angles)], -1)
    reach = 1.0 / np.abs(circle).max(axis=1, keepdims=True)
    outline: Floats = half * circle * (roundness + (1.0 - roundness) * reach)
    return outline


def arc(radius: float, start: float, end: float, count: int = 12) -> Floats:
    """Points (count, 2) of a circle about 0 between two angles in radians, both included."""
    t = np.linspace(start, end, count)
    points: Floats = radius * np.stack([np.cos(t), np.sin(t)], -1)
    return points


def circle(radius: float, count: int = 28) -> Floats:
    """Outline (count, 2) of a circle about 0, counter-clockwise."""
    return arc(radius, 0.0, 2 * np.pi, count + 1)[:-1]


def star(outer: float, inner: float, points: int) -> Floats:
    """Outline (2 * points, 2) of a star about 0, its first point up."""
    t = np.pi / 2 + np.arange(2 * points) * (np.pi / points)
    radii = np.where(np.arange(2 * points) % 2 == 0, outer, inner)
    outline: Floats = radii[:, None] * np.stack([np.cos(t), np.sin(t)], -1)
    return outline


def in_plane(points: ArrayLike, axis: str = "y", at: float = 0.0) -> Floats:
    """Flat points (K, 2) as (K, 3): (x, z) for axis "y", (y, z) for "x", (x, y) for "z", the third being `at`."""
    flat = np.asarray(points, float)
    return np.insert(flat, "xyz".index(axis), at, axis=1)
