"""Runs inside the driven Blender (`blender -P startup.py -- STATE.json [ZIP] [ENVIRONMENT]`).

Installs the extension, maximises the 3D view with its sidebar, and from then on tells the driver what is going on by
writing STATE.json: where the sidebar is, which widget is under the mouse, what runs, what is in the scene.
It presses nothing: the clicks are the driver's.
"""

import json
import os
import sys
from pathlib import Path

import bpy

MODULE = "bl_ext.user_default.pointsmith"
STATE, ZIP, ENVIRONMENT = ([*sys.argv[sys.argv.index("--") + 1 :], "", ""])[:3]


counts = {"frames": 0, "tick": 0}


def count_frame():
    counts["frames"] += 1


def view():
    """Return the window, the largest 3D view and its side panel."""
    window = bpy.context.window_manager.windows[0]
    views = [area for area in window.screen.areas if area.type == "VIEW_3D"]
    area = max(views, key=lambda each: each.width * each.height)
    panel = next(region for region in area.regions if region.type == "UI")
    return window, area, panel


def under_mouse(window, area, panel):
    """Name the operator or the property of the button that the mouse makes active, as Python would write it."""
    manager = bpy.context.window_manager
    with bpy.context.temp_override(window=window, area=area, region=panel):
        # Blender tells a timer about the active button only by way of these two, which copy its name.
        for copy in (bpy.ops.ui.copy_python_command_button, bpy.ops.ui.copy_data_path_button):
            if copy.poll():
                manager.clipboard = ""
                copy()
                return manager.clipboard.removeprefix("bpy.ops.").removeprefix("pointsmith.").partition("(")[0]
    return ""


def facts():
    window, area, panel = view()
    session = sys.modules[f"{MODULE}.addon.blender.session"].session
    job = session.job
    return {
        "pid": os.getpid(),
        **counts,
        "window": [window.width, window.height],
        "panel": [panel.x, panel.y, panel.width, panel.height],
        "view": [area.x, area.y, area.width, area.height],
        "tab": panel.active_panel_category,
        "hover": under_mouse(window, area, panel),
        "ready": session.is_ready,
        "prompt": bpy.context.scene.pointsmith.prompt,
        "mode": bpy.context.scene.pointsmith.mode,
        "job": None if job is None else {"state": str(job.state), "stage": str(job.stage), "fraction": job.fraction},
        "setup": session.setup is not None,
        "error": str(session.error or ""),
        "notices": list(session.notices),
        "objects": sorted(item.name for item in bpy.data.objects),
        "made": sorted(item.name for item in bpy.data.objects if "pointsmith" in item),
        "active": getattr(bpy.context.view_layer.objects.active, "name", ""),
        "worker": session.engine.worker_pid if session.worker_running else None,
    }


def tell():
    """Write the state; a timer, ten times a second."""
    counts["tick"] += 1
    try:
        text = json.dumps(facts())
    except (AttributeError, KeyError, StopIteration, ReferenceError) as error:
        text = json.dumps({"broken": repr(error)})
    part = Path(STATE).with_suffix(".part")
    part.write_text(text)
    part.replace(STATE)
    return 0.1


def maximise():
    window, area, _panel = view()
    with bpy.context.temp_override(window=window, area=area, region=area.regions[-1]):
        bpy.ops.screen.screen_full_area(use_hide_panels=False)
    view()[1].spaces.active.show_region_ui = True
    bpy.app.timers.register(tell, first_interval=0.5, persistent=True)


bpy.types.SpaceView3D.draw_handler_add(count_frame, (), "WINDOW", "POST_PIXEL")
bpy.context.preferences.view.show_splash = False
bpy.context.preferences.use_preferences_save = False
if ZIP:
    bpy.ops.extensions.package_install_files(repo="user_default", filepath=ZIP, enable_on_install=True)
if ENVIRONMENT:
    bpy.context.preferences.addons[MODULE].preferences.environment_folder = ENVIRONMENT
if "Cube" in bpy.data.objects:
    bpy.data.objects.remove(bpy.data.objects["Cube"])
bpy.app.timers.register(maximise, first_interval=1.0, persistent=True)
