"""How the active object was made."""

from __future__ import annotations

from typing import Any

import bpy

from ...core.errors import PointsmithError
from ...core.pipelines import BUNDLED, pipeline
from ..scene.origin import origin_of, record_of
from ..translation import sentence, tell
from .sidebar import Sidebar
from .text import draw_text, text_width


class POINTSMITH_PT_origin(Sidebar, bpy.types.Panel):
    """How the active object was made."""

    bl_label = "Active Object"
    bl_parent_id = "POINTSMITH_PT_main"

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        """Only for objects that Pointsmith made."""
        return bool(record_of(context.active_object))

    def draw(self, context: bpy.types.Context) -> None:
        """Draw its request and what can be done with it."""
        layout: Any = self.layout
        try:
            origin = origin_of(context.active_object)
        except PointsmithError as error:
            draw_text(layout, sentence(error), text_width(context), "ERROR")
            return
        request = origin.request
        column = layout.column(align=True)
        column.label(text=request.title, icon="IMAGE_DATA" if request.images else "SMALL_CAPS")
        if request.pipeline != BUNDLED:
            column.label(text=pipeline(request.pipeline).title, icon="BLANK1")
        told = tell(
            "Seed {seed}, {steps} steps, {device}", seed=request.seed, steps=request.steps, device=origin.device
        )
        column.label(text=told, icon="BLANK1")
        column = layout.column(align=True)
        column.operator("pointsmith.generate_again", text="Generate Again", icon="FILE_REFRESH")
        column.operator("pointsmith.surface_again", text="Surface Again…", icon="MOD_REMESH")
        column.operator("pointsmith.use_settings", icon="PASTEDOWN")


CLASSES = (POINTSMITH_PT_origin,)
