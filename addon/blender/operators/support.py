"""Memory, diagnostics, logs, and messages that were read."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import bpy

from ...core.version import version
from .. import diagnostics
from ..environment import ROOT_PACKAGE, environment
from ..session import session
from ..translation import tell

if TYPE_CHECKING:
    from bpy.stub_internal.rna_enums import OperatorReturnItems


class POINTSMITH_OT_free_memory(bpy.types.Operator):
    """End the worker and give its memory back; the next Generate starts it again."""

    bl_idname = "pointsmith.free_memory"
    bl_label = "Free GPU Memory"
    bl_options = {"REGISTER"}

    @classmethod
    def poll(cls, _context: bpy.types.Context) -> bool:
        """Say in the tooltip why there is nothing to free."""
        if session.job is not None:
            cls.poll_message_set(tell("An object is being made; cancel it first."))
            return False
        if not session.worker_running:
            cls.poll_message_set(tell("The worker is not running; it holds no memory."))
            return False
        return True

    def execute(self, _context: bpy.types.Context) -> set[OperatorReturnItems]:
        """End the worker."""
        session.free_worker()
        self.report({"INFO"}, "The worker has ended")
        return {"FINISHED"}


class POINTSMITH_OT_copy_diagnostics(bpy.types.Operator):
    """Copy versions, settings and the end of the log; your home folder and user name are masked."""

    bl_idname = "pointsmith.copy_diagnostics"
    bl_label = "Copy Diagnostics"
    bl_options = {"REGISTER", "INTERNAL"}

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Put the text on the clipboard."""
        place = environment()
        facts = {
            "Blender": f"{bpy.app.version_string} ({bpy.app.build_hash.decode(errors='replace')})",
            "Python": sys.version.split()[0],
            "Pointsmith": f"{version()} as {ROOT_PACKAGE}",
            "Graphics": _graphics(),
            "Online access": bpy.app.online_access,
            "Environment": place.folder,
            "Ready": place.is_ready,
            "Set-up record": place.record(),
            "Last error": session.error or "none",
        }
        manager: Any = context.window_manager
        manager.clipboard = diagnostics.report(facts, diagnostics.newest_log(place.logs))
        self.report({"INFO"}, "Diagnostics are on the clipboard")
        return {"FINISHED"}


class POINTSMITH_OT_open_log(bpy.types.Operator):
    """Open the newest log of the worker or of set-up."""

    bl_idname = "pointsmith.open_log"
    bl_label = "Open Log"
    bl_options = {"REGISTER", "INTERNAL"}

    @classmethod
    def poll(cls, _context: bpy.types.Context) -> bool:
        """Say in the tooltip when there is none."""
        if diagnostics.newest_log(environment().logs) is None:
            cls.poll_message_set(tell("There is no log yet."))
            return False
        return True

    def execute(self, _context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Let the system open it."""
        log = diagnostics.newest_log(environment().logs)
        if log is not None:
            bpy.ops.wm.path_open(filepath=str(log))
        return {"FINISHED"}


class POINTSMITH_OT_dismiss(bpy.types.Operator):
    """Take the message away."""

    bl_idname = "pointsmith.dismiss"
    bl_label = "Dismiss"
    bl_options = {"INTERNAL"}

    def execute(self, _context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Forget error and notices."""
        session.clear()
        return {"FINISHED"}


def _graphics() -> str:
    if bpy.app.background:
        return "none (background)"
    import gpu  # noqa: PLC0415 - has no platform without a window

    return f"{gpu.platform.renderer_get()}, {gpu.platform.backend_type_get()}, {gpu.platform.version_get()}"


CLASSES = (POINTSMITH_OT_free_memory, POINTSMITH_OT_copy_diagnostics, POINTSMITH_OT_open_log, POINTSMITH_OT_dismiss)
