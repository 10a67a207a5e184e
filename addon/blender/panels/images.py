"""The slots of reference images, and where pictures come from."""

from __future__ import annotations

from typing import Any

import bpy

from ...core.reference import MAX_IMAGES
from ..cutouts import thumbnails
from ..settings.image_slots import SLOTS, chosen, twice
from ..translation import tell
from .cutout import Place, draw_cutout
from .text import draw_text

_THUMBNAIL = 3.6
"""Of a slot's picture, in rows of the interface."""
_SHARE = 0.32
"""Of a slot's width that its picture takes."""


class POINTSMITH_MT_image_sources(bpy.types.Menu):
    """Pictures that Blender makes itself."""

    bl_label = "More Sources"
    bl_idname = "POINTSMITH_MT_image_sources"

    def draw(self, _context: bpy.types.Context | None) -> None:
        """Draw the operators, for the slots of the object."""
        layout: Any = self.layout
        layout.operator("pointsmith.use_render_result", icon="RENDER_RESULT").where = SLOTS[0]
        layout.operator("pointsmith.use_viewport", icon="RESTRICT_VIEW_OFF").where = SLOTS[0]
        layout.operator_menu_enum(
            "pointsmith.render_reference", "side", text="Render Selected Objects", icon="RENDER_STILL"
        )
        layout.separator()
        layout.operator("pointsmith.clear_images", icon="TRASH").where = SLOTS[0]


class POINTSMITH_MT_blend_image_sources(bpy.types.Menu):
    """Pictures that Blender makes itself, for the other end of a blend."""

    bl_label = "More Sources"
    bl_idname = "POINTSMITH_MT_blend_image_sources"

    def draw(self, _context: bpy.types.Context | None) -> None:
        """Draw the operators, for the slots of the blend."""
        layout: Any = self.layout
        layout.operator("pointsmith.use_render_result", icon="RENDER_RESULT").where = SLOTS[1]
        layout.operator("pointsmith.use_viewport", icon="RESTRICT_VIEW_OFF").where = SLOTS[1]
        layout.separator()
        layout.operator("pointsmith.clear_images", icon="TRASH").where = SLOTS[1]


def draw_slots(layout: Any, settings: Any, where: str, width: float, most: int = MAX_IMAGES) -> None:
    """Draw the slots at `where`, which is one of `SLOTS`, and ways to fill them; texts are `width` pixels wide."""
    slots = settings.path_resolve(where)
    column = layout.column()
    for index in range(len(slots)):
        _draw_slot(column.box(), slots, where, index, width)
    for side in twice(slots):
        draw_text(column, tell("Two pictures show the side {side}.", side=tell(side)), width, "ERROR")
    if len(chosen(slots)) > most:
        text = "This model looks at the first picture alone."
        if most > 1:
            text = tell("This model looks at the first {most} pictures.", most=most)
        draw_text(column, text, width, "INFO")
    row = column.row(align=True)
    row.operator("pointsmith.load_images", text="Open", icon="FILE_FOLDER").where = where
    row.operator("pointsmith.paste_image", text="Paste", icon="PASTEDOWN").where = where
    if len(slots) < most:
        row.operator("pointsmith.add_image", text="", icon="ADD").where = where
    menu = POINTSMITH_MT_image_sources if where == SLOTS[0] else POINTSMITH_MT_blend_image_sources
    row.menu(menu.bl_idname, text="", icon="DOWNARROW_HLT")


def _draw_slot(box: Any, slots: Any, where: str, index: int, width: float) -> None:
    slot = slots[index]
    before = after = 0
    if slot.image is not None:
        before, after = thumbnails.icons(where, index, slot)
        row = box.split(factor=_SHARE)
        row.template_icon(icon_value=after or box.icon(slot.image), scale=_THUMBNAIL)
        column = row.column()
    else:
        column = box.column()
    top = column.row(align=True)
    top.prop(slot, "side", text="")
    if len(slots) > 1:
        for icon, direction in (("TRIA_UP", "UP"), ("TRIA_DOWN", "DOWN")):
            part = top.row(align=True)
            part.enabled = index > 0 if direction == "UP" else index < len(slots) - 1
            move = part.operator("pointsmith.move_image", text="", icon=icon)
            move.where, move.index, move.direction = where, index, direction
    if len(slots) > 1 or slot.image is not None:
        remove = top.operator("pointsmith.remove_image", text="", icon="X")
        remove.where, remove.index = where, index
    column.template_ID(slot, "image", open="image.open")
    if slot.image is not None:
        draw_cutout(box, column, Place(where, index, slot), (before, after), width)


CLASSES = (POINTSMITH_MT_image_sources, POINTSMITH_MT_blend_image_sources)
