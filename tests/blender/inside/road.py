"""The main job: a prompt or a picture becomes coloured objects, by the panel's operators and by Python."""

from __future__ import annotations

import json
import os
import time
from typing import Any

import bpy
import harness
import numpy as np

_PROMPT = "a red chair"


def positions(item: bpy.types.Object) -> np.ndarray:
    values = np.empty(len(item.data.vertices) * 3, np.float32)
    item.data.vertices.foreach_get("co", values)
    return values.reshape(-1, 3)


def colors(item: bpy.types.Object) -> np.ndarray:
    attribute = item.data.color_attributes.active_color
    values = np.empty(len(attribute.data) * 4, np.float32)
    attribute.data.foreach_get("color_srgb", values)
    return values.reshape(-1, 4)[:, :3]


def check(item: bpy.types.Object, size: float, location: tuple[float, float, float]) -> None:
    """Upright, on the ground, at its place and size, coloured."""
    found = positions(item)
    low, high = found.min(axis=0), found.max(axis=0)
    assert abs((high - low).max() - size) < 1e-4 * size
    assert abs(low[2]) < 1e-4 * size
    assert tuple(item.location) == location
    assert tuple(item.scale) == (1, 1, 1)
    assert tuple(item.rotation_euler) == (0, 0, 0)
    assert item.select_get()
    assert len(np.unique(colors(item).round(2), axis=0)) > 3


def by_python(location: tuple[float, float, float]) -> bpy.types.Object:
    item: bpy.types.Object = harness.module().generate(
        _PROMPT, seed=3, quality="draft", device="cpu", location=location
    )
    assert item.name == _PROMPT
    assert item.type == "MESH"
    check(item, 1.0, location)
    assert np.median(colors(item)[:, 0]) > np.median(colors(item)[:, 2]), "a red chair is not red"
    return item


def by_operator() -> None:
    scene = bpy.context.scene
    scene.cursor.location = (1.0, 2.0, 0.5)
    settings = scene.pointsmith
    settings.prompt, settings.quality, settings.device = "a blue vase", "DRAFT", "CPU"
    settings.seed, settings.size, settings.output = 5, 0.25, "BOTH"
    settings.sharp = True
    before = set(bpy.data.objects)
    assert bpy.ops.pointsmith.generate() == {"FINISHED"}
    new = set(bpy.data.objects) - before
    assert len(new) == 2, new
    check(bpy.context.view_layer.objects.active, 0.25, (1.0, 2.0, 0.5))
    for item in new:
        # Points and mesh share one placement, so that they lie on each other.
        assert tuple(item.location) == (1.0, 2.0, 0.5)
        record = json.loads(item["pointsmith"])
        assert record["request"]["prompt"] == "a blue vase"
        assert record["request"]["seed"] == 5
        assert record["request"]["sharp"]
        assert len(record["model_hash"]) == 64
    settings.sharp = False
    assert json.loads(bpy.context.view_layer.objects.active["pointsmith_surface"])["sharp"]


def again(first: bpy.types.Object) -> None:
    bpy.context.view_layer.objects.active = first
    assert bpy.ops.pointsmith.generate_again() == {"FINISHED"}
    second = bpy.context.view_layer.objects.active
    assert second is not first
    np.testing.assert_array_equal(positions(second), positions(first))
    np.testing.assert_array_equal(colors(second), colors(first))


def by_picture() -> None:
    """A picture that only Blender holds: it is kept as a file."""
    image = bpy.data.images.new("ein Bild é", 48, 64, alpha=True)
    pixels = np.zeros((64, 48, 4), np.float32)
    pixels[10:54, 10:38] = (0.1, 0.6, 0.2, 1.0)
    image.pixels.foreach_set(pixels.ravel())
    settings = bpy.context.scene.pointsmith
    settings.mode, settings.output = "IMAGE", "MESH"
    settings.images[0].image, settings.images[0].side = image, "FRONT"
    before = set(bpy.data.objects)
    assert bpy.ops.pointsmith.generate() == {"FINISHED"}
    assert len(set(bpy.data.objects) - before) == 1


def refusals() -> None:
    """Bad input is an error, and nothing enters the scene."""
    settings = bpy.context.scene.pointsmith
    before = len(bpy.data.objects)
    settings.mode, settings.prompt = "TEXT", "   "
    for prompt in ("   ", "кресло"):
        settings.prompt = prompt
        try:
            bpy.ops.pointsmith.generate()
        except RuntimeError as error:
            told = str(error)
        else:
            raise AssertionError("it did not refuse")
        assert "Pointsmith" in told or "prompt" in told or "words" in told, told
    assert len(bpy.data.objects) == before


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def disable_in_mid_job() -> None:
    session = harness.module("addon.blender.session").session
    request = harness.module("addon.core.request").GenerationRequest(prompt=_PROMPT, steps=200)
    session.submit([harness.module("addon.blender.tasks").GenerationTask.one(request)])
    end = time.monotonic() + 60
    while session.job.fraction < 0.1 and time.monotonic() < end:
        session.step()
        time.sleep(0.02)
    assert not session.job.finished
    pid = session.engine.worker_pid
    harness.disable()
    assert gone(pid), "disabling left the worker behind"


def main() -> dict[str, Any]:
    began = time.monotonic()
    first = by_python((0.0, 0.0, 0.0))
    cold = time.monotonic() - began
    began = time.monotonic()
    again(first)
    warm = time.monotonic() - began
    by_operator()
    by_picture()
    refusals()
    disable_in_mid_job()
    return {"faces": len(first.data.polygons), "cold_seconds": round(cold, 2), "warm_seconds": round(warm, 2)}
