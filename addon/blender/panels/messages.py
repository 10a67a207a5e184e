"""What the artist is told: errors with their way out, and notices."""

from __future__ import annotations

import bpy

from ...core.errors import ErrorCode
from ..session import session
from .text import CROSS, draw_text

_NEEDS_LOG = {ErrorCode.WORKER_DIED, ErrorCode.WORKER_SILENT, ErrorCode.SETUP_FAILED, ErrorCode.INTERNAL}


def draw_messages(layout: bpy.types.UILayout, width: float) -> None:
    """Draw the error and the notices that were not dismissed yet."""
    error = session.error
    if error is None and not session.notices:
        return
    box = layout.box()
    row = box.row()
    column = row.column(align=True)
    narrow = width - CROSS
    if error is not None:
        column.alert = True
        draw_text(column, error.sentence, narrow, "ERROR")
        column = box.column(align=True)
        draw_text(column, error.way_out, width)
        if error.code in _NEEDS_LOG:
            column.operator("pointsmith.open_log", icon="TEXT")
    for notice in session.notices:
        draw_text(column, notice, narrow, "INFO")
    row.operator("pointsmith.dismiss", text="", icon="X", emboss=False)
