"""What each model takes: combinations that it cannot do are one clear sentence, and a missing one is named."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from addon.core.errors import ErrorCode, PointsmithError
from addon.core.model_store import ModelStore
from addon.core.pipelines import PIPELINES, Mesher, Pipeline, Quality, Sampler, needed, pipeline, require
from addon.core.published import published
from addon.core.published_components import Component, component
from addon.core.request import GenerationRequest


def subject(model: Pipeline) -> dict[str, Any]:
    """The least that a model can be asked with."""
    return {"pipeline": model.id, **({"prompt": "a chair"} if model.takes_words else {"image": "chair.png"})}


def put(store: ModelStore, part: Component) -> None:
    """Something of the component, with its record."""
    with store.hold(part, None):
        made = store.parts(part) / "made"
        made.parent.mkdir(parents=True)
        if part.is_checkpoint:
            made.write_bytes(b"x")
        else:
            made.mkdir()
            (made / "config.json").write_bytes(b"x")
        store.put(part, made, {})


@pytest.mark.parametrize("model", PIPELINES, ids=lambda model: model.id)
@pytest.mark.parametrize("quality", Quality)
def test_every_quality_of_every_model_is_a_request(model: Pipeline, quality: Quality) -> None:
    request = GenerationRequest.of_quality(quality, **subject(model))
    preset = model.presets[quality]
    assert (request.steps, request.points, request.guidance_scale) == (
        preset.steps,
        preset.points,
        preset.guidance_scale,
    )
    assert request.sampler is preset.sampler
    assert GenerationRequest.from_json(request.to_json()) == request


def test_fine_is_the_schedule_as_published() -> None:
    image = {"image": "chair.png", "pipeline": "point-e-40m"}
    fine = GenerationRequest.of_quality("fine", **image)
    assert (fine.sampler, fine.steps, fine.guidance_scale, fine.points) == (Sampler.PUBLISHED, 64, 3.0, 4096)
    assert GenerationRequest.of_quality("fine", prompt="a", pipeline="shap-e").guidance_scale == 15.0
    assert GenerationRequest.of_quality("fine", image="a.png", pipeline="shap-e-img2img").guidance_scale == 3.0


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"pipeline": "imaginary", "prompt": "x"}, "no model “imaginary”, only bundled, point-e-40m"),
        ({"pipeline": "point-e-40m-uncond", "prompt": "x"}, "no model"),
        ({"pipeline": "point-e-40m", "prompt": "x"}, "for words choose Pointsmith, Point-E 40M Text or Shap-E Text"),
        (
            {"pipeline": "point-e-40m-text", "image": "a.png"},
            "takes words, no pictures; for pictures choose",
        ),
        ({"pipeline": "shap-e-img2img", "images": ["a.png", "b.png"]}, "takes one picture, not 2"),
        ({"pipeline": "shap-e", "prompt": "x", "blend": {"seed": 3}}, "cannot blend; choose Pointsmith, Point-E 40M"),
        ({"pipeline": "point-e-40m", "image": "a.png", "blend": {"prompt": "y"}}, "no words alone"),
        ({"pipeline": "point-e-40m-text", "prompt": "x", "blend": {"images": ["a.png"]}}, "no pictures"),
        ({"prompt": "x", "sampler": "published"}, "leave sampler at fast"),
        ({"prompt": "x", "mesher": "sdf"}, "leave mesher at own"),
        ({"prompt": "x", "mesher": "best"}, "not one of own, sdf"),
        ({"pipeline": "shap-e", "prompt": "x", "mesher": "sdf"}, "no SDF network"),
    ],
)
def test_what_a_model_cannot_do(settings: dict[str, Any], words: str) -> None:
    with pytest.raises(PointsmithError, match=words) as caught:
        GenerationRequest.from_json(settings)
    assert caught.value.code is ErrorCode.BAD_SETTING


def test_what_a_model_can_do() -> None:
    for settings in (
        {"pipeline": "point-e-40m", "images": ["a.png"] * 4, "prompt": "said beside", "blend": {"seed": 3}},
        {"pipeline": "point-e-40m-text", "prompt": "x", "sampler": "published", "mesher": "sdf"},
        {"pipeline": "shap-e-img2img", "image": "a.png"},
    ):
        GenerationRequest.from_json(settings)


def test_what_it_wants_to_be_given() -> None:
    assert pipeline("bundled").needs == "words or up to 4 pictures"
    assert pipeline("point-e-40m-text").needs == "words"
    assert pipeline("shap-e-img2img").needs == "one picture"


def test_what_has_to_be_on_the_disk(tmp_path: Path) -> None:
    assert needed("bundled", sdf=False) == ()
    store = ModelStore(tmp_path / "models é")
    require(GenerationRequest(prompt="x"), store)
    asked = GenerationRequest.from_json({"pipeline": "point-e-40m", "image": "a.png", "mesher": "sdf"})
    for missing in ("point-e-40m", "point-e-sdf"):
        with pytest.raises(PointsmithError) as caught:
            require(asked, store)
        assert (caught.value.code, caught.value.detail) == (ErrorCode.MODEL_MISSING, missing)
        for name in published(missing).components:
            put(store, component(name))
    require(asked, store)
    store.path(component("sdf")).write_bytes(b"longer")
    with pytest.raises(PointsmithError) as caught:
        require(asked, store)
    assert caught.value.code is ErrorCode.WRONG_CHECKPOINT
    require(GenerationRequest.from_json({**asked.to_json(), "output": "points"}), store)
    assert asked.mesher is Mesher.SDF
