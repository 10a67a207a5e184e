"""The Queue panel: what runs, waits and failed."""

from __future__ import annotations

from typing import Any

import bpy

from ...core.pipelines import quality_of
from ...jobs.queue import Entry, EntryState
from ..gallery_tasks import CandidateTask, GalleryTask
from ..session import session
from ..settings.queue import chosen_entry, queue_list
from ..tasks import GenerationTask, PictureTask, SurfaceTask, Task
from ..translation import retold, sentence, tell, way_out
from .sidebar import Sidebar
from .text import draw_text, text_width

_STATE_ICONS = {EntryState.RUNNING: "PLAY", EntryState.FAILED: "ERROR"}


class POINTSMITH_UL_queue(bpy.types.UIList):
    """The jobs, in the order in which they run."""

    def draw_item(
        self, _context: Any, layout: Any, _data: Any, item: Any, _icon: Any, _active: Any, _name: Any, *_: Any
    ) -> None:
        """Draw a line: kind, title, quality, and how far the running one is."""
        entry = session.queue.find(item.entry)
        if entry is None:
            return
        row = layout.row(align=True)
        row.alert = entry.state is EntryState.FAILED
        row.label(
            text=retold(entry.task.title), translate=False, icon=_STATE_ICONS.get(entry.state) or _icon_of(entry.task)
        )
        side = row.row()
        side.alignment = "RIGHT"
        side.label(text=_state(entry))

    def draw_filter(self, _context: Any, layout: Any) -> None:
        """Offer the search alone: sorted by name, the order would say something wrong."""
        layout.prop(self, "filter_name", text="", icon="VIEWZOOM")

    def filter_items(self, _context: Any, data: Any, name: str) -> Any:
        """Show those whose title holds the word that is searched for, in their order."""
        helpers: Any = bpy.types.UI_UL_list
        lines = getattr(data, name)
        return helpers.filter_items_by_name(self.filter_name, self.bitflag_filter_item, lines, "name"), []


class POINTSMITH_PT_queue(Sidebar, bpy.types.Panel):
    """The jobs that run, wait or failed."""

    bl_label = "Queue"
    bl_parent_id = "POINTSMITH_PT_main"

    @classmethod
    def poll(cls, _context: bpy.types.Context) -> bool:
        """Only while there is something to order: a single running job is shown above."""
        queue = session.queue
        return len(queue.entries) > int(queue.running is not None)

    def draw_header_preset(self, _context: bpy.types.Context) -> None:
        """Say in the header how many wait."""
        layout: Any = self.layout
        layout.label(text=_summary())

    def draw(self, context: bpy.types.Context) -> None:
        """Draw the list and what can be done; why it stands still is said beside Generate."""
        layout: Any = self.layout
        queue = session.queue
        shown = queue_list()
        row = layout.row()
        row.template_list("POINTSMITH_UL_queue", "", shown, "lines", shown, "index", rows=4, maxrows=10)
        column = row.column(align=True)
        for icon, direction in (("TRIA_UP_BAR", "TOP"), ("TRIA_UP", "UP"), ("TRIA_DOWN", "DOWN")):
            column.operator("pointsmith.queue_move", text="", icon=icon).direction = direction
        column.separator()
        column.operator("pointsmith.queue_edit", text="", icon="GREASEPENCIL")
        column.operator("pointsmith.queue_remove", text="", icon="X")
        entry = queue.find(chosen_entry())
        if entry is not None:
            _draw_told(layout, entry, text_width(context))
        row = layout.row(align=True)
        if queue.waiting and not queue.paused:
            row.operator("pointsmith.queue_pause", text="Pause", icon="PAUSE").pause = True
        text = "Cancel All" if queue.waiting or queue.running is not None else "Clear"
        row.operator("pointsmith.cancel_all", text=text, icon="CANCEL")


def draw_paused(layout: Any, width: float) -> None:
    """Draw why the queue stands still, and Resume."""
    queue = session.queue
    box = layout.box().column()
    count = len(queue.waiting)
    draw_text(
        box,
        tell(
            "The queue is paused: 1 job waits." if count == 1 else "The queue is paused: {count} jobs wait.",
            count=count,
        ),
        width,
        "PAUSE",
    )
    if queue.reason:
        draw_text(box, retold(queue.reason), width)
    row = box.row()
    row.scale_y = 1.4
    row.operator("pointsmith.queue_pause", text="Resume", icon="PLAY").pause = False


def _draw_told(layout: Any, entry: Entry[Task], width: float) -> None:
    if entry.state is EntryState.FAILED and entry.error is not None:
        if entry.error is not session.error:  # which is told beside Generate already
            column = layout.column()
            column.alert = True
            draw_text(column, sentence(entry.error), width, "ERROR")
            draw_text(layout, way_out(entry.error), width, "BLANK1")
        layout.operator("pointsmith.queue_retry", icon="FILE_REFRESH")
        return
    facts = [entry.note, "It is not saved with the file." if isinstance(entry.task, SurfaceTask) else ""]
    for fact in filter(None, facts):
        draw_text(layout, retold(fact), width, "INFO")


def _summary() -> str:
    queue = session.queue
    parts = [tell("{count} waiting", count=len(queue.waiting))] if queue.waiting else []
    parts += [tell("{count} failed", count=len(queue.failed))] if queue.failed else []
    return ", ".join(parts)


def _state(entry: Entry[Task]) -> str:
    if entry.state is EntryState.RUNNING:
        return f"{session.job.fraction:.0%}" if session.job is not None else ""
    if entry.state is EntryState.FAILED:
        return "Failed"
    task = entry.task
    if isinstance(task, GenerationTask | GalleryTask):
        quality = quality_of(task.requests[0])
        return quality.capitalize() if quality is not None else "Custom"
    return ""


def _icon_of(task: Task) -> str:
    if isinstance(task, GalleryTask):
        return "IMGDISPLAY"
    if isinstance(task, SurfaceTask | CandidateTask):
        return "MOD_REMESH"
    if isinstance(task, PictureTask):
        return "IMAGE_RGB"
    assert isinstance(task, GenerationTask)
    return "IMAGE_DATA" if task.requests[0].images else "SMALL_CAPS"


CLASSES = (POINTSMITH_UL_queue, POINTSMITH_PT_queue)
