"""What can be made of the selected objects."""

from __future__ import annotations

from typing import Any

import bpy

from ..translation import tell
from .sidebar import Sidebar


class POINTSMITH_PT_selection(Sidebar, bpy.types.Panel):
    """What can be made of the selected objects."""

    bl_label = "Selected Objects"
    bl_parent_id = "POINTSMITH_PT_main"
    bl_options = {"DEFAULT_CLOSED"}

    def draw(self, context: bpy.types.Context) -> None:
        """Draw the two buttons, and what is chosen."""
        layout: Any = self.layout
        names = [item.name for item in context.selected_objects]
        several = tell("{count} objects", count=len(names)) if names else "Nothing is selected"
        text = names[0] if len(names) == 1 else several
        layout.label(text=text, icon="OBJECT_DATA" if names else "INFO")
        column = layout.column(align=True)
        column.enabled = bool(names)
        column.operator_menu_enum("pointsmith.render_reference", "side", text="Render Reference", icon="RENDER_STILL")
        column.operator("pointsmith.normalise", icon="CUBE")


CLASSES = (POINTSMITH_PT_selection,)
