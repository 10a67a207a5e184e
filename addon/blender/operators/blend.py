"""Ask for a row of objects, from what the panel says to another end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import bpy

from ...core.blend_row import blend_row
from ...core.destination import Destination
from ...core.errors import PointsmithError
from ..scene.viewport import cursor
from ..settings.panel import settings_of
from ..settings.request import blend_from, request_from
from ..tasks import GenerationTask
from ..translation import tell
from .generate import can_start, failed, start

if TYPE_CHECKING:
    from bpy.stub_internal.rna_enums import OperatorReturnItems


class POINTSMITH_OT_blend(bpy.types.Operator):
    """Make a row of objects along X, from what is asked for above to the other end, starting at the 3D cursor."""

    bl_idname = "pointsmith.blend"
    bl_label = "Blend"
    bl_options = {"REGISTER"}

    @classmethod
    def poll(cls, _context: bpy.types.Context) -> bool:
        """Say in the tooltip why it cannot start."""
        return can_start(cls)

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Start the first object; the timer puts each into the scene and starts the next."""
        from ..scene.row import places  # noqa: PLC0415 - brings numpy: 60 ms where Blender has not yet

        settings = settings_of(context)
        blend = settings.blend
        try:
            requests = blend_row(request_from(settings), blend_from(blend), blend.count)
            title = f"Blend: {requests[0].way_title}"
            where = places(cursor(), settings.size * blend.spacing, len(requests))
            tasks = [
                GenerationTask(each, Destination(place, title)) for each, place in zip(requests, where, strict=True)
            ]
            start(self, tasks, tell("Making {what}", what=title))
        except PointsmithError as error:
            return failed(self, error)
        return {"FINISHED"}


CLASSES = (POINTSMITH_OT_blend,)
