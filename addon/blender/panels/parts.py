"""What can be done with the parts of the active object: take them apart, and move them."""

from __future__ import annotations

from typing import Any

import bpy

from ..scene.controls import control_names, owner_of_controls
from .sidebar import Sidebar

_LABELS = "pointsmith_parts"


class POINTSMITH_PT_parts(Sidebar, bpy.types.Panel):
    """Take Apart, and afterwards a slider for each wheel, door, drawer and lamp."""

    bl_label = "Parts"
    bl_parent_id = "POINTSMITH_PT_main"

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        """Only for objects with labelled parts, and for what became of them."""
        item: Any = context.active_object
        return item is not None and (_LABELS in item or owner_of_controls(item) is not None)

    def draw(self, context: bpy.types.Context) -> None:
        """Draw the button where there is something to divide, and the controls where there are some."""
        layout: Any = self.layout
        item: Any = context.active_object
        if _LABELS in item and item.type == "MESH" and len(item.data.polygons):
            layout.operator_menu_enum("pointsmith.take_apart", "into", icon="MOD_EXPLODE")
        owner = owner_of_controls(item)
        if owner is not None:
            # The name stands in the field itself: beside it there is no room for “front left wheel”.
            column = layout.column(align=True)
            for name in control_names(owner):
                column.prop(owner, f'["{bpy.utils.escape_identifier(name)}"]', text=name.capitalize())


CLASSES = (POINTSMITH_PT_parts,)
