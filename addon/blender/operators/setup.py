"""Set up the worker."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import bpy

from ...core.errors import ErrorCode, PointsmithError
from .. import timer_driver
from ..environment import environment, wheels_folder
from ..session import session
from ..setup_run import SetupRun
from ..translation import tell
from .generate import failed

if TYPE_CHECKING:
    from bpy.stub_internal.rna_enums import OperatorReturnItems


class POINTSMITH_OT_setup(bpy.types.Operator):
    """Make the worker's private environment: fetch its packages and try them. Goes on where it once stopped."""

    bl_idname = "pointsmith.setup"
    bl_label = "Set Up"
    bl_options = {"REGISTER"}

    @classmethod
    def poll(cls, _context: bpy.types.Context) -> bool:
        """One at a time, and not under what runs in the environment."""
        if session.is_busy:
            cls.poll_message_set(tell("Something is still running."))
            return False
        return True

    def execute(self, _context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Start the child; the timer follows it."""
        wheels = wheels_folder()
        session.clear()
        try:
            if not wheels and not bpy.app.online_access:
                raise PointsmithError(ErrorCode.OFFLINE)
            session.free_worker()
            session.setup = SetupRun([sys.executable, *bpy.app.python_args], environment(), wheels)
        except PointsmithError as error:
            return failed(self, error)
        timer_driver.wake()
        return {"FINISHED"}


CLASSES = (POINTSMITH_OT_setup,)
