"""Reference images: files dropped, sides by their names, the render's picture, the clipboard's path, the cut-out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import bpy
import harness
import numpy as np
from layout import Layout


def settings() -> Any:
    return bpy.context.scene.pointsmith


def slots() -> list[tuple[str, str]]:
    return [(slot.image.name if slot.image else "", slot.side) for slot in settings().images]


def picture(path: Path, color: tuple[float, ...] = (0.8, 0.2, 0.1, 1.0)) -> Path:
    image = bpy.data.images.new("made", 32, 24, alpha=True)
    pixels = np.ones((24, 32, 4), np.float32)
    pixels[6:18, 8:24] = color
    image.pixels.foreach_set(pixels.ravel())
    image.filepath_raw, image.file_format = str(path), "PNG"
    image.save()
    bpy.data.images.remove(image)
    return path


def refused(operator: Any, **given: Any) -> str:
    """Run what must fail, in background an exception; return its sentence."""
    try:
        answer = operator(**given)
    except RuntimeError as error:
        return str(error)
    raise AssertionError(f"was not refused: {answer}")


def drop(folder: Path, *names: str) -> set[str]:
    """As Blender calls the operator of a file handler."""
    return bpy.ops.pointsmith.load_images(directory=str(folder), files=[{"name": name} for name in names])


def dropping(folder: Path) -> None:
    handler = bpy.types.POINTSMITH_FH_images
    assert handler.bl_import_operator == "pointsmith.load_images"
    assert {".png", ".jpg", ".webp"} <= set(handler.bl_file_extensions.split(";"))
    for name in ("cup_front.png", "cup_BACK view.png", "cupLeft.png", "cup.png", "cup (right).png"):
        picture(folder / name)
    assert drop(folder, "cup_front.png", "cup_BACK view.png", "cupLeft.png") == {"FINISHED"}
    assert settings().mode == "IMAGE"
    assert slots() == [("cup_front.png", "FRONT"), ("cup_BACK view.png", "BACK"), ("cupLeft.png", "LEFT")]
    # The fourth still has room, the fifth has not.
    drop(folder, "cup.png", "cup (right).png")
    assert [name for name, _ in slots()][3:] == ["cup.png"]
    assert "all 4 slots hold a picture; remove one first" in refused(
        bpy.ops.pointsmith.load_images, directory=str(folder), files=[{"name": "cup (right).png"}]
    )
    # A side that is there is replaced; a file that is no picture is named.
    picture(folder / "other_front.png")
    drop(folder, "other_front.png")
    assert slots()[0] == ("other_front.png", "FRONT")
    (folder / "no.png").write_text("nothing")
    given = {"directory": str(folder), "files": [{"name": "no.png"}]}
    assert "no.png is not a picture" in refused(bpy.ops.pointsmith.load_images, **given)
    given["files"] = [{"name": "gone.png"}]
    assert "there is no file gone.png" in refused(bpy.ops.pointsmith.load_images, **given)
    assert "no.png" not in bpy.data.images


def order() -> None:
    before = slots()
    assert bpy.ops.pointsmith.move_image(where="images", index=0, direction="DOWN") == {"FINISHED"}
    assert slots() == [before[1], before[0], *before[2:]]
    assert bpy.ops.pointsmith.move_image(where="images", index=3, direction="DOWN") == {"CANCELLED"}
    settings().images[0].side = settings().images[1].side
    drawn = panel()
    assert any("Two pictures show the side Front" in text for text in drawn.texts), drawn.texts
    assert bpy.ops.pointsmith.clear_images(where="images") == {"FINISHED"}
    assert slots() == [("", "UNKNOWN")]


def panel() -> Layout:
    drawn = Layout()
    harness.module("addon.blender.panels.images").draw_slots(drawn, settings(), "images", 240.0)
    return drawn


def cutout(folder: Path) -> None:
    """The corrections go into the request, onto the object's record, and back into the panel."""
    request_of = harness.module("addon.blender.settings.request")
    core = harness.module("addon.core.cutout")
    drop(folder, "cup_front.png")
    automatic = request_of.request_from(settings())
    assert "cutout" not in json.dumps(automatic.to_json())
    slot = settings().images[0]
    slot.threshold, slot.invert, slot.box, slot.ignore_alpha = 0.3, True, (0.9, 0.2, 0.1, 0.8), True
    request = request_of.request_from(settings())
    corrected = core.CutOut(0.3, True, (0.1, 0.2, 0.9, 0.8), True)
    assert request.images[0].cutout == corrected, "corners are put in order"
    slot.show_cutout = True
    drawn = panel()
    assert {"threshold", "invert", "box"} <= set(drawn.props)
    assert {"pointsmith.draw_box", "pointsmith.reset_cutout"} <= {name for name, _, _ in drawn.buttons}
    assert bpy.ops.pointsmith.reset_cutout(where="images", index=0) == {"FINISHED"}
    assert request_of.request_from(settings()) == automatic
    from_json = harness.module("addon.core.request").GenerationRequest.from_json
    request_of.fill(settings(), from_json(json.loads(json.dumps(request.to_json()))))
    assert request_of.request_from(settings()) == request
    # Another picture starts anew; the same one keeps its corrections.
    slot = settings().images[0]
    slot.image = slot.image
    assert slot.threshold < 0.31
    slot.image = bpy.data.images["cup.png"]
    assert request_of.request_from(settings()).images[0].cutout == core.CutOut()
    # A side that was chosen for a file whose name says another stays chosen.
    unknown = from_json({"images": [{"path": str(folder / "cup_front.png")}]})
    request_of.fill(settings(), unknown)
    assert request_of.request_from(settings()).images == unknown.images


