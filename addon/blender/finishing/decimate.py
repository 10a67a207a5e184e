"""Fewer triangles: Blender's collapse decimation, to a count."""

from __future__ import annotations

from typing import Any

import bpy

from ..scene.parts import ATTRIBUTE as PART
from .evaluate import apply_modifier, stand_in

TOLERANCE = 0.02
"""Of the target: nearer is near enough."""
_ATTEMPTS = 3


def triangle_count(mesh: Any) -> int:
    """Return how many triangles a mesh is drawn with."""
    return len(mesh.loops) - 2 * len(mesh.polygons)


def decimated(mesh: bpy.types.Mesh, target: int) -> bpy.types.Mesh:
    """Return new mesh data of about `target` triangles, as near as collapsing edges comes to it.

    It has the UV maps, and neither colours nor parts nor vertex groups: those are carried over from the old surface,
    because collapsing would mix them across borders.
    """
    count = triangle_count(mesh)
    work = _bare(mesh)
    try:
        new: bpy.types.Mesh = _collapsed(work, count, target)
        return new
    finally:
        bpy.data.meshes.remove(work)


def _collapsed(mesh: bpy.types.Mesh, count: int, target: int) -> Any:
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


def _bare(mesh: bpy.types.Mesh) -> Any:
    """Return a copy without what is carried over afterwards; collapsing would interpolate it at every step."""
    copy: Any = mesh.copy()
    for name in [item.name for item in copy.color_attributes] + [PART] * (PART in copy.attributes):
        copy.attributes.remove(copy.attributes[name])
    with stand_in(copy) as item:
        item.vertex_groups.clear()
    return copy


def miss(mesh: Any, target: int) -> str:
    """Say why a mesh is not within the tolerance of its target; empty when it is."""
    got = triangle_count(mesh)
    if abs(got - target) <= TOLERANCE * target:
        return ""
    if got < target:
        return f"It has only {got:,} triangles; nothing was taken away"
    return f"It stopped at {got:,} triangles: collapsing more edges would tear its thin parts"
