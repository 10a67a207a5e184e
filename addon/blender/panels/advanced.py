"""What a quality stands for, in numbers."""

from __future__ import annotations

from typing import Any

import bpy

from ...core.pipelines import pipeline
from ..settings.panel import settings_of
from ..translation import tell
from .sidebar import Sidebar


class POINTSMITH_PT_advanced(Sidebar, bpy.types.Panel):
    """What a quality stands for, in numbers."""

    bl_label = "Advanced"
    bl_parent_id = "POINTSMITH_PT_main"
    bl_options = {"DEFAULT_CLOSED"}

    def draw(self, context: bpy.types.Context) -> None:
        """Draw the numbers."""
        layout: Any = self.layout
        layout.use_property_split = True
        layout.use_property_decorate = False
        settings = settings_of(context)
        model = pipeline(settings.model)
        column = layout.column(align=True)
        if len(model.samplers) > 1:
            column.prop(settings, "sampler")
        column.prop(settings, "steps")
        column.prop(settings, "guidance_scale", text="Guidance")
        column.prop(settings, "points")
        column.prop(settings, "surface_resolution", text="Surface")
        if not settings.follows_preset:
            text = tell("Back to {quality}", quality=tell(settings.quality.capitalize()))
            column.operator("pointsmith.apply_preset", text=text, icon="LOOP_BACK")
        if len(model.meshers) > 1:
            layout.prop(settings, "mesher")
        if not settings.uses_sdf:
            layout.prop(settings, "sharp")
        layout.prop(settings, "device")
        layout.operator("pointsmith.copy_command", icon="COPYDOWN")


CLASSES = (POINTSMITH_PT_advanced,)
