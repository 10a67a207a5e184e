"""Requests: every input is either a valid request or one clear error."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addon.core.errors import ErrorCode, PointsmithError
from addon.core.pipelines import BUNDLED_PRESETS, Quality
from addon.core.reference import MAX_IMAGES, ReferenceImage, Side
from addon.core.request import MAX_PROMPT, MAX_SEED, Blend, GenerationRequest, Output

FIELDS = sorted(GenerationRequest.__dataclass_fields__)
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)

names = st.text(st.characters(exclude_characters="\0"), min_size=1, max_size=80)
images = st.lists(st.builds(ReferenceImage, names, st.sampled_from(Side)), max_size=MAX_IMAGES).map(tuple)
blends = st.builds(Blend, prompt=names, images=images, seed=st.integers(0, MAX_SEED), amount=st.floats(0, 1))
valid_requests = st.builds(
    GenerationRequest,
    prompt=st.text(st.characters(exclude_characters="\0"), min_size=1, max_size=80).filter(str.strip),
    seed=st.integers(0, MAX_SEED),
    steps=st.integers(1, 200),
    guidance_scale=st.floats(0, 20),
    points=st.integers(256, 65_536),
    surface_resolution=st.integers(32, 512),
    sharp=st.booleans(),
    output=st.sampled_from(Output),
    size=st.floats(1e-4, 1e6),
    images=images,
    blend=st.none() | blends,
)


@given(valid_requests)
def test_json_round_trip(request: GenerationRequest) -> None:
    assert GenerationRequest.from_json(json.loads(json.dumps(request.to_json()))) == request


@given(st.dictionaries(st.sampled_from([*FIELDS, "image", "sedd"]), JSON_VALUES))
def test_any_json_is_a_request_or_an_error_of_the_list(record: dict[str, Any]) -> None:
    try:
        request = GenerationRequest.from_json(record)
    except PointsmithError as error:
        assert error.code in {ErrorCode.BAD_SETTING, ErrorCode.EMPTY_PROMPT}
        assert "{" not in error.sentence
    else:
        assert request == request.validated()


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({"prompt": "  "}, ErrorCode.EMPTY_PROMPT),
        ({"prompt": "x" * (MAX_PROMPT + 1)}, ErrorCode.BAD_SETTING),
        ({"prompt": "x", "seed": -1}, ErrorCode.BAD_SETTING),
        ({"prompt": "x", "steps": 0}, ErrorCode.BAD_SETTING),
        ({"prompt": "x", "steps": True}, ErrorCode.BAD_SETTING),
        ({"prompt": "x", "surface_resolution": 513}, ErrorCode.BAD_SETTING),
        ({"prompt": "x", "sharp": 1}, ErrorCode.BAD_SETTING),
        ({"prompt": "x", "size": float("nan")}, ErrorCode.BAD_SETTING),
        ({"prompt": "x", "device": "tpu"}, ErrorCode.BAD_SETTING),
        ({"prompt": "x", "colour": "red"}, ErrorCode.BAD_SETTING),
        ({"images": []}, ErrorCode.EMPTY_PROMPT),
        ({"image": ""}, ErrorCode.EMPTY_PROMPT),
        ({"images": "a.png"}, ErrorCode.BAD_SETTING),
        ({"images": ["a.png"] * 5}, ErrorCode.BAD_SETTING),
        ({"images": ["a.png"], "image": "b.png"}, ErrorCode.BAD_SETTING),
        ({"images": [{"side": "front"}]}, ErrorCode.BAD_SETTING),
        ({"images": [{"path": "a.png", "side": "top"}]}, ErrorCode.BAD_SETTING),
        ({"images": [{"path": "a.png", "file": "b.png"}]}, ErrorCode.BAD_SETTING),
        ({"images": ["front="]}, ErrorCode.BAD_SETTING),
        ({"prompt": "x", "blend": {}}, ErrorCode.BAD_SETTING),
        ({"prompt": "x", "blend": {"amount": 0.5}}, ErrorCode.BAD_SETTING),
        ({"prompt": "x", "blend": {"prompt": "y", "amount": 1.1}}, ErrorCode.BAD_SETTING),
        ({"prompt": "x", "blend": {"seed": -1}}, ErrorCode.BAD_SETTING),
        ({"prompt": "x", "blend": "y"}, ErrorCode.BAD_SETTING),
    ],
)
def test_refused(settings: dict[str, Any], code: ErrorCode) -> None:
    with pytest.raises(PointsmithError) as caught:
        GenerationRequest.from_json(settings)
    assert caught.value.code is code


def test_quality_fills_what_is_not_said() -> None:
    request = GenerationRequest.of_quality("fine", prompt="a vase", steps=5, points=None)
    assert (request.steps, request.points) == (5, BUNDLED_PRESETS[Quality.FINE].points)
    with pytest.raises(PointsmithError, match="superb"):
        GenerationRequest.of_quality("superb", prompt="a vase")


@pytest.mark.parametrize(
    ("prompt", "image", "title"),
    [
        ("  a red\n chair ", "", "a red chair"),
        ("", "C:\\pictures\\Stuhl é.png", "Stuhl é"),
        ("", "/a/b", "b"),
        ("x" * 100, "", "x" * 60),
    ],
)
def test_title(prompt: str, image: str, title: str) -> None:
    images = (ReferenceImage(image),) if image else ()
    assert GenerationRequest(prompt=prompt, images=images).title == title


@pytest.mark.parametrize(
    ("record", "images"),
    [
        ({"image": "chair.png"}, [("chair.png", Side.UNKNOWN)]),
        ({"image": "front=chair.png"}, [("chair.png", Side.FRONT)]),
        ({"images": ["a.png", {"path": "b.png", "side": "back"}]}, [("a.png", Side.UNKNOWN), ("b.png", Side.BACK)]),
        ({"images": ["C:\\front=chair.png"]}, [("C:\\front=chair.png", Side.UNKNOWN)]),
        ({"images": ["Left=C:\\a=b.png"]}, [("C:\\a=b.png", Side.LEFT)]),
        (
            {"images": ["./front=chair.png", "top=1.png"]},
            [("./front=chair.png", Side.UNKNOWN), ("top=1.png", Side.UNKNOWN)],
        ),
    ],
)
def test_images(record: dict[str, Any], images: list[tuple[str, Side]]) -> None:
    request = GenerationRequest.from_json({**record, "prompt": "red"})
    assert [(image.path, image.side) for image in request.images] == images


@pytest.mark.parametrize(
    ("record", "title"),
    [
        (
            {"prompt": "a red chair", "blend": {"prompt": "a blue vase", "amount": 0.25}},
            "a red chair → a blue vase 25 %",
        ),
        ({"prompt": "a red chair", "seed": 7, "blend": {"seed": 9, "amount": 1.0}}, "a red chair 7 → 9 100 %"),
        ({"image": "a/chair.png", "blend": {"images": ["b/vase.png"], "amount": 0}}, "chair → vase 0 %"),
    ],
)
def test_title_of_a_blend(record: dict[str, Any], title: str) -> None:
    assert GenerationRequest.from_json(record).title == title


@given(valid_requests)
def test_a_title_fits_an_objects_name(request: GenerationRequest) -> None:
    assert len(request.title.encode()) <= 63
    assert request.blend is None or request.title.endswith("%"), "how far is never cut off"
