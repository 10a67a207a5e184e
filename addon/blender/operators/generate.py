"""Ask for an object: from the panel, from a script, or again from an object."""
# mypy: disable-error-code="valid-type"
# Blender reads the annotations: each is a property, not a type.

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import bpy
from bpy.props import BoolProperty, FloatVectorProperty

from ...core.destination import Destination, Place
from ...core.errors import PointsmithError
from ...core.pipelines import Quality
from ...core.request import GenerationRequest
from .. import api, timer_driver
from ..remember import remember
from ..scene.origin import origin_of, record_of
from ..scene.viewport import cursor
from ..session import session
from ..settings.given import PICTURES, asked, given, instead, optional
from ..settings.panel import POINTSMITH_PG_settings, settings_of
from ..settings.placement import at_cursor
from ..settings.request import fill, request_from
from ..settings.variations import NAMES, POINTSMITH_PG_variations, instead_of, task_of
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


def start_one(
    operator: bpy.types.Operator, request: GenerationRequest, destination: Destination, *, wait: bool = False
) -> None:
    """Start one object. Raises PointsmithError."""
    start(operator, [GenerationTask.one(request, destination)], tell("Making {what}", what=request.title), wait=wait)


def start_of(operator: Any) -> Place:
    """Return where a scriptable operator is to put its first object."""
    if not operator.properties.is_property_set("location"):
        return cursor()
    x, y, z = operator.location
    return x, y, z


def start(
    operator: bpy.types.Operator, tasks: Sequence[Task], told: str, *, first: bool = False, wait: bool = False
) -> None:
    """Submit tasks and say so; where no timer runs or `wait` says so, wait for the results. Raises PointsmithError.

    While another job runs they wait in the queue, `first` before all that wait there.
    """
    if bpy.app.background or wait:
        for task in tasks:
            remember(task, api.run(task)[0])
        return
    if not session.submit(tasks, first=first):
        return
    timer_driver.wake()
    waits = session.queue.running is None or session.queue.running.task not in tasks
    operator.report({"INFO"}, tell("Added to the queue: {what}", what=tasks[0].title) if waits else told)


def _there(operator: Any, context: bpy.types.Context) -> Destination:
    """Return what the Placement panel says, at the operator's own location where it is given one."""
    return replace(at_cursor(context), location=start_of(operator))


class Scriptable:
    """What scripts and macros may say beside the settings."""

    location: FloatVectorProperty(
        name="Location",
        description="Where the middle of the object's base comes to stand; the 3D cursor when it is not given",
        subtype="TRANSLATION",
        unit="LENGTH",
        options={"SKIP_SAVE"},
    )
    wait: BoolProperty(
        name="Wait",
        description="Return only when the object is in the scene, for macros; without a window that is always so",
        options={"SKIP_SAVE"},
    )


class Settings:
    """Every setting of the panel, optional."""

    __annotations__ = {**optional(POINTSMITH_PG_settings), "images": PICTURES}


class Variations:
    """How many objects, and what becomes of them, optional."""

    __annotations__ = {NAMES.get(name, name): kind for name, kind in optional(POINTSMITH_PG_variations).items()}


class POINTSMITH_OT_generate(Variations, Settings, Scriptable, bpy.types.Operator):
    """Make what the prompt or images describe; while a job runs it waits in the queue, with Shift as the next one."""

    bl_idname = "pointsmith.generate"
    bl_label = "Generate"
    bl_options = {"REGISTER"}

    first: BoolProperty(name="Next", description="Run it before all other jobs that wait", options={"SKIP_SAVE"})

    @classmethod
    def poll(cls, _context: bpy.types.Context) -> bool:
        """Say in the tooltip why it cannot start."""
        return can_start(cls)

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[OperatorReturnItems]:
        """Look at Shift."""
        self.first = self.first or event.shift
        return self.execute(context)

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Start the job; the timer puts its result into the scene."""
        try:
            settings = instead(settings_of(context), given(self, Settings.__annotations__))
            request = request_from(settings)
            # So that the Info log, and repeating, tell all of it and not only what was different from the panel.
            for name, value in asked(request, Quality[settings.quality]).items():
                setattr(self, name, value)
            several = instead_of(settings_of(context).variations, given(self, Variations.__annotations__))
            if several.count > 1:
                self.variations, self.arrangement, self.spacing = several.count, several.layout, several.spacing
            task = task_of(request, several, _there(self, context))
            start(self, [task], tell("Making {what}", what=task.title), first=self.first, wait=self.wait)
        except PointsmithError as error:
            return failed(self, error)
        return {"FINISHED"}


class POINTSMITH_OT_copy_command(bpy.types.Operator):
    """Copy the line of Python that asks for what the panel asks for, for scripts and macros."""

    bl_idname = "pointsmith.copy_command"
    bl_label = "Copy Python Command"
    bl_options = {"REGISTER", "INTERNAL"}

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Put it on the clipboard."""
        settings = settings_of(context)
        try:
            values = asked(request_from(settings), Quality[settings.quality])
        except PointsmithError as error:
            return failed(self, error)
        command = f"bpy.ops.pointsmith.generate({', '.join(f'{name}={value!r}' for name, value in values.items())})"
        manager: Any = context.window_manager
        manager.clipboard = command
        self.report({"INFO"}, command)
        return {"FINISHED"}


class POINTSMITH_OT_generate_again(Scriptable, bpy.types.Operator):
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
            start_one(self, origin_of(context.active_object).request, _there(self, context), wait=self.wait)
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
    POINTSMITH_OT_copy_command,
    POINTSMITH_OT_generate_again,
    POINTSMITH_OT_use_settings,
    POINTSMITH_OT_random_seed,
    POINTSMITH_OT_apply_preset,
)
