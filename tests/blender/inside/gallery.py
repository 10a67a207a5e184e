"""Variations in rows and in the gallery, and the history, by the panel's operators."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import bpy
import harness
from layout import Layout

PROMPT = "a red chair"


def session() -> Any:
    return harness.module("addon.blender.session").session


def ask(**values: Any) -> Any:
    settings = bpy.context.scene.pointsmith
    settings.prompt, settings.quality, settings.device = PROMPT, "DRAFT", "CPU"
    settings.steps, settings.output, settings.seed, settings.size = 2, "MESH", 5, 0.5
    for name, value in values.items():
        setattr(settings.variations, name, value)
    return settings


def made() -> list[Any]:
    return sorted((item for item in bpy.data.objects if "pointsmith" in item), key=seed)


def seed(item: Any) -> int:
    return int(json.loads(item["pointsmith"])["request"]["seed"])


def drawn(panel: str) -> Layout:
    cls = getattr(bpy.types, panel)
    assert cls.poll(bpy.context) if hasattr(cls, "poll") else True
    layout = Layout()
    cls.draw(type("Panel", (), {"layout": layout})(), bpy.context)
    return layout


def rows() -> None:
    bpy.context.scene.cursor.location = (1.0, 2.0, 0.0)
    ask(count=3, arrangement="ROW", spacing=2.0)
    assert "Seeds 5 to 7" in drawn("POINTSMITH_PT_main").texts
    bpy.ops.ed.undo_push(message="before")
    assert bpy.ops.pointsmith.generate() == {"FINISHED"}
    found = made()
    assert [seed(item) for item in found] == [5, 6, 7]
    assert [tuple(item.location) for item in found] == [(1.0, 2.0, 0.0), (2.0, 2.0, 0.0), (3.0, 2.0, 0.0)]
    assert {item.users_collection[0].name for item in found} == {PROMPT}
    vertices = [len(item.data.vertices) for item in found]
    assert len(set(vertices)) > 1, "other seeds make other objects"
    bpy.ops.ed.undo()
    assert not made(), "all of them are one undo step"
    assert PROMPT not in bpy.data.collections
    bpy.ops.ed.redo()
    assert [len(item.data.vertices) for item in made()] == vertices
    bpy.ops.ed.undo()
    ask(count=5, layout="GRID")
    bpy.context.scene.pointsmith.output = "POINTS"
    bpy.ops.pointsmith.generate()
    assert [tuple(item.location)[:2] for item in made()] == [(1, 2), (2, 2), (3, 2), (1, 3), (2, 3)]
    assert bpy.ops.pointsmith.generate_again() == {"FINISHED"}, "each is an object like any other"
    for item in made():
        bpy.data.objects.remove(item)
    by_script()
    ask(count=1)


def by_script() -> None:
    """What the operator is given stands in the place of the panel's, which stays."""
    variations = ask(count=1, layout="GALLERY").variations
    done = bpy.ops.pointsmith.generate(prompt="a vase", seed=2, variations=2, arrangement="ROW", spacing=3.0)
    assert done == {"FINISHED"}
    assert [(seed(item), item.location.x) for item in made()] == [(2, 1.0), (3, 2.5)]
    assert (variations.count, variations.layout) == (1, "GALLERY")
    for item in made():
        bpy.data.objects.remove(item)


def gallery() -> None:
    assert not bpy.types.POINTSMITH_PT_gallery.poll(bpy.context)
    assert not bpy.ops.pointsmith.gallery_make.poll()
    ask(count=4, layout="GALLERY", spacing=1.5)
    assert bpy.ops.pointsmith.generate() == {"FINISHED"}
    session().background.wait()
    shown = session().gallery
    assert not made(), "clouds are no objects yet"
    assert [each.request.seed for each in shown.candidates] == [5, 6, 7, 8]
    for each in shown.candidates:
        image = bpy.data.images.load(str(each.picture))
        assert tuple(image.size) == (192, 192)
        assert 0.05 < sum(value > 0.5 for value in list(image.pixels)[3::4]) / 192**2 < 0.9
        bpy.data.images.remove(image)
    layout = drawn("POINTSMITH_PT_gallery")
    picks = [text for name, text, _ in layout.buttons if name == "pointsmith.gallery_pick"]
    assert picks == [f"Seed {number}" for number in (5, 6, 7, 8)]
    assert ("pointsmith.gallery_make", "Make Surfaces", False) in layout.buttons, "nothing is picked yet"
    for number in (1, 3):
        bpy.ops.pointsmith.gallery_pick(candidate=shown.candidates[number].id)
    assert ("pointsmith.gallery_make", "Make 2 Surfaces", True) in drawn("POINTSMITH_PT_gallery").buttons
    large = Layout()
    operator = harness.module("addon.blender.operators.gallery").POINTSMITH_OT_gallery_show
    operator.draw(type("Popup", (), {"layout": large})(), bpy.context)
    assert ("pointsmith.gallery_make", "Make 2 Surfaces", True) in large.buttons
    bpy.ops.ed.undo_push(message="before")
    assert bpy.ops.pointsmith.gallery_make() == {"FINISHED"}
    found = made()
    assert [seed(item) for item in found] == [6, 8]
    assert [tuple(item.location)[:2] for item in found] == [(1.0, 2.0), (1.75, 2.0)]
    assert [each.made for each in shown.candidates] == [False, True, False, True]
    assert not shown.picked
    bpy.ops.ed.undo()
    assert [seed(item) for item in made()] == [6], "each is an undo step"
    assert len(shown.candidates) == 4, "undo leaves the gallery as it is"
    bpy.ops.ed.redo()
    same_as_generated(made()[0])
    more()
    dismiss()


