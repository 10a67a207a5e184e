"""Corrections to how a picture's object is cut out: draw a box, back to the automatic cut-out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import bpy
from bpy.props import IntProperty

from ...core.cutout import AUTOMATIC, WHOLE
from ...core.errors import PointsmithError
from ..cutouts import driver
from ..cutouts.box_tool import BoxTool
from ..cutouts.overlay import Overlay
from ..session import session
from ..settings.cutout import cutout_of, fill_cutout
from ..settings.panel import settings_of
from ..translation import tell
from .images import WHERE

if TYPE_CHECKING:
    from bpy.stub_internal.rna_enums import OperatorReturnItems

_STEP = 0.02
_ENDS: dict[str, Literal["CANCELLED", "FINISHED"]] = {
    "ESC": "CANCELLED",
    "RIGHTMOUSE": "CANCELLED",
    "RET": "FINISHED",
    "NUMPAD_ENTER": "FINISHED",
}
_PASSED_ON = {"MIDDLEMOUSE", "TIMER", "TIMER_REPORT", "MOUSEMOVE", "INBETWEEN_MOUSEMOVE"}


def _slot(context: bpy.types.Context, where: str, index: int) -> Any:
    slots: Any = settings_of(context).path_resolve(where)
    return slots[index] if index < len(slots) and slots[index].image is not None else None


class POINTSMITH_OT_reset_cutout(bpy.types.Operator):
    """Let the object be found by itself again."""

    bl_idname = "pointsmith.reset_cutout"
    bl_label = "Reset Cut-out"
    bl_options = {"REGISTER", "UNDO", "INTERNAL"}

    where: WHERE  # type: ignore[valid-type]
    index: IntProperty(name="Slot", description="Which of them, from 0", min=0)  # type: ignore[valid-type]

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Forget the corrections."""
        slot = _slot(context, self.where, self.index)
        if slot is None:
            return {"CANCELLED"}
        fill_cutout(slot, AUTOMATIC)
        return {"FINISHED"}


class POINTSMITH_OT_draw_box(bpy.types.Operator):
    """Show the picture large over the 3D view, and draw a box around its object with the mouse."""

    bl_idname = "pointsmith.draw_box"
    bl_label = "Draw Box"
    bl_options = {"REGISTER", "UNDO", "INTERNAL"}

    where: WHERE  # type: ignore[valid-type]
    index: IntProperty(name="Slot", description="Which of them, from 0", min=0)  # type: ignore[valid-type]

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        """Say in the tooltip what is missing."""
        if context.area is None or context.area.type != "VIEW_3D":
            cls.poll_message_set(tell("Use it in the sidebar of a 3D view."))
            return False
        if not session.is_ready:
            cls.poll_message_set(tell("Set up the worker first: it finds the object."))
            return False
        return True

    def invoke(self, context: bpy.types.Context, _event: bpy.types.Event) -> set[OperatorReturnItems]:
        """Show the picture over the 3D view."""
        slot = _slot(context, self.where, self.index)
        area: Any = context.area
        region = next((region for region in area.regions if region.type == "WINDOW"), None)
        if slot is None or region is None:
            return {"CANCELLED"}
        slot.show_cutout = True
        self._before = cutout_of(slot)
        self._image = slot.image.session_uid
        self._tool = BoxTool(self._before.box)
        self._overlay = Overlay(area, region, self._tool, self._shown)
        driver.listeners.append(self._overlay.redraw)
        workspace: Any = context.workspace
        workspace.status_text_set(
            tell(
                "Drag: box around the object    Wheel: threshold    I: invert    Tab: before    A: whole picture    "
                "Enter: keep    Esc: as it was"
            )
        )
        window: Any = context.window
        window.cursor_modal_set("CROSSHAIR")
        manager: Any = context.window_manager
        manager.modal_handler_add(self)
        return {"RUNNING_MODAL"}

    def modal(self, context: bpy.types.Context, event: bpy.types.Event) -> set[OperatorReturnItems]:
        """Follow the mouse."""
        slot = _slot(context, self.where, self.index)
        if slot is None or slot.image.session_uid != self._image or not self._overlay.is_there:
            self._end(context)
            return {"CANCELLED"}
        self._overlay.redraw()
        if event.type in _ENDS and event.value == "PRESS":
            if _ENDS[event.type] == "CANCELLED":
                fill_cutout(slot, self._before)
            self._end(context)
            return {_ENDS[event.type]}
        return {"RUNNING_MODAL" if self._follow(slot, event) else "PASS_THROUGH"}

    def _follow(self, slot: Any, event: bpy.types.Event) -> bool:
        """Follow the mouse and the keys; return whether the event was ours."""
        place = self._overlay.place(event.mouse_x, event.mouse_y)
        if event.type == "LEFTMOUSE" and event.value == "PRESS":
            if place is not None:  # otherwise over the sidebar, whose sliders go on working
                self._tool.press(place, self._overlay.reach)
            return place is not None
        if event.type == "LEFTMOUSE":
            if self._tool.release():
                slot.box = self._tool.box
                return True
            return place is not None
        if event.type == "MOUSEMOVE" and self._tool.is_dragging:
            self._tool.move(self._overlay.place(event.mouse_x, event.mouse_y, clamp=True) or (0.0, 0.0))
            slot.box = self._tool.box
            return True
        # The tool follows a box that was typed in.
        self._tool.box = cutout_of(slot).box
        if place is None or event.type in _PASSED_ON:
            return False
        self._key(slot, event)
        return True

    def cancel(self, context: bpy.types.Context) -> None:
        """Blender ends it, because another file is opened."""
        self._end(context)

    def _key(self, slot: Any, event: bpy.types.Event) -> None:
        if event.value != "PRESS":
            return
        if event.type in {"WHEELUPMOUSE", "NUMPAD_PLUS", "EQUAL", "PLUS"}:
            slot.threshold = min(1.0, slot.threshold + _STEP)
        elif event.type in {"WHEELDOWNMOUSE", "NUMPAD_MINUS", "MINUS"}:
            slot.threshold = max(0.0, slot.threshold - _STEP)
        elif event.type == "I":
            slot.invert = not slot.invert
        elif event.type == "TAB":
            self._overlay.show_before = not self._overlay.show_before
        elif event.type == "A":
            slot.box = self._tool.box = WHOLE

    def _shown(self) -> Any:
        """Return what to draw: the newest cut-out, or a sentence."""
        slot = _slot(bpy.context, self.where, self.index)
        if slot is None:
            return None
        answer = driver.cut_out(self.where, self.index, slot)
        if isinstance(answer, PointsmithError):
            return answer
        key = driver.shown_key(self.where, self.index, slot)
        return driver.known.get(key) if key is not None else None

    def _end(self, context: bpy.types.Context) -> None:
        if self._overlay.redraw in driver.listeners:
            driver.listeners.remove(self._overlay.redraw)
        self._overlay.remove()
        workspace: Any = context.workspace
        if workspace is not None:
            workspace.status_text_set(None)
        window: Any = context.window
        if window is not None:
            window.cursor_modal_restore()


CLASSES = (POINTSMITH_OT_reset_cutout, POINTSMITH_OT_draw_box)
