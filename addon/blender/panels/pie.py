"""Pointsmith without its sidebar: a pie menu, and a menu in Object."""

from __future__ import annotations

from typing import Any

import bpy

from ...core.pipelines import pipeline
from ..scene.origin import record_of
from ..settings.panel import settings_of


class POINTSMITH_MT_pie(bpy.types.Menu):
    """What is done most often, around the mouse."""

    bl_label = "Pointsmith"

    def draw(self, _context: bpy.types.Context | None) -> None:
        """Draw west, east, south, north, then the corners: the first four are what the hand learns."""
        pie: Any = self.layout.menu_pie()  # type: ignore[union-attr]
        pie.operator("pointsmith.type_prompt", text="Generate from Prompt…", icon="SMALL_CAPS")
        pie.operator("pointsmith.generate", icon="SHADERFX")
        pie.operator("pointsmith.cancel", icon="CANCEL")
        pie.operator("pointsmith.place_by_click", icon="RESTRICT_SELECT_OFF")
        pie.operator("pointsmith.generate_again", text="Generate Again", icon="FILE_REFRESH")
        pie.operator("pointsmith.surface_again", text="Surface Again…", icon="MOD_REMESH")
        _draw_lists(pie.box().column(align=True))
        pie.operator("pointsmith.reduce_faces", icon="MOD_DECIM")


def _draw_lists(column: Any) -> None:
    column.operator("pointsmith.gallery_show", text="Gallery", icon="IMGDISPLAY")
    column.operator("pointsmith.queue_show", text="Queue", icon="SORTTIME")
    column.operator("pointsmith.history_show", text="History", icon="TIME")


class POINTSMITH_MT_object(bpy.types.Menu):
    """Everything Pointsmith does in the 3D view, by keyboard."""

    bl_label = "Pointsmith"

    def draw(self, context: Any) -> None:
        """Draw what makes objects, what changes them, and what helps."""
        layout: Any = self.layout
        layout.operator_context = "INVOKE_DEFAULT"
        layout.operator("pointsmith.type_prompt", text="Generate from Prompt…", icon="SMALL_CAPS")
        layout.operator("pointsmith.generate", icon="SHADERFX")
        layout.operator("pointsmith.place_by_click", icon="RESTRICT_SELECT_OFF")
        layout.operator("pointsmith.take_places")
        layout.operator("pointsmith.draw_picture")
        layout.operator("pointsmith.accept_picture")
        if pipeline(settings_of(context).model).blends:
            layout.operator("pointsmith.blend")
        layout.operator("pointsmith.cancel", icon="CANCEL")
        layout.separator()
        _draw_lists(layout)
        layout.operator("pointsmith.cancel_all")
        layout.separator()
        if record_of(context.active_object):
            layout.operator("pointsmith.generate_again")
            layout.operator("pointsmith.use_settings")
        layout.operator("pointsmith.surface_again", text="Surface Again…", icon="MOD_REMESH")
        layout.operator("pointsmith.surface_points", text="Surface Points…")
        layout.operator_menu_enum("pointsmith.take_apart", "into", icon="MOD_EXPLODE")
        layout.operator_menu_enum("pointsmith.render_reference", "side")
        layout.operator("pointsmith.normalise")
        layout.separator()
        layout.operator("pointsmith.reduce_faces", icon="MOD_DECIM")
        layout.operator_menu_enum("pointsmith.quads", "method")
        layout.operator("pointsmith.smooth_by_angle")
        layout.operator_menu_enum("pointsmith.bake_texture", "size")
        layout.operator("pointsmith.levels_of_detail")
        layout.operator_menu_enum("pointsmith.collision_hull", "around")
        layout.operator_menu_enum("pointsmith.voxels", "form")
        layout.operator_menu_enum("pointsmith.to_cloud", "form")
        layout.separator()
        layout.operator("pointsmith.import_cloud", text="Import Point Cloud…", icon="IMPORT")
        layout.operator("pointsmith.setup")
        layout.operator("pointsmith.free_memory")
        layout.operator("pointsmith.show_error")
        layout.operator("pointsmith.copy_diagnostics")
        layout.operator("pointsmith.open_log")


def draw_in_object_menu(menu: Any, _context: Any = None) -> None:
    """The line in the 3D view's Object menu."""
    menu.layout.separator()
    menu.layout.menu("POINTSMITH_MT_object")


CLASSES = (POINTSMITH_MT_pie, POINTSMITH_MT_object)
