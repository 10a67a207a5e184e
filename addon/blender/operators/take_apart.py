"""A generated object is taken apart into parts that move."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import bpy
from bpy.props import EnumProperty

from ...core.errors import PointsmithError
from ..scene.controls import control_names
from ..session import session
from .generate import failed

if TYPE_CHECKING:
    from bpy.stub_internal.rna_enums import OperatorReturnItems


class POINTSMITH_OT_take_apart(bpy.types.Operator):
    """Divide the active object into its parts: wheels turn, doors swing, drawers slide, lamps glow."""

    bl_idname = "pointsmith.take_apart"
    bl_label = "Take Apart"
    bl_options = {"REGISTER", "UNDO"}

    into: EnumProperty(  # type: ignore[valid-type]
        name="Into",
        description="What becomes of the parts",
        items=(
            ("OBJECTS", "Objects", "Closed objects under one parent, whose custom properties move them"),
            ("SLOTS", "Material Slots", "One object with a material for each part"),
        ),
    )

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        """Say in the tooltip what is missing."""
        item = context.active_object
        if context.mode != "OBJECT" or item is None or item.type != "MESH":
            cls.poll_message_set("Make a mesh object the active one, in Object Mode.")
            return False
        return True

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Divide it, and select what it became."""
        from ..scene.take_apart import give_slots, take_apart  # noqa: PLC0415 - brings numpy, which takes 60 ms

        item: Any = context.active_object
        layer: Any = context.view_layer
        others = [other for other in layer.objects.selected if other != item]
        try:
            if self.into == "SLOTS":
                give_slots(item)
                controls = control_names(item)
                self.report({"INFO"}, f"{len(item.data.materials)} parts, {len(controls)} controls")
                return {"FINISHED"}
            parent, parts = take_apart(item)
        except PointsmithError as error:
            return failed(self, error)
        session.clear()
        for other in others:
            other.select_set(False)
        parent.select_set(True)
        layer.objects.active = parent
        self.report({"INFO"}, f"{len(parts)} parts, {len(control_names(parent))} controls")
        return {"FINISHED"}
