"""From words by a picture: drawn, judged, drawn again or edited, then made into an object."""

from __future__ import annotations

from typing import Any

import bpy

from ...core.errors import PointsmithError
from ...core.model_store import State
from ...core.published import picture_model
from ..environment import model_store
from ..models.choice import is_folder
from ..models.pictures import picture_folder, picture_source
from ..scene.drawn import described, drawn_picture
from ..session import session
from ..settings.panel import settings_of
from ..translation import retold, sentence, tell, way_out
from ..wording import size
from .prompt import draw_prompt
from .sidebar import Sidebar
from .text import draw_text, text_width

_UNIT = 20.0
"""Pixels of an icon at scale 1."""


class POINTSMITH_PT_pictures(Sidebar, bpy.types.Panel):
    """Words become a picture first: seen and chosen before the expensive part."""

    bl_label = "Picture from Words"
    bl_parent_id = "POINTSMITH_PT_main"
    bl_options = {"DEFAULT_CLOSED"}

    def draw(self, context: bpy.types.Context) -> None:
        """Draw the words, the model where it is missing, the button, and the picture with what can be done with it."""
        layout: Any = self.layout
        settings = settings_of(context)
        width = text_width(context)
        column = layout.column()
        draw_prompt(column, settings, "a red dragon", width)
        column.prop(settings.drawing, "addition", text="", placeholder="Also")
        if not _draw_missing(layout, width):
            return
        image = drawn_picture(context)
        row = layout.row()
        if image is None:
            row.scale_y = 1.6
        row.enabled = bool(settings.prompt.strip())
        row.operator("pointsmith.draw_picture", icon="BRUSH_DATA").another = False
        if not row.enabled:
            layout.label(text="Type what to draw", icon="INFO")
        if image is not None:
            _draw_picture(layout.box(), image, width, context)


class POINTSMITH_PT_pictures_advanced(Sidebar, bpy.types.Panel):
    """How the picture is drawn, in numbers."""

    bl_label = "Drawing"
    bl_parent_id = "POINTSMITH_PT_pictures"
    bl_options = {"DEFAULT_CLOSED"}

    def draw(self, context: bpy.types.Context) -> None:
        """Draw the numbers."""
        layout: Any = self.layout
        layout.use_property_split = True
        layout.use_property_decorate = False
        column = layout.column(align=True)
        for name in ("seed", "steps", "guidance_scale", "side"):
            column.prop(settings_of(context).drawing, name)
        layout.label(text="0 is the model's own", icon="INFO")
        layout.prop(settings_of(context).drawing, "cut_out")


def _draw_missing(layout: Any, width: float) -> bool:
    """Draw what has to be fetched; return whether nothing has."""
    source, store = picture_source(), model_store()
    try:
        if is_folder(source):
            picture_folder(source, store)
            return True
        model = picture_model(source)
    except PointsmithError as error:
        draw_text(layout, sentence(error), width, "ERROR")
        draw_text(layout, way_out(error), width)
        return False
    state = session.downloads.found(store, model).state
    if state is State.READY:
        return True
    box = layout.box()
    if model.id in session.downloads.runs:
        run = session.downloads.runs[model.id]
        box.label(text=model.title, icon="SORTTIME")
        done = tell("{done} of {whole}", done=size(run.done), whole=size(run.total)) if run.total else retold(run.text)
        box.progress(factor=run.fraction, text=done)
        box.operator("pointsmith.model_cancel", icon="CANCEL").model = model.id
        return False
    told = tell(
        "{source} draws the picture: {bytes} to fetch, {memory} memory.",
        source=source,
        bytes=size(model.bytes),
        memory=size(model.memory),
    )
    draw_text(box, told, width, "IMPORT")
    draw_text(box, "The preferences can name another, or a folder that is here.", width, "BLANK1")
    row = box.row()
    row.enabled = session.is_ready and bpy.app.online_access
    text = "Resume" if state is State.PARTIAL else "Download"
    row.operator("pointsmith.model_download", text=text, icon="IMPORT").model = model.id
    return False


def _draw_picture(box: Any, image: bpy.types.Image, width: float, context: bpy.types.Context) -> None:
    preferences: Any = context.preferences
    scale = preferences.system.ui_scale or 1.0  # 0 without a window
    box.template_icon(icon_value=box.icon(image), scale=max(6.0, width / (_UNIT * scale)))
    if image.depth == 32:
        draw_text(box, "Cut out of its background.", width, "IMAGE_RGB_ALPHA")
    else:
        draw_text(box, "Its background is not cut off yet.", width, "IMAGE_RGB")
    draw_text(box, retold(described(image)), width, "BLANK1")
    row = box.row()
    row.scale_y = 1.6
    row.operator("pointsmith.accept_picture", icon="SHADERFX")
    row = box.row(align=True)
    row.operator("pointsmith.draw_picture", text="Draw Another", icon="FILE_REFRESH").another = True
    row.operator("pointsmith.edit_picture", text="Edit", icon="GREASEPENCIL")


CLASSES = (POINTSMITH_PT_pictures, POINTSMITH_PT_pictures_advanced)
