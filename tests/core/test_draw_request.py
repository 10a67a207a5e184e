"""Requests for pictures: through JSON and back, and what is refused."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addon.core.draw_request import ADDITION, DrawRequest
from addon.core.errors import ErrorCode, PointsmithError
from addon.core.messages import Draw, Drawn, decode, encode
from addon.core.request import Device

TEXT = st.text(st.characters(blacklist_characters="\0", blacklist_categories=("Cs",)), max_size=40)


@given(
    st.builds(
        DrawRequest,
        prompt=TEXT.filter(str.strip),
        addition=TEXT,
        seed=st.integers(0, 2**31 - 1),
        steps=st.integers(0, 200),
        guidance_scale=st.floats(0, 20),
        side=st.sampled_from((0, 64, 512, 2048)),
        folder=TEXT,
        device=st.sampled_from(Device),
    )
)
def test_a_request_survives_json(request):
    assert DrawRequest.from_json(json.loads(json.dumps(request.to_json()))) == request
    assert len(request.title.encode()) <= 60


def test_the_words_are_prompt_and_addition():
    assert DrawRequest(" a dragon ").words == f"a dragon, {ADDITION}"
    assert DrawRequest("a dragon", addition=" , ").words == "a dragon"


@pytest.mark.parametrize(
    ("settings", "word"),
    [
        ({"steps": 201}, "steps"),
        ({"steps": -1}, "steps"),
        ({"side": 20}, "side"),
        ({"side": 516}, "multiples of 8"),
        ({"side": 4096}, "side"),
        ({"seed": -1}, "seed"),
        ({"guidance_scale": 99}, "guidance_scale"),
        ({"guidance_scale": "much"}, "guidance_scale"),
        ({"addition": "x" * 1001}, "longer"),
        ({"device": "tpu"}, "tpu"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_cannot_be_drawn_is_refused(settings, word):
    with pytest.raises(PointsmithError, match=word) as caught:
        DrawRequest.from_json({"prompt": "a dragon", **settings})
    assert caught.value.code is ErrorCode.BAD_SETTING


def test_nothing_to_draw():
    with pytest.raises(PointsmithError) as caught:
        DrawRequest.from_json({"prompt": "  "})
    assert caught.value.code is ErrorCode.EMPTY_PROMPT


def test_the_records_travel():
    record = DrawRequest("a dragon é").to_json()
    for message in (Draw("1", record, "/jobs/1"), Drawn("1", "/jobs/1/a.png", record, "CPU", {"drawing": 1.5})):
        assert decode(encode(message)) == message
