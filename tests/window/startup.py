"""Runs inside the driven Blender (`blender -P startup.py -- SOCKET ZIP ENVIRONMENT`).

Installs the extension, maximises the 3D view with its sidebar, and from then on answers the driver at every beat of a
timer: what is going on, which widget is under the mouse, what a line of Python gives.
It presses nothing: the clicks are the driver's.
"""

import contextlib
import json
import socket
import sys
import traceback

import bpy

MODULE = "bl_ext.user_default.pointsmith"
SOCKET, ZIP, ENVIRONMENT = sys.argv[sys.argv.index("--") + 1 :]
BEAT = 0.02

counts = {"frames": 0, "tick": 0}
drawn = {}
names = {"bpy": bpy}
line = socket.socket(fileno=int(SOCKET))
line.setblocking(False)
heard = b""


def count_frame():
    counts["frames"] += 1


def watch_panels():
    """Keep which of our panels are open: only those draw their insides."""
    for cls in bpy.types.Panel.__subclasses__():
        if getattr(cls, "bl_category", "") == "Pointsmith" or cls.__name__.startswith("POINTSMITH_PT_"):
            cls.draw = watched(cls, cls.draw)


def watched(cls, draw):
    def draw_and_tell(self, context):
        drawn[cls.__name__] = counts["frames"]
        draw(self, context)

    return draw_and_tell


def view():
    """Return the window, the largest 3D view and its side panel."""
    window = bpy.context.window_manager.windows[0]
    views = [area for area in window.screen.areas if area.type == "VIEW_3D"]
    area = max(views, key=lambda each: each.width * each.height)
    panel = next(region for region in area.regions if region.type == "UI")
    return window, area, panel


def session():
    return sys.modules[f"{MODULE}.addon.blender.session"].session


def under_mouse(window, area, region):
    """Name the operator or the property of the button that the mouse makes active, as Python would write it."""
    manager = bpy.context.window_manager
    with bpy.context.temp_override(window=window, area=area, region=region):
        # Blender tells a timer about the active button only by way of these two, which copy its name.
        for copy in (bpy.ops.ui.copy_python_command_button, bpy.ops.ui.copy_data_path_button):
            if copy.poll():
                manager.clipboard = ""
                copy()
                return manager.clipboard.removeprefix("bpy.ops.").removeprefix("pointsmith.")
    return ""


def hover():
    """Name what is under the mouse in the sidebar."""
    counts["tick"] += 1
    return under_mouse(*view())


def hover_preferences():
    """Name what is under the mouse in the preferences."""
    for window in bpy.context.window_manager.windows:
        for area in window.screen.areas:
            if area.type == "PREFERENCES":
                return under_mouse(window, area, next(each for each in area.regions if each.type == "WINDOW"))
    return ""


def facts():
    """What goes on."""
    window, area, panel = view()
    now = session()
    job = now.job
    counts["tick"] += 1
    button = under_mouse(window, area, panel)
    return {
        **counts,
        "window": [window.width, window.height],
        "panel": [panel.x, panel.y, panel.width, panel.height],
        "scroll": panel.view2d.region_to_view(0, 0)[1],
        "view": [area.x, area.y, area.width, area.height],
        "tab": panel.active_panel_category,
        "hover": button.partition("(")[0],
        "ready": now.is_ready,
        "prompt": bpy.context.scene.pointsmith.prompt,
        "mode": bpy.context.scene.pointsmith.mode,
        "job": None if job is None else {"state": str(job.state), "stage": str(job.stage), "fraction": job.fraction},
        "setup": now.setup is not None,
        "error": str(now.error or ""),
        "notices": list(now.notices),
        "objects": sorted(item.name for item in bpy.data.objects),
        "made": sorted(item.name for item in bpy.data.objects if "pointsmith" in item),
        "active": getattr(bpy.context.view_layer.objects.active, "name", ""),
        "worker": now.engine.worker_pid if now.worker_running else None,
    }


def open_panels():
    """Name our panels that drew themselves in the last frame of the sidebar."""
    drawn.clear()
    view()[2].tag_redraw()
    return True


def panels_drawn():
    """Name our panels that have been drawn since `open_panels` was asked."""
    return sorted(drawn)


def python(code):
    """Return what an expression gives, or what statements leave in the name `result`."""
    window, area, _panel = view()
    region = next(each for each in area.regions if each.type == "WINDOW")
    names.update(session=session(), module=sys.modules[MODULE], result=None)
    with bpy.context.temp_override(window=window, area=area, region=region):
        names.update(scene=bpy.context.scene, settings=bpy.context.scene.pointsmith)
        try:
            return eval(compile(code, "<driver>", "eval"), names)
        except SyntaxError:
            exec(compile(code, "<driver>", "exec"), names)
            return names["result"]


def open_file(path):
    """Open a file as File > Open would, but keep the window's layout."""
    bpy.ops.wm.open_mainfile(filepath=path, load_ui=False)
    return True


ANSWERS = {
    each.__name__: each for each in (facts, hover, hover_preferences, open_panels, panels_drawn, python, open_file)
}


def plain(value):
    """Return Blender's values as JSON's: names of data-blocks, lists of vectors and sets."""
    if isinstance(value, bpy.types.ID):
        return value.name
    with contextlib.suppress(TypeError):
        return list(value)
    return repr(value)


def answer():
    """Answer what the driver has asked; a timer."""
    global heard  # noqa: PLW0603 - what has come of a line so far
    try:
        words = line.recv(1 << 20)
    except BlockingIOError:
        return BEAT
    if not words:
        return None
    heard += words
    while b"\n" in heard:
        question, heard = heard.split(b"\n", 1)
        what, *arguments = json.loads(question)
        try:
            text = json.dumps({"value": ANSWERS[what](*arguments)}, default=plain)
        except Exception as error:
            traceback.print_exc()
            text = json.dumps({"error": f"{type(error).__name__}: {error}"})
        line.setblocking(True)
        line.sendall(text.encode() + b"\n")
        line.setblocking(False)
    return BEAT


def maximise():
    """Make the 3D view as large as the window, once there is one."""
    window, area, _panel = view()
    with bpy.context.temp_override(window=window, area=area, region=area.regions[-1]):
        bpy.ops.screen.screen_full_area(use_hide_panels=False)
    view()[1].spaces.active.show_region_ui = True
    bpy.app.timers.register(answer, first_interval=0.5, persistent=True)


bpy.types.SpaceView3D.draw_handler_add(count_frame, (), "WINDOW", "POST_PIXEL")
bpy.context.preferences.view.show_splash = False
bpy.context.preferences.view.smooth_view = 0
bpy.context.preferences.use_preferences_save = False
bpy.ops.extensions.package_install_files(repo="user_default", filepath=ZIP, enable_on_install=True)
bpy.context.preferences.addons[MODULE].preferences.environment_folder = ENVIRONMENT
if "Cube" in bpy.data.objects:
    bpy.data.objects.remove(bpy.data.objects["Cube"])
watch_panels()
bpy.app.timers.register(maximise, first_interval=1.0, persistent=True)
