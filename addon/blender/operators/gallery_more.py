"""More clouds for the gallery: near the picked ones, or from other seeds."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

import bpy

from ...core.errors import PointsmithError
from ...core.pipelines import pipeline
from ...core.variations import Layout, seeds
from ..gallery_tasks import GalleryTask
from ..session import session
from ..settings.panel import settings_of
from ..settings.variations import task_for
from ..translation import tell
from .gallery import OfCandidate, shown
from .generate import can_start, failed, start

if TYPE_CHECKING:
    from bpy.stub_internal.rna_enums import OperatorReturnItems

_SEEDS = 1_000_000


def _picked(cls: type[bpy.types.Operator]) -> bool:
    if not session.has_gallery or not session.gallery.picked:
        cls.poll_message_set(tell("Pick at least one cloud."))
        return False
    return can_start(cls)


class POINTSMITH_OT_gallery_more(OfCandidate, bpy.types.Operator):
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
            cls.poll_message_set(tell("This model cannot blend; use New Seeds."))
            return False
        return True

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Start one job for each picked cloud."""
        from ...core.gallery import more_like  # noqa: PLC0415 - brings numpy: 60 ms where Blender has not yet

        candidates = self.found()
        if not candidates:
            return {"CANCELLED"}
        batch = session.gallery.batches[candidates[0].batch]
        try:
            count = max(4, settings_of(context).variations.count)
            tasks = []
            for candidate in candidates:
                near = more_like(candidate.request, count, random.randrange(_SEEDS))
                tasks.append(GalleryTask(near, batch.destination, batch.step))
            start(self, tasks, tell("Making {count} like it", count=count))
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
        return shown(cls) and can_start(cls)

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
            start(self, [task], tell("Making {what}", what=task.title))
        except PointsmithError as error:
            return failed(self, error)
        return {"FINISHED"}


CLASSES = (POINTSMITH_OT_gallery_more, POINTSMITH_OT_gallery_again)
