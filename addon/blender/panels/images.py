"""The slots of reference images."""

from __future__ import annotations

from typing import Any

from ...core.reference import MAX_IMAGES
from ..settings.image_slots import POINTSMITH_PG_image_slot


def draw_slots(layout: Any, settings: Any, where: str, most: int = MAX_IMAGES) -> None:
    """Draw the slots at `where`, which is one of `SLOTS`, and the button for one more while there are not the most."""
    slots = settings.path_resolve(where)
    column = layout.column()
    for index, slot in enumerate(slots):
        _draw_slot(column.box(), slot, where, index, len(slots))
    if len(slots) < most:
        text = "Add Another Side" if len(slots) else "Add Image"
        column.operator("pointsmith.add_image", text=text, icon="ADD").where = where


def _draw_slot(box: Any, slot: POINTSMITH_PG_image_slot, where: str, index: int, count: int) -> None:
    row = box.row()
    if slot.image is not None:
        row.template_icon(icon_value=box.icon(slot.image), scale=2.1)
    column = row.column(align=True)
    top = column.row(align=True)
    top.prop(slot, "side", text="")
    if count > 1 or slot.image is not None:
        remove = top.operator("pointsmith.remove_image", text="", icon="X")
        remove.where, remove.index = where, index
    column.template_ID(slot, "image", open="image.open")
