"""The way from a prompt to an object: typed, generated, cancelled by the button and by Esc, undone, no worker left."""

import time
from pathlib import Path

from tests.window.blender_window import BlenderWindow
from tests.window.desktop import DriveError
from tests.window.pictures import GuidePicture

PROMPT = "a red chair"

GUIDE = (
    GuidePicture("guide-first-prompt", ("1-prompt",), crop=(0, 0, 500, 602)),
    GuidePicture("guide-first-running", ("2-running",), crop=(0, 0, 500, 602)),
    GuidePicture("guide-first-object", ("3-result",), width=1200),
)


def play(window: BlenderWindow, photos: Path) -> None:
    window.fill("prompt", PROMPT)
    window.wait("the prompt", lambda s: s["prompt"] == PROMPT)
    window.away()
    window.photograph(photos / "1-prompt.png", crop="sidebar")
    _generate(window, photos)
    window.python("setattr(settings, 'steps', 150)")  # so that the next ones can be caught
    _cancel(window, photos)
    _escape(window)
    _undo(window)
    _leave(window)


def _generate(window: BlenderWindow, photos: Path) -> None:
    window.click("generate")
    window.wait("the job", lambda s: s["job"])
    window.photograph(photos / "2-running.png", crop="sidebar")
    state = window.wait_for_object()
    assert PROMPT in state["made"], state
    assert state["active"] == PROMPT, state
    window.frame()
    window.photograph(photos / "3-result.png")


def _cancel(window: BlenderWindow, photos: Path) -> None:
    before = window.state["made"]
    window.click("random_seed")
    place = window.find("generate", across=0.85)  # Cancel comes up below its right end
    window.move(*place)
    window.press()
    window.wait("the second job", lambda s: s["job"])
    cancel_at = window.find_near("cancel", place)
    if cancel_at is None:
        raise DriveError("no Cancel while the job ran")
    window.move(*cancel_at)
    asked = time.monotonic()
    window.press()
    state = window.wait("the end of the second job", lambda s: s["job"] is None)
    assert time.monotonic() - asked < 10.0
    assert state["made"] == before, state
    assert "Cancelled." in state["notices"], state
    window.away()
    window.photograph(photos / "4-cancelled.png")


def _escape(window: BlenderWindow) -> None:
    window.click("generate")
    window.wait("the third job", lambda s: s["job"])
    window.away()
    window.key("Escape")
    state = window.wait("the end of the third job", lambda s: s["job"] is None)
    assert "Cancelled." in state["notices"], state


def _undo(window: BlenderWindow) -> None:
    window.away()
    # The dice took a step of its own.
    for _ in range(2):
        window.key("ctrl+z")
        time.sleep(0.5)
    window.wait("undo", lambda s: PROMPT not in s["objects"])
    window.key("ctrl+shift+z")
    window.wait("redo", lambda s: PROMPT in s["objects"])


def _leave(window: BlenderWindow) -> None:
    worker = window.state["worker"]
    window.close()
    end = time.monotonic() + 10
    while worker is not None and Path(f"/proc/{worker}").exists():
        if time.monotonic() > end:
            raise DriveError(f"the worker {worker} outlived Blender")
        time.sleep(0.1)
