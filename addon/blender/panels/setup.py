"""The one-time set-up, in the panel and in the preferences."""

from __future__ import annotations

from pathlib import Path

import bpy

from ..diagnostics import masked
from ..environment import environment, wheels_folder
from ..session import session
from .text import draw_text


def draw_setup(box: bpy.types.UILayout, width: float = 600.0) -> None:
    """Draw the one-time set-up: what it will do and the button, or how far it is."""
    run = session.setup
    if run is not None:
        box.label(text="Setting up the worker", icon="SORTTIME")
        box.progress(factor=run.fraction, text=f"{run.fraction:.0%}")
        draw_text(box, run.text, width)
        row = box.row()
        row.enabled = not run.cancelled
        row.operator("pointsmith.cancel", icon="CANCEL")
        return
    box.label(text="One step before the first object", icon="INFO")
    draw_text(
        box,
        "Set-up fetches the worker's packages, once: 1.5 GB on disk for the CPU, several for a graphics card,"
        " a few minutes. The model is here already.",
        width,
    )
    folder = str(environment().folder)
    draw_text(box, masked(folder, str(Path.home()), ""), width, "FILE_FOLDER")
    allowed = bpy.app.online_access or bool(wheels_folder())
    if not allowed:
        draw_text(box, "Blender has to be allowed to go online for this.", width, "INTERNET_OFFLINE")
        box.operator("extensions.userpref_allow_online", text="Allow Online Access", icon="INTERNET")
    row = box.row()
    row.scale_y = 1.4
    row.enabled = allowed
    row.operator("pointsmith.setup", icon="IMPORT")
