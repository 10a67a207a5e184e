"""Many at once: a row, a gallery picked by mouse, a queue put into order, saved and opened, and the history."""

import tempfile
import time
from pathlib import Path

from tests.window.blender_window import BlenderWindow
from tests.window.pictures import GuidePicture

PROMPT = "a red chair"
SIZE = "1600x1100"

GUIDE = (
    GuidePicture("guide-gallery", ("2-gallery",)),
    GuidePicture("guide-queue", ("5-queue",)),
)


def play(window: BlenderWindow, photos: Path) -> None:
    window.widen_sidebar(420)
    window.fill("prompt", PROMPT)
    window.python("setattr(settings, 'quality', 'DRAFT')")
    _row(window, photos)
    _gallery(window, photos)
    _queue(window, photos)
    _history(window, photos)


def _row(window: BlenderWindow, photos: Path) -> None:
    window.fill("variations.count", "4", across=0.7)
    window.wait_for("settings.variations.count == 4")
    window.click("generate")
    window.wait("the job", lambda s: s["job"])
    state = window.wait_for_object()
    assert len(state["made"]) == 4, state["made"]
    assert window.python("len(bpy.data.collections[{}].objects)", PROMPT) == 4
    places = window.python("sorted(round(o.location.x, 2) for o in bpy.data.objects if 'pointsmith' in o)")
    assert places == [0.0, 1.25, 2.5, 3.75], places
    window.frame()
    window.photograph(photos / "1-row.png")
    window.key("ctrl+z")
    window.wait("undo", lambda s: not s["made"])


def _gallery(window: BlenderWindow, photos: Path) -> None:
    window.fill("variations.count", "8", across=0.7)
    window.python("setattr(settings.variations, 'layout', 'GALLERY')")
    window.click("generate")
    window.wait_for("session.has_gallery and session.job is None and not session.background.is_busy", 300.0)
    assert not window.state["made"], "clouds are no objects yet"
    for number in (1, 4):
        chosen = window.python("session.gallery.candidates[{}].id", number)
        window.click("gallery_pick", across=0.14 + 0.24 * (number % 4), candidate=chosen)
    window.wait_for("len(session.gallery.picked) == 2")
    window.away()
    time.sleep(1.0)
    window.photograph(photos / "2-gallery.png", crop="sidebar")
    window.click("gallery_make")
    window.wait_for("len([o for o in bpy.data.objects if 'pointsmith' in o]) == 2", 120.0)
    state = window.wait_for_object()
    seeds = window.python(
        "sorted(session.history.entries()[n].request.seed for n in range(2))"
    )
    assert seeds == [1, 4], seeds
    assert not state["notices"], state
    window.frame()
    window.photograph(photos / "3-picked.png")
    window.python("bpy.ops.pointsmith.gallery_show('INVOKE_DEFAULT')")
    time.sleep(1.0)
    window.photograph(photos / "4-large-gallery.png")
    window.away()
    window.key("Escape")


def _queue(window: BlenderWindow, photos: Path) -> None:
    window.python("bpy.ops.pointsmith.gallery_dismiss(which='ALL')")
    window.python("settings.variations.count = 1; settings.steps = 200")
    window.scroll(-100)
    window.click("generate")
    window.wait("the job", lambda s: s["job"])
    window.python("settings.quality = 'DRAFT'")
    for prompt in ("a blue vase", "zzyzx", "a small house", "a wooden table"):
        window.python("setattr(settings, 'prompt', {})", prompt)
        window.click("generate")
        time.sleep(0.8)
    window.wait_for("len(session.queue.waiting) >= 4 or len(session.queue.failed) == 1", 60.0)
    last = window.python("session.queue.entries[-1].id")
    window.python("module.addon.blender.settings.queue.choose_entry({})", last)
    window.click("queue_move", across=0.93, direction="UP")
    window.wait_for("session.queue.entries[-2].id == {}".replace("{}", repr(last)))
    window.away()
    time.sleep(0.5)
    window.photograph(photos / "5-queue.png", crop="sidebar")
    window.click("queue_pause")
    window.wait_for("session.queue.paused")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "queue é.blend"
        window.save(file)
        before = window.python("[entry.task.title for entry in session.queue.entries]")
        window.python("bpy.ops.pointsmith.cancel_all()")
        window.wait("nothing runs", lambda s: s["job"] is None)
        assert window.python("len(session.queue.entries)") == 0
        window.open(file)
    after = window.python("[entry.task.title for entry in session.queue.entries]")
    assert after == before, (before, after)
    assert window.python("session.queue.paused and session.job is None")
    window.scroll(-100)
    window.away()
    time.sleep(1.0)
    window.photograph(photos / "6-opened.png", crop="sidebar")
    window.click("queue_pause", pause=False)
    window.wait_for("session.job is None and not session.queue.waiting", 300.0)
    made = window.state["made"]
    assert {"a blue vase", "a small house", "a wooden table"} <= set(made), made
    assert window.python("[entry.task.title for entry in session.queue.failed]") == ["zzyzx"]
    window.away()
    window.photograph(photos / "7-failed.png", crop="sidebar")


def _history(window: BlenderWindow, photos: Path) -> None:
    window.python("bpy.ops.pointsmith.cancel_all()")
    window.python("session.clear()")
    window.scroll(100)
    window.toggle("POINTSMITH_PT_history")
    window.scroll(100)
    window.wait_for("not session.background.is_busy")
    kept = window.python("[(entry.id, entry.request.prompt) for entry in session.history.entries()]")
    assert len(kept) >= 9, kept
    window.away()
    time.sleep(1.0)
    window.photograph(photos / "8-history.png", crop="sidebar")
    wanted = next(entry for entry, prompt in kept if prompt == "a small house")
    window.click("history_use_settings", across=0.93, entry=wanted)
    window.wait_for("settings.prompt == 'a small house'")
