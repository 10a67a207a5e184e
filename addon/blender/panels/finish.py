"""The Finish panel: what makes a selected mesh ready for use."""

from __future__ import annotations

from typing import Any

import bpy

from ..operators.on_meshes import meshes_of, triangles_of
from ..translation import tell
from .sidebar import Sidebar


class POINTSMITH_PT_finish(Sidebar, bpy.types.Panel):
    """Fewer faces, quads, textures, voxels, points, hulls, levels of detail."""

    bl_label = "Finish"
    bl_parent_id = "POINTSMITH_PT_main"
    bl_options = {"DEFAULT_CLOSED"}

    def draw(self, context: bpy.types.Context) -> None:
        """Draw what is selected, and the buttons; each button's settings are in Adjust Last Operation."""
        layout: Any = self.layout
        meshes = meshes_of(context)
        layout.label(text=_told(meshes), icon="MESH_DATA" if meshes else "INFO")
        column = layout.column(align=True)
        column.enabled = bool(meshes)
        column.operator("pointsmith.reduce_faces", icon="MOD_DECIM")
        column.operator_menu_enum("pointsmith.quads", "method", text="Quads", icon="MESH_GRID")
        column.operator("pointsmith.smooth_by_angle", icon="MOD_SMOOTH")
        row = column.row(align=True)
        row.enabled = any(len(item.data.color_attributes) for item in meshes)
        row.operator_menu_enum("pointsmith.bake_texture", "size", text="Bake Texture", icon="TEXTURE")
        layout.label(text="Make of It")
        column = layout.column(align=True)
        column.enabled = bool(meshes)
        column.operator("pointsmith.levels_of_detail", icon="MOD_MULTIRES")
        column.operator_menu_enum("pointsmith.collision_hull", "around", text="Collision Hull", icon="MESH_ICOSPHERE")
        column.operator_menu_enum("pointsmith.voxels", "form", text="Voxels", icon="SNAP_VOLUME")
        column.operator_menu_enum("pointsmith.to_cloud", "form", text="Point Cloud", icon="OUTLINER_OB_POINTCLOUD")


def _told(meshes: list[Any]) -> str:
    if not meshes:
        return "Select a mesh to finish"
    count = sum(map(triangles_of, meshes))
    if len(meshes) == 1:
        return tell("{count} triangles", count=f"{count:,}")
    return tell("{meshes} meshes: {count} triangles", meshes=len(meshes), count=f"{count:,}")


CLASSES = (POINTSMITH_PT_finish,)
