"""Pictures from words: draw one, draw another, edit it, and make the object."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import bpy
from bpy.props import BoolProperty

from ...core.destination import Destination
from ...core.errors import PointsmithError
from ...core.request import MAX_SEED
from ..scene.drawn import drawn_picture
from ..scene.viewport import cursor
from ..settings.drawing import POINTSMITH_PG_drawing, draw_request
from ..settings.given import Instead, given, optional
from ..settings.panel import POINTSMITH_PG_settings, settings_of
from ..settings.request import request_from
from ..tasks import GenerationTask, PictureTask
from ..translation import tell
from .generate import can_start, failed, start

if TYPE_CHECKING:
    from bpy.stub_internal.rna_enums import OperatorReturnItems

_SEEDS = 1_000_000
_NO_PICTURE = "Draw a picture first."


class Drawing:
    """Every setting of the panel Picture from Words, optional."""

    __annotations__ = {
        name: prop for name, prop in optional(POINTSMITH_PG_settings).items() if name in ("prompt", "device")
    } | optional(POINTSMITH_PG_drawing)


class POINTSMITH_OT_draw_picture(Drawing, bpy.types.Operator):
    """Draw what the prompt says with a text-to-image model; the picture is the first reference image then."""

    bl_idname = "pointsmith.draw_picture"
    bl_label = "Draw Picture"
    bl_options = {"REGISTER"}

    another: BoolProperty(  # type: ignore[valid-type]
        name="Another", description="Throw the dice for another seed first", options={"SKIP_SAVE"}
    )

    @classmethod
    def poll(cls, _context: bpy.types.Context) -> bool:
        """Say in the tooltip why it cannot start."""
        return can_start(cls)

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Start the job; the timer puts the picture into its slot."""
        settings = settings_of(context)
        values = given(self, Drawing.__annotations__)
        try:
            if self.another:
                settings.drawing.seed = _other_seed(settings.drawing.seed)
            drawing = Instead(settings.drawing, values)
            request = draw_request(Instead(settings, {**values, "drawing": drawing}))
            start(self, [PictureTask(request)], tell("Drawing {what}", what=request.title))
        except PointsmithError as error:
            return failed(self, error)
        return {"FINISHED"}


class POINTSMITH_OT_accept_picture(bpy.types.Operator):
    """Make the object that the drawn picture shows, at the 3D cursor."""

    bl_idname = "pointsmith.accept_picture"
    bl_label = "Generate from Picture"
    bl_options = {"REGISTER"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        """Say in the tooltip why it cannot start."""
        if drawn_picture(context) is None:
            cls.poll_message_set(tell(_NO_PICTURE))
            return False
        return can_start(cls)

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Start the job; the timer puts its result into the scene."""
        settings = settings_of(context)
        settings.mode = "IMAGE"
        try:
            request = request_from(settings)
            start(self, [GenerationTask.one(request, Destination(cursor()))], tell("Making {what}", what=request.title))
        except PointsmithError as error:
            return failed(self, error)
        return {"FINISHED"}


class POINTSMITH_OT_edit_picture(bpy.types.Operator):
    """Paint on the drawn picture in the Image Editor; erasing alpha cuts off what does not belong to the object."""

    bl_idname = "pointsmith.edit_picture"
    bl_label = "Edit Picture"
    bl_options = {"REGISTER"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        """Say in the tooltip what is missing."""
        if drawn_picture(context) is None or context.window is None:
            cls.poll_message_set(tell(_NO_PICTURE if context.window is not None else "There is no window."))
            return False
        return True

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Show it in an Image Editor of this window, else in a window of its own."""
        screen: Any = context.screen
        area = next((area for area in screen.areas if area.type == "IMAGE_EDITOR"), None)
        if area is None:
            bpy.ops.wm.window_new()
            manager: Any = context.window_manager
            area = manager.windows[-1].screen.areas[0]
            area.type = "IMAGE_EDITOR"
        space: Any = area.spaces.active
        space.image = drawn_picture(context)
        space.ui_mode = "PAINT"
        return {"FINISHED"}


def _other_seed(seed: int) -> int:
    other = random.randrange(_SEEDS)
    return other if other != seed else (other + 1) % (MAX_SEED + 1)


CLASSES = (POINTSMITH_OT_draw_picture, POINTSMITH_OT_accept_picture, POINTSMITH_OT_edit_picture)
