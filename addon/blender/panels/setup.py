"""The first minutes: the one-time set-up, in the panel and in the preferences, and the first object."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bpy

from ...core.errors import PointsmithError
from ..diagnostics import masked
from ..environment import ROOT_PACKAGE, environment, wheels_folder
from ..first_run import SAMPLE, Plan, first_run
from ..session import session
from ..setup_run import STEPS, SetupRun
from ..translation import retold, sentence, tell, way_out
from ..wording import size, time_left
from .text import draw_text

_MEGA = 1e6


def draw_setup(box: Any, width: float = 600.0) -> None:
    """Draw the one-time set-up: what it will do and the button, or how far it is."""
    run = session.setup
    if run is not None:
        _draw_run(box, run, width)
        return
    first_run.wanted = True
    box.label(text="One step before the first object", icon="INFO")
    draw_text(
        box,
        "The worker gets a private Python of its own, once. Blender stays as it is; the model is here already.",
        width,
    )
    plan = first_run.plan
    if first_run.problem is not None:
        _draw_problem(box, first_run.problem, width)
    elif plan is None:
        box.label(text="Looking at this computer…", icon="SORTTIME")
    else:
        _draw_plan(box, plan, width)
    folder = masked(str(environment().folder), str(Path.home()), "")
    draw_text(box, folder, width, "FILE_FOLDER")
    allowed = bpy.app.online_access or bool(wheels_folder())
    if not allowed:
        draw_text(box, "Blender has to be allowed to go online for this.", width, "INTERNET_OFFLINE")
        box.operator("extensions.userpref_allow_online", text="Allow Online Access", icon="INTERNET")
    row = box.row()
    row.scale_y = 1.6
    row.enabled = allowed and (plan is None or plan.fits)
    row.operator("pointsmith.setup", text="Resume Set-Up" if environment().venv.exists() else "Set Up", icon="IMPORT")


def draw_first_object(layout: Any, width: float) -> None:
    """Draw the way to the first object, until there is one."""
    if first_run.is_over:
        return
    box = layout.box()
    if session.job is not None:
        box.label(text="Your first object is on its way", icon="SORTTIME")
        draw_text(box, "The first one takes longer: the worker starts and loads the model.", width)
        return
    box.label(text="All is set up", icon="CHECKMARK")
    column = box.column(align=True)
    draw_text(column, "1.  Type what you want below, or choose an image.", width)
    draw_text(column, "2.  Press Generate and go on working.", width)
    draw_text(column, "3.  The object appears at the 3D cursor.", width)
    row = box.row()
    row.scale_y = 1.6
    row.operator("pointsmith.make_sample", text=tell("Make {what}", what=f"“{SAMPLE}”"), icon="SHADERFX")


def _draw_plan(box: Any, plan: Plan, width: float) -> None:
    column = box.column(align=True)
    rest = size(plan.free * _MEGA)
    source = tell("a folder of wheels") if wheels_folder() else "pypi.org, pytorch.org"
    # Lines and no table: a column of values would be cut off in a narrow sidebar.
    for line in (
        tell("Computes on: {device}", device=tell(plan.device_title)),
        tell("Download: about {size}", size=size(plan.download * _MEGA)),
        tell("On disk: about {size}, {rest} are free", size=size(plan.disk * _MEGA), rest=rest),
        tell("From: {source}", source=source),
    ):
        draw_text(column, line, width)
    if plan.notice:
        draw_text(box, retold(plan.notice), width, "INFO")
    if not plan.fits:
        warning = box.column(align=True)
        warning.alert = True
        draw_text(warning, "There is too little room on this disk. Choose another folder.", width, "ERROR")
        box.operator("preferences.addon_show", text="Open Preferences", icon="PREFERENCES").module = ROOT_PACKAGE


def _draw_problem(box: Any, problem: PointsmithError, width: float) -> None:
    column = box.column(align=True)
    column.alert = True
    draw_text(column, sentence(problem), width, "ERROR")
    draw_text(box, way_out(problem), width)


def _draw_run(box: Any, run: SetupRun, width: float) -> None:
    box.label(text="Setting up the worker", icon="SORTTIME")
    left = retold(time_left(run.seconds_left))
    text = tell("{percent}, {left}", percent=f"{run.fraction:.0%}", left=left) if left else f"{run.fraction:.0%}"
    box.progress(factor=run.fraction, text=text)
    column = box.column(align=True)
    for number, (name, _end) in enumerate(STEPS):
        icon = "CHECKMARK" if number < run.step_number else "PLAY" if number == run.step_number else "BLANK1"
        column.label(text=name, icon=icon)
    draw_text(box, retold(run.text), width)
    row = box.row()
    row.scale_y = 1.3
    row.enabled = not run.cancelled
    row.operator("pointsmith.cancel", icon="CANCEL")
    draw_text(box, "You can go on working. What is fetched already is kept.", width)
