"""The queue: its order, what fails in it, undo beside it, and that it is saved and read with the file."""

from __future__ import annotations

import json
import tempfile
import time
from pathlib import Path
from typing import Any

import bpy
import harness
from layout import Layout


def session() -> Any:
    return harness.module("addon.blender.session").session


def driver() -> Any:
    return harness.module("addon.blender.timer_driver")


def task(prompt: str, count: int = 1, **settings: Any) -> Any:
    tasks, request = harness.module("addon.blender.tasks"), harness.module("addon.core.request")
    variations = harness.module("addon.core.variations")
    asked = {"steps": 2, "points": 1024, "output": "points", "device": "cpu", "prompt": prompt, **settings}
    requests = variations.variations(request.GenerationRequest.from_json(asked), count)
    where = harness.module("addon.core.destination").Destination((1.0, 2.0, 3.0))
    return tasks.GenerationTask(requests, (where,) * count)


def drive(until: Any) -> None:
    """What the window's timer does."""
    end = time.monotonic() + 120
    while not until(session()):
        assert time.monotonic() < end
        driver()._tick()
        time.sleep(0.02)


def idle(found: Any) -> bool:
    return found.job is None and not found.queue.waiting


def titles() -> list[str]:
    return [entry.task.title for entry in session().queue.entries]


def lines() -> list[str]:
    return [line.name for line in bpy.data.window_managers[0].pointsmith_queue.lines]


def stored() -> list[dict[str, Any]]:
    text = bpy.context.scene.pointsmith_queue.record
    return json.loads(text)["entries"] if text else []


def objects() -> list[str]:
    return sorted(item.name for item in bpy.data.objects if "pointsmith" in item)


def drawn(panel: str) -> Layout:
    cls, layout = getattr(bpy.types, panel), Layout()
    cls.draw(type("Panel", (), {"layout": layout})(), bpy.context)
    return layout


def listed() -> list[str]:
    """What the list draws."""
    found = []
    shown = bpy.data.window_managers[0].pointsmith_queue
    for line in shown.lines:
        layout = Layout()
        bpy.types.POINTSMITH_UL_queue.draw_item(None, bpy.context, layout, shown, line, 0, shown, "index")
        found.append(" | ".join(layout.texts))
    return found


def remove_objects() -> None:
    for item in list(bpy.data.objects):
        bpy.data.objects.remove(item)


def order() -> None:
    queue = session().queue
    session().submit([task("a chair")])
    driver()._tick()
    assert session().job is not None
    settings = bpy.context.scene.pointsmith
    settings.prompt = "a vase"
    assert ("pointsmith.generate", "Add to Queue", True) in drawn("POINTSMITH_PT_main").buttons
    session().submit([task("a vase", 3)])
    session().submit([task("a house")])
    assert not session().submit([task("a house")]), "a double click"
    session().submit([task("a car")], first=True)
    driver()._tick()
    assert lines() == titles() == ["a chair", "a car", "a vase × 3", "a house"]
    assert ("pointsmith.generate", "Add to Queue (3)", True) in drawn("POINTSMITH_PT_main").buttons
    layout = drawn("POINTSMITH_PT_queue")
    assert layout.lists == ["POINTSMITH_UL_queue"]
    assert listed()[1:3] == ["a car | Custom", "a vase × 3 | Custom"]
    last = queue.entries[-1].id
    bpy.ops.pointsmith.queue_move(entry=last, direction="UP")
    assert lines() == ["a chair", "a car", "a house", "a vase × 3"]
    assert bpy.data.window_managers[0].pointsmith_queue.index == 2, "the line stays selected"
    bpy.ops.pointsmith.queue_move(direction="TOP")
    assert lines() == ["a chair", "a house", "a car", "a vase × 3"], "above the running one there is no place"
    bpy.ops.pointsmith.queue_move(direction="UP")
    bpy.ops.pointsmith.queue_move(direction="DOWN")
    assert lines() == ["a chair", "a car", "a house", "a vase × 3"]
    bpy.ops.pointsmith.queue_remove(entry=last)
    assert lines() == ["a chair", "a car", "a vase × 3"]
    settings.prompt, settings.seed = "nothing", 77
    assert bpy.ops.pointsmith.queue_edit(entry=queue.entries[2].id) == {"FINISHED"}
    assert (settings.prompt, settings.seed, settings.variations.count) == ("a vase", 0, 3)
    settings.variations.count = 1
    assert lines() == ["a chair", "a car"]
    paused_and_resumed()


