"""Ask for an object: from the panel, or again from an object."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TYPE_CHECKING

import bpy

from ...core.destination import Destination
from ...core.errors import PointsmithError
from ...core.request import GenerationRequest
from .. import api, timer_driver
from ..scene.origin import origin_of, record_of
from ..scene.viewport import cursor
from ..session import session
from ..settings.panel import settings_of
from ..settings.request import fill, request_from
from ..tasks import GenerationTask, Task
from ..translation import sentence, tell, way_out

if TYPE_CHECKING:
    from bpy.stub_internal.rna_enums import OperatorReturnItems

_SEEDS = 1_000_000
"""A dice of six digits: enough to never meet one twice, short enough to write down."""


def can_start(cls: type[bpy.types.Operator]) -> bool:
    """Return whether a job can start now; if not, the tooltip says why."""
    reason = session.why_not_now()
    if reason:
        cls.poll_message_set(f"{tell(reason)}.")
    return not reason


def _start(operator: bpy.types.Operator, request: GenerationRequest) -> None:
    """Start one object at the 3D cursor. Raises PointsmithError."""
    start(operator, [GenerationTask(request, Destination(cursor()))], tell("Making {what}", what=request.title))


def start(operator: bpy.types.Operator, tasks: Sequence[Task], told: str) -> None:
    """Submit tasks and say so; where no timer runs, wait for their results. Raises PointsmithError."""
    if bpy.app.background:
        for task in tasks:
            api.run(task)
        return
    session.submit(tasks)
    timer_driver.wake()
    operator.report({"INFO"}, told)


class POINTSMITH_OT_generate(bpy.types.Operator):
    """Make the object that the prompt or the images describe, at the 3D cursor."""

    bl_idname = "pointsmith.generate"
    bl_label = "Generate"
    bl_options = {"REGISTER"}

    @classmethod
    def poll(cls, _context: bpy.types.Context) -> bool:
        """Say in the tooltip why it cannot start."""
        return can_start(cls)

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Start the job; the timer puts its result into the scene."""
        try:
            _start(self, request_from(settings_of(context)))
        except PointsmithError as error:
            return failed(self, error)
        return {"FINISHED"}


class POINTSMITH_OT_generate_again(bpy.types.Operator):
    """Make the active object once more, from the request that is stored on it."""

    bl_idname = "pointsmith.generate_again"
    bl_label = "Generate Again from This Object"
    bl_options = {"REGISTER"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        """Say in the tooltip why it cannot start."""
        if not record_of(context.active_object):
            cls.poll_message_set(tell("The active object was not made by Pointsmith."))
            return False
        return can_start(cls)

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Start the job; the timer puts its result into the scene."""
        try:
            _start(self, origin_of(context.active_object).request)
        except PointsmithError as error:
            return failed(self, error)
        return {"FINISHED"}


class POINTSMITH_OT_use_settings(bpy.types.Operator):
    """Copy the prompt, seed and settings of the active object into the panel."""

    bl_idname = "pointsmith.use_settings"
    bl_label = "Use These Settings"
    bl_options = {"REGISTER", "UNDO"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        """Say in the tooltip that it has none."""
        if not record_of(context.active_object):
            cls.poll_message_set(tell("The active object was not made by Pointsmith."))
            return False
        return True

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Fill the panel."""
        try:
            fill(settings_of(context), origin_of(context.active_object).request)
        except PointsmithError as error:
            return failed(self, error)
        return {"FINISHED"}


class POINTSMITH_OT_random_seed(bpy.types.Operator):
    """Throw the dice for another seed."""

    bl_idname = "pointsmith.random_seed"
    bl_label = "Random Seed"
    bl_options = {"REGISTER", "UNDO", "INTERNAL"}

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Change the seed."""
        settings_of(context).seed = random.randrange(_SEEDS)
        return {"FINISHED"}


class POINTSMITH_OT_apply_preset(bpy.types.Operator):
    """Give steps, points and surface resolution the values of the chosen quality."""

    bl_idname = "pointsmith.apply_preset"
    bl_label = "Back to the Quality's Values"
    bl_options = {"REGISTER", "UNDO", "INTERNAL"}

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Fill the advanced settings."""
        settings_of(context).apply_preset()
        return {"FINISHED"}


def failed(operator: bpy.types.Operator, error: PointsmithError) -> set[OperatorReturnItems]:
    """Show an error in the panel and in the status bar."""
    session.fail(error)
    operator.report({"ERROR" if bpy.app.background else "WARNING"}, f"{sentence(error)} {way_out(error)}")
    return {"CANCELLED"}


CLASSES = (
    POINTSMITH_OT_generate,
    POINTSMITH_OT_generate_again,
    POINTSMITH_OT_use_settings,
    POINTSMITH_OT_random_seed,
    POINTSMITH_OT_apply_preset,
)
