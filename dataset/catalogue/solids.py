"""Builders of closed solids. Lengths are in the object's own units; normalising comes later.

A thin thing must stay at least 0.022 of the whole object thick.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from .mesh import Floats, Mesh

SEGMENTS = 28
"""Sides of a round solid, enough to look round at 128 pixels."""


def loft(rings: ArrayLike, *, closed: bool = False) -> Mesh:
    """Skin through rings of points.

    rings : (K, N, 3) each counter-clockwise when seen from where the last ring looks back at the first
    closed : join the last ring to the first (a torus); otherwise both ends get a fan about their centroid,
        so that an end's outline must be visible from its centroid
    """
    rings = np.asarray(rings, float)
    count, n, _ = rings.shape
    vertices = rings.reshape(-1, 3)
    index = np.arange(count * n).reshape(count, n)
    lower = index if closed else index[:-1]
    upper = np.roll(index, -1, axis=0) if closed else index[1:]
    a, b = lower, np.roll(lower, -1, axis=1)
    d, c = upper, np.roll(upper, -1, axis=1)
    faces = [np.stack([a, b, c], -1).reshape(-1, 3), np.stack([a, c, d], -1).reshape(-1, 3)]
    if not closed:
        vertices = np.concatenate([vertices, rings[[0, -1]].mean(axis=1)])
        first, last = index[0], index[-1]
        bottom, top = np.full(n, count * n), np.full(n, count * n + 1)
        faces.append(np.stack([bottom, np.roll(first, -1), first], -1))
        faces.append(np.stack([top, last, np.roll(last, -1)], -1))
    return Mesh(vertices, np.ascontiguousarray(np.concatenate(faces), dtype=np.int32))


def extrusion(outline: ArrayLike, height: float) -> Mesh:
    """Prism over `outline` (N, 2), counter-clockwise in XY, from z = -height/2 to height/2."""
    flat = np.asarray(outline, float)
    return loft([np.c_[flat, np.full(len(flat), z)] for z in (-height / 2, height / 2)])


def box(size: ArrayLike, center: ArrayLike = (0, 0, 0), *, bevel: float = 0.0) -> Mesh:
    """Axis-aligned box with all edges chamfered by `bevel`."""
    half = np.asarray(size, float) / 2.0
    bevel = min(bevel, 0.45 * 2 * float(half.min()))
    if bevel <= 0.0:
        x, y, z = half
        return extrusion([(-x, -y), (x, -y), (x, y), (-x, y)], 2 * z).moved(center)
    levels = ((-half[2], bevel), (-half[2] + bevel, 0.0), (half[2] - bevel, 0.0), (half[2], bevel))
    return loft([_chamfered(half[:2] - inset, bevel, z) for z, inset in levels]).moved(center)


def _chamfered(half: Floats, cut: float, z: float) -> Floats:
    """Rectangle with its corners cut, (8, 3)."""
    x, y = half
    cut = min(cut, 0.9 * float(half.min()))
    outline = [(x - cut, -y), (x, -y + cut), (x, y - cut), (x - cut, y)]
    outline += [(-u, -v) for u, v in outline]
    return np.array([(u, v, z) for u, v in outline])


def tapered_box(bottom: ArrayLike, top: ArrayLike, z0: float, z1: float, shift: ArrayLike = (0, 0)) -> Mesh:
    """Box whose (x, y) size goes from `bottom` at z0 to `top` at z1, the top moved by `shift` (2,)."""
    rings = []
    for size, offset, z in ((bottom, (0, 0), z0), (top, shift, z1)):
        x, y = np.asarray(size, float) / 2.0
        corners = np.array([(-x, -y), (x, -y), (x, y), (-x, y)]) + np.asarray(offset, float)
        rings.append(np.c_[corners, np.full(4, z)])
    return loft(rings)


def lathe(profile: ArrayLike, *, segments: int = SEGMENTS) -> Mesh:
    """Solid of revolution about Z.

    profile : (K, 2) radius and z; its first and last points lie on the axis, the others off it. It runs from
        bottom to top outside; for a vessel it goes back down inside.
    """
    profile = np.asarray(profile, float)
    angles = np.arange(segments) * (2 * np.pi / segments)
    circle = np.stack([np.cos(angles), np.sin(angles)], -1)
    inner = profile[1:-1]
    rings = np.concatenate(
        [inner[:, None, :1] * circle[None], np.broadcast_to(inner[:, None, 1:], (len(inner), segments, 1))], -1
    )
    mesh = loft(rings)
    # The two fans of the loft meet on the axis: their centres are the profile's ends.
    mesh.vertices[-2:] = [(0, 0, profile[0, 1]), (0, 0, profile[-1, 1])]
    return mesh


def annulus(outer: ArrayLike, thickness: float, *, segments: int = SEGMENTS) -> Mesh:
    """Ring of revolution about Z whose outer profile `outer` (K, 2) rises from bottom to top."""
    profile = np.asarray(outer, float)
    loop = np.concatenate([profile, profile[::-1] - np.array([thickness, 0.0])])
    angles = np.arange(segments) * (2 * np.pi / segments)
    rings = [np.c_[loop[:, 0] * np.cos(a), loop[:, 0] * np.sin(a), loop[:, 1]] for a in angles]
    return loft(np.array(rings)[:, ::-1], closed=True)


def frustum(r0: float, r1: float, z0: float, z1: float, *, segments: int = SEGMENTS) -> Mesh:
    """Upright cylinder or cut cone."""
    return lathe([(0, z0), (r0, z0), (r1, z1), (0, z1)], segments=segments)


def ellipsoid(radii: ArrayLike, center: ArrayLike = (0, 0, 0), *, segments: int = 20, rings: int = 11) -> Mesh:
    """Ellipsoid with half-axes `radii` (3,)."""
    angles = np.linspace(-np.pi / 2, np.pi / 2, rings + 2)
    profile = np.stack([np.cos(angles), np.sin(angles)], -1)
    return lathe(profile, segments=segments).scaled(radii).moved(center)


def tube(path: ArrayLike, radius: ArrayLike, *, segments: int = 14) -> Mesh:
    """Round tube along `path` (K, 3) with one radius or one for each of its points."""
    angles = np.arange(segments) * (2 * np.pi / segments)
    return sweep(np.stack([np.cos(angles), np.sin(angles)], -1), path, radius)


def sweep(outline: ArrayLike, path: ArrayLike, scale: ArrayLike = 1.0, *, up: ArrayLike | None = None) -> Mesh:
    """Outline carried along a path.

    outline : (N, 2) counter-clockwise about its origin
    path : (K, 3), without sharp turns tighter than the outline
    scale : of the outline, one number or one for each point of the path
    up : the direction that the outline's second coordinate keeps to; any that does not twist when None
    """
    outline, path = np.asarray(outline, float), np.asarray(path, float)
    scales = np.broadcast_to(np.asarray(scale, float), (len(path),))
    tangents = np.gradient(path, axis=0)
    tangents /= np.linalg.norm(tangents, axis=1, keepdims=True)
    # Parallel transport: each frame's side is the one before it, projected across the new tangent.
    first = np.eye(3)[np.argmin(np.abs(tangents[0]))] if up is None else np.asarray(up, float)
    side = np.cross(first, tangents[0])
    rings = np.empty((len(path), len(outline), 3))
    for i, tangent in enumerate(tangents):
        side = np.cross(np.asarray(up, float), tangent) if up is not None else side - tangent * (side @ tangent)
        side /= np.linalg.norm(side)
        rings[i] = path[i] + scales[i] * (outline[:, :1] * side + outline[:, 1:] * np.cross(tangent, side))
    return loft(rings)


def torus(radius: float, thickness: float, *, segments: int = SEGMENTS, sides: int = 12) -> Mesh:
    """Ring about Z whose tube of radius `thickness` has its centre at `radius`."""
    angles = np.arange(segments) * (2 * np.pi / segments)
    turn = np.arange(sides) * (2 * np.pi / sides)
    profile = np.stack([radius + thickness * np.cos(turn), thickness * np.sin(turn)], -1)
    rings = [np.c_[profile[:, 0] * np.cos(a), profile[:, 0] * np.sin(a), profile[:, 1]] for a in angles]
    return loft(np.array(rings)[:, ::-1], closed=True)


def prism(outline: ArrayLike, thickness: float, axis: str = "y") -> Mesh:
    """Flat outline made thick, centred on its plane.

    outline : (N, 2), counter-clockwise: in (x, z) for axis "y", (y, z) for "x", (x, y) for "z"; every corner must
        be visible from the centroid
    """
    mesh = extrusion(outline, thickness)
    if axis == "y":
        return mesh.rotated("x", np.pi / 2)
    if axis == "x":
        return mesh.rotated("x", np.pi / 2).rotated("z", np.pi / 2)
    return mesh


def wheel(radius: float, width: float, *, bevel: float = 0.12) -> Mesh:
    """Upright disc that rolls along Y: its axle is X. `bevel` is a share of the width."""
    cut = bevel * width
    half = width / 2
    profile = [(0, -half), (radius - cut, -half), (radius, -half + cut), (radius, half - cut)]
    return lathe([*profile, (radius - cut, half), (0, half)]).rotated("y", np.pi / 2)


def rod(start: ArrayLike, end: ArrayLike, radius: ArrayLike, *, segments: int = 12) -> Mesh:
    """Straight round bar from `start` to `end`, of one radius or of two."""
    return tube(np.array([start, end], float), radius, segments=segments)
