"""A picture is drawn by the operator, judged in the panel, saved and loaded, undone, and accepted."""

from __future__ import annotations

import json
from typing import Any

import bpy
import harness
import numpy as np


class Layout:
    """Keeps what the panel draws; every part of it is itself."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.buttons: list[tuple[str, str]] = []
        self.pictures: list[float] = []

    @property
    def text(self) -> str:
        """All lines; the panel has broken them where they met its side."""
        return " ".join(self.texts)

    def part(self, *_: Any, **__: Any) -> Layout:
        return self

    row = column = box = split = part

    def label(self, text: str = "", **_: Any) -> None:
        self.texts.append(text)

    def prop(self, data: Any, name: str, **_: Any) -> None:
        assert hasattr(data, name)

    def menu(self, name: str, **_: Any) -> None:
        assert hasattr(bpy.types, name)

    def icon(self, image: Any) -> int:
        assert image.pixels[:]
        return 1

    def template_icon(self, scale: float, **_: Any) -> None:
        self.pictures.append(scale)

    def operator(self, name: str, text: str = "", **_: Any) -> Any:
        group, short = name.split(".")
        getattr(getattr(bpy.ops, group), short).get_rna_type()
        self.buttons.append((name, text))
        return type("Button", (), {})()


def panel() -> Layout:
    drawn = Layout()
    module = harness.module("addon.blender.panels.pictures")
    for kind in (module.POINTSMITH_PT_pictures, module.POINTSMITH_PT_pictures_advanced):
        kind.draw(type("Panel", (), {"layout": drawn})(), bpy.context)
    return drawn


def settings() -> Any:
    return bpy.context.scene.pointsmith


def preferences() -> Any:
    return bpy.context.preferences.addons[harness.PACKAGE].preferences


def pixels(image: bpy.types.Image) -> np.ndarray:
    values = np.empty(len(image.pixels), np.float32)
    image.pixels.foreach_get(values)
    return values


def refused(operator: Any, **options: Any) -> str:
    try:
        operator(**options)
    except RuntimeError as error:
        return str(error)
    raise AssertionError("it was not refused")


def before_there_is_a_model(model: str) -> None:
    assert "Type a prompt" in refused(bpy.ops.pointsmith.draw_picture)
    settings().prompt = "a ch"
    assert "is not on this computer" in refused(bpy.ops.pointsmith.draw_picture)
    drawn = panel()
    assert ("pointsmith.model_download", "Download") in drawn.buttons
    assert "to fetch" in drawn.text, drawn.texts
    preferences().picture_model = model + " none"
    assert "is not on this computer" in panel().text
    preferences().picture_model = model
    there = panel().buttons
    assert ("pointsmith.draw_picture", "") in there
    assert not any(name == "pointsmith.model_download" for name, _ in there)


def draw() -> bpy.types.Image:
    settings().device = "CPU"
    settings().drawing.steps, settings().drawing.seed = 2, 7
    assert bpy.ops.pointsmith.draw_picture() == {"FINISHED"}
    image: Any = settings().images[0].image
    assert settings().mode == "IMAGE"
    assert image.packed_file is not None
    assert image.name == "a ch"
    request = json.loads(image["pointsmith_picture"])["request"]
    assert (request["seed"], request["steps"], request["guidance_scale"]) == (7, 2, 7.5)
    return image


def judge() -> None:
    drawn = panel()
    assert drawn.pictures[0] >= 6
    assert "Seed 7, 2 steps" in drawn.text, drawn.texts
    assert {"pointsmith.draw_picture", "pointsmith.accept_picture", "pointsmith.edit_picture"} <= {
        name for name, _ in drawn.buttons
    }


def another(first: bpy.types.Image) -> None:
    before = pixels(first)
    assert bpy.ops.pointsmith.draw_picture(another=True) == {"FINISHED"}
    second = settings().images[0].image
    assert second != first
    assert settings().drawing.seed != 7
    assert not np.array_equal(pixels(second), before)
    assert json.loads(second["pointsmith_picture"])["request"]["seed"] == settings().drawing.seed


def undo_and_redo() -> None:
    bpy.ops.ed.undo_push(message="Before")
    before = settings().images[0].image.name
    assert bpy.ops.pointsmith.draw_picture(another=True) == {"FINISHED"}
    after, drawn = settings().images[0].image.name, pixels(settings().images[0].image)
    assert after != before
    bpy.ops.ed.undo()
    assert settings().images[0].image.name == before
    bpy.ops.ed.redo()
    assert settings().images[0].image.name == after
    np.testing.assert_array_equal(pixels(settings().images[0].image), drawn)


def save_and_load(file: str) -> None:
    drawn, name = pixels(settings().images[0].image), settings().images[0].image.name
    bpy.ops.wm.save_as_mainfile(filepath=file)
    bpy.ops.wm.read_homefile(use_empty=True)
    bpy.ops.wm.open_mainfile(filepath=file)
    image = settings().images[0].image
    assert image.name == name
    np.testing.assert_array_equal(pixels(image), drawn)
    assert "pointsmith_picture" in image
    judge_after_loading = panel()
    assert judge_after_loading.pictures


def accept() -> None:
    settings().mode = "TEXT"
    settings().quality, settings().steps = "DRAFT", 4
    settings().prompt = "a red chair"
    image = settings().images[0].image
    edited = pixels(image)
    edited[: edited.size // 4] = 0.0
    image.pixels.foreach_set(edited)
    before = set(bpy.data.objects)
    assert bpy.ops.pointsmith.accept_picture() == {"FINISHED"}
    (made,) = set(bpy.data.objects) - before
    request = json.loads(made["pointsmith"])["request"]
    (used,) = request["images"]
    np.testing.assert_array_equal(pixels(bpy.data.images.load(used["path"])), edited)
    assert settings().mode == "IMAGE"


def main(model: str, file: str) -> dict[str, Any]:
    before_there_is_a_model(model)
    first = draw()
    size = list(first.size)
    judge()
    another(first)
    undo_and_redo()
    save_and_load(file)
    accept()
    settings().images.clear()
    assert "Draw a picture first" in refused(bpy.ops.pointsmith.accept_picture)
    return {"size": size}