def clipboard(folder: Path) -> None:
    file_of = harness.module("addon.blender.clipboard").file_of_text
    path = picture(folder / "from clipboard é.png")
    for text in (str(path), f'"{path}"\n', path.as_uri(), f"{path.as_uri()}\r\nfile:///other.png"):
        assert file_of(text) == path, text
    for text in ("", "a red chair", "cup_front.png", "http://example.org/a.png", str(folder / "gone.png"), "x" * 9000):
        assert file_of(text) is None, text
    assert "on the clipboard" in refused(bpy.ops.pointsmith.paste_image, where="images")


def render() -> None:
    scene = bpy.context.scene
    assert "there is no render yet" in refused(bpy.ops.pointsmith.use_render_result, where="images")
    scene.render.engine, scene.cycles.samples = "CYCLES", 1
    scene.render.resolution_x = scene.render.resolution_y = 40
    scene.render.resolution_percentage = 100
    scene.render.film_transparent = True
    scene.render.image_settings.file_format = "JPEG"
    scene.render.image_settings.color_mode = "BW"
    bpy.ops.render.render()
    bpy.ops.pointsmith.clear_images(where="images")
    assert bpy.ops.pointsmith.use_render_result(where="images") == {"FINISHED"}
    image = settings().images[0].image
    assert image.packed_file is not None
    assert tuple(image.size) == (40, 40)
    values = np.array(image.pixels[:]).reshape(-1, 4)
    assert values[:, 3].min() == 0
    assert values[:, 3].max() == 1
    assert scene.render.image_settings.file_format == "JPEG"
    assert scene.render.image_settings.color_mode == "BW"
    request = harness.module("addon.blender.settings.request").request_from(settings())
    kept = Path(request.images[0].path)
    assert kept.suffix == ".png"
    assert kept.read_bytes() == image.packed_file.data, "a packed picture was written anew"
    assert not bpy.ops.pointsmith.use_viewport.poll()


def kinds(folder: Path) -> None:
    """What only Blender reads becomes a PNG of the same colours; what is painted on is not the file any more."""
    image_file = harness.module("addon.blender.settings.image_file").image_file
    mark = harness.module("addon.blender.settings.image_file").mark
    made = bpy.data.images.new("light", 8, 8, float_buffer=True)
    made.pixels.foreach_set(np.tile(np.float32([0.2140, 0.0, 4.0, 1.0]), 64))
    made.filepath_raw, made.file_format = str(folder / "light.exr"), "OPEN_EXR"
    made.save()
    bpy.data.images.remove(made)
    bpy.ops.pointsmith.clear_images(where="images")
    drop(folder, "light.exr")
    image = settings().images[0].image
    # Not what was put in: Blender before 5.0 changes it when it saves.
    shown = harness.module("addon.core.colors").linear_to_srgb(np.float32(image.pixels[:3]).clip(0, 1))
    kept = image_file(image)
    assert kept.suffix == ".png"
    again = bpy.data.images.load(str(kept))
    red, green, blue, alpha = again.pixels[:4]
    np.testing.assert_allclose((red, green, blue), shown, atol=0.01)
    assert 0.4 < red < 0.8
    assert alpha == 1
    painted = bpy.data.images["cup_front.png"]
    before = mark(painted)
    assert image_file(painted) == folder / "cup_front.png"
    painted.pixels[0] = 0.25
    assert mark(painted) != before
    assert image_file(painted) != folder / "cup_front.png"
    painted.reload()
    (folder / "cup_front.png").unlink()
    assert "is missing" in str(failure(image_file, painted))
    movie = bpy.data.images.new("movie", 4, 4)
    movie.source = "MOVIE"
    assert "it is a movie" in str(failure(image_file, movie))


def failure(call: Any, *given: Any) -> Exception:
    try:
        call(*given)
    except Exception as error:
        return error
    raise AssertionError("was not refused")


def main(folder: str) -> dict[str, Any]:
    place = Path(folder)
    dropping(place)
    order()
    cutout(place)
    clipboard(place)
    render()
    kinds(place)
    return {"done": True}
