"""The History panel: the last results of this user, with their settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import bpy

from ..session import session
from ..settings.history import PAGE, history_view
from ..thumbnails import icon
from ..translation import tell
from .sidebar import Sidebar
from .text import draw_text, text_width

if TYPE_CHECKING:
    from ...core.history import HistoryEntry

_SCALE = 3.6
"""Height of a picture, in lines of text."""


class POINTSMITH_PT_history(Sidebar, bpy.types.Panel):
    """The last results, kept with the user and not with the file."""

    bl_label = "History"
    bl_parent_id = "POINTSMITH_PT_main"
    bl_options = {"DEFAULT_CLOSED"}

    def draw(self, context: bpy.types.Context) -> None:
        """Draw the search, a page of results, and the way to the others."""
        from ...core.history import searched  # noqa: PLC0415 - brings numpy: 60 ms where Blender has not yet

        layout: Any = self.layout
        view: Any = history_view()
        every = session.history.entries()
        if not every:
            draw_text(layout, "What you make is kept here with its picture and settings.", text_width(context), "INFO")
            return
        row = layout.row(align=True)
        row.prop(view, "search", text="", icon="VIEWZOOM", placeholder="red chair draft")
        row.operator("pointsmith.history_clear", text="", icon="TRASH")
        found = searched(every, view.search)
        if not found:
            layout.label(text="Nothing of that is in the history", icon="INFO")
            return
        pages = -(-len(found) // PAGE)
        first = min(view.page, pages - 1) * PAGE
        column = layout.column(align=True)
        for entry in found[first : first + PAGE]:
            _draw_entry(column.box().row(align=True), entry)
        if pages > 1:
            _draw_pages(layout, min(view.page, pages - 1), pages)


def _draw_entry(row: Any, entry: HistoryEntry) -> None:
    row.template_icon(icon_value=icon(entry.file), scale=_SCALE)
    column = row.column(align=True)
    column.label(text=entry.request.title, translate=False)
    column.label(text=tell("Seed {seed}, {quality}", seed=entry.request.seed, quality=tell(entry.quality)))
    column.label(text=entry.date)
    column = row.column(align=True)
    column.operator("pointsmith.history_use_settings", text="", icon="PASTEDOWN").entry = entry.id
    column.operator("pointsmith.history_run_again", text="", icon="FILE_REFRESH").entry = entry.id
    column.operator("pointsmith.history_remove", text="", icon="X").entry = entry.id


def _draw_pages(layout: Any, page: int, pages: int) -> None:
    row = layout.row(align=True)
    for step, arrow in ((-1, "TRIA_LEFT"), (1, "TRIA_RIGHT")):
        turn = row.row(align=True)
        turn.enabled = 0 <= page + step < pages
        turn.operator("pointsmith.history_page", text="", icon=arrow).page = page + step
        if step < 0:
            middle = row.row(align=True)
            middle.alignment = "CENTER"
            middle.label(text=tell("{page} of {pages}", page=page + 1, pages=pages))


CLASSES = (POINTSMITH_PT_history,)
