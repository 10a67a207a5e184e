"""The button, and in its place what runs."""

from __future__ import annotations

from typing import Any

import bpy

from .. import timer_driver
from ..session import session
from ..settings.panel import POINTSMITH_PG_settings
from ..translation import retold, tell
from ..wording import time_left
from .model import obstacle


def draw_button(layout: bpy.types.UILayout, settings: POINTSMITH_PG_settings) -> None:
    """Draw Generate, which adds to the queue while something runs, and why it cannot be pressed."""
    reason = session.why_not_now() or obstacle(settings)
    queue = session.queue
    waits = session.job is not None or (queue.paused and bool(queue.waiting))
    row = layout.row(align=True)
    row.scale_y = 1.6
    row.enabled = not reason
    if waits:
        text = tell("Add to Queue ({count})", count=len(queue.waiting)) if queue.waiting else "Add to Queue"
        row.operator("pointsmith.generate", text=text, icon="ADD")
        if queue.waiting:
            first: Any = row.operator("pointsmith.generate", text="", icon="TRIA_UP_BAR")
            first.first = True
    else:
        row.operator("pointsmith.generate", icon="SHADERFX")
    if reason:
        layout.label(text=reason, icon="INFO")


def draw_job(layout: bpy.types.UILayout) -> None:
    """Draw how far the running job is, and Cancel."""
    job = session.job
    if job is None:
        return
    column = layout.column(align=True)
    if job.finished:
        column.progress(factor=1.0, text="Done")
        if told := timer_driver.entering():
            column.label(text=told, icon="INFO")
        return
    row = column.split(factor=0.64, align=True)
    row.scale_y = 1.3
    row.progress(factor=job.fraction, text=tell("Cancelling") if job.state == "cancelling" else f"{job.fraction:.0%}")
    row.operator("pointsmith.cancel", icon="CANCEL")
    left = retold(time_left(job.seconds_left))
    stage = tell(job.stage.label)
    if job.members > 1:
        stage = tell("{stage} {number} of {count}", stage=stage, number=job.member, count=job.members)
    column.label(text=f"{stage}, {left}" if left else stage, icon="SORTTIME")
