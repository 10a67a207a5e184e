"""The Gallery panel: clouds to pick from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import bpy

from ..gallery_tasks import CandidateTask
from ..session import session
from ..thumbnails import icon
from ..translation import tell
from .sidebar import Sidebar
from .text import text_width

if TYPE_CHECKING:
    from ...core.gallery import Candidate

_CELL = 108
"""Pixels that a cloud needs at least in a panel, at an interface scale of 1."""
_UNIT = 20
"""Pixels of a widget's height, at an interface scale of 1."""


class POINTSMITH_PT_gallery(Sidebar, bpy.types.Panel):
    """Clouds to pick from, before their surfaces are made."""

    bl_label = "Gallery"
    bl_parent_id = "POINTSMITH_PT_main"

    @classmethod
    def poll(cls, _context: bpy.types.Context) -> bool:
        """Only while there are clouds."""
        return session.has_gallery

    def draw_header_preset(self, _context: bpy.types.Context) -> None:
        """Offer the large view in the header."""
        layout: Any = self.layout
        layout.operator("pointsmith.gallery_show", text="", icon="FULLSCREEN_ENTER", emboss=False)

    def draw(self, context: bpy.types.Context) -> None:
        """Draw the clouds in as many columns as there is room for."""
        preferences: Any = context.preferences
        width = text_width(context) / (preferences.system.ui_scale or 1.0)  # 0 where there is no window
        columns = max(1, int((width + 40) // _CELL))
        draw_gallery(self.layout, context, columns, scale=min((width + 30) / columns / _UNIT - 0.9, 9.0))


def draw_gallery(layout: Any, _context: bpy.types.Context, columns: int, scale: float) -> None:
    """Draw the clouds, those made together under their title and the newest first, and what can be done with them."""
    gallery = session.gallery
    for batch in reversed(gallery.batches.values()):
        candidates = [each for each in gallery.candidates if each.batch == batch.id]
        layout.label(text=batch.title, translate=False)
        grid = layout.grid_flow(row_major=True, columns=columns, even_columns=True, even_rows=True, align=True)
        for candidate in candidates:
            _draw_candidate(grid.box().column(align=True), candidate, scale)
        # The last line is filled, so that its clouds are not larger than the others.
        for _ in range(-len(candidates) % columns):
            grid.column()
    _draw_actions(layout, len(gallery.picked))


def _draw_candidate(column: Any, candidate: Candidate, scale: float) -> None:
    column.template_icon(icon_value=icon(candidate.picture), scale=scale)
    row = column.row(align=True)
    state = "CHECKMARK" if candidate.made else "CHECKBOX_HLT" if candidate.picked else "CHECKBOX_DEHLT"
    request = candidate.request
    text = tell("Seed {seed}", seed=request.seed) if request.blend is None else f"{request.seed} → {request.blend.seed}"
    pick = row.operator("pointsmith.gallery_pick", text=text, icon=state, depress=candidate.picked)
    pick.candidate = candidate.id


def _draw_actions(layout: Any, count: int) -> None:
    row = layout.row(align=True)
    for action, text in (("SELECT", "All"), ("DESELECT", "None"), ("INVERT", "Invert")):
        row.operator("pointsmith.gallery_pick_all", text=text).action = action
    row = layout.row()
    row.scale_y = 1.4
    row.enabled = count > 0
    text = tell("Make 1 Surface" if count == 1 else "Make {count} Surfaces", count=count) if count else "Make Surfaces"
    row.operator("pointsmith.gallery_make", text=text, icon="MOD_REMESH")
    row = layout.row(align=True)
    row.operator("pointsmith.gallery_more", icon="MOD_ARRAY")
    row.operator("pointsmith.gallery_again", icon="FILE_REFRESH")
    row = layout.row(align=True)
    row.operator("pointsmith.gallery_use_settings", text="Use Settings", icon="PASTEDOWN")
    row.operator_menu_enum("pointsmith.gallery_dismiss", "which", text="Dismiss", icon="TRASH")
    waiting = sum(isinstance(entry.task, CandidateTask) for entry in session.queue.entries)
    if waiting:
        text = tell("1 surface on the way" if waiting == 1 else "{count} surfaces on the way", count=waiting)
        layout.label(text=text, icon="SORTTIME")


CLASSES = (POINTSMITH_PT_gallery,)
