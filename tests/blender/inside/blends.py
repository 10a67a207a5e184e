"""Image slots and rows of blends: the panel's operators, and the order in which a row enters the scene."""

from __future__ import annotations

import json
import tempfile
import time
from pathlib import Path
from typing import Any

import bpy
import harness

ROW = "Blend: a red chair → a blue vase"


def picture(name: str, color: tuple[float, float, float]) -> bpy.types.Image:
    """A box of that colour on a transparent ground."""
    image = bpy.data.images.new(name, 32, 32, alpha=True)
    line = [0.0] * 4 * 8 + [*color, 1.0] * 16 + [0.0] * 4 * 8
    image.pixels.foreach_set([0.0] * 4 * 32 * 4 + line * 24 + [0.0] * 4 * 32 * 4)
    return image


def slots() -> None:
    settings = bpy.context.scene.pointsmith
    assert not len(settings.images)
    settings.mode = "IMAGE"
    assert len(settings.images) == 1, "Image mode starts with a slot to fill"
    assert settings.missing == "Choose an image"
    for _ in range(3):
        assert bpy.ops.pointsmith.add_image(where="images") == {"FINISHED"}
    assert bpy.ops.pointsmith.add_image(where="images") == {"CANCELLED"}
    assert len(settings.images) == 4
    settings.images[1].image, settings.images[1].side = picture("front é", (1.0, 0.0, 0.0)), "FRONT"
    settings.images[3].image, settings.images[3].side = picture("back", (0.0, 1.0, 0.0)), "BACK"
    settings.prompt = "a red chair"
    request_from = harness.module("addon.blender.settings.request")
    request = request_from.request_from(settings)
    assert request.prompt == "a red chair"
    assert [str(image.side) for image in request.images] == ["front", "back"], "an empty slot counts for nothing"
    assert len({Path(image.path).read_bytes() for image in request.images}) == 2

    settings.images.clear()
    settings.mode, settings.prompt = "TEXT", ""
    request_from.fill(settings, request)
    assert request_from.request_from(settings) == request, "what fills the panel comes out of it again"

    for _ in range(4):
        bpy.ops.pointsmith.remove_image(where="images", index=0)
    assert len(settings.images) == 1
    assert settings.images[0].image is None, "the last slot is only emptied"
    settings.mode = "TEXT"
    assert request_from.request_from(settings).images == ()


def other_ends() -> None:
    settings = bpy.context.scene.pointsmith
    blend, request_from = settings.blend, harness.module("addon.blender.settings.request")
    settings.prompt, blend.prompt, blend.seed = "a red chair", "a blue vase", 9
    end = request_from.blend_from(blend)
    assert (end.prompt, end.seed, end.images) == ("a blue vase", None, ())
    blend.use_seed = True
    assert request_from.blend_from(blend).seed == 9
    blend.kind = "SEED"
    end = request_from.blend_from(blend)
    assert (end.prompt, end.seed) == ("", 9)
    blend.kind = "IMAGE"
    assert blend.missing == "Choose an image to blend to"
    blend.images[0].image, blend.images[0].side = picture("vase", (0.0, 0.0, 1.0)), "LEFT"
    end = request_from.blend_from(blend)
    assert [str(image.side) for image in end.images] == ["left"]
    whole = harness.module("addon.core.blend_row").blend_row(request_from.request_from(settings), end, 2)[0]
    blend.kind, blend.prompt, blend.use_seed = "TEXT", "", False
    blend.images.clear()
    request_from.fill(settings, whole)
    assert request_from.blend_from(blend).to_json() == {**end.to_json(), "amount": 0.5}
    blend.kind, blend.use_seed = "TEXT", False


def check_row(names: list[str], step: float) -> None:
    collection = bpy.data.collections[ROW]
    assert sorted(item.name for item in collection.objects) == sorted(names)
    for number, name in enumerate(names):
        item = bpy.data.objects[name]
        assert abs(item.location.x - 1.0 - number * step) < 1e-5, (name, tuple(item.location))
        assert tuple(item.location)[1:] == (2.0, 0.5)
        blend = json.loads(item["pointsmith"])["request"]["blend"]
        assert abs(blend["amount"] - number / (len(names) - 1)) < 1e-9


def a_row() -> None:
    scene = bpy.context.scene
    settings = scene.pointsmith
    scene.cursor.location = (1.0, 2.0, 0.5)
    settings.quality, settings.device, settings.size = "DRAFT", "CPU", 0.5
    settings.steps, settings.output, settings.blend.count = 2, "POINTS", 3
    settings.prompt, settings.blend.prompt = "a red chair", "a blue vase"
    names = [f"a red chair → a blue vase {amount} %" for amount in (0, 50, 100)]
    bpy.ops.ed.undo_push(message="before")
    active = bpy.context.view_layer.active_layer_collection.name
    assert bpy.ops.pointsmith.blend() == {"FINISHED"}
    check_row(names, 0.625)
    assert bpy.context.view_layer.active_layer_collection.name == active
    bpy.ops.ed.undo()
    assert not [name for name in names if name in bpy.data.objects], "a row is one undo step"
    assert ROW not in bpy.data.collections
    bpy.ops.ed.redo()
    check_row(names, 0.625)


def tasks(prompts: list[str]) -> list[Any]:
    task = harness.module("addon.blender.tasks").GenerationTask.one
    request = harness.module("addon.core.request").GenerationRequest
    destination = harness.module("addon.core.destination").Destination
    of_json = {"steps": 2, "points": 1024, "output": "points", "device": "cpu"}
    return [
        task(request.from_json({**of_json, "prompt": prompt}), destination((float(place), 0.0, 0.0), "Row"))
        for place, prompt in enumerate(prompts)
    ]


def drive(until: Any) -> None:
    """What the window's timer does."""
    session = harness.module("addon.blender.session").session
    driver = harness.module("addon.blender.timer_driver")
    end = time.monotonic() + 120
    while not until(session):
        assert time.monotonic() < end
        driver._tick()
        time.sleep(0.02)


def one_after_the_other() -> None:
    session = harness.module("addon.blender.session").session
    session.submit(tasks(["a chair", "a vase", "a house"]))
    drive(lambda s: len(s.queue.waiting) == 1)
    assert [item.name for item in bpy.data.collections["Row"].objects] == ["a chair"], (
        "the first enters before the second"
    )
    session.cancel_all()
    assert not session.queue.waiting
    drive(lambda s: s.job is None)
    assert "Cancelled." in session.notices
    assert len(bpy.data.collections["Row"].objects) == 1, "Cancel All stops the whole row"


def by_python() -> None:
    with tempfile.TemporaryDirectory() as folder:
        paths = [str(Path(folder) / f"{name}.png") for name in ("a", "b")]
        for path in paths:
            image = picture("side", (0.8, 0.2, 0.1))
            image.filepath_raw, image.file_format = path, "PNG"
            image.save()
        images = [f"front={paths[0]}", {"path": paths[1], "side": "back"}]
        settings = {"quality": "draft", "steps": 2, "output": "points", "device": "cpu"}
        item = harness.module().generate("red", images=images, **settings)
        record = json.loads(item["pointsmith"])["request"]
        assert [image["side"] for image in record["images"]] == ["front", "back"]
        item = harness.module().generate("a chair", blend={"prompt": "a vase", "amount": 0.25}, **settings)
        assert item.name == "a chair → a vase 25 %"


def main() -> dict[str, Any]:
    slots()
    other_ends()
    a_row()
    one_after_the_other()
    by_python()
    return {"done": True}
