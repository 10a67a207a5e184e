"""What the operators of selected meshes share: which they take, one after the other, and what they say meanwhile."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import bpy

from ...core.errors import PointsmithError
from ..session import session
from ..translation import retold, tell
from .generate import failed

if TYPE_CHECKING:
    from bpy.stub_internal.rna_enums import OperatorReturnItems

_WORTH_SAYING = 0.7
"""Seconds: what takes longer is announced before the window stands still."""
_BEAT = 0.05
_BEATS = 4
"""Beats of the timer until the status bar is drawn for certain."""

_paces: dict[str, float] = {}
"""How this machine compares with the estimates, by operator, learned from the last run."""


def meshes_of(context: bpy.types.Context) -> list[Any]:
    """Return the selected mesh objects that have faces and can be changed, the active one first."""
    found: list[Any] = [
        item
        for item in context.selected_objects
        if item.type == "MESH" and len(item.data.polygons) and item.library is None and item.data.library is None  # type: ignore[union-attr]
    ]
    return sorted(found, key=lambda item: item != context.active_object)


def triangles_of(item: Any) -> int:
    """Return how many triangles a mesh object is drawn with."""
    return len(item.data.loops) - 2 * len(item.data.polygons)


class OnMeshes:
    """An operator that changes every selected mesh, or makes something of it.

    Called from the window, one that will take longer than a moment first says in the status bar what it does and about
    how long; Esc stops it between two meshes. An object that cannot be changed stays as it is; the others are changed
    all the same, and the first error of the closed list is shown.
    """

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        """Say in the tooltip what is missing."""
        operator: Any = cls
        if context.mode != "OBJECT":
            operator.poll_message_set(tell("Go to Object Mode first."))
            return False
        if not meshes_of(context):
            operator.poll_message_set(tell("Select a mesh with faces that is not linked from another file."))
            return False
        return True

    def targets(self, context: bpy.types.Context) -> list[Any]:
        """Return the objects that are changed, in order."""
        return meshes_of(context)

    def change(self, item: Any) -> str:
        """Do it to one mesh object; return what there is to say of it. Raises PointsmithError."""
        raise NotImplementedError

    def seconds(self, item: Any) -> float:
        """Estimate how long one mesh object takes on one core of a usual machine."""
        return 2.5e-6 * triangles_of(item)

    def begin(self, context: bpy.types.Context) -> None:
        """Called before the first mesh."""
        self._waiting = self.targets(context)
        self._count = len(self._waiting)
        self._done = 0
        self._error: PointsmithError | None = None

    def finish(self) -> None:
        """Called after the last mesh."""

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Change all of them at once."""
        self.begin(context)
        while self._waiting:
            self._next()
        return self._end()

    def invoke(self, context: bpy.types.Context, _event: bpy.types.Event) -> set[OperatorReturnItems]:
        """Begin at once, or say first how long it will take."""
        self.begin(context)
        if bpy.app.background or self._expected() < _WORTH_SAYING:
            return self.execute(context)
        window: Any = context.window
        manager: Any = context.window_manager
        window.cursor_modal_set("WAIT")
        self._timer = manager.event_timer_add(_BEAT, window=window)
        self._beats = 0
        manager.modal_handler_add(self)
        self._say(context)
        return {"RUNNING_MODAL"}

    def modal(self, context: bpy.types.Context, event: bpy.types.Event) -> set[OperatorReturnItems]:
        """Change one mesh after the other, with time in between for the window to draw."""
        if event.type == "ESC":
            operator: Any = self
            operator.report({"INFO"}, tell("Stopped after {done} of {count}", done=self._done, count=self._count))
            del self._waiting[:]
        elif event.type != "TIMER":
            return {"RUNNING_MODAL"}
        else:
            self._beats += 1
            if self._beats < _BEATS:
                return {"RUNNING_MODAL"}
            self._beats = 0
            try:
                self._next()
            except Exception:
                self.cancel(context)
                raise
        if self._waiting:
            self._say(context)
            return {"RUNNING_MODAL"}
        self.cancel(context)
        return self._end()

    def cancel(self, context: bpy.types.Context) -> None:
        """Give the status bar and the mouse back; also called by Blender when it ends the operator."""
        window: Any = context.window
        window.cursor_modal_restore()
        workspace: Any = context.workspace
        workspace.status_text_set(None)
        manager: Any = context.window_manager
        manager.event_timer_remove(self._timer)

    def _expected(self) -> float:
        operator: Any = self
        return _paces.get(operator.bl_idname, 1.0) * sum(map(self.seconds, self._waiting))

    def _say(self, context: bpy.types.Context) -> None:
        operator: Any = self
        item = self._waiting[0]
        workspace: Any = context.workspace
        told = tell(
            "{operator}: {name}, {count} triangles. The window waits about {seconds} s",
            operator=tell(operator.bl_label, "Operator"),
            name=item.name,
            count=f"{triangles_of(item):,}",
            seconds=f"{max(1.0, self._expected()):.0f}",
        )
        if self._count > 1:
            number = self._count - len(self._waiting) + 1
            told += " " + tell("({number} of {count}, Esc stops in between)", number=number, count=self._count)
        workspace.status_text_set(told)

    def _next(self) -> None:
        operator: Any = self
        item = self._waiting.pop(0)
        estimate, began = self.seconds(item), time.monotonic()
        try:
            told = self.change(item)
        except PointsmithError as raised:
            self._error = self._error or raised
            return
        self._done += 1
        if estimate > _WORTH_SAYING:
            _paces[operator.bl_idname] = (time.monotonic() - began) / estimate
        if told:
            operator.report({"INFO"}, retold(told))

    def _end(self) -> set[OperatorReturnItems]:
        operator: Any = self
        if self._done:
            self.finish()
        if self._error is None:
            session.clear()
        stopped: set[OperatorReturnItems] = {"CANCELLED"}
        if self._error is not None:
            stopped = failed(operator, self._error)
        return {"FINISHED"} if self._done else stopped
