"""Many objects of one job: in the scene as one undo step, alone what they are together, with failures of their own."""

from __future__ import annotations

import json
import time
from typing import Any

import bpy
import harness
import numpy as np

FAST = {"quality": "draft", "steps": 2, "device": "cpu", "output": "points"}


def positions(item: bpy.types.Object) -> np.ndarray:
    values = np.empty(len(item.data.vertices) * 3, np.float32)
    item.data.vertices.foreach_get("co", values)
    return values.reshape(-1, 3)


def four_seeds() -> None:
    bpy.ops.mesh.primitive_cube_add()
    before = {item.name for item in bpy.data.objects}
    bpy.ops.ed.undo_push(message="before")
    made = harness.module().generate_many(
        "a red chair", seeds=4, size=0.5, location=(1.0, 2.0, 0.0), collection="Chairs", **{**FAST, "output": "mesh"}
    )
    assert [json.loads(item["pointsmith"])["request"]["seed"] for item in made] == [0, 1, 2, 3]
    for number, item in enumerate(made):
        assert abs(item.location.x - 1.0 - number * 0.625) < 1e-5
        assert len(item.data.polygons) > 100
    assert set(bpy.context.selected_objects) == set(made)
    assert bpy.context.view_layer.objects.active == made[0]
    assert len({positions(item).tobytes() for item in made}) == 4
    alone = harness.module().generate("a red chair", seed=2, size=0.5, **{**FAST, "output": "mesh"})
    np.testing.assert_array_equal(positions(alone), positions(made[2]))
    names = {item.name for item in made}
    bpy.ops.ed.undo()  # the one that was made alone
    assert names <= {item.name for item in bpy.data.objects}
    bpy.ops.ed.undo()
    assert {item.name for item in bpy.data.objects} == before, "four objects are one undo step"
    assert "Chairs" not in bpy.data.collections
    bpy.ops.ed.redo()
    assert {item.name for item in bpy.data.collections["Chairs"].objects} == names


def other_kinds() -> None:
    request = harness.module("addon.core.request").GenerationRequest
    asked = [request.of_quality(**{**FAST, **more}) for more in (
        {"prompt": "a vase"}, {"prompt": "zzyzx"}, {"prompt": "a house", "points": 512}, {"prompt": "a dog"}
    )]  # fmt: skip
    vase, failed, house, dog = harness.module().generate_many(requests=asked)
    assert failed is None
    assert [len(item.data.vertices) for item in (vase, house, dog)] == [1024, 512, 1024]
    assert len({round(item.location.x, 3) for item in (vase, house, dog)}) == 3
    try:
        harness.module().generate_many(["zzyzx", "кресло"], seeds=1, **FAST)
    except harness.module("addon.core.errors").PointsmithError as error:
        assert error.code == "unknown_prompt"
    else:
        raise AssertionError("it did not refuse")


def in_the_window() -> None:
    """What the timer does: previews, one mesh in a beat, all objects at once, a notice of the one that failed."""
    session = harness.module("addon.blender.session").session
    driver = harness.module("addon.blender.timer_driver")
    request = harness.module("addon.core.request").GenerationRequest
    destination = harness.module("addon.core.destination").Destination
    clouds = harness.module("addon.core.preview").PreviewClouds
    requests = tuple(
        request.of_quality(prompt=prompt, seed=seed, **{**FAST, "steps": 8, "output": "mesh"})
        for seed, prompt in enumerate(("a chair", "a chair", "zzyzx", "a chair"))
    )
    task = harness.module("addon.blender.tasks").GenerationTask(requests, (destination(),) * 4)
    objects, meshes = set(bpy.data.objects), set(bpy.data.meshes)
    session.submit([task])
    told: list[tuple[int, int, str]] = []
    seen, shapes, end = 0, set(), time.monotonic() + 120
    while session.job is not None:
        assert time.monotonic() < end
        job = session.job
        driver._tick()
        if job.preview is not None and job.preview_number > seen:
            seen = job.preview_number
            shown = clouds.load(job.preview)
            shapes.add((shown.first, *shown.positions.shape))
        if session.job is not None and job.finished:
            told.append((len(set(bpy.data.meshes) - meshes), len(bpy.data.objects) - len(objects), driver.entering()))
            if len(told) == 2:
                # As an undo may: it is made again when it is needed.
                bpy.data.meshes.remove((set(bpy.data.meshes) - meshes).pop())
        time.sleep(0.005)
    assert [each[:2] for each in told] == [(1, 0), (2, 0), (2, 0)], told
    assert told[-1][2] == "Object 4 of 4 enters the scene", told
    made = set(bpy.data.objects) - objects
    assert len(made) == 3
    assert all(len(item.data.polygons) > 100 for item in made)
    assert all(mesh.users for mesh in set(bpy.data.meshes) - meshes)
    assert shapes <= {(0, 2, 1024, 3), (3, 1, 1024, 3)}
    assert seen > 3
    assert session.error is None
    assert sum("zzyzx" in notice for notice in session.notices) >= 1
    assert any("seed 2" in notice for notice in session.notices), session.notices


def main() -> dict[str, Any]:
    four_seeds()
    other_kinds()
    in_the_window()
    return {"done": True}
