"""Slots for reference images: one more, one less."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import bpy
from bpy.props import EnumProperty, IntProperty

from ...core.reference import MAX_IMAGES
from ..settings.image_slots import SLOTS
from ..settings.panel import settings_of

if TYPE_CHECKING:
    from bpy.stub_internal.rna_enums import OperatorReturnItems

_WHERE = EnumProperty(
    name="Where",
    description="Which pictures are meant",
    items=((SLOTS[0], "Object", "The pictures of the object"), (SLOTS[1], "Blend", "The pictures to blend to")),
)


class POINTSMITH_OT_add_image(bpy.types.Operator):
    """Make room for a picture of another side of the same object."""

    bl_idname = "pointsmith.add_image"
    bl_label = "Add Image"
    bl_options = {"REGISTER", "UNDO", "INTERNAL"}

    where: _WHERE  # type: ignore[valid-type]

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Add an empty slot, up to the number that the model takes."""
        slots: Any = settings_of(context).path_resolve(self.where)
        if len(slots) >= MAX_IMAGES:
            return {"CANCELLED"}
        slots.add()
        return {"FINISHED"}


class POINTSMITH_OT_remove_image(bpy.types.Operator):
    """Take this picture out of the request; the image itself stays in the file."""

    bl_idname = "pointsmith.remove_image"
    bl_label = "Remove Image"
    bl_options = {"REGISTER", "UNDO", "INTERNAL"}

    where: _WHERE  # type: ignore[valid-type]
    index: IntProperty(name="Slot", description="Which of them, from 0", min=0)  # type: ignore[valid-type]

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Remove the slot; the last one is only emptied."""
        slots: Any = settings_of(context).path_resolve(self.where)
        if self.index >= len(slots):
            return {"CANCELLED"}
        slots.remove(self.index)
        if not len(slots):
            slots.add()
        return {"FINISHED"}


CLASSES = (POINTSMITH_OT_add_image, POINTSMITH_OT_remove_image)
