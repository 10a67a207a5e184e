"""Ask for a row of objects, from what the panel says to another end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import bpy

from ...core.blend_row import blend_row
from ...core.destination import Destination
from ...core.errors import PointsmithError
from ..settings.blend import POINTSMITH_PG_blend
from ..settings.given import PICTURES, given, instead, optional, other_end
from ..settings.panel import settings_of
from ..settings.request import blend_from, request_from
from ..tasks import GenerationTask
from ..translation import tell
from .generate import Scriptable, Settings, can_start, failed, start, start_of

if TYPE_CHECKING:
    from bpy.stub_internal.rna_enums import OperatorReturnItems


class OtherEnd:
    """Every setting of the Blend panel, optional."""

    __annotations__ = {**optional(POINTSMITH_PG_blend, "to_"), "to_images": PICTURES}


class POINTSMITH_OT_blend(OtherEnd, Settings, Scriptable, bpy.types.Operator):
    """Make a row of objects along X, from what is asked for above to the other end, starting at the 3D cursor."""

    bl_idname = "pointsmith.blend"
    bl_label = "Blend"
    bl_options = {"REGISTER"}

    @classmethod
    def poll(cls, _context: bpy.types.Context) -> bool:
        """Say in the tooltip why it cannot start."""
        return can_start(cls)

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Start the row; the timer puts all of it into the scene."""
        from ..scene.row import places  # noqa: PLC0415 - brings numpy: 60 ms where Blender has not yet

        panel = settings_of(context)
        try:
            settings = instead(panel, given(self, Settings.__annotations__))
            blend = other_end(panel.blend, given(self, OtherEnd.__annotations__, "to_"))
            requests = blend_row(request_from(settings), blend_from(blend), blend.count)
            title = f"Blend: {requests[0].way_title}"
            where = places(start_of(self), settings.size * blend.spacing, len(requests))
            task = GenerationTask(tuple(requests), tuple(Destination(place, title) for place in where))
            start(self, [task], tell("Making {what}", what=title), wait=self.wait)
        except PointsmithError as error:
            return failed(self, error)
        return {"FINISHED"}


CLASSES = (POINTSMITH_OT_blend,)
