"""A new surface in the place of an object's old one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import bpy

from ...core.errors import ErrorCode, PointsmithError
from .mesh import build_mesh
from .origin import PROPERTY, origin_of
from .parts import label_parts

if TYPE_CHECKING:
    from ...core.surface_request import SurfaceRequest
    from ..jobs.job import JobResult


def replace_surface(session_uid: int, request: SurfaceRequest, result: JobResult) -> bpy.types.Object:
    """Give an object the mesh of a result, as one undo step.

    Its place, materials, modifiers and other properties stay; the record on it tells the new settings.

    Raises
    ------
    PointsmithError
        EMPTY_RESULT when nothing closes; BAD_SETTING when the object is gone, or is no longer one of Pointsmith's.
    """
    item = next((each for each in bpy.data.objects if each.session_uid == session_uid), None)
    if item is None or item.type != "MESH":
        raise PointsmithError(ErrorCode.BAD_SETTING, "the object is no longer there")
    solid = result.mesh
    if solid is None or not len(solid.faces):
        raise PointsmithError(ErrorCode.EMPTY_RESULT)
    record = origin_of(item)
    old: Any = item.data
    mesh = build_mesh(old.name, record.placement.to_scene(solid.vertices), solid.faces, solid.colors)
    for material in old.materials:
        mesh.materials.append(material)
    item.data = mesh
    item.vertex_groups.clear()
    label_parts(item, solid.part_ids, solid.part_names)
    item[PROPERTY] = replace(record, surface=request.settings).dumps()
    if old.users == 0:
        name = old.name
        bpy.data.meshes.remove(old)
        mesh.name = name
    bpy.ops.ed.undo_push(message=f"Surface {item.name}")
    return item
