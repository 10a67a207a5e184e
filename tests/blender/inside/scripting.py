"""Everything in the panel is an operator with properties and a Python call; macros, handlers, what the log shows."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import bpy
import harness

RED = "a red chair"


class LowPolyChair(bpy.types.Macro):
    bl_idname = "studio.low_poly_chair"
    bl_label = "Chair of Few Faces"
    bl_options = {"REGISTER", "UNDO"}  # noqa: RUF012 - as Blender reads it


def request_of(item: bpy.types.Object) -> Any:
    return harness.module("addon.blender.scene.origin").origin_of(item).request


def properties_follow_the_panel() -> None:
    """Every simple setting of the panel is a property of the operator, under the panel's own name and limits."""
    panel = bpy.context.scene.pointsmith.bl_rna.properties
    operator = bpy.ops.pointsmith.generate.get_rna_type().properties
    simple = {each.identifier for each in panel if each.type not in ("POINTER", "COLLECTION")} - {"name"}
    assert {"prompt", "seed", "quality", "steps", "sharp", "device"} <= simple
    for name in simple:
        assert operator[name].type == panel[name].type, name
        assert operator[name].description == panel[name].description, name
        if panel[name].type in ("INT", "FLOAT"):
            assert operator[name].hard_max == panel[name].hard_max, name
    assert {"images", "location", "wait"} <= set(operator.keys())


def operator_takes_the_place_of_the_panel() -> None:
    settings = bpy.context.scene.pointsmith
    settings.prompt, settings.seed, settings.quality, settings.size = "a blue vase", 5, "STANDARD", 2.0
    before = {name: getattr(settings, name) for name in ("prompt", "seed", "quality", "steps", "points", "size")}
    assert bpy.ops.pointsmith.generate(
        "EXEC_DEFAULT", True, prompt=RED, seed=3, quality="DRAFT", location=(1.0, 2.0, 3.0)
    ) == {"FINISHED"}
    item = bpy.context.active_object
    request = request_of(item)
    assert (request.prompt, request.seed, request.points, request.size) == (RED, 3, 1024, 2.0), request
    assert tuple(item.location) == (1.0, 2.0, 3.0)
    assert {name: getattr(settings, name) for name in before} == before, "the panel was changed"
    told = bpy.context.window_manager.operators[-1]
    assert told.bl_idname == "POINTSMITH_OT_generate"
    assert (told.prompt, told.seed, told.quality, told.size) == (RED, 3, "DRAFT", 2.0)
    # The next call begins with the panel again.
    assert bpy.ops.pointsmith.generate(quality="DRAFT") == {"FINISHED"}
    assert request_of(bpy.context.active_object).prompt == "a blue vase"


def numbers_win_over_the_quality() -> None:
    assert bpy.ops.pointsmith.generate(prompt=RED, quality="DRAFT", points=512, steps=4, output="POINTS") == {
        "FINISHED"
    }
    request = request_of(bpy.context.active_object)
    assert (request.points, request.steps, request.surface_resolution) == (512, 4, 64), request


def picture_by_its_file() -> None:
    path = str(Path(bpy.app.tempdir) / "b é=1.png")
    image = bpy.data.images.new("picture", 64, 64, alpha=True)
    pixels = [value for y in range(64) for x in range(64) for value in picture(x, y)]
    image.pixels.foreach_set(pixels)
    image.filepath_raw, image.file_format = path, "PNG"
    image.save()
    bpy.data.images.remove(image)
    count = len(bpy.data.images)
    assert bpy.ops.pointsmith.generate(images=f"front={path}", quality="DRAFT", output="POINTS") == {"FINISHED"}
    request = request_of(bpy.context.active_object)
    assert [(each.path, str(each.side)) for each in request.images] == [(path, "front")]
    given = harness.module("addon.blender.settings.given")
    for text in (f"front={path};{path}", f'[{{"path": "{path}; b", "side": "left"}}]'):
        assert given.pictures(given.as_text(given.pictures(text))) == given.pictures(text)
    assert len(bpy.data.images) == count, "the file was loaded into the scene"


def picture(x: int, y: int) -> tuple[float, float, float, float]:
    inside = 16 < x < 48 and 16 < y < 48
    return (1.0, 0.0, 0.0, 1.0) if inside else (0.0, 0.0, 0.0, 0.0)


