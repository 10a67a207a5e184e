"""The queue: filled, put into order and paused by mouse, saved and opened; what failed in it; the history."""

import tempfile
import time
from pathlib import Path

from tests.window.blender_window import BlenderWindow
from tests.window.pictures import GuidePicture

SIZE = "1600x1100"

GUIDE = (GuidePicture("guide-queue", ("1-queue", "4-history"), crop=(0, 0, 392, 985)),)


def play(window: BlenderWindow, photos: Path) -> None:
    if window.python("bpy.app.version >= (5, 0)"):  # before, the mouse does not get hold of the sidebar's edge
        window.widen_sidebar(420)
    window.python("settings.quality = 'DRAFT'")
    _order(window, photos)
    _saved_and_opened(window, photos)
    _history(window, photos)


def _order(window: BlenderWindow, photos: Path) -> None:
    window.python("settings.prompt = 'a red chair'; settings.steps = 200; settings.variations.count = 16")
    window.click("generate")
    window.wait_for("session.job is not None and session.job.stage == 'coarse'", 120.0)
    window.hold_worker()
    window.python("settings.apply_preset(); settings.variations.count = 1")
    window.away()
    window.python("bpy.ops.pointsmith.generate(prompt='zzyzx')")
    for prompt in ("a blue vase", "a small house", "a wooden table"):
        window.python("setattr(settings, 'prompt', {})", prompt)
        window.click("generate")
        time.sleep(0.8)  # sooner it would be a double click
    waiting = window.python("[entry.task.title for entry in session.queue.waiting]")
    assert waiting == ["zzyzx", "a blue vase", "a small house", "a wooden table"], waiting
    window.python("module.addon.blender.settings.queue.choose_entry(session.queue.entries[-1].id)")
    window.click("queue_move", across=0.87, direction="UP")
    window.wait_for("session.queue.waiting[2].task.title == 'a wooden table'")
    window.away()
    time.sleep(0.5)
    window.photograph(photos / "1-queue.png", crop="sidebar")
    window.click("queue_pause", across=0.25, pause=True)
    window.wait_for("session.queue.paused")


def _saved_and_opened(window: BlenderWindow, photos: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "queue é.blend"
        before = window.python("[entry.task.title for entry in session.queue.entries]")
        assert before[0] == "a red chair × 16", "it still runs"
        window.save(file)
        window.release_worker()
        window.python("bpy.ops.pointsmith.cancel_all()")
        window.wait("nothing runs", lambda s: s["job"] is None)
        assert window.python("len(session.queue.entries)") == 0
        window.open(file)
    after = window.python("[entry.task.title for entry in session.queue.entries]")
    assert after == before, (before, after)
    assert window.python("session.queue.paused and session.job is None")
    window.away()
    time.sleep(1.0)
    window.photograph(photos / "2-opened.png", crop="sidebar")
    window.python("bpy.ops.pointsmith.queue_remove(entry=session.queue.entries[0].id)")
    window.click("queue_pause", pause=False)
    window.wait_for("session.job is None and not session.queue.waiting", 300.0)
    made = window.state["made"]
    assert made == ["a blue vase", "a small house", "a wooden table"], made
    assert window.python("[entry.task.title for entry in session.queue.failed]") == ["zzyzx"]
    window.away()
    time.sleep(0.5)
    window.photograph(photos / "3-failed.png", crop="sidebar")


def _history(window: BlenderWindow, photos: Path) -> None:
    window.python("bpy.ops.pointsmith.cancel_all()")
    window.python("session.clear()")
    window.toggle("POINTSMITH_PT_history", last=True)
    window.wait_for("not session.background.is_busy")
    kept = window.python("[(entry.id, entry.request.prompt) for entry in session.history.entries()]")
    assert [prompt for _, prompt in kept] == ["a small house", "a wooden table", "a blue vase"], kept
    window.scroll(100)
    window.away()
    time.sleep(1.0)
    window.photograph(photos / "4-history.png", crop="sidebar")
    width = window.state["panel"][2]
    window.click("history_use_settings", across=0.87 if width > 350 else 0.83)
    window.wait_for("settings.prompt == 'a small house'")
