"""The Pointsmith tab in the 3D view's sidebar."""

from __future__ import annotations

from typing import Any

import bpy

from ...core.pipelines import BUNDLED, pipeline
from ..ahead import import_ahead
from ..session import session
from ..settings.image_slots import SLOTS
from ..settings.panel import POINTSMITH_PG_settings, settings_of
from ..settings.presets import followed
from ..settings.text import prompt_of
from .images import draw_slots
from .messages import draw_messages
from .model import draw_model
from .prompt import draw_prompt
from .queue import draw_paused
from .setup import draw_first_object, draw_setup
from .sidebar import Sidebar
from .start import draw_button, draw_job
from .text import beside_button, text_width
from .unknown_words import draw_unknown_words
from .variations import draw_variations


class POINTSMITH_PT_main(Sidebar, bpy.types.Panel):
    """Prompt or image, the usual settings, and the button."""

    bl_label = "Pointsmith"

    def draw(self, context: bpy.types.Context) -> None:
        """Draw what is set up, asked for, running, and told."""
        import_ahead()
        layout: Any = self.layout
        settings = settings_of(context)
        if not session.is_ready or session.setup is not None:
            draw_setup(layout.box(), text_width(context))
            layout.separator()
        else:
            draw_first_object(layout, text_width(context))
        draw_model(layout, settings, text_width(context))
        _draw_request(layout, settings, text_width(context))
        layout.separator()
        draw_button(layout, settings)
        draw_job(layout)
        if session.queue.paused and session.queue.waiting:
            draw_paused(layout, text_width(context))
        draw_messages(layout, text_width(context))


def _draw_request(layout: bpy.types.UILayout, settings: POINTSMITH_PG_settings, width: float) -> None:
    column = layout.column()
    model = pipeline(settings.model)
    if model.takes_words and model.most_images:
        column.row(align=True).prop(settings, "mode", expand=True)
    if settings.from_images:
        draw_slots(column, settings, SLOTS[0], width, model.most_images)
    if model.takes_words:
        placeholder = "also say, such as red" if settings.from_images else "a red chair"
        draw_prompt(column, settings, placeholder, width)
    if model.id == BUNDLED:
        draw_unknown_words(column, prompt_of(settings), beside_button(width), with_images=settings.from_images)
    layout.menu("POINTSMITH_MT_presets", text=followed(settings) or "Presets", icon="PRESET")
    layout.row(align=True).prop(settings, "quality", expand=True)
    column = layout.column()
    column.use_property_split = True
    column.use_property_decorate = False
    row = column.row(align=True)
    row.prop(settings, "seed")
    row.operator("pointsmith.random_seed", text="", icon="FILE_REFRESH")
    draw_variations(column, settings)
    column.prop(settings, "output")
    column.prop(settings, "size")


CLASSES = (POINTSMITH_PT_main,)
