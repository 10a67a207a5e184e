"""A cut-out's corrections as JSON and text, boxes, sides out of file names, and the small pictures of the panel."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from addon.core.cutout import THRESHOLD, WHOLE, CutOut, box_between
from addon.core.errors import ErrorCode, PointsmithError
from addon.core.pictures import SIDE, before, faded, fitted, on_checkerboard
from addon.core.reference import ReferenceImage, Side, side_of_name
from addon.core.request import GenerationRequest

shares = st.floats(0, 1, allow_nan=False)
boxes = st.tuples(st.tuples(shares, shares), st.tuples(shares, shares)).map(lambda p: box_between(*p) or WHOLE)
cutouts = st.builds(CutOut, st.floats(*THRESHOLD), st.booleans(), boxes, st.booleans())


@given(cutouts)
def test_json_gives_it_back(cutout: CutOut) -> None:
    assert CutOut.from_json(json.loads(json.dumps(cutout.to_json()))) == cutout
    image = ReferenceImage("a.png", Side.LEFT, cutout)
    assert ReferenceImage.from_json(json.loads(json.dumps(image.to_json()))) == image


def test_an_automatic_one_leaves_no_trace_and_old_records_are_read() -> None:
    assert CutOut().to_json() == {}
    assert ReferenceImage("a.png").to_json() == {"path": "a.png", "side": "unknown"}
    old = {"images": [{"path": "a.png", "side": "front"}]}
    assert GenerationRequest.from_json(old).images[0].cutout.is_automatic


def test_text() -> None:
    assert CutOut.from_text("") == CutOut()
    corrected = CutOut(0.3, True, (0.1, 0.2, 0.9, 0.8), True)
    assert CutOut.from_text("threshold=0.3, invert,box=0.1:0.2:0.9:0.8,ignore-alpha") == corrected
    assert ReferenceImage.from_json({"path": "a.png", "cutout": "threshold=0.3"}).cutout == CutOut(0.3)


@pytest.mark.parametrize(
    ("record", "word"),
    [
        ({"threshold": 0}, "threshold"),
        ({"threshold": 1.5}, "threshold"),
        ({"threshold": float("nan")}, "threshold"),
        ({"threshold": "much"}, "threshold"),
        ({"invert": 1}, "invert"),
        ({"box": [0, 0, 1]}, "four numbers"),
        ({"box": [0, 0, 1, "1"]}, "box"),
        ({"box": [0, 0, 1, 1.2]}, "bottom"),
        ({"box": [0.5, 0, 0.5, 1]}, "width and a height"),
        ({"box": [0.8, 0, 0.2, 1]}, "width and a height"),
        ({"mask": "a.png"}, "mask"),
        (3, "object"),
        ("blur=3", "blur"),
        ("threshold=x", "number"),
        ("box=1:2", "four numbers"),
        ("invert=no", "invert"),
    ],
)
def test_nonsense_is_refused(record: Any, word: str) -> None:
    with pytest.raises(PointsmithError) as caught:
        ReferenceImage.from_json({"path": "a.png", "cutout": record})
    assert caught.value.code is ErrorCode.BAD_SETTING
    assert word in caught.value.detail


@pytest.mark.parametrize(
    ("name", "side"),
    [
        ("chair_front.png", Side.FRONT),
        ("C:\\Refs\\chair-BACK.JPG", Side.BACK),
        ("/a/b/chairLeft2.webp", Side.LEFT),
        ("cup side=right.png", Side.RIGHT),
        ("cup (rear view) 01.png", Side.BACK),
        ("front.png", Side.FRONT),
        ("Front View.tif", Side.FRONT),
        ("chair_front_left.png", Side.UNKNOWN),
        ("chair.png", Side.UNKNOWN),
        ("backpack.png", Side.UNKNOWN),
        ("left behind.png", Side.UNKNOWN),
        ("view.png", Side.UNKNOWN),
        ("12345.png", Side.UNKNOWN),
        ("", Side.UNKNOWN),
    ],
)
def test_sides_of_names(name: str, side: Side) -> None:
    assert side_of_name(name) is side


@given(shares, shares, shares, shares)
def test_a_box_between_two_corners(x: float, y: float, u: float, v: float) -> None:
    box = box_between((x * 2 - 0.5, y * 2 - 0.5), (u * 2 - 0.5, v * 2 - 0.5))
    if box is not None:
        CutOut(box=box).validated()
    assert box_between((x, y), (x, v)) is None


def test_the_panel_s_pictures() -> None:
    pixels = np.zeros((300, 600, 4), np.uint8)
    pixels[...] = (255, 0, 0, 0)
    pixels[:150, :, 3] = 255
    box = (0.25, 0.25, 0.75, 0.75)
    shown, was = on_checkerboard(pixels, box), before(pixels)
    for picture in (shown, was):
        assert picture.shape == (SIDE, SIDE, 4)
        assert picture.dtype == np.float32
        assert picture.flags.c_contiguous
        assert picture[0, 0, 3] == 0, "what the picture does not fill is clear"
    upper, lower = shown[int(SIDE * 0.7), 5], shown[int(SIDE * 0.3), 5]
    assert upper.tolist() == [1, 0, 0, 1], "rows come from the bottom"
    assert lower[0] == lower[1] == lower[2]
    assert was[int(SIDE * 0.3), 5].tolist() == [1, 0, 0, 1]
    edge = shown[SIDE // 2, SIDE // 4]
    assert edge[1] > 0.5 > edge[2], "the box is outlined"
    half = faded(pixels, 0.5)
    assert half.shape == (300, 600, 4)
    assert half[-1, 0].tolist() == [1, 0, 0, 1]
    assert 0.5 < half[0, 0, 0] < 1


@given(st.integers(1, 40), st.integers(1, 700), st.integers(1, 300))
def test_any_size_fits(height: int, width: int, side: int) -> None:
    small = fitted(np.full((height, width, 3), 128, np.uint8), side)
    assert max(small.shape[:2]) == side
    np.testing.assert_allclose(small, 128 / 255, atol=1e-6)
