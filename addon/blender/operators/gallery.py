"""The gallery: pick clouds, make objects of them, and dismiss the others."""
# mypy: disable-error-code="valid-type"
# Blender reads the annotations: each is a property, not a type.

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import bpy
from bpy.props import EnumProperty, StringProperty

from ...core.errors import PointsmithError
from .. import timer_driver
from ..gallery_tasks import CandidateTask
from ..session import session
from ..settings.panel import settings_of
from ..settings.request import fill
from ..translation import tell
from .generate import can_start, failed, start

if TYPE_CHECKING:
    from bpy.stub_internal.rna_enums import OperatorReturnItems

    from ...core.gallery import Candidate


def shown(cls: type[bpy.types.Operator]) -> bool:
    """Return whether there are clouds; if not, the tooltip says how to come to some."""
    if not session.has_gallery:
        cls.poll_message_set(tell("The gallery is empty. Set Variations and choose Gallery, then press Generate."))
    return session.has_gallery


class OfCandidate:
    """About one cloud of the gallery, or the picked ones."""

    candidate: StringProperty(
        name="Cloud", description="Id of the cloud; empty for the picked ones", options={"SKIP_SAVE"}
    )

    def found(self) -> list[Candidate]:
        """Return the candidates that it is about; none, and say so, when there is none."""
        if not self.candidate:
            candidates = session.gallery.picked
        else:
            candidates = [each for each in session.gallery.candidates if each.id == self.candidate]
        if not candidates:
            operator: Any = self
            operator.report({"WARNING"}, "Pick at least one cloud")
        return candidates


class POINTSMITH_OT_gallery_pick(OfCandidate, bpy.types.Operator):
    """Pick this cloud, or leave it."""

    bl_idname = "pointsmith.gallery_pick"
    bl_label = "Pick"
    bl_options = {"INTERNAL"}

    @classmethod
    def poll(cls, _context: bpy.types.Context) -> bool:
        """Only where there are clouds."""
        return shown(cls)

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
        return shown(cls)

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Mark them."""
        for candidate in session.gallery.candidates:
            wanted = {"SELECT": not candidate.made, "DESELECT": False, "INVERT": not candidate.picked}
            candidate.picked = wanted[self.action]
        session.gallery.changed()
        return _redrawn(context)


class POINTSMITH_OT_gallery_make(OfCandidate, bpy.types.Operator):
    """Make objects of the picked clouds: their surfaces enter the scene, beside each other."""

    bl_idname = "pointsmith.gallery_make"
    bl_label = "Make Surfaces"
    bl_options = {"REGISTER"}

    @classmethod
    def poll(cls, _context: bpy.types.Context) -> bool:
        """Say in the tooltip why it cannot start."""
        return shown(cls) and can_start(cls)

    def execute(self, _context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Start a job for each."""
        candidates, batches = self.found(), session.gallery.batches
        if not candidates:
            return {"CANCELLED"}
        tasks = [CandidateTask(each, batches[each.batch].next_destination()) for each in candidates]
        try:
            what = tell("1 object" if len(tasks) == 1 else "{count} objects", count=len(tasks))
            start(self, tasks, tell("Making {what}", what=what))
        except PointsmithError as error:
            return failed(self, error)
        for candidate in candidates:
            candidate.picked = False
        session.gallery.changed()
        return {"FINISHED"}


class POINTSMITH_OT_gallery_use_settings(OfCandidate, bpy.types.Operator):
    """Copy the prompt, seed and settings of the picked cloud into the panel, for a single object."""

    bl_idname = "pointsmith.gallery_use_settings"
    bl_label = "Use These Settings"
    bl_options = {"REGISTER", "UNDO"}

    @classmethod
    def poll(cls, _context: bpy.types.Context) -> bool:
        """Only where there are clouds."""
        return shown(cls)

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Fill the panel."""
        candidates, settings = self.found(), settings_of(context)
        if not candidates:
            return {"CANCELLED"}
        fill(settings, candidates[0].request)
        settings.variations.count = 1
        return {"FINISHED"}


class POINTSMITH_OT_gallery_dismiss(OfCandidate, bpy.types.Operator):
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
        return shown(cls)

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
        return shown(cls)

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
    POINTSMITH_OT_gallery_use_settings,
    POINTSMITH_OT_gallery_dismiss,
    POINTSMITH_OT_gallery_show,
)
