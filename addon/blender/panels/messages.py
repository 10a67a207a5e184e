"""What the artist is told: errors with their way out and the buttons that mend them, and notices."""

from __future__ import annotations

from typing import Any

import bpy

from ..mending import NEEDS_LOG, mends
from ..session import session
from ..translation import retold, sentence, way_out
from .text import beside_button, draw_text


def draw_messages(layout: bpy.types.UILayout, width: float) -> None:
    """Draw the error and the notices that were not dismissed yet."""
    error = session.error
    if error is None and not session.notices:
        return
    box = layout.box()
    row = box.row()
    column = row.column(align=True)
    narrow = beside_button(width)
    if error is not None:
        column.alert = True
        draw_text(column, sentence(error), narrow, "ERROR")
        column = box.column(align=True)
        draw_text(column, way_out(error), width)
        buttons = column.column(align=True)
        buttons.separator()
        for number, mend in enumerate(mends(error)):
            line = buttons.row(align=True)
            line.scale_y = 1.0 if number else 1.3
            button: Any = line.operator(mend.operator, text=mend.text, icon=mend.icon)  # type: ignore[arg-type]
            for name, value in mend.values(error).items():
                setattr(button, name, value)
        line = buttons.row(align=True)
        line.operator("pointsmith.copy_diagnostics", text="Copy Report", icon="COPYDOWN")
        if error.code in NEEDS_LOG:
            line.operator("pointsmith.open_log", icon="TEXT")
    for notice in session.notices:
        draw_text(column, retold(notice), narrow, "INFO")
    row.operator("pointsmith.dismiss", text="", icon="X", emboss=False)
