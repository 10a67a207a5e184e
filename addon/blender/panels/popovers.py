"""Queue and history as pop-overs, which `wm.call_panel` shows beside the mouse and the sidebar never does."""

from __future__ import annotations

from typing import Any

import bpy

from ..catalogue import OWN_CONTEXT
from .history import POINTSMITH_PT_history
from .queue import POINTSMITH_PT_queue
from .sidebar import Sidebar
from .text import POPOVER


class _Popover(Sidebar):
    bl_options: Any = {"INSTANCED"}
    bl_ui_units_x = POPOVER


class POINTSMITH_PT_queue_popover(_Popover, bpy.types.Panel):
    """The jobs that run, wait or failed."""

    bl_label = "Queue"

    def draw(self, context: bpy.types.Context) -> None:
        """Draw what the sidebar shows."""
        layout: Any = self.layout
        layout.label(text=self.bl_label, text_ctxt=OWN_CONTEXT, icon="SORTTIME")
        POINTSMITH_PT_queue.draw(self, context)  # type: ignore[arg-type]  # nothing but its layout is used


class POINTSMITH_PT_history_popover(_Popover, bpy.types.Panel):
    """The last results, kept with the user and not with the file."""

    bl_label = "History"

    def draw(self, context: bpy.types.Context) -> None:
        """Draw what the sidebar shows."""
        layout: Any = self.layout
        layout.label(text=self.bl_label, text_ctxt=OWN_CONTEXT, icon="TIME")
        POINTSMITH_PT_history.draw(self, context)  # type: ignore[arg-type]  # nothing but its layout is used


CLASSES = (POINTSMITH_PT_queue_popover, POINTSMITH_PT_history_popover)
