"""The dialog of an error, and what its buttons do."""
# mypy: disable-error-code="valid-type"
# Blender reads the annotations: each is a property, not a type.

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import bpy
from bpy.props import EnumProperty, StringProperty

from ...core.errors import ErrorCode, PointsmithError
from ...core.pipelines import Quality, pipeline
from ...core.request import MAX_SEED, POINTS, Device
from ...core.surface_settings import RESOLUTION
from .. import timer_driver
from ..attention import attention
from ..mending import NEEDS_LOG, mends
from ..panels.text import draw_text
from ..session import session
from ..settings.image_slots import chosen
from ..settings.panel import POINTSMITH_PG_settings, settings_of
from ..tasks import SurfaceTask, Task
from ..translation import sentence, tell, way_out
from .generate import can_start, failed

if TYPE_CHECKING:
    from bpy.stub_internal.rna_enums import OperatorReturnItems

_WIDTH = 420
"""Of the dialog, in pixels at interface scale 1."""
_MARGIN = 60
_SEEDS = 1_000_000


class POINTSMITH_OT_show_error(bpy.types.Operator):
    """Tell again what went wrong last, with the button that mends it."""

    bl_idname = "pointsmith.show_error"
    bl_label = "Show Last Error"
    bl_options = {"REGISTER"}

    @classmethod
    def poll(cls, _context: bpy.types.Context) -> bool:
        """Say in the tooltip that all is well."""
        if _last() is None:
            cls.poll_message_set(tell("Nothing has gone wrong."))
            return False
        return True

    def invoke(self, context: bpy.types.Context, _event: bpy.types.Event) -> set[OperatorReturnItems]:
        """Open the dialog; Enter presses the button that mends."""
        error = _last()
        if error is None:
            return {"CANCELLED"}
        self._error = error
        self._mend = next(iter(mends(error)), None)
        label = tell(self._mend.text, "Operator") if self._mend is not None else tell("OK")
        manager: Any = context.window_manager
        asked: set[OperatorReturnItems] = manager.invoke_props_dialog(
            self, width=_WIDTH, title="Pointsmith", confirm_text=label, translate=False
        )
        return asked

    def draw(self, context: bpy.types.Context) -> None:
        """Draw the sentence, the way out, and what helps to find out more."""
        layout: Any = self.layout
        preferences: Any = context.preferences
        width = (_WIDTH - _MARGIN) * preferences.system.ui_scale
        column = layout.column(align=True)
        told = column.column(align=True)
        told.alert = True
        draw_text(told, sentence(self._error), width, "ERROR")
        draw_text(column, way_out(self._error), width, "BLANK1")
        row = layout.row(align=True)
        row.alignment = "RIGHT"
        row.operator("pointsmith.copy_diagnostics", text="Copy Report", icon="COPYDOWN")
        if self._error.code in NEEDS_LOG:
            row.operator("pointsmith.open_log", icon="TEXT")
        layout.separator()

    def execute(self, _context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Mend it."""
        error = _last()
        mend = next(iter(mends(error)), None) if error is not None else None
        if error is None or mend is None:
            return {"CANCELLED"}
        mend.run(error)
        return {"FINISHED"}


class POINTSMITH_OT_try_again(bpy.types.Operator):
    """Do what failed once more, with what helps changed in the panel."""

    bl_idname = "pointsmith.try_again"
    bl_label = "Try Again"
    bl_options = {"REGISTER", "INTERNAL"}

    change: EnumProperty(
        name="Change",
        description="What is different this time",
        items=(
            ("NONE", "Nothing", "Exactly as before"),
            ("SMALLER", "Smaller", "The next lower quality, or fewer points"),
            ("SEED", "Seed", "Another seed"),
            ("CPU", "CPU", "Compute on the processor, which is slower and works everywhere"),
            ("RESTART", "Restart", "End the worker first, so that a fresh one starts"),
        ),
        options={"SKIP_SAVE"},
    )

    @classmethod
    def poll(cls, _context: bpy.types.Context) -> bool:
        """Say in the tooltip why it cannot start."""
        return can_start(cls)

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Change it and start."""
        settings = settings_of(context)
        task = before = attention.task
        if self.change == "RESTART":
            session.free_worker()
        elif self.change == "SMALLER" and isinstance(task, SurfaceTask):
            task = _coarser(task)
        elif self.change in _CHANGES and not isinstance(task, SurfaceTask):
            _CHANGES[self.change](settings)
            task = None
        try:
            done: set[OperatorReturnItems] = _generate() if task is None else {"FINISHED"}
            if task is not None:
                session.submit([task])
        except PointsmithError as error:
            return failed(self, error)
        for entry in session.queue.failed:
            if entry.task is before:
                session.queue.remove(entry.id)
        timer_driver.wake()
        return done


class POINTSMITH_OT_type_prompt(bpy.types.Operator):
    """Type what to make in a dialog, wherever the mouse is, and generate it."""

    bl_idname = "pointsmith.type_prompt"
    bl_label = "Generate from Prompt"
    bl_options = {"REGISTER"}

    @classmethod
    def poll(cls, _context: bpy.types.Context) -> bool:
        """Say in the tooltip why it cannot start."""
        return can_start(cls)

    def invoke(self, context: bpy.types.Context, _event: bpy.types.Event) -> set[OperatorReturnItems]:
        """Ask; the field has the keyboard already."""
        settings_of(context).mode = "TEXT"
        manager: Any = context.window_manager
        asked: set[OperatorReturnItems] = manager.invoke_props_dialog(self, width=_WIDTH, confirm_text="Generate")
        return asked

    def draw(self, context: bpy.types.Context) -> None:
        """Draw the field and what the model does not know."""
        from ..panels.unknown_words import draw_unknown_words  # noqa: PLC0415 - reads the lexicon

        layout: Any = self.layout
        preferences: Any = context.preferences
        column = layout.column()
        column.activate_init = True
        column.prop(settings_of(context), "prompt", text="", placeholder="a red chair")
        width = (_WIDTH - _MARGIN) * preferences.system.ui_scale
        draw_unknown_words(layout.column(), settings_of(context).prompt, width)
        layout.row().prop(settings_of(context), "quality", expand=True)

    def execute(self, _context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Start the job."""
        return _generate()


class POINTSMITH_OT_choose_image(bpy.types.Operator):
    """Choose a picture from a file in place of the first reference image."""

    bl_idname = "pointsmith.choose_image"
    bl_label = "Choose Image"
    bl_options = {"REGISTER", "UNDO"}

    filepath: StringProperty(name="File", description="The picture", subtype="FILE_PATH", options={"SKIP_SAVE"})
    filter_image: bpy.props.BoolProperty(default=True, options={"HIDDEN", "SKIP_SAVE"})
    filter_folder: bpy.props.BoolProperty(default=True, options={"HIDDEN", "SKIP_SAVE"})

    def invoke(self, context: bpy.types.Context, _event: bpy.types.Event) -> set[OperatorReturnItems]:
        """Ask for the file."""
        manager: Any = context.window_manager
        manager.fileselect_add(self)
        return {"RUNNING_MODAL"}

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Load it into the first slot."""
        settings = settings_of(context)
        path = bpy.path.abspath(self.filepath)
        try:
            image = bpy.data.images.load(path, check_existing=True)
        except RuntimeError:
            return failed(self, PointsmithError(ErrorCode.BAD_IMAGE, f"{path} is no picture that Blender can read"))
        slots: Any = settings.images
        slot = next(iter(chosen(slots)), None) or (slots[0] if len(slots) else slots.add())
        slot.image = image
        settings.mode = "IMAGE"
        session.clear()
        return {"FINISHED"}


class POINTSMITH_OT_object_mode(bpy.types.Operator):
    """Leave the mode of the active object for Object Mode."""

    bl_idname = "pointsmith.object_mode"
    bl_label = "Go to Object Mode"
    bl_options = {"REGISTER", "UNDO", "INTERNAL"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        """Say in the tooltip that it is there already."""
        if context.mode == "OBJECT":
            cls.poll_message_set(tell("It is Object Mode already."))
            return False
        return True

    def execute(self, _context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Leave it."""
        bpy.ops.object.mode_set(mode="OBJECT")
        session.clear()
        return {"FINISHED"}


def _last() -> PointsmithError | None:
    return session.error or attention.error


def _generate() -> set[OperatorReturnItems]:
    operators: Any = bpy.ops
    done: set[OperatorReturnItems] = operators.pointsmith.generate()
    return done


def _coarser(task: SurfaceTask) -> Task:
    settings = task.request.settings
    resolution = max(RESOLUTION[0], settings.resolution // 2)
    return replace(task, request=replace(task.request, settings=replace(settings, resolution=resolution)))


def _smaller(settings: POINTSMITH_PG_settings) -> None:
    """Choose the best quality below the present values; below the lowest, halve them."""
    presets = pipeline(settings.model).presets
    for quality in (Quality.STANDARD, Quality.DRAFT):
        preset = presets[quality]
        if preset.points < settings.points or preset.surface_resolution < settings.surface_resolution:
            settings.quality = quality.name
            return
    settings.points = max(POINTS[0], settings.points // 2)
    settings.surface_resolution = max(RESOLUTION[0], settings.surface_resolution // 2)


def _other_seed(settings: POINTSMITH_PG_settings) -> None:
    settings.seed = (settings.seed + random.randrange(1, _SEEDS)) % (MAX_SEED + 1)


def _on_the_cpu(settings: POINTSMITH_PG_settings) -> None:
    settings.device = Device.CPU.name


_CHANGES = {"SMALLER": _smaller, "SEED": _other_seed, "CPU": _on_the_cpu}

CLASSES = (
    POINTSMITH_OT_show_error,
    POINTSMITH_OT_try_again,
    POINTSMITH_OT_type_prompt,
    POINTSMITH_OT_choose_image,
    POINTSMITH_OT_object_mode,
)
