"""The published models: fetch, stop, load from a file, remove."""
# mypy: disable-error-code="valid-type"
# Blender reads the annotations: each is a property, not a type.

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import bpy
from bpy.props import StringProperty

from ...core.errors import ErrorCode, PointsmithError
from ...core.published import published
from .. import timer_driver
from ..environment import environment, model_store, preferences
from ..models.choice import removable
from ..models.fetch_run import Source
from ..session import session
from ..translation import tell

if TYPE_CHECKING:
    from bpy.stub_internal.rna_enums import OperatorReturnItems


class _OfModel:
    """An operator of one line of the Models list."""

    model: StringProperty(name="Model", description="Its name in a request", options={"SKIP_SAVE"})


class POINTSMITH_OT_model_download(_OfModel, bpy.types.Operator):
    """Fetch this model; goes on where an earlier download stopped. Blender stays usable, and the page may be closed."""

    bl_idname = "pointsmith.model_download"
    bl_label = "Download"
    bl_options = {"REGISTER", "INTERNAL"}

    def execute(self, _context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Start the child; the timer follows it."""
        if not bpy.app.online_access:
            return _refused(self, self.model, PointsmithError(ErrorCode.MODELS_OFFLINE))
        chosen = preferences()
        source = Source(chosen.mirror, chosen.proxy) if chosen is not None else Source()
        return _started(self, self.model, source)


class POINTSMITH_OT_model_load(_OfModel, bpy.types.Operator):
    """Load this model from files on this computer: a checkpoint as published, or a folder that holds what it needs."""

    bl_idname = "pointsmith.model_load"
    bl_label = "Load from File"
    bl_options = {"REGISTER", "INTERNAL"}

    filepath: StringProperty(
        name="File", description="The checkpoint or folder", subtype="FILE_PATH", options={"SKIP_SAVE"}
    )
    filter_glob: StringProperty(default="*.pt;*.pth;*.safetensors", options={"HIDDEN"})

    def invoke(self, context: bpy.types.Context, _event: bpy.types.Event) -> set[OperatorReturnItems]:
        """Ask for the file or folder."""
        manager: Any = context.window_manager
        manager.fileselect_add(self)
        return {"RUNNING_MODAL"}

    def execute(self, _context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Start the child; the timer follows it."""
        return _started(self, self.model, Source(file=bpy.path.abspath(self.filepath)))


class POINTSMITH_OT_model_cancel(_OfModel, bpy.types.Operator):
    """Stop this download; what is there is kept, and Resume goes on."""

    bl_idname = "pointsmith.model_cancel"
    bl_label = "Cancel"
    bl_options = {"REGISTER", "INTERNAL"}

    def execute(self, _context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Ask the child to stop."""
        run = session.downloads.runs.get(self.model)
        if run is None:
            return {"CANCELLED"}
        run.cancel()
        timer_driver.wake()
        return {"FINISHED"}


class POINTSMITH_OT_model_remove(_OfModel, bpy.types.Operator):
    """Remove this model from the disk, with what was fetched of it; files that other models share stay."""

    bl_idname = "pointsmith.model_remove"
    bl_label = "Remove Model"
    bl_options = {"REGISTER", "INTERNAL"}

    @classmethod
    def poll(cls, _context: bpy.types.Context) -> bool:
        """Not under a running job, which may be using it."""
        if session.job is not None:
            cls.poll_message_set(tell("An object is being made; cancel it first."))
            return False
        return True

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[OperatorReturnItems]:
        """Ask first."""
        manager: Any = context.window_manager
        answer: set[OperatorReturnItems] = manager.invoke_confirm(self, event)
        return answer

    def execute(self, _context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Remove it."""
        # The worker may have the files open.
        session.free_worker()
        store = model_store()
        try:
            model = published(self.model)
            store.remove(model, {part for part in model.components if part not in removable(store, model)})
        except PointsmithError as error:
            return _refused(self, self.model, error)
        session.downloads.forget(self.model)
        session.revision += 1
        return {"FINISHED"}


class POINTSMITH_OT_model_dismiss(_OfModel, bpy.types.Operator):
    """Take the message away."""

    bl_idname = "pointsmith.model_dismiss"
    bl_label = "Dismiss"
    bl_options = {"INTERNAL"}

    def execute(self, _context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Forget how the last download of this model ended."""
        session.downloads.forget(self.model)
        session.revision += 1
        return {"FINISHED"}


class POINTSMITH_OT_models_folder(bpy.types.Operator):
    """Open the folder of the published models."""

    bl_idname = "pointsmith.models_folder"
    bl_label = "Open Folder"
    bl_options = {"REGISTER", "INTERNAL"}

    @classmethod
    def poll(cls, _context: bpy.types.Context) -> bool:
        """Say in the tooltip when there is none."""
        if not model_store().folder.is_dir():
            cls.poll_message_set(tell("No model has been fetched yet."))
            return False
        return True

    def execute(self, _context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Let the system open it."""
        bpy.ops.wm.path_open(filepath=str(model_store().folder))
        return {"FINISHED"}


def _started(operator: bpy.types.Operator, model: str, source: Source) -> set[OperatorReturnItems]:
    try:
        if not session.is_ready:
            raise PointsmithError(ErrorCode.NOT_SET_UP)
        session.downloads.start(environment(), model_store(), published(model), source)
    except PointsmithError as error:
        return _refused(operator, model, error)
    session.revision += 1
    timer_driver.wake()
    return {"FINISHED"}


def _refused(operator: bpy.types.Operator, model: str, error: PointsmithError) -> set[OperatorReturnItems]:
    """Show an error under the model's line and in the status bar."""
    session.downloads.errors[model] = error
    session.revision += 1
    operator.report({"ERROR" if bpy.app.background else "WARNING"}, str(error))
    return {"CANCELLED"}


CLASSES = (
    POINTSMITH_OT_model_download,
    POINTSMITH_OT_model_load,
    POINTSMITH_OT_model_cancel,
    POINTSMITH_OT_model_remove,
    POINTSMITH_OT_model_dismiss,
    POINTSMITH_OT_models_folder,
)
