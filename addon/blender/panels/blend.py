"""The Blend panel: the other end of a row of objects, and its button."""

from __future__ import annotations

from typing import Any

import bpy

from ...core.pipelines import BUNDLED, pipeline
from ..session import session
from ..settings.image_slots import SLOTS
from ..settings.panel import settings_of
from ..translation import tell
from .images import draw_slots
from .model import blend_obstacle, obstacle
from .sidebar import Sidebar
from .text import beside_button, text_width
from .unknown_words import draw_unknown_words


class POINTSMITH_PT_blend(Sidebar, bpy.types.Panel):
    """A row of objects between what is asked for above and something else."""

    bl_label = "Blend"
    bl_parent_id = "POINTSMITH_PT_main"
    bl_options = {"DEFAULT_CLOSED"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        """Only for models that can go a part of the way."""
        return pipeline(settings_of(context).model).blends

    def draw(self, context: bpy.types.Context) -> None:
        """Draw the other end, the row, and the button."""
        layout: Any = self.layout
        settings = settings_of(context)
        blend = settings.blend
        column = layout.column()
        column.row(align=True).prop(blend, "kind", expand=True)
        if blend.kind == "IMAGE":
            draw_slots(column, settings, SLOTS[1], text_width(context))
        model = pipeline(settings.model)
        if blend.kind != "SEED" and model.takes_words:
            placeholder = "a blue vase" if blend.kind == "TEXT" else "also say, such as blue"
            column.prop(blend, "prompt", text="", placeholder=placeholder)
            with_images = blend.kind == "IMAGE"
            width = beside_button(text_width(context))
            if model.id == BUNDLED:
                draw_unknown_words(column, blend.prompt, width, with_images=with_images, of_blend=True)
        column = layout.column()
        column.use_property_split = True
        column.use_property_decorate = False
        _draw_seed(column, blend)
        column.prop(blend, "count")
        column.prop(blend, "spacing")
        reason = session.why_not_now() or obstacle(settings) or blend_obstacle(settings, model)
        row = layout.row()
        row.scale_y = 1.4
        row.enabled = not reason
        row.operator("pointsmith.blend", text=tell("Blend {count} Objects", count=blend.count), icon="IPO_LINEAR")
        if reason and session.job is None:
            layout.label(text=reason, icon="INFO")


def _draw_seed(column: Any, blend: Any) -> None:
    if blend.kind == "SEED":
        column.prop(blend, "seed", text="To Seed")
        return
    row = column.row(heading="Other Seed", align=True)
    row.prop(blend, "use_seed", text="")
    value = row.row(align=True)
    value.enabled = blend.use_seed
    value.prop(blend, "seed", text="")


CLASSES = (POINTSMITH_PT_blend,)