def paused_and_resumed() -> None:
    bpy.ops.pointsmith.queue_pause(pause=True)
    drive(lambda s: s.job is None)
    driver()._tick()
    assert session().job is None, "paused"
    assert objects() == ["a chair"]
    assert titles() == ["a car"]
    bpy.ops.pointsmith.queue_pause(pause=False)
    drive(idle)
    assert objects() == ["a car", "a chair"]
    assert not titles()
    assert not stored()
    session().queue.pause()
    assert session().submit([task("a vase")])
    drive(idle)
    assert "a vase" in objects(), "a pause that holds nothing back does not hold the next one back"


def failing() -> None:
    """What fails stays with its sentence, and the others go on."""
    remove_objects()
    session().submit([task("zzyzx"), task("a house")])
    drive(idle)
    assert objects() == ["a house"]
    assert titles() == ["zzyzx"]
    assert session().error.code == "unknown_prompt"
    session().clear()
    layout = drawn("POINTSMITH_PT_queue")
    assert any("knows none of these words" in text for text in layout.texts)
    assert any(name == "pointsmith.queue_retry" for name, _, _ in layout.buttons)
    assert stored()[0]["state"] == "failed"
    assert listed() == ["zzyzx | Failed"]
    failed = session().queue.entries[0].id
    assert bpy.ops.pointsmith.queue_retry(entry=failed) == {"FINISHED"}
    assert not session().queue.failed
    drive(idle)
    assert [entry.id for entry in session().queue.failed] == [failed], "it fails again"
    bpy.ops.pointsmith.queue_remove(entry=failed)
    assert not titles()

    # What the next job would meet too lets all of them wait.
    session().clear()
    environment = harness.module("addon.blender.environment")
    folder = environment.jobs_folder
    blocked = Path(tempfile.mkdtemp()) / "file"
    blocked.write_text("no folder")
    session().engine._jobs_folder = lambda: blocked
    session().queue.add([task("a chair"), task("a car")])
    drive(lambda s: s.error is not None)
    assert session().error.code == "not_writable"
    assert titles() == ["a chair", "a car"]
    assert session().queue.paused
    assert any("paused: 2 jobs" in text for text in drawn("POINTSMITH_PT_main").texts)
    session().engine._jobs_folder = folder
    bpy.ops.pointsmith.queue_pause(pause=False)
    drive(idle)
    assert objects() == ["a car", "a chair", "a house"]


def cancelling() -> None:
    remove_objects()
    session().submit([task("a chair", steps=200), task("a car"), task("a house", steps=200), task("a vase")])
    drive(lambda s: s.job is not None and s.job.fraction > 0)
    bpy.ops.pointsmith.cancel()
    drive(lambda _: objects() == ["a car"])
    assert "Cancelled." in session().notices
    drive(lambda s: s.job is not None and s.job.fraction > 0)
    assert titles() == ["a house", "a vase"], "what waits goes on"
    bpy.ops.pointsmith.cancel_all()
    drive(idle)
    assert objects() == ["a car"]
    assert not titles()


def undo() -> None:
    """Undo and redo are about the scene; the queue stays what it is."""
    remove_objects()
    bpy.ops.ed.undo_push(message="empty")
    session().queue.add([task("a chair"), task("a car"), task("a house")])
    session().queue.pause()
    driver()._tick()
    bpy.ops.mesh.primitive_cube_add()
    bpy.ops.ed.undo_push(message="cube")
    bpy.ops.pointsmith.queue_remove(entry=session().queue.entries[2].id)
    bpy.ops.ed.undo()
    assert lines() == titles() == ["a chair", "a car"], "undo brings no job back"
    assert len(stored()) == 2
    bpy.ops.ed.redo()
    assert len(stored()) == 2
    bpy.ops.pointsmith.queue_pause(pause=False)
    drive(idle)
    assert objects() == ["a car", "a chair"]
    bpy.ops.ed.undo()
    bpy.ops.ed.undo()
    assert not objects()
    assert not titles(), "undo does not run it again"
    assert not stored()
    drive(idle)
    assert not objects()


