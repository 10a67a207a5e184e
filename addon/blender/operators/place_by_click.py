"""Point at a place in the 3D view: a box shows how an object would stand there, a click makes it stand there."""
# mypy: disable-error-code="valid-type"
# Blender reads the annotations: each is a property, not a type.

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import bpy
from bpy.props import BoolProperty, EnumProperty, FloatVectorProperty

from ...core.errors import PointsmithError
from ..scene.aim import Aim, aim
from ..scene.outline import draw
from ..settings.panel import settings_of
from ..settings.request import request_from
from ..translation import tell
from .generate import can_start, failed, start_one

if TYPE_CHECKING:
    from bpy.stub_internal.rna_enums import OperatorReturnItems
    from mathutils import Quaternion

_TURN = math.radians(15)
_TURNS = {"LEFT_ARROW": 1, "RIGHT_ARROW": -1}
_PASSED = ("MIDDLEMOUSE", "WHEEL", "TRACKPAD", "MOUSEROTATE", "MOUSESMARTZOOM", "NUMPAD", "NDOF", "TIMER")
"""Beginnings of the events with which the artist moves the view meanwhile."""
_ENDS = {"RIGHTMOUSE", "ESC"}


@dataclass(slots=True)
class _Ghost:
    """What the overlay draws; the operator itself may be gone when Blender draws."""

    aim: Aim | None
    size: float
    align: bool
    turn: float = 0.0

    @property
    def rotation(self) -> Quaternion | None:
        return self.aim.rotation(align=self.align, turn=self.turn) if self.aim is not None else None

    def draw(self) -> None:
        region = bpy.context.region
        if self.aim is not None and self.rotation is not None and region is not None:
            draw(self.aim.location, self.rotation, self.size, (region.width, region.height))


