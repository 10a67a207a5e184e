"""Fewer triangles: Blender's collapse decimation, to a count."""

from __future__ import annotations

from typing import Any

import bpy

from .evaluate import apply_modifier

TOLERANCE = 0.02
"""Of the target: nearer is near enough."""
_ATTEMPTS = 3


def triangle_count(mesh: Any) -> int:
    """Return how many triangles a mesh is drawn with."""
    return len(mesh.loops) - 2 * len(mesh.polygons)


def decimated(mesh: bpy.types.Mesh, target: int) -> bpy.types.Mesh:
    """Return new mesh data of about `target` triangles, as near as collapsing edges comes to it."""
    count = triangle_count(mesh)
    ratio = min(1.0, target / max(count, 1))
    new: Any = None
    for _ in range(_ATTEMPTS):
        if new is not None:
            bpy.data.meshes.remove(new)
        new = apply_modifier(mesh, "DECIMATE", decimate_type="COLLAPSE", ratio=ratio, use_collapse_triangulate=True)
        got = triangle_count(new)
        if abs(got - target) <= TOLERANCE * target or not got or ratio >= 1.0:
            break
        better = min(1.0, ratio * target / got)
        if abs(better - ratio) < 1e-6:
            break
        ratio = better
    return new


def miss(mesh: Any, target: int) -> str:
    """Say why a mesh is not within the tolerance of its target; empty when it is."""
    got = triangle_count(mesh)
    if abs(got - target) <= TOLERANCE * target:
        return ""
    if got < target:
        return f"It has only {got:,} triangles; nothing was taken away"
    return f"It stopped at {got:,} triangles: collapsing more edges would tear its thin parts"
