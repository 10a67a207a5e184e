"""What was made before: its settings, the same once more, and what is to be forgotten."""
# mypy: disable-error-code="valid-type"
# Blender reads the annotations: each is a property, not a type.

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import bpy
from bpy.props import IntProperty, StringProperty

from ...core.destination import Destination
from ...core.errors import ErrorCode, PointsmithError
from ..scene.viewport import cursor
from ..session import session
from ..settings.history import history_view
from ..settings.panel import settings_of
from ..settings.request import fill
from ..tasks import GenerationTask
from ..translation import tell
from .generate import can_start, failed, start

if TYPE_CHECKING:
    from bpy.stub_internal.rna_enums import OperatorReturnItems

    from ...core.history import HistoryEntry


class _OfEntry:
    entry: StringProperty(
        name="Entry",
        description="Which result, by its name in the history; empty for the newest",
        options={"SKIP_SAVE"},
    )

    def found(self) -> HistoryEntry | None:
        """Return the entry; None, and say so, when it is gone."""
        for each in session.history.entries():
            if self.entry in {"", each.id}:
                return each
        operator: Any = self
        operator.report({"WARNING"}, "This result is no longer in the history")
        return None


class POINTSMITH_OT_history_use_settings(_OfEntry, bpy.types.Operator):
    """Copy the prompt, seed and settings of this result into the panel."""

    bl_idname = "pointsmith.history_use_settings"
    bl_label = "Use These Settings"
    bl_options = {"REGISTER", "UNDO"}

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Fill the panel."""
        entry, settings = self.found(), settings_of(context)
        if entry is None:
            return {"CANCELLED"}
        fill(settings, entry.request)
        settings.variations.count = 1
        return {"FINISHED"}


class POINTSMITH_OT_history_run_again(_OfEntry, bpy.types.Operator):
    """Make this result once more, at the 3D cursor; the panel stays as it is."""

    bl_idname = "pointsmith.history_run_again"
    bl_label = "Run Again"
    bl_options = {"REGISTER"}

    @classmethod
    def poll(cls, _context: bpy.types.Context) -> bool:
        """Say in the tooltip why it cannot start."""
        return can_start(cls)

    def execute(self, _context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Start the job."""
        entry = self.found()
        if entry is None:
            return {"CANCELLED"}
        task = GenerationTask.one(entry.request, Destination(cursor()))
        try:
            start(self, [task], tell("Making {what}", what=task.title))
        except PointsmithError as error:
            return failed(self, error)
        return {"FINISHED"}


class POINTSMITH_OT_history_remove(_OfEntry, bpy.types.Operator):
    """Forget this result; its object stays in the scene."""

    bl_idname = "pointsmith.history_remove"
    bl_label = "Remove from History"
    bl_options = {"REGISTER", "INTERNAL"}

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Remove its file."""
        entry = self.found()
        if entry is None:
            return {"CANCELLED"}
        try:
            session.history.remove(entry.id)
        except OSError:
            return failed(self, PointsmithError(ErrorCode.NOT_WRITABLE, str(session.history.folder)))
        return _redrawn(context)


class POINTSMITH_OT_history_clear(bpy.types.Operator):
    """Forget every result, in all files of this user; objects stay where they are."""

    bl_idname = "pointsmith.history_clear"
    bl_label = "Clear History"
    bl_options = {"REGISTER", "INTERNAL"}

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[OperatorReturnItems]:
        """Ask first."""
        manager: Any = context.window_manager
        message = "The objects stay, their pictures and settings are forgotten."
        asked: set[OperatorReturnItems] = manager.invoke_confirm(
            self, event, title="Clear the history?", message=message, confirm_text="Clear"
        )
        return asked

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Remove the files."""
        try:
            session.history.clear()
        except OSError:
            return failed(self, PointsmithError(ErrorCode.NOT_WRITABLE, str(session.history.folder)))
        return _redrawn(context)


class POINTSMITH_OT_history_page(bpy.types.Operator):
    """Show other results."""

    bl_idname = "pointsmith.history_page"
    bl_label = "Show Page"
    bl_options = {"INTERNAL"}

    page: IntProperty(name="Page", description="Which page, from 0, the newest results first", min=0)

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Turn to it."""
        history_view().page = self.page
        return _redrawn(context)


def _redrawn(context: bpy.types.Context) -> set[OperatorReturnItems]:
    session.revision += 1
    if context.region is not None:
        context.region.tag_redraw()
    return {"FINISHED"}


CLASSES = (
    POINTSMITH_OT_history_use_settings,
    POINTSMITH_OT_history_run_again,
    POINTSMITH_OT_history_remove,
    POINTSMITH_OT_history_clear,
    POINTSMITH_OT_history_page,
)