def same_as_generated(item: Any) -> None:
    """A picked cloud becomes the object that its request makes, with its whole record."""
    bpy.context.view_layer.objects.active = item
    assert len(json.loads(item["pointsmith"])["model_hash"]) == 64
    ask(count=1).seed = 99
    assert bpy.ops.pointsmith.use_settings() == {"FINISHED"}
    settings = bpy.context.scene.pointsmith
    assert (settings.prompt, settings.seed, settings.output, settings.size) == (PROMPT, 6, "MESH", 0.5)
    before = set(bpy.data.objects)
    assert bpy.ops.pointsmith.generate_again() == {"FINISHED"}
    (other,) = set(bpy.data.objects) - before
    assert len(other.data.vertices) == len(item.data.vertices)
    first, second = (json.loads(each["pointsmith"]) for each in (item, other))
    assert first.pop("placement") == second.pop("placement")
    assert first == second
    assert bpy.ops.pointsmith.surface_again(resolution=48) == {"FINISHED"}
    bpy.data.objects.remove(other)


def more() -> None:
    shown = session().gallery
    for each in shown.candidates:
        each.picked = each.request.seed == 7
    assert bpy.ops.pointsmith.gallery_more() == {"FINISHED"}
    near = shown.candidates[4:]
    assert len(near) == 4
    assert {each.request.seed for each in near} == {7}
    assert {each.request.blend.amount for each in near} == {0.3}
    assert bpy.ops.pointsmith.gallery_again() == {"FINISHED"}
    assert [each.request.seed for each in shown.candidates[8:]] == [9, 10, 11, 12]
    assert len(drawn("POINTSMITH_PT_gallery").texts) >= 3, "each run has its title"


def dismiss() -> None:
    shown = session().gallery
    files = [each.cloud_file for each in shown.candidates] + [each.picture for each in shown.candidates]
    assert all(file.is_file() for file in files)
    bpy.ops.pointsmith.gallery_pick_all(action="SELECT")
    bpy.ops.pointsmith.gallery_pick(candidate=shown.candidates[0].id)
    assert bpy.ops.pointsmith.gallery_dismiss(which="UNPICKED") == {"FINISHED"}
    assert len(shown.candidates) == 9
    assert bpy.ops.pointsmith.gallery_dismiss(which="ALL") == {"FINISHED"}
    assert not session().has_gallery
    assert not any(file.exists() for file in files)
    for item in made():
        bpy.data.objects.remove(item)


def history() -> None:
    store = session().history
    kept = store.entries()
    assert len(kept) == 14, len(kept)
    assert store.folder == Path(bpy.utils.extension_path_user(harness.PACKAGE, path="history"))
    assert [entry.request.seed for entry in kept[-3:]] == [7, 6, 5]
    layout = drawn("POINTSMITH_PT_history")
    assert "1 of 3" in layout.texts
    view = bpy.data.window_managers[0].pointsmith_history
    bpy.ops.pointsmith.history_page(page=1)
    assert "2 of 3" in drawn("POINTSMITH_PT_history").texts
    view.search = "CHAIR red custom"
    assert "1 of 2" in drawn("POINTSMITH_PT_history").texts, "a search begins with the first page"
    view.search = "zebra"
    assert "Nothing of that is in the history" in drawn("POINTSMITH_PT_history").texts
    view.search = ""
    settings = ask(count=4)
    settings.prompt, settings.seed = "a vase", 0
    wanted = kept[-3]
    assert bpy.ops.pointsmith.history_use_settings(entry=wanted.id) == {"FINISHED"}
    assert (settings.prompt, settings.seed, settings.variations.count) == (PROMPT, 7, 1)
    assert bpy.ops.pointsmith.history_run_again(entry=wanted.id) == {"FINISHED"}
    assert [seed(item) for item in made()] == [7]
    assert len(store.entries()) == 15
    assert bpy.ops.pointsmith.history_remove(entry=wanted.id) == {"FINISHED"}
    assert wanted.id not in {entry.id for entry in store.entries()}
    assert bpy.ops.pointsmith.history_use_settings(entry=wanted.id) == {"CANCELLED"}
    assert bpy.ops.pointsmith.history_clear() == {"FINISHED"}
    assert not store.entries()
    assert drawn("POINTSMITH_PT_history").texts[0].startswith("What you make is kept here")


def main() -> dict[str, Any]:
    rows()
    gallery()
    history()
    return {"done": True}
