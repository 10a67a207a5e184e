"""A surface around an object's cloud: in the place of its old one, or as a new object on top of the points."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import bpy

from ...core.errors import ErrorCode, PointsmithError
from .collection import link
from .material import BAKED, vertex_color_material
from .mesh import DETAIL, build_mesh
from .parts import label_parts
from .stored_cloud import StoredCloud, keep_cloud, note_settings

if TYPE_CHECKING:
    from ...core.mesh import TriangleMesh
    from ...core.surface_request import SurfaceRequest


def replace_surface(
    session_uid: int, request: SurfaceRequest, stored: StoredCloud, solid: TriangleMesh | None
) -> bpy.types.Object:
    """Give an object a new mesh, as one undo step; its place, materials, modifiers and other properties stay;
    only a baked texture goes, with the surface that it was baked on.

    Raises
    ------
    PointsmithError
        EMPTY_RESULT when nothing closes; BAD_SELECTION when the object is gone.
    """
    item = _found(session_uid)
    if item.type != "MESH":
        raise PointsmithError(ErrorCode.BAD_SELECTION, "the object is no longer a mesh")
    solid = _solid(solid)
    old: Any = item.data
    mesh = build_mesh(old.name, stored.placement.to_scene(solid.vertices), solid.faces, solid.colors)
    for material in old.materials:
        # A texture lies on the old surface's UVs.
        mesh.materials.append(vertex_color_material() if material is not None and BAKED in material else material)
    item.data = mesh
    item.pop(DETAIL, None)
    item.vertex_groups.clear()
    label_parts(item, solid.part_ids, solid.part_names)
    note_settings(item, request.settings)
    if old.users == 0:
        name = old.name
        bpy.data.meshes.remove(old)
        mesh.name = name
    bpy.ops.ed.undo_push(message=f"Surface {item.name}")
    return item


def add_surface(
    session_uid: int, request: SurfaceRequest, stored: StoredCloud, solid: TriangleMesh | None, *, hide: bool
) -> bpy.types.Object:
    """Put a new object onto the points of another, which may hide, as one undo step.

    Raises
    ------
    PointsmithError
        EMPTY_RESULT when nothing closes; BAD_SELECTION when the object is gone.
    """
    source = _found(session_uid)
    solid = _solid(solid)
    name = f"{source.name} surface"
    mesh = build_mesh(name, stored.placement.to_scene(solid.vertices), solid.faces, solid.colors)
    mesh.materials.append(vertex_color_material())
    item = bpy.data.objects.new(name, mesh)
    label_parts(item, solid.part_ids, solid.part_names)
    keep_cloud([item], name, stored)
    note_settings(item, request.settings)
    link([item])
    item.matrix_world = source.matrix_world.copy()
    if hide:
        source.hide_set(True)
    bpy.ops.ed.undo_push(message=f"Surface {source.name}")
    return item


def _found(session_uid: int) -> bpy.types.Object:
    item = next((each for each in bpy.data.objects if each.session_uid == session_uid), None)
    if item is None:
        raise PointsmithError(ErrorCode.BAD_SELECTION, "the object is no longer there")
    return item


def _solid(mesh: TriangleMesh | None) -> TriangleMesh:
    if mesh is None or not len(mesh.faces):
        raise PointsmithError(ErrorCode.EMPTY_RESULT)
    return mesh
