"""The gallery: pick clouds, make objects of them, and ask for more."""
# mypy: disable-error-code="valid-type"
# Blender reads the annotations: each is a property, not a type.

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import bpy
from bpy.props import EnumProperty, StringProperty

from ...core.errors import ErrorCode, PointsmithError
from ...core.pipelines import pipeline
from ...core.variations import Layout, seeds
from .. import timer_driver
from ..gallery_tasks import CandidateTask, GalleryTask
from ..session import session
from ..settings.panel import settings_of
from ..settings.request import fill
from ..settings.variations import task_for
from ..wording import counted
from .generate import can_start, failed, start

if TYPE_CHECKING:
    from bpy.stub_internal.rna_enums import OperatorReturnItems

    from ...core.gallery import Batch, Candidate

_SEEDS = 1_000_000
_EMPTY = "The gallery is empty. Set Variations and choose Gallery, then press Generate."


def _shown(cls: type[bpy.types.Operator]) -> bool:
    if not session.has_gallery:
        cls.poll_message_set(_EMPTY)
    return session.has_gallery


def _picked(cls: type[bpy.types.Operator]) -> bool:
    if not session.has_gallery or not session.gallery.picked:
        cls.poll_message_set("Pick at least one cloud.")
        return False
    return can_start(cls)


class _OfCandidate:
    candidate: StringProperty(
        name="Cloud", description="Id of the cloud; empty for the picked ones", options={"SKIP_SAVE", "HIDDEN"}
    )

    @property
    def found(self) -> list[Candidate]:
        """The candidates that it is about. Raises PointsmithError BAD_SELECTION when there is none."""
        if not self.candidate:
            candidates = session.gallery.picked
        else:
            candidates = [each for each in session.gallery.candidates if each.id == self.candidate]
        if not candidates:
            raise PointsmithError(ErrorCode.BAD_SELECTION, "no cloud of the gallery is picked")
        return candidates

    @property
    def batch(self) -> Batch:
        """Those that the first of them was made with."""
        return session.gallery.batches[self.found[0].batch]


class POINTSMITH_OT_gallery_pick(_OfCandidate, bpy.types.Operator):
    """Pick this cloud, or leave it."""

    bl_idname = "pointsmith.gallery_pick"
    bl_label = "Pick"
    bl_options = {"INTERNAL"}

    @classmethod
    def poll(cls, _context: bpy.types.Context) -> bool:
        """Only where there are clouds."""
        return _shown(cls)

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Turn the mark over."""
        candidate = session.gallery.find(self.candidate)
        if candidate is None:
            return {"CANCELLED"}
        candidate.picked = not candidate.picked
        session.gallery.changed()
        return _redrawn(context)


class POINTSMITH_OT_gallery_pick_all(bpy.types.Operator):
    """Pick all clouds of the gallery, or none."""

    bl_idname = "pointsmith.gallery_pick_all"
    bl_label = "Pick All"
    bl_options = {"REGISTER", "INTERNAL"}

    action: EnumProperty(
        name="Action",
        description="Which clouds are picked then",
        items=(
            ("SELECT", "All", "Pick every cloud that is no object yet"),
            ("DESELECT", "None", "Pick none"),
            ("INVERT", "Invert", "Pick those that are not picked"),
        ),
    )

    @classmethod
    def poll(cls, _context: bpy.types.Context) -> bool:
        """Only where there are clouds."""
        return _shown(cls)

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Mark them."""
        for candidate in session.gallery.candidates:
            wanted = {"SELECT": not candidate.made, "DESELECT": False, "INVERT": not candidate.picked}
            candidate.picked = wanted[self.action]
        session.gallery.changed()
        return _redrawn(context)


