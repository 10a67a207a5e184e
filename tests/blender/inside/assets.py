"""Objects as assets: marked, pictured, described, listed; copied into a library, whose file another Blender reads."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import bpy
import harness
import numpy as np
from insert_result import synthetic

PROMPT = "a red chair"


def core(name: str) -> Any:
    return harness.module(f"addon.core.{name}")


def made(**where: Any) -> Any:
    harness.module("addon.blender.headless.export").empty_scene()
    request = core("request").GenerationRequest.from_json({"prompt": PROMPT, "seed": 7})
    goal = core("destination").Destination.from_json({"location": [4, 5, 6], **where})
    job = type("Job", (), {"requests": [request], "results": [synthetic()], "notices": []})()
    ((item,),) = harness.module("addon.blender.scene.row").deliver(job, [goal], PROMPT)
    return item, job.notices


def library(folder: Path, name: str = "Mine é") -> None:
    folder.mkdir(exist_ok=True)
    libraries = bpy.context.preferences.filepaths.asset_libraries
    new = libraries.new(name=name, directory=str(folder))
    assert new.name == name


def pixels_of(item: Any) -> Any:
    preview = item.preview
    values = np.empty(len(preview.image_pixels_float), np.float32)
    preview.image_pixels_float.foreach_get(values)
    return values.reshape(*reversed(preview.image_size), 4)


def check_card(item: Any) -> None:
    data = item.asset_data
    assert data.description.startswith("“a red chair”, seed 7, model Pointsmith (CC0-1.0), Pointsmith "), (
        data.description
    )
    assert [tag.name for tag in data.tags][:3] == ["chair", "furniture", "red"]
    assert (data.author, data.license) == ("Pointsmith", "CC0-1.0")
    picture = pixels_of(item)
    assert picture.shape == (256, 256, 4)
    covered = picture[..., 3] > 0.9
    assert 0.2 < covered.mean() < 0.9, covered.mean()
    # The box is twice as high as wide, and its feet are darker than its head: rows are counted from below.
    assert picture[:, 100:156][covered[:, 100:156]].std() > 0.05
    upper, lower = (picture[half][covered[half]][:, :3].mean() for half in (np.s_[160:], np.s_[:96]))
    assert upper > lower


def check_marked_in_the_file(folder: Path) -> None:
    item, notices = made(asset={"tags": ["kitchen"]})
    assert notices == []
    assert next(tag.name for tag in item.asset_data.tags) == "kitchen"
    item, _ = made()
    assert item.asset_data is None
    assert bpy.ops.pointsmith.mark_asset("EXEC_DEFAULT", True) == {"FINISHED"}
    check_card(item)
    bpy.ops.ed.undo()
    assert bpy.data.objects[PROMPT].asset_data is None
    file = folder / "shop.blend"
    bpy.ops.wm.save_as_mainfile(filepath=str(file))
    bpy.data.objects[PROMPT].select_set(True)
    assert bpy.ops.pointsmith.mark_asset(catalog="Shop/Chairs") == {"FINISHED"}
    listed = core("catalogs").entries((folder / core("catalogs").FILE).read_text())
    assert listed == {bpy.data.objects[PROMPT].asset_data.catalog_id: "Shop/Chairs"}


def check_kept_in_a_library(shelf: Path) -> dict[str, Any]:
    library(shelf)
    (shelf / "a red chair.blend").write_text("mine, not yours")
    item, notices = made(asset={"library": "Mine é"})
    assert notices == ["“a red chair” is kept in a red chair 2.blend"]
    assert item.asset_data is None
    assert item.name == PROMPT
    assert [each.name for each in bpy.data.objects] == [PROMPT]
    parent = bpy.data.objects.new("parent", None)
    bpy.context.scene.collection.objects.link(parent)
    item.parent, item.scale = parent, (1, 2, 1)
    save = bpy.ops.pointsmith.save_to_library
    assert save(library="Mine é", catalog="Props/Chairs", tags="x, y") == {"FINISHED"}
    assert (shelf / "a red chair.blend").read_text() == "mine, not yours"
    assert sorted(each.name for each in shelf.iterdir()) == [
        "a red chair 2.blend",
        "a red chair 3.blend",
        "a red chair.blend",
        core("catalogs").FILE,
    ]
    assert item.parent == parent
    listed = core("catalogs").entries((shelf / core("catalogs").FILE).read_text(encoding="utf-8"))
    assert sorted(listed.values()) == ["Pointsmith/Furniture", "Props/Chairs"]
    return {path: name for name, path in listed.items()}


def check_the_menu_remembers_a_name() -> None:
    placement = bpy.context.scene.pointsmith.placement
    assert (placement.library, placement.library_menu) == ("", "THIS_FILE")
    placement.library_menu = "Mine é"
    assert placement.asset_place().library == "Mine é"
    libraries = bpy.context.preferences.filepaths.asset_libraries
    for other in [each for each in libraries if each.name != "Mine é"]:
        libraries.remove(other)
    assert placement.library_menu == "Mine é"
    placement.library = "Gone for ever"
    assert placement.library_menu == "THIS_FILE"
    placement.library = ""


def check_names_of_files(shelf: Path) -> None:
    free = harness.module("addon.blender.assets.mark").free_file
    for name, wanted in (
        ("a/b:c*?", "a b c.blend"),
        ("  ", "asset.blend"),
        ("...", "asset.blend"),
        ("con", "con asset.blend"),
        ("Möbel", "Möbel.blend"),
        ("x" * 300, f"{'x' * 100}.blend"),
    ):
        assert free(shelf, name).name == wanted


def check_what_is_in_the_way(folder: Path) -> None:
    item, notices = made(asset={"library": "Nowhere"})
    assert item.name in bpy.context.view_layer.objects
    assert len(notices) == 1
    assert "there is none called “Nowhere”" in notices[0]
    session = harness.module("addon.blender.session").session
    library(folder / "gone", "Gone")
    (folder / "gone").rmdir()
    for name, code in (("Gone", "no_library"), ("Nowhere", "no_library"), ("", "no_library")):
        try:
            bpy.ops.pointsmith.save_to_library(library=name)
        except RuntimeError as error:
            assert "asset library" in str(error), error
        else:
            raise AssertionError(name)
        assert str(session.error.code) == code
    if os.geteuid() != 0:
        library(folder / "locked", "Locked")
        (folder / "locked").chmod(0o500)
        try:
            bpy.ops.pointsmith.save_to_library(library="Locked")
        except RuntimeError as error:
            assert "cannot be written" in str(error)
        else:
            raise AssertionError


def main(folder: str) -> dict[str, Any]:
    place = Path(folder)
    check_marked_in_the_file(place)
    ids = check_kept_in_a_library(place / "shelf é")
    check_the_menu_remembers_a_name()
    check_names_of_files(place / "shelf é")
    check_what_is_in_the_way(place)
    return {"ids": ids, "files": json.dumps(sorted(str(file) for file in (place / "shelf é").glob("*[23].blend")))}
