"""Builders that tools share: flat solids between outlines, and turned handles."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ...curves import in_plane
from ...mesh import Floats, Mesh
from ...solids import loft


def slab(chains: ArrayLike, thicknesses: ArrayLike, *, axis: str = "y", closed: bool = False) -> Mesh:
    """A flat solid spanned by chains of points that run side by side, each with a thickness of its own.

    It makes what `prism` cannot: hooks, jaws, rows of teeth, loops, and blades that get thin towards an edge.

    chains : (S, K, 2) S >= 2 lines of K points in the plane that is normal to `axis`
    thicknesses : a number, (S,), one for each chain, or (S, K), one for each point
    closed : the last points join the first, so that the chains are loops
    """
    lines = np.asarray(chains, float)
    count, points, _ = lines.shape
    thick = np.asarray(thicknesses, float)
    half = np.broadcast_to(thick[:, None] if thick.ndim == 1 else thick, (count, points)) / 2
    i = "xyz".index(axis)
    sides = []
    for sign in (-1.0, 1.0):
        side = np.array([in_plane(line, axis) for line in lines])
        side[..., i] = sign * half
        sides.append(side)
    rings = np.concatenate([sides[0], sides[1][::-1]]).transpose(1, 0, 2)
    mesh = loft(rings, closed=closed)
    return mesh if mesh.volume() > 0 else Mesh(mesh.vertices, np.ascontiguousarray(mesh.faces[:, ::-1]))


def flanks(path: ArrayLike, widths: ArrayLike) -> Floats:
    """The two lines (2, K, 2) at half of `widths` (a number or (K,)) on both sides of `path` (K, 2)."""
    line = np.asarray(path, float)
    tangents = np.gradient(line, axis=0)
    tangents /= np.linalg.norm(tangents, axis=1, keepdims=True)
    normals = np.stack([-tangents[:, 1], tangents[:, 0]], -1)
    reach = np.broadcast_to(np.asarray(widths, float), (len(line),))[:, None] / 2
    return np.array([line - reach * normals, line + reach * normals])


def lobed(profile: ArrayLike, lobes: int, depth: float, *, segments: int = 28) -> Mesh:
    """Solid of revolution about Z whose radius waves `lobes` times around, by the share `depth`.

    profile : (K, 2) radius and z, none on the axis; both ends are flat
    """
    angles = np.arange(segments) * (2 * np.pi / segments)
    wave = 1.0 + depth * np.cos(lobes * angles)
    outline = np.stack([wave * np.cos(angles), wave * np.sin(angles)], -1)
    return loft([np.c_[r * outline, np.full(segments, z)] for r, z in np.asarray(profile, float).tolist()])


def rotated(points: ArrayLike, angle: float) -> Floats:
    """Flat points (..., 2) turned about 0 by `angle` radians."""
    cos, sin = np.cos(angle), np.sin(angle)
    turned: Floats = np.asarray(points, float) @ np.array([[cos, sin], [-sin, cos]])
    return turned