class POINTSMITH_OT_place_by_click(bpy.types.Operator):
    """Click in the 3D view where the object shall stand: on any surface, or on the ground."""

    bl_idname = "pointsmith.place_by_click"
    bl_label = "Place by Click"
    bl_options = {"REGISTER"}

    action: EnumProperty(
        name="Do",
        description="What the click does",
        items=(
            ("GENERATE", "Generate There", "Make the object, standing there"),
            ("CURSOR", "Move the 3D Cursor", "Put the 3D cursor there, for the next Generate"),
        ),
        options={"SKIP_SAVE"},
    )
    location: FloatVectorProperty(
        name="Location", description="Where the middle of its base stands", subtype="XYZ", unit="LENGTH"
    )
    rotation: FloatVectorProperty(name="Rotation", description="How it is turned", subtype="EULER", unit="ROTATION")
    align: BoolProperty(name="Align", description="Stand out from the surface", options={"HIDDEN", "SKIP_SAVE"})

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        """Say in the tooltip why it cannot start."""
        if context.mode != "OBJECT":
            cls.poll_message_set(tell("Go to Object Mode first."))
            return False
        return True

    @classmethod
    def description(cls, _context: bpy.types.Context, properties: bpy.types.OperatorProperties) -> str:
        """Say what the click will do."""
        if properties.action == "GENERATE":
            return tell("Click in the 3D view, on any surface or on the ground, to make the object there")
        return tell("Click in the 3D view, on any surface or on the ground, to put the 3D cursor there")

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[OperatorReturnItems]:
        """Follow the mouse until a click."""
        if context.area is None or context.area.type != "VIEW_3D":
            self.report({"WARNING"}, "Start it in a 3D view")
            return {"CANCELLED"}
        settings = settings_of(context)
        if self.action == "GENERATE":
            try:
                request_from(settings)  # what is missing is told before the click, and not after it
            except PointsmithError as error:
                return failed(self, error)
            if not can_start(type(self)):
                self.report({"WARNING"}, "Another object is being made")
                return {"CANCELLED"}
        self._ghost = _Ghost(None, settings.size, settings.placement.align)
        self._handle = bpy.types.SpaceView3D.draw_handler_add(self._ghost.draw, (), "WINDOW", "POST_VIEW")
        window: Any = context.window
        window.cursor_modal_set("CROSSHAIR")
        manager: Any = context.window_manager
        manager.modal_handler_add(self)
        self._follow(context, event)
        return {"RUNNING_MODAL"}

    def modal(self, context: bpy.types.Context, event: bpy.types.Event) -> set[OperatorReturnItems]:
        """Follow, turn, align, place, or give up."""
        if event.type in _ENDS and event.value == "PRESS":
            self.cancel(context)
            return {"CANCELLED"}
        if event.type.startswith(_PASSED):
            return {"PASS_THROUGH"}
        if event.type in _TURNS and event.value == "PRESS":
            self._ghost.turn += _TURN * _TURNS[event.type]
        elif event.type == "A" and event.value == "PRESS":
            self._ghost.align = not self._ghost.align
        inside = self._follow(context, event)
        if event.type in {"LEFTMOUSE", "RET"} and event.value == "PRESS":
            if not inside:
                return {"PASS_THROUGH"}
            if self._ghost.aim is None:
                self.report({"INFO"}, "There is only sky; point at a surface or the ground")
                return {"RUNNING_MODAL"}
            return self._place(context)
        return {"RUNNING_MODAL"} if inside else {"PASS_THROUGH"}

    def cancel(self, context: bpy.types.Context) -> None:
        """Take the box away and give mouse and status bar back; also called by Blender when it ends the operator."""
        if self._handle is not None:
            bpy.types.SpaceView3D.draw_handler_remove(self._handle, "WINDOW")
            self._handle = None
        window: Any = context.window
        window.cursor_modal_restore()
        workspace: Any = context.workspace
        workspace.status_text_set(None)
        _redraw(context)

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Do it at the location and rotation that are given."""
        location, rotation = tuple(self.location), tuple(self.rotation)
        if self.action == "CURSOR":
            cursor: Any = context.scene.cursor  # type: ignore[union-attr]  # there is a scene wherever there is a view
            cursor.location = location
            cursor.rotation_mode, cursor.rotation_euler = "XYZ", rotation
            bpy.ops.ed.undo_push(message=self.bl_label)
            return {"FINISHED"}
        settings = settings_of(context)
        try:
            start_one(self, request_from(settings), settings.placement.destination(location, rotation))
        except PointsmithError as error:
            return failed(self, error)
        return {"FINISHED"}

    def _place(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        ghost = self._ghost
        assert ghost.aim is not None
        assert ghost.rotation is not None
        self.location, self.rotation = ghost.aim.location, ghost.rotation.to_euler("XYZ")
        settings_of(context).placement.align = ghost.align
        self.cancel(context)
        return self.execute(context)

    def _follow(self, context: bpy.types.Context, event: bpy.types.Event) -> bool:
        """Aim at what is under the mouse; return whether that is a 3D view."""
        region = _region_under(context, event)
        window: Any = context.window
        if region is None:
            window.cursor_modal_restore()
            return False
        window.cursor_modal_set("CROSSHAIR")
        self._ghost.aim = aim(context, region, (event.mouse_x - region.x, event.mouse_y - region.y))
        self._say(context)
        _redraw(context)
        return True

    def _say(self, context: bpy.types.Context) -> None:
        ghost = self._ghost
        on = tell("the sky") if ghost.aim is None else ghost.aim.name or tell("the ground")
        stands = tell("out from the surface" if ghost.align else "upright")
        workspace: Any = context.workspace
        workspace.status_text_set(
            tell(
                "On {on}, {stands}, turned {turn}°"
                "     Click: place     A: align to the surface     ← →: turn     Esc: cancel",
                on=on,
                stands=stands,
                turn=f"{math.degrees(ghost.turn) % 360:.0f}",
            )
        )


def _region_under(context: bpy.types.Context, event: bpy.types.Event) -> bpy.types.Region | None:
    """Return the region of a 3D view that the mouse is in, with no panel on top of it there."""
    screen: Any = context.screen
    x, y = event.mouse_x, event.mouse_y
    for area in screen.areas:
        if area.type != "VIEW_3D":
            continue
        under = [
            region
            for region in area.regions
            if region.x <= x < region.x + region.width and region.y <= y < region.y + region.height
        ]
        if under and all(region.type == "WINDOW" for region in under):
            found: bpy.types.Region = under[-1]
            return found
    return None


def _redraw(context: bpy.types.Context) -> None:
    screen: Any = context.screen
    for area in screen.areas:
        if area.type == "VIEW_3D":
            area.tag_redraw()


CLASSES = (POINTSMITH_OT_place_by_click,)
