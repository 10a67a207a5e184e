"""The queue: order, pause, what failed, and back into the panel. Without an entry each is about the selected line."""
# mypy: disable-error-code="valid-type"
# Blender reads the annotations: each is a property, not a type.

from __future__ import annotations

from typing import TYPE_CHECKING

import bpy
from bpy.props import BoolProperty, EnumProperty, StringProperty

from ...core.variations import Layout
from ...jobs.queue import Entry, EntryState
from .. import queue_store, timer_driver
from ..gallery_tasks import CandidateTask, GalleryTask
from ..session import session
from ..settings.drawing import fill_drawing
from ..settings.panel import settings_of
from ..settings.queue import choose_entry, chosen_entry
from ..settings.request import fill
from ..tasks import GenerationTask, PictureTask, Task
from ..translation import tell

if TYPE_CHECKING:
    from bpy.stub_internal.rna_enums import OperatorReturnItems


class _OfEntry:
    entry: StringProperty(name="Entry", description="Id of the job; empty for the selected one", options={"SKIP_SAVE"})

    @property
    def found(self) -> Entry[Task] | None:
        """The entry that it is about."""
        return session.queue.find(self.entry or chosen_entry())


def _selected_waits(cls: type[bpy.types.Operator]) -> bool:
    """Whether there is a job that does not run; if not, the tooltip says so. Which one it is, `execute` sees."""
    if len(session.queue.entries) == int(session.queue.running is not None):
        cls.poll_message_set(tell("Select a job that does not run yet."))
        return False
    return True


def _changed() -> set[OperatorReturnItems]:
    queue_store.keep()
    timer_driver.wake()
    return {"FINISHED"}


class POINTSMITH_OT_queue_move(_OfEntry, bpy.types.Operator):
    """Let a job run earlier or later."""

    bl_idname = "pointsmith.queue_move"
    bl_label = "Move in Queue"
    bl_options = {"REGISTER", "INTERNAL"}

    direction: EnumProperty(
        name="Direction",
        description="Where it goes",
        items=(
            ("UP", "Up", "One place earlier"),
            ("DOWN", "Down", "One place later"),
            ("TOP", "Next", "Before all others that wait"),
        ),
    )

    @classmethod
    def poll(cls, _context: bpy.types.Context) -> bool:
        """Only where a job waits."""
        return _selected_waits(cls)

    def execute(self, _context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Move it; its line stays selected."""
        entry = self.found
        if entry is None or entry.state is EntryState.RUNNING:
            return {"CANCELLED"}
        steps = {"UP": -1, "DOWN": 1, "TOP": -len(session.queue.entries)}
        session.queue.move(entry.id, steps[self.direction])
        done = _changed()
        choose_entry(entry.id)
        return done


class POINTSMITH_OT_queue_remove(_OfEntry, bpy.types.Operator):
    """Take a job out of the queue; the one that runs is cancelled."""

    bl_idname = "pointsmith.queue_remove"
    bl_label = "Remove from Queue"
    bl_options = {"REGISTER", "INTERNAL"}

    @classmethod
    def poll(cls, _context: bpy.types.Context) -> bool:
        """Only where there is a job."""
        if not session.queue.entries:
            cls.poll_message_set(tell("The queue is empty."))
            return False
        return True

    def execute(self, _context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Remove it."""
        entry = self.found
        if entry is None:
            return {"CANCELLED"}
        if entry is session.queue.running:
            session.cancel()
        session.queue.remove(entry.id)
        return _changed()


class POINTSMITH_OT_queue_retry(_OfEntry, bpy.types.Operator):
    """Let a job that failed wait for another try."""

    bl_idname = "pointsmith.queue_retry"
    bl_label = "Try Again"
    bl_options = {"REGISTER", "INTERNAL"}

    @classmethod
    def poll(cls, _context: bpy.types.Context) -> bool:
        """Only where a job failed."""
        if not session.queue.failed:
            cls.poll_message_set(tell("No job has failed."))
            return False
        return True

    def execute(self, _context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Let it wait."""
        entry = self.found
        if entry is None or entry.state is not EntryState.FAILED:
            return {"CANCELLED"}
        session.queue.retry(entry.id)
        session.clear()
        return _changed()


class POINTSMITH_OT_queue_edit(_OfEntry, bpy.types.Operator):
    """Put a job's settings back into the panel and take it out of the queue, to change it and add it again."""

    bl_idname = "pointsmith.queue_edit"
    bl_label = "Edit"
    bl_options = {"REGISTER", "UNDO", "INTERNAL"}

    @classmethod
    def poll(cls, _context: bpy.types.Context) -> bool:
        """Only where a job waits."""
        return _selected_waits(cls)

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Fill the panel."""
        entry = self.found
        if entry is None or entry.state is EntryState.RUNNING or not _fill_panel(context, entry.task):
            self.report({"WARNING"}, "The settings of this job are not in the panel; remove it and start it again")
            return {"CANCELLED"}
        session.queue.remove(entry.id)
        return _changed()


class POINTSMITH_OT_queue_pause(bpy.types.Operator):
    """Start no further job, or go on. The job that runs is not stopped."""

    bl_idname = "pointsmith.queue_pause"
    bl_label = "Pause Queue"
    bl_options = {"REGISTER", "INTERNAL"}

    pause: BoolProperty(name="Pause", description="Pause the queue; otherwise resume it", default=True)

    @classmethod
    def description(cls, _context: bpy.types.Context, properties: bpy.types.OperatorProperties) -> str:
        """Say what the button does now."""
        return tell("Start no further job; the one that runs goes on" if properties.pause else "Run the jobs that wait")

    def execute(self, _context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Pause or resume."""
        if self.pause:
            session.queue.pause()
        else:
            session.clear()
            session.queue.resume()
        return _changed()


class POINTSMITH_OT_cancel_all(bpy.types.Operator):
    """Cancel the job that runs and empty the queue."""

    bl_idname = "pointsmith.cancel_all"
    bl_label = "Cancel All"
    bl_options = {"REGISTER"}

    @classmethod
    def poll(cls, _context: bpy.types.Context) -> bool:
        """Only where there is something to cancel."""
        if not session.queue.entries:
            cls.poll_message_set(tell("Nothing runs or waits."))
            return False
        return True

    def execute(self, _context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Cancel everything."""
        session.cancel_all()
        return _changed()


def _fill_panel(context: bpy.types.Context, task: Task) -> bool:
    """Put what a task asks for into the panel; return False for one that is not asked for there."""
    settings = settings_of(context)
    if isinstance(task, PictureTask):
        fill_drawing(settings, task.request)
        return True
    if not isinstance(task, GenerationTask | GalleryTask | CandidateTask):
        return False
    first = task.requests[0]
    fill(settings, first)
    blends = first.blend is not None
    settings.variations.count = 1 if blends else min(len(task.requests), 16)
    if isinstance(task, GalleryTask):
        settings.variations.layout = Layout.GALLERY.name
        settings.variations.spacing = task.step / first.size
    return True


CLASSES = (
    POINTSMITH_OT_queue_move,
    POINTSMITH_OT_queue_remove,
    POINTSMITH_OT_queue_retry,
    POINTSMITH_OT_queue_edit,
    POINTSMITH_OT_queue_pause,
    POINTSMITH_OT_cancel_all,
)
