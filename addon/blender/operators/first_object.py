"""The first object, for those who have no wish yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import bpy

from ..first_run import SAMPLE
from ..settings.panel import settings_of
from .generate import can_start

if TYPE_CHECKING:
    from bpy.stub_internal.rna_enums import OperatorReturnItems


class POINTSMITH_OT_make_sample(bpy.types.Operator):
    """Type “a red chair” into the prompt and generate it, to see what comes of it."""

    bl_idname = "pointsmith.make_sample"
    bl_label = "Make a Red Chair"
    bl_options = {"REGISTER"}

    @classmethod
    def poll(cls, _context: bpy.types.Context) -> bool:
        """Say in the tooltip why it cannot start."""
        return can_start(cls)

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Fill the prompt and start."""
        settings = settings_of(context)
        settings.property_unset("model")
        settings.mode = "TEXT"
        settings.prompt = SAMPLE
        operators: Any = bpy.ops
        started: set[OperatorReturnItems] = operators.pointsmith.generate()
        return started


CLASSES = (POINTSMITH_OT_make_sample,)
