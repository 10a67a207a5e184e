"""Queue and history beside the mouse, for the menus, the pie, F3, and keys of the artist's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import bpy

from ..session import session
from ..translation import tell

if TYPE_CHECKING:
    from bpy.stub_internal.rna_enums import OperatorReturnItems


class POINTSMITH_OT_queue_show(bpy.types.Operator):
    """Show the queue beside the mouse: what runs, waits and failed."""

    bl_idname = "pointsmith.queue_show"
    bl_label = "Show Queue"
    bl_options = {"INTERNAL"}

    @classmethod
    def poll(cls, _context: bpy.types.Context) -> bool:
        """Only where there is a job."""
        if not session.queue.entries:
            cls.poll_message_set(tell("The queue is empty."))
            return False
        return True

    def execute(self, _context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Open it."""
        return _popover("POINTSMITH_PT_queue_popover")


class POINTSMITH_OT_history_show(bpy.types.Operator):
    """Show the last results beside the mouse, with their pictures and settings."""

    bl_idname = "pointsmith.history_show"
    bl_label = "Show History"
    bl_options = {"INTERNAL"}

    def execute(self, _context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Open it."""
        return _popover("POINTSMITH_PT_history_popover")


def _popover(panel: str) -> set[OperatorReturnItems]:
    """Show a panel beside the mouse; without a window there is nowhere to show it."""
    if bpy.app.background:
        return {"CANCELLED"}
    opened: set[OperatorReturnItems] = bpy.ops.wm.call_panel("INVOKE_DEFAULT", name=panel, keep_open=True)
    return opened


CLASSES = (POINTSMITH_OT_queue_show, POINTSMITH_OT_history_show)
