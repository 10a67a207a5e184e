"""The button, and in its place what runs."""

from __future__ import annotations

import bpy

from .. import timer_driver
from ..session import session
from ..settings.panel import POINTSMITH_PG_settings
from ..translation import retold, tell
from ..wording import time_left
from .model import obstacle


def draw_button(layout: bpy.types.UILayout, settings: POINTSMITH_PG_settings) -> None:
    """Draw Generate, and why it cannot be pressed."""
    reason = session.why_not_now() or obstacle(settings)
    row = layout.row()
    row.scale_y = 1.6
    row.enabled = not reason
    row.operator("pointsmith.generate", icon="SHADERFX")
    if reason:
        layout.label(text=reason, icon="INFO")


def draw_job(layout: bpy.types.UILayout) -> None:
    """Draw how far the running job is, and Cancel."""
    job = session.job
    if job is None:
        return
    column = layout.column(align=True)
    of_row = tell("{number} of {count}: ", number=session.number, count=session.count) if session.count > 1 else ""
    if job.finished:
        column.progress(factor=session.fraction, text=of_row + tell("Done"))
        if session.waiting:
            column.operator("pointsmith.cancel", icon="CANCEL")
        column.label(text=tell("It enters the scene {when}", when=tell(timer_driver.obstacle())), icon="INFO")
        return
    if job.state == "cancelling":
        column.progress(factor=session.fraction, text="Cancelling")
    else:
        column.progress(factor=session.fraction, text=f"{session.fraction:.0%}")
    row = column.row()
    row.scale_y = 1.6
    row.operator("pointsmith.cancel", icon="CANCEL")
    left, stage = retold(time_left(job.seconds_left)), tell(job.stage.label)
    column.label(text=of_row + (f"{stage}, {left}" if left else stage), icon="SORTTIME")
