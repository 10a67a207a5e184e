"""Stop what runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import bpy

from .. import timer_driver
from ..session import session
from ..translation import tell

if TYPE_CHECKING:
    from bpy.stub_internal.rna_enums import OperatorReturnItems


class POINTSMITH_OT_cancel(bpy.types.Operator):
    """Stop the job or the set-up that is running (Esc over a 3D view)."""

    bl_idname = "pointsmith.cancel"
    bl_label = "Cancel"
    bl_options = {"REGISTER", "INTERNAL"}

    @classmethod
    def poll(cls, _context: bpy.types.Context) -> bool:
        """Only while something runs; otherwise the key goes on to Blender."""
        if not session.can_cancel:
            cls.poll_message_set(tell("Nothing is running."))
            return False
        return True

    def execute(self, _context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Ask it to stop."""
        session.cancel()
        timer_driver.wake()
        return {"FINISHED"}


CLASSES = (POINTSMITH_OT_cancel,)
