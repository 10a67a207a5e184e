"""Soft shapes for plants, food and animals: bodies that swell and bend, leaves, ribbed solids, points on eggs."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ...curves import spline
from ...mesh import Floats, Mesh, Point
from ...solids import ellipsoid, lathe, loft


def body(
    knots: ArrayLike, *, side: ArrayLike = (1, 0, 0), sides: int = 14, steps: int = 3, rounded: bool = True
) -> Mesh:
    """Smooth body along a curve, of oval cross-sections.

    knots : (K, 5) x, y, z, half width along `side`, half height across it
    side : a direction that the curve never runs along
    steps : samples a span of the spline through the knots; 1 joins them straight
    rounded : each end gets a round cap; otherwise it is cut flat
    """
    curve = np.asarray(knots, float)
    if steps > 1:
        curve = spline(curve, steps)
    if rounded:
        curve = np.concatenate([_cap(curve)[::-1], curve, _cap(curve[::-1])])
    path, sizes = curve[:, :3], np.maximum(curve[:, 3:], 1e-3)
    tangents = np.gradient(path, axis=0)
    tangents /= np.linalg.norm(tangents, axis=1, keepdims=True)
    across = np.asarray(side, float) - (tangents @ np.asarray(side, float))[:, None] * tangents
    across /= np.linalg.norm(across, axis=1, keepdims=True)
    over = np.cross(tangents, across)
    angles = np.arange(sides) * (2 * np.pi / sides)
    cos, sin = np.cos(angles)[None, :, None], np.sin(angles)[None, :, None]
    wide, high = sizes[:, None, :1], sizes[:, None, 1:]
    return loft(path[:, None] + cos * wide * across[:, None] + sin * high * over[:, None])


def _cap(curve: Floats) -> Floats:
    """Knots (2, 5) that round off the start of a curve, going outwards."""
    outwards = curve[0, :3] - curve[1, :3]
    outwards /= np.linalg.norm(outwards)
    angles = np.array([0.7, 1.35])[:, None]
    reach = curve[0, 3:].min() * np.sin(angles)
    return np.concatenate([curve[0, :3] + outwards * reach, curve[0, 3:] * np.cos(angles)], axis=1)


def limb(path: ArrayLike, radius: ArrayLike, *, sides: int = 10, steps: int = 2) -> Mesh:
    """Round-ended bar along a smooth path (K, 3) with one radius or one for each of its points."""
    points = np.asarray(path, float)
    radii = np.broadcast_to(np.asarray(radius, float), (len(points),))[:, None]
    direction = points[-1] - points[0]
    side = np.eye(3)[np.argmin(np.abs(direction))]
    return body(np.concatenate([points, radii, radii], axis=1), side=side, sides=sides, steps=steps)


def leaf(
    path: ArrayLike, width: float, thickness: float, side: ArrayLike, *, widest: float = 0.45, steps: int = 3
) -> Mesh:
    """Pointed leaf along a smooth path (K, 3); `width` and `thickness` are halves, `widest` its place along it."""
    curve = spline(path, steps)
    t = np.linspace(0, 1, len(curve))
    share = np.sin(np.pi * t ** (np.log(0.5) / np.log(widest))) ** 0.8
    sizes = np.stack([width * (0.12 + 0.88 * share), thickness * (0.55 + 0.45 * share)], axis=1)
    return body(np.concatenate([curve, sizes], axis=1), side=side, sides=8, steps=1, rounded=False)


def ribbed(profile: ArrayLike, ribs: int, depth: float, *, per_rib: int = 5) -> Mesh:
    """Solid of revolution with `ribs` upright swellings; the valleys lie at 1 - `depth` of the radius."""
    mesh = lathe(profile, segments=ribs * per_rib)
    angles = np.arctan2(mesh.vertices[:, 1], mesh.vertices[:, 0]) + np.pi / 2
    factor = 1 - depth * (1 - np.abs(np.cos(angles * ribs / 2)) ** 0.7)
    return Mesh(mesh.vertices * np.stack([factor, factor, np.ones_like(factor)], axis=1), mesh.faces)


def ball(radius: float, center: ArrayLike, *, segments: int = 12) -> Mesh:
    """Small sphere."""
    return ellipsoid((radius, radius, radius), center, segments=segments, rings=max(5, segments // 2))


def tilted(mesh: Mesh, axis: str, angle: float, pivot: ArrayLike = (0, 0, 0)) -> Mesh:
    """Rotate about an axis through `pivot`."""
    return mesh.moved(-np.asarray(pivot, float)).rotated(axis, angle).moved(pivot)


def on_egg(radii: ArrayLike, center: ArrayLike, azimuth: float, elevation: float) -> Point:
    """Point of an ellipsoid; azimuth 0 lies at -Y and grows towards +X."""
    flat = np.cos(elevation)
    direction = np.array([flat * np.sin(azimuth), -flat * np.cos(azimuth), np.sin(elevation)])
    x, y, z = np.asarray(center, float) + np.asarray(radii, float) * direction
    return float(x), float(y), float(z)


def feather(path: ArrayLike, width: float, thickness: float, side: ArrayLike, *, teeth: int = 5) -> Mesh:
    """Leaf with a toothed edge along a smooth path (K, 3); `width` and `thickness` are halves."""
    knots = spline(path, 4)
    t = np.linspace(0, 1, 2 * teeth + 1)
    place = np.linspace(0, 1, len(knots))
    curve = np.stack([np.interp(t, place, knots[:, k]) for k in range(3)], axis=1)
    wide = width * (0.25 + 0.75 * np.sin(np.pi * np.clip(t + 0.08, 0, 1)) ** 0.7) * (1 - 0.45 * (np.arange(len(t)) % 2))
    sizes = np.stack([wide, np.full(len(t), thickness)], axis=1)
    return body(np.concatenate([curve, sizes], axis=1), side=side, sides=6, steps=1, rounded=False)
