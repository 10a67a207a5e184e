"""What the artist is told: the first run, the first object, an error and its button, the pie menu, German, 200 %."""

import os
import signal
import time
from pathlib import Path

from tests.window.blender_window import BlenderWindow
from tests.window.pictures import GuidePicture

GUIDE = (
    GuidePicture("guide-first-run", ("1-first-run", "2-first-object")),
    GuidePicture("guide-error", ("4-error",), width=1000),
    GuidePicture("guide-pie", ("5-pie",), crop=(120, 390, 830, 430)),
    GuidePicture("guide-german", ("6-german", "7-light-200")),
)

_PREFERENCES = "bpy.context.preferences.addons[module.__name__].preferences"


def play(window: BlenderWindow, photos: Path) -> None:
    window.python("settings.quality = 'DRAFT'")
    _first_run(window, photos)
    _first_object(window, photos)
    _error(window, photos)
    _pie(window, photos)
    _german(window, photos)
    _large_and_light(window, photos)


def _first_run(window: BlenderWindow, photos: Path) -> None:
    """Set-up is told before it is done."""
    environment = window.python(f"{_PREFERENCES}.environment_folder")
    window.python(f"{_PREFERENCES}.environment_folder = '/tmp/pointsmith not there'")
    window.wait("no worker", lambda s: not s["ready"])
    first_run = "__import__(module.__name__ + '.addon.blender.first_run', fromlist=['first_run']).first_run"
    # Where there is no Python that could be used, it says that instead.
    window.wait_for(f"({first_run}.plan or {first_run}.problem) is not None", 120.0)
    window.away()
    time.sleep(1.0)
    window.photograph(photos / "1-first-run.png", crop="sidebar")
    assert not Path("/tmp/pointsmith not there").exists()
    window.python(f"{_PREFERENCES}.environment_folder = {{}}", environment)
    window.wait("the worker's environment", lambda s: s["ready"])


def _first_object(window: BlenderWindow, photos: Path) -> None:
    """One click makes the first object; the hints are gone afterwards."""
    window.away()
    window.photograph(photos / "2-first-object.png", crop="sidebar")
    window.click("make_sample")
    window.wait("the job", lambda s: s["job"])
    state = window.wait_for_object()
    assert state["made"], state
    assert state["prompt"] == "a red chair"
    window.wait_for(f"{_PREFERENCES}.first_object_made")
    window.frame()
    window.photograph(photos / "3-made.png")


def _error(window: BlenderWindow, photos: Path) -> None:
    """A dialog tells that the worker is gone; Enter makes the object all the same."""
    before = window.state["made"]
    window.click("generate")
    window.wait("the job", lambda s: s["job"] and s["worker"])
    os.kill(window.state["worker"], signal.SIGKILL)
    window.away()
    window.wait("the error", lambda s: s["error"])
    assert "unexpectedly" in window.state["error"]
    time.sleep(3.0)
    window.photograph(photos / "4-error.png")
    window.key("Return")
    window.wait("another try", lambda s: s["job"] and not s["error"])
    assert len(window.wait_for_object()["made"]) > len(before)


def _pie(window: BlenderWindow, photos: Path) -> None:
    """Off at first; switched on it comes by its key."""
    item = """
keymap = bpy.context.window_manager.keyconfigs.user.keymaps["3D View Generic"]
item, = [each for each in keymap.keymap_items if each.idname == "wm.call_menu_pie" and each.type == "P" and each.alt]
"""
    assert window.python(item + "result = item.active") is False
    window.python(item + "item.active = True")
    window.away()
    window.key("shift+alt+p")
    time.sleep(1.0)
    window.photograph(photos / "5-pie.png")
    window.key("Escape")


def _german(window: BlenderWindow, photos: Path) -> None:
    """The panel changes its language at once, and so does a message that was told in English."""
    window.python(_FAIL, "steps is 0, allowed are 1 to 1024")
    window.python(f"{_PREFERENCES}.error_dialog = False")
    window.language("de_DE")
    assert window.python("bpy.app.translations.pgettext_iface('Generate', 'Operator')") == "Erzeugen"
    told = "__import__(module.__name__ + '.addon.blender.translation', fromlist=['sentence']).sentence(session.error)"
    assert window.python(told) == "Eine Einstellung kann nicht verwendet werden: steps ist 0, erlaubt sind 1 bis 1024."
    window.away()
    window.photograph(photos / "6-german.png", crop="sidebar")


def _large_and_light(window: BlenderWindow, photos: Path) -> None:
    """At 200 % and in a light theme nothing is cut off."""
    window.language("en_US")
    window.scale(2.0)
    window.theme()
    window.away()
    time.sleep(1.0)
    window.python("session.clear()")
    window.settle()
    window.photograph(photos / "7-light-200.png", crop="sidebar")
    window.python(_FAIL, "steps is 0, allowed are 1 to 1024")
    window.python("bpy.ops.pointsmith.show_error('INVOKE_DEFAULT')")
    time.sleep(1.5)
    window.photograph(photos / "8-light-200-dialog.png")
    window.key("Escape")


_FAIL = """
errors = __import__(module.__name__ + ".addon.core.errors", fromlist=["ErrorCode"])
session.fail(errors.PointsmithError(errors.ErrorCode.BAD_SETTING, {}))
"""