def saved(folder: Path) -> None:
    remove_objects()
    file = str(folder / "queue é.blend")
    gallery = harness.module("addon.blender.gallery_tasks").GalleryTask
    clouds = task("a lamp", 4)
    session().submit(
        [task("a chair", steps=200), task("a car", 2), gallery(clouds.requests, clouds.destinations[0], 2)]
    )
    drive(lambda s: s.job is not None and s.job.fraction > 0)
    assert bpy.ops.wm.save_as_mainfile(filepath=file) == {"FINISHED"}
    assert session().job is not None, "saving stops nothing"
    before = [entry.task for entry in session().queue.entries]
    bpy.ops.wm.read_homefile(use_factory_startup=True, use_empty=True)
    assert not titles()
    assert session().job is None
    assert any("another file" in notice for notice in session().notices)
    bpy.ops.wm.open_mainfile(filepath=file)
    assert lines() == titles() == ["a chair", "a car × 2", "a lamp × 4"]
    assert [entry.task for entry in session().queue.entries] == before
    assert session().queue.entries[0].note == "It was running when the file was saved."
    assert session().queue.paused
    time.sleep(0.2)
    for _ in range(10):
        driver()._tick()
    assert session().job is None, "nothing starts by itself in a file that was opened"
    layout = drawn("POINTSMITH_PT_main")
    assert any("3 jobs wait" in text for text in layout.texts)
    assert any(text == "Resume" for _, text, _ in layout.buttons)
    bpy.ops.pointsmith.queue_remove(entry=session().queue.entries[0].id)
    bpy.ops.pointsmith.queue_pause(pause=False)
    drive(idle)
    assert objects() == ["a car", "a car.001"]
    assert len(session().gallery.candidates) == 4
    bpy.ops.wm.open_mainfile(filepath=file)
    assert not session().has_gallery, "the gallery goes with the session"
    assert len(titles()) == 3
    harness.disable()
    harness.enable()
    harness.module("addon.blender.queue_store").keep()
    assert len(titles()) == 3, "switched off and on again"
    assert session().queue.paused
    bpy.ops.pointsmith.cancel_all()
    assert not session().queue.paused
    assert not stored()


def broken(folder: Path) -> None:
    """A text from anywhere does no harm."""
    file = str(folder / "broken.blend")
    good = json.loads(harness.module("addon.blender.queue_record").dumps([_entry(task("a chair"))]))
    bad = [{**good["entries"][0], "id": "x", "task": task} for task in (None, [], {"kind": "objects"}, {"kind": 3})]
    bad += [{**good["entries"][0], "id": "y", "state": "failed", "error": None}, 7]
    text = json.dumps({"version": 1, "entries": [*bad, good["entries"][0]]})
    for record, expected, told in ((text, ["a chair"], "6 of the jobs"), ("{", [], "1 of the jobs"), ("", [], "")):
        bpy.ops.wm.save_as_mainfile(filepath=file)
        store = harness.module("addon.blender.queue_store")
        store.dumps, real = (lambda _entries, record=record: record), store.dumps
        try:
            bpy.ops.wm.save_as_mainfile(filepath=file)
        finally:
            store.dumps = real
        session().clear()
        bpy.ops.wm.open_mainfile(filepath=file)
        assert titles() == expected
        assert any(told in notice for notice in session().notices) == bool(told), session().notices


def _entry(what: Any) -> Any:
    return harness.module("addon.jobs.queue").Entry(what)


def main() -> dict[str, Any]:
    order()
    failing()
    cancelling()
    undo()
    with tempfile.TemporaryDirectory() as folder:
        saved(Path(folder))
        broken(Path(folder))
    return {"done": True}
