"""The Finish panel: what makes a selected mesh ready for use."""

from __future__ import annotations

from typing import Any

import bpy

from .operators.finishing import meshes_of
from .operators.finishing_bake import SIZES


class POINTSMITH_PT_finish(bpy.types.Panel):
    """Fewer faces, quads, textures, voxels, points, hulls, levels of detail."""

    bl_label = "Finish"
    bl_space_type: Any = "VIEW_3D"
    bl_region_type: Any = "UI"
    bl_category = "Pointsmith"
    bl_parent_id = "POINTSMITH_PT_main"
    bl_options = {"DEFAULT_CLOSED"}

    def draw(self, context: bpy.types.Context) -> None:
        """Draw what is selected, and the buttons; each button's settings are in Adjust Last Operation."""
        layout: Any = self.layout
        layout.label(text=_told(meshes_of(context)), icon="MESH_DATA")
        column = layout.column(align=True)
        column.operator("pointsmith.reduce_faces", icon="MOD_DECIM")
        column.operator_menu_enum("pointsmith.quads", "method", icon="MESH_GRID")
        column.operator("pointsmith.smooth_by_angle", icon="MOD_SMOOTH")
        row = layout.row(align=True)
        row.label(text="Texture", icon="TEXTURE")
        for size, name in SIZES:
            row.operator("pointsmith.bake_texture", text=name).size = size
        column = layout.column(align=True)
        column.operator_menu_enum("pointsmith.voxels", "form", icon="SNAP_VOLUME")
        column.operator("pointsmith.to_cloud", icon="OUTLINER_OB_POINTCLOUD")
        row = layout.row(align=True)
        row.operator("pointsmith.collision_hull", icon="MESH_ICOSPHERE").by_parts = False
        row.operator("pointsmith.collision_hull", text="", icon="GROUP_VERTEX").by_parts = True
        layout.operator("pointsmith.levels_of_detail", icon="MOD_MULTIRES")


def _told(meshes: list[Any]) -> str:
    if not meshes:
        return "No mesh is selected"
    count = sum(len(item.data.loops) - 2 * len(item.data.polygons) for item in meshes)
    return f"{meshes[0].name if len(meshes) == 1 else f'{len(meshes)} meshes'}: {count:,} triangles"