class POINTSMITH_OT_gallery_make(_OfCandidate, bpy.types.Operator):
    """Make objects of the picked clouds: their surfaces enter the scene, beside each other."""

    bl_idname = "pointsmith.gallery_make"
    bl_label = "Make Surfaces"
    bl_options = {"REGISTER"}

    @classmethod
    def poll(cls, _context: bpy.types.Context) -> bool:
        """Say in the tooltip why it cannot start."""
        return _shown(cls) and can_start(cls)

    def execute(self, _context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Start a job for each."""
        try:
            candidates = self.found
            batches = session.gallery.batches
            tasks = [CandidateTask(each, batches[each.batch].next_destination()) for each in candidates]
            start(self, tasks, f"Making {counted(len(tasks), 'object')}")
        except PointsmithError as error:
            return failed(self, error)
        for candidate in candidates:
            candidate.picked = False
        session.gallery.changed()
        return {"FINISHED"}


class POINTSMITH_OT_gallery_more(_OfCandidate, bpy.types.Operator):
    """Make clouds that are near the picked one: the same request, with noise that goes a part of the way to others."""

    bl_idname = "pointsmith.gallery_more"
    bl_label = "More Like This"
    bl_options = {"REGISTER"}

    @classmethod
    def poll(cls, _context: bpy.types.Context) -> bool:
        """Say in the tooltip why it cannot start."""
        if not _picked(cls):
            return False
        if not all(pipeline(each.request.pipeline).blends for each in session.gallery.picked):
            cls.poll_message_set("This model cannot blend; use New Seeds.")
            return False
        return True

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Start one job for each picked cloud."""
        from ...core.gallery import more_like  # noqa: PLC0415 - brings numpy: 60 ms where Blender has not yet

        try:
            candidates, batch = self.found, self.batch
            count = max(4, settings_of(context).variations.count)
            tasks = []
            for candidate in candidates:
                near = more_like(candidate.request, count, random.randrange(_SEEDS))
                tasks.append(GalleryTask(near, batch.destination, batch.step))
            start(self, tasks, f"Making {count} like it")
        except PointsmithError as error:
            return failed(self, error)
        return {"FINISHED"}


class POINTSMITH_OT_gallery_again(bpy.types.Operator):
    """Make as many clouds again with the seeds that follow."""

    bl_idname = "pointsmith.gallery_again"
    bl_label = "New Seeds"
    bl_options = {"REGISTER"}

    @classmethod
    def poll(cls, _context: bpy.types.Context) -> bool:
        """Say in the tooltip why it cannot start."""
        return _shown(cls) and can_start(cls)

    def execute(self, _context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Ask as the newest clouds were asked for."""
        gallery = session.gallery
        last = gallery.candidates[-1]
        batch = gallery.batches[last.batch]
        whole = [each for each in gallery.candidates if each.batch == last.batch]
        following = seeds(max(each.request.seed for each in gallery.candidates), 2)[1]
        try:
            request = replace(last.request, seed=following, blend=None)
            count = max(2, len(whole))
            spacing = batch.step / request.size
            task = task_for(request, batch.destination, count, Layout.GALLERY, spacing)
            start(self, [task], f"Making {task.title}")
        except PointsmithError as error:
            return failed(self, error)
        return {"FINISHED"}


class POINTSMITH_OT_gallery_use_settings(_OfCandidate, bpy.types.Operator):
    """Copy the prompt, seed and settings of the picked cloud into the panel, for a single object."""

    bl_idname = "pointsmith.gallery_use_settings"
    bl_label = "Use These Settings"
    bl_options = {"REGISTER", "UNDO"}

    @classmethod
    def poll(cls, _context: bpy.types.Context) -> bool:
        """Only where there are clouds."""
        return _shown(cls)

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Fill the panel."""
        settings = settings_of(context)
        try:
            fill(settings, self.found[0].request)
        except PointsmithError as error:
            return failed(self, error)
        settings.variations.count = 1
        return {"FINISHED"}


class POINTSMITH_OT_gallery_dismiss(_OfCandidate, bpy.types.Operator):
    """Take clouds out of the gallery; objects that were made of them stay."""

    bl_idname = "pointsmith.gallery_dismiss"
    bl_label = "Dismiss"
    bl_options = {"REGISTER", "INTERNAL"}

    which: EnumProperty(
        name="Which",
        description="Which clouds go, where no single one is named",
        items=(
            ("ALL", "All", "Empty the gallery"),
            ("UNPICKED", "Not Picked", "Keep the picked ones"),
        ),
    )

    @classmethod
    def poll(cls, _context: bpy.types.Context) -> bool:
        """Only where there are clouds."""
        return _shown(cls)

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Remove them, but not those that wait in the queue to become objects."""
        gallery = session.gallery
        tasks = [entry.task for entry in session.queue.entries]
        needed = {task.candidate.id for task in tasks if isinstance(task, CandidateTask)}
        if self.candidate:
            wanted = {self.candidate}
        else:
            wanted = {each.id for each in gallery.candidates if self.which == "ALL" or not each.picked}
        gallery.dismiss([each for each in wanted if each not in needed])
        if wanted & needed:
            self.report({"INFO"}, "Clouds that are becoming objects stay until then")
        return _redrawn(context)


class POINTSMITH_OT_gallery_show(bpy.types.Operator):
    """Show the gallery in a large window of its own; it closes when the mouse leaves it."""

    bl_idname = "pointsmith.gallery_show"
    bl_label = "Show Gallery"
    bl_options = {"INTERNAL"}

    @classmethod
    def poll(cls, _context: bpy.types.Context) -> bool:
        """Only where there are clouds."""
        return _shown(cls)

    def execute(self, _context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Everything happens by the buttons."""
        return {"FINISHED"}

    def invoke(self, context: bpy.types.Context, _event: bpy.types.Event) -> set[OperatorReturnItems]:
        """Open it."""
        manager: Any = context.window_manager
        opened: set[OperatorReturnItems] = manager.invoke_popup(self, width=820)
        return opened

    def draw(self, context: bpy.types.Context) -> None:
        """Draw the clouds, large."""
        from ..panels.gallery import draw_gallery  # noqa: PLC0415 - panels come after operators

        layout: Any = self.layout
        layout.label(text="Gallery", icon="IMGDISPLAY")
        if session.has_gallery:
            draw_gallery(layout, context, columns=4, scale=9.0)


def _redrawn(context: bpy.types.Context) -> set[OperatorReturnItems]:
    if context.region is not None:
        context.region.tag_redraw()
    timer_driver.wake()
    return {"FINISHED"}


CLASSES = (
    POINTSMITH_OT_gallery_pick,
    POINTSMITH_OT_gallery_pick_all,
    POINTSMITH_OT_gallery_make,
    POINTSMITH_OT_gallery_more,
    POINTSMITH_OT_gallery_again,
    POINTSMITH_OT_gallery_use_settings,
    POINTSMITH_OT_gallery_dismiss,
    POINTSMITH_OT_gallery_show,
)