def refusals() -> None:
    for wrong in ({"prompt": " "}, {"images": "front="}, {"images": ";".join("abcde")}, {"model": "point-e-40m"}):
        count = len(bpy.data.objects)
        try:
            answer = bpy.ops.pointsmith.generate(**wrong)
        except RuntimeError as error:
            assert len(str(error)) > 20, error
        else:
            raise AssertionError((wrong, answer))
        assert len(bpy.data.objects) == count


def blend_to_another_end() -> None:
    assert bpy.ops.pointsmith.blend(
        prompt=RED, to_prompt="a blue vase", to_count=3, to_spacing=2.0, quality="DRAFT", size=1.0, location=(0, 5, 0)
    ) == {"FINISHED"}
    row = sorted((item for item in bpy.data.objects if "→" in item.name), key=lambda item: item.location.x)
    assert [tuple(item.location) for item in row] == [(0, 5, 0), (2, 5, 0), (4, 5, 0)], [i.location for i in row]
    assert request_of(row[1]).blend.prompt == "a blue vase"


def in_a_macro() -> None:
    bpy.utils.register_class(LowPolyChair)
    first = LowPolyChair.define("POINTSMITH_OT_generate").properties
    first.prompt, first.quality, first.wait = RED, "DRAFT", True
    LowPolyChair.define("POINTSMITH_OT_reduce_faces").properties.target = 500
    assert bpy.ops.studio.low_poly_chair() == {"FINISHED"}
    assert 300 < len(bpy.context.active_object.data.polygons) <= 500
    bpy.utils.unregister_class(LowPolyChair)


def handlers_hear() -> None:
    from bl_ext.user_default.pointsmith import api

    heard: list[Any] = []

    def broken(_objects: list[bpy.types.Object]) -> None:
        raise ValueError("a studio's mistake")

    api.handlers.made += [broken, lambda objects: heard.extend(item.name for item in objects)]
    api.handlers.failed.append(lambda error: heard.append(str(error.code)))
    made = api.generate(RED, quality="draft", seed=8)
    assert heard == [made.name], heard
    assert api.last_made() == [made]
    bpy.ops.pointsmith.generate(prompt=RED, quality="DRAFT", output="BOTH")
    assert len(heard) == 3
    assert len(api.last_made()) == 2
    name = api.last_made()[0].name
    bpy.data.objects.remove(bpy.data.objects[name])
    assert len(api.last_made()) == 1
    try:
        api.generate("xylophone quux blorb", quality="draft", device="cuda")
    except api.PointsmithError as error:
        assert heard[-1] == str(error.code)
    else:
        raise AssertionError(heard)
    harness.disable()
    harness.enable()
    assert not harness.module("addon.blender.made").handlers.made


def the_command_works() -> None:
    settings = bpy.context.scene.pointsmith
    settings.prompt, settings.quality, settings.seed, settings.sharp, settings.steps = RED, "DRAFT", 4, True, 5
    count = len(bpy.data.objects)
    generate = harness.module("addon.blender.settings.given").asked
    request = harness.module("addon.blender.settings.request").request_from(settings)
    quality = harness.module("addon.core.pipelines").Quality.DRAFT
    values = generate(request, quality)
    assert values == {
        "prompt": RED, "seed": 4, "quality": "DRAFT", "output": "MESH", "size": 2.0, "steps": 5, "sharp": True
    }, values  # fmt: skip
    settings.prompt, settings.steps, settings.sharp = "other", 8, False
    assert bpy.ops.pointsmith.generate(**values) == {"FINISHED"}
    assert len(bpy.data.objects) == count + 1
    again = request_of(bpy.context.active_object)
    assert again == request, (again, request)


def main() -> dict[str, Any]:
    bpy.context.preferences.addons[harness.PACKAGE].preferences.environment_folder = os.environ[
        "POINTSMITH_ENVIRONMENT"
    ]
    properties_follow_the_panel()
    operator_takes_the_place_of_the_panel()
    numbers_win_over_the_quality()
    picture_by_its_file()
    refusals()
    blend_to_another_end()
    in_a_macro()
    the_command_works()
    handlers_hear()
    harness.disable()
    return {}
