"""The cloud takes shape in the 3D view, becomes the object in its place, and is gone at once after Cancel."""

import time
from pathlib import Path
from typing import Any

from tests.window.blender_window import BlenderWindow
from tests.window.pictures import GuidePicture

PROMPT = "a red chair"
STEPS = 60

GUIDE = (GuidePicture("guide-live", ("2-early", "3-half", "4-fine", "5-object"), (500, 170, 580, 580), width=1200),)

SHOWN = """
import sys
driver = sys.modules[module.__name__ + ".addon.blender.live.driver"]
show = driver._show
clouds = show.clouds.clouds.values() if show else ()
result = {
    "number": show.clouds._number if show else 0,
    "points": [len(each.settling.target) for each in clouds],
    "leaving": len(show.clouds.leaving) if show else 0,
    "caption": show.readout.caption.text if show and show.readout.caption else "",
    "screen": driver._screen is not None,
    "broken": driver._screen is not None and driver._screen.broken,
    "data": [len(bpy.data.objects), len(bpy.data.meshes), len(bpy.data.pointclouds), len(bpy.data.materials)],
}
"""
LOOK_NEAR = """
view = bpy.context.region_data
view.view_distance, view.view_location = 3.0, (0.0, 0.0, 0.4)
settings.steps, settings.size = {}, 1.0
"""


def play(window: BlenderWindow, photos: Path) -> None:
    window.fill("prompt", PROMPT)
    window.python(LOOK_NEAR, STEPS)
    before = _shown(window)["data"]
    window.click("generate")
    window.away()
    window.wait("the job", lambda s: s["job"])
    _wait(window, "the readout", lambda shown: shown["screen"] and shown["caption"])
    window.photograph(photos / "1-loading.png")
    first = _wait(window, "the first preview", lambda shown: shown["points"], 200.0)
    assert first["screen"], first
    _photograph_at(window, photos / "2-early.png", "coarse", 0.35)
    _photograph_at(window, photos / "3-half.png", "coarse", 0.7)
    _photograph_at(window, photos / "4-fine.png", "fine", 0.85)
    during = _shown(window)
    assert during["number"] > first["number"], (first, during)
    assert during["data"] == before, (before, during)
    state = window.wait_for_object()
    assert PROMPT in state["made"], state
    gone = _wait(window, "the end of the show", lambda shown: not shown["points"] and not shown["screen"])
    assert gone["leaving"] == 0, gone
    time.sleep(1.0)
    window.photograph(photos / "5-object.png")
    window.key("ctrl+z")
    # One undo step for the object: nothing of the cloud lies before it.
    window.wait("undo", lambda s: PROMPT not in s["objects"])
    _cancel(window, photos)


def _cancel(window: BlenderWindow, photos: Path) -> None:
    """Behind a box that is nearer, in a light theme at twice the interface scale, and then no more."""
    window.python("bpy.ops.mesh.primitive_cube_add(size=0.3, location=(0.45, -0.35, 0.4))")
    window.python(LOOK_NEAR, STEPS)
    before = _shown(window)["data"]
    window.click("generate")
    window.away()
    _wait(window, "the second cloud", lambda shown: shown["points"], 200.0)
    window.theme()
    window.scale(2.0)
    window.wait_for("session.job.stage != 'coarse' or session.job.step / session.job.steps >= 0.7", 200.0)
    window.photograph(photos / "6-large.png")
    window.key("Escape")
    state = window.wait("the end of the second job", lambda s: s["job"] is None)
    assert "Cancelled." in state["notices"], state
    after = _wait(window, "an empty view", lambda shown: not shown["screen"])
    assert not after["points"], after
    assert after["data"] == before, (before, after)
    time.sleep(0.5)
    window.photograph(photos / "7-cancelled.png")


def _shown(window: BlenderWindow) -> dict[str, Any]:
    shown: dict[str, Any] = window.python(SHOWN)
    return shown


def _wait(window: BlenderWindow, what: str, condition: Any, seconds: float = 60.0) -> dict[str, Any]:
    end = time.monotonic() + seconds
    while not condition(shown := _shown(window)):
        assert not shown["broken"], shown
        assert time.monotonic() < end, f"{what}: not within {seconds:g} s, but {shown}"
        time.sleep(0.05)
    return shown


def _photograph_at(window: BlenderWindow, path: Path, stage: str, share: float) -> None:
    """Keep a picture when so much of a stage is done."""
    code = "session.job and session.job.stage == {} and session.job.step / session.job.steps >= {}"
    window.wait_for(code.format(repr(stage), share), 200.0)
    window.hold_worker()
    time.sleep(0.4)  # the points glide
    window.photograph(path)
    window.release_worker()
