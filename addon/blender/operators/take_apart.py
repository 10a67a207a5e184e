"""A generated object is taken apart into parts that move."""

from __future__ import annotations

from typing import Any

import bpy
from bpy.props import EnumProperty

from ..scene.controls import control_names
from ..translation import tell
from .on_meshes import OnMeshes, triangles_of


class POINTSMITH_OT_take_apart(OnMeshes, bpy.types.Operator):
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
            cls.poll_message_set(tell("Make a mesh object the active one, in Object Mode."))
            return False
        return True

    def targets(self, context: bpy.types.Context) -> list[Any]:
        """The active object alone."""
        return [context.active_object]

    def seconds(self, item: Any) -> float:
        """Joints are fitted and every part is closed, or faces only get a material."""
        return (2e-5 if self.into == "OBJECTS" else 5e-6) * triangles_of(item)

    def change(self, item: Any) -> str:
        """Divide it."""
        from ..scene.take_apart import give_slots, take_apart  # noqa: PLC0415 - brings numpy, which takes 60 ms

        if self.into == "SLOTS":
            give_slots(item)
            self._parent, count = item, len(item.data.materials)
        else:
            self._parent, parts = take_apart(item)
            count = len(parts)
        return f"{count} parts, {len(control_names(self._parent))} controls"

    def finish(self) -> None:
        """Select what it became."""
        from ..finishing.derived import choose  # noqa: PLC0415 - as above

        choose([self._parent])


CLASSES = (POINTSMITH_OT_take_apart,)
