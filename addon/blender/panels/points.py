"""The Point Clouds panel: points from elsewhere, and the surface around them."""

from __future__ import annotations

from typing import Any

import bpy

from ..translation import tell
from .sidebar import Sidebar

_CLOUD = "pointsmith_cloud"


class POINTSMITH_PT_points(Sidebar, bpy.types.Panel):
    """Import points, close a surface around them, and close it again with other settings."""

    bl_label = "Point Clouds"
    bl_parent_id = "POINTSMITH_PT_main"
    bl_options = {"DEFAULT_CLOSED"}

    def draw(self, context: bpy.types.Context) -> None:
        """Draw how many points the active object has, and the buttons."""
        layout: Any = self.layout
        layout.operator("pointsmith.import_cloud", text="Import Point Cloud…", icon="IMPORT")
        told = _told(context.active_object)
        layout.label(text=told or "The active object has no points", icon="POINTCLOUD_DATA" if told else "INFO")
        column = layout.column(align=True)
        column.operator("pointsmith.surface_points", text="Surface Points…", icon="MOD_REMESH")
        column.operator("pointsmith.surface_again", text="Surface Again…", icon="FILE_REFRESH")


def _told(item: Any) -> str:
    """Say which points a surface would be closed around; empty where there are none."""
    if item is None:
        return ""
    kept = item.get(_CLOUD)
    if isinstance(kept, bpy.types.Mesh):
        return tell("{count} points", count=f"{len(kept.vertices):,}")
    if item.type == "POINTCLOUD":
        return tell("{count} points", count=f"{len(item.data.points):,}")
    if item.type == "MESH" and len(item.data.vertices):
        return tell("{count} vertices", count=f"{len(item.data.vertices):,}")
    return ""


CLASSES = (POINTSMITH_PT_points,)
