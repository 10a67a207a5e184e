"""The choice of a model: what the panel draws for each and in each state, and what becomes of it in a request."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import bpy
import harness
from layout import Layout

MODEL = "point-e-40m"


def settings() -> Any:
    return bpy.context.scene.pointsmith


def session() -> Any:
    return harness.module("addon.blender.session").session


def panel(name: str = "main") -> Layout:
    session().downloads.look_again()
    drawn = Layout()
    kind = getattr(harness.module(f"addon.blender.panels.{name}"), f"POINTSMITH_PT_{name}")
    kind.draw(SimpleNamespace(layout=drawn), bpy.context)
    return drawn


def enabled(drawn: Layout, operator: str) -> bool:
    (found,) = [on for name, _, on in drawn.buttons if name == operator]
    return found


def said(drawn: Layout, words: str) -> bool:
    return words in " ".join(drawn.texts)


def choose(model: str) -> Layout:
    settings().model = model
    return panel()


def bundled() -> None:
    settings().prompt = "a red zzyzx"
    drawn = panel()
    assert {"model", "mode", "prompt"} <= set(drawn.props)
    assert said(drawn, "zzyzx")
    assert enabled(drawn, "pointsmith.generate")
    assert not any(name == "pointsmith.model_download" for name, _, _ in drawn.buttons)
    assert not {"sampler", "mesher"} & set(panel("advanced").props)


def absent() -> None:
    drawn = choose(MODEL)
    assert not {"mode", "prompt"} & set(drawn.props), "it takes pictures only"
    assert said(drawn, "It takes up to 4 pictures.")
    assert said(drawn, "2.0 GB to fetch")
    assert said(drawn, "Fetch the model first")
    assert said(drawn, "may not go online")
    assert not enabled(drawn, "pointsmith.model_download")
    assert not enabled(drawn, "pointsmith.generate")
    assert any(text == "MIT Licence" for _, text, _ in drawn.buttons)
    bpy.context.preferences.system.use_online_access = True
    assert enabled(panel(), "pointsmith.model_download")
    bpy.context.preferences.system.use_online_access = False
    settings().images[0].image = bpy.data.images.new("Bild é", 8, 8)
    try:
        bpy.ops.pointsmith.generate()
    except RuntimeError as error:
        assert "is not on this computer" in str(error), error
    else:
        raise AssertionError("it did not refuse")


def fetching() -> None:
    run = SimpleNamespace(fraction=0.5, done=1e9, total=2e9, speed=3e6, seconds_left=9.0, cancelled=False, text="CLIP")
    session().downloads.runs[MODEL] = run
    drawn = panel()
    del session().downloads.runs[MODEL]
    assert said(drawn, "1.0 GB of 2.0 GB")
    assert said(drawn, "The model is being fetched")
    assert enabled(drawn, "pointsmith.model_cancel")


def ready(folder: str) -> None:
    preferences = bpy.context.preferences.addons[harness.PACKAGE].preferences
    preferences.models_folder = folder
    drawn = panel()
    assert enabled(drawn, "pointsmith.generate"), drawn.texts
    assert {"sampler", "mesher", "sharp"} <= set(panel("advanced").props)
    settings().quality = "FINE"
    request = harness.module("addon.blender.settings.request").request_from(settings())
    assert (request.pipeline, request.sampler, request.mesher) == (MODEL, "published", "own")
    assert (request.steps, request.guidance_scale, request.prompt) == (64, 3.0, "")
    settings().mesher = "SDF"
    assert "sharp" not in panel("advanced").props
    assert enabled(panel(), "pointsmith.generate"), "the mesh network is there too"
    settings().steps = 50
    assert ("pointsmith.apply_preset", "Back to Fine", True) in panel("advanced").buttons
    bpy.ops.pointsmith.apply_preset()
    assert settings().follows_preset


def wrong(folder: str) -> None:
    file = Path(folder) / "sdf.safetensors"
    aside = file.rename(file.with_suffix(".aside"))
    file.write_bytes(b"x")
    drawn = panel()
    aside.replace(file)
    assert said(drawn, "sdf.safetensors has 1 bytes instead of")
    assert not enabled(drawn, "pointsmith.generate")


def others() -> None:
    settings().blend.kind = "TEXT"
    assert said(panel("blend"), "This model blends pictures and seeds")
    drawn = choose("point-e-40m-text")
    assert "prompt" in drawn.props
    assert "images" not in drawn.props
    settings().blend.kind = "IMAGE"
    assert said(panel("blend"), "Fetch the model first")
    blend = harness.module("addon.blender.panels.blend").POINTSMITH_PT_blend
    assert blend.poll(bpy.context)
    drawn = choose("shap-e-img2img")
    assert said(drawn, "It takes one picture.")
    assert not any(name == "pointsmith.add_image" for name, _, _ in drawn.buttons)
    assert not blend.poll(bpy.context)
    assert not {"sampler", "mesher"} & set(panel("advanced").props)
    choose("bundled")
    assert settings().follows_preset
    assert settings().guidance_scale == 2.0


def back_from_an_object() -> None:
    from_json = harness.module("addon.core.request").GenerationRequest.from_json
    record = {"pipeline": MODEL, "image": "gone.png", "steps": 7, "sampler": "published", "mesher": "sdf"}
    harness.module("addon.blender.settings.request").fill(settings(), from_json(record))
    filled = settings()
    assert (filled.model, filled.steps, filled.sampler, filled.mesher) == (MODEL, 7, "PUBLISHED", "SDF")


def main(folder: str) -> dict[str, Any]:
    bundled()
    absent()
    fetching()
    ready(folder)
    wrong(folder)
    others()
    back_from_an_object()
    return {}
