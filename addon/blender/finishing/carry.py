"""Colours, parts, vertex groups and materials of an old surface, on the vertices and faces of a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..scene.mesh import COLOR_ATTRIBUTE
from ..scene.parts import ATTRIBUTE as PART
from .nearest import nearest_on
from .sheet import read, vertices_of

if TYPE_CHECKING:
    import bpy
    from numpy.typing import NDArray

    from .groups import Groups
    from .sheet import Sheet

_OUTWARD = 2e-3
"""How far, in object sizes, a point looks outward first, so that in a thin wall it finds its own side."""


def sampled(
    sheet: Sheet, points: NDArray[np.float32], normals: NDArray[np.float32]
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """Return for (N, 3) points with outward normals the triangle (N,) below each and weights (N, 3) of its corners.

    A corner that belongs to another part than the nearest corner has the weight 0, so that what is interpolated does
    not blur across the border of two parts.
    """
    triangle, weights = nearest_on(sheet, points + np.float32(_OUTWARD * sheet.size) * normals)
    if sheet.parts is not None:
        parts = sheet.parts[triangle]
        own = np.take_along_axis(parts, weights.argmax(axis=1)[:, None], axis=1)
        weights = weights * (parts == own)
        weights /= weights.sum(axis=1, keepdims=True)
    return triangle, weights


def carry(sheet: Sheet, mesh: Any, name: str = COLOR_ATTRIBUTE, groups: Groups | None = None) -> NDArray[Any] | None:
    """Write on the new `mesh` what the old surface `sheet` has: colours, parts, materials' slots.

    Parameters
    ----------
    sheet
        The old surface, in the same space.
    mesh
        Gets a colour attribute `name` and the attribute `part`, both on its vertices; older ones of these names go.
    name
        Of the colour attribute.
    groups
        Vertex weights of the old mesh, to be carried too.

    Returns
    -------
    (V, G) float32, or None
        The weights of the new vertices.
    """
    points = vertices_of(mesh)
    normals = read(mesh.vertices, "normal", len(mesh.vertices), 3)
    triangle, weights = sampled(sheet, points, normals)
    for attribute in [item.name for item in mesh.color_attributes]:
        mesh.color_attributes.remove(mesh.color_attributes[attribute])
    if sheet.colors is not None:
        paint(mesh, np.einsum("nk,nkc->nc", weights, sheet.colors[triangle]), name)
    if sheet.parts is not None:
        if PART in mesh.attributes:
            mesh.attributes.remove(mesh.attributes[PART])
        own = np.take_along_axis(sheet.parts[triangle], weights.argmax(axis=1)[:, None], axis=1)[:, 0]
        mesh.attributes.new(PART, "INT", "POINT").data.foreach_set("value", np.ascontiguousarray(own, np.int32))
    if sheet.materials.any():
        _assign_materials(mesh, sheet.materials[triangle])
    if groups is None or not groups.names:
        return None
    near = groups.weights[sheet.triangles[triangle]]
    carried: NDArray[np.float32] = np.einsum("nk,nkg->ng", weights, near)
    return carried


def paint(mesh: bpy.types.Mesh, linear: NDArray[np.float32], name: str, domain: str = "POINT") -> None:
    """Make (N, 4) scene-linear colours the colour attribute that is shown and rendered."""
    attributes: Any = mesh.color_attributes
    attribute = attributes.new(name, "FLOAT_COLOR", domain)
    attribute.data.foreach_set("color", np.ascontiguousarray(linear, np.float32).ravel())
    # Which one is shown and which one is rendered differ between Blender's versions unless both are set.
    attributes.active_color_name = attribute.name
    attributes.render_color_index = attributes.find(attribute.name)


def _assign_materials(mesh: Any, slots: NDArray[np.int32]) -> None:
    """Give each face the slot of its first vertex."""
    first = read(mesh.polygons, "loop_start", len(mesh.polygons), 1, np.int32)
    corners = read(mesh.loops, "vertex_index", len(mesh.loops), 1, np.int32)
    mesh.polygons.foreach_set("material_index", np.ascontiguousarray(slots[corners[first]], np.int32))
