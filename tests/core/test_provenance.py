"""The record on an object."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addon.core.errors import ErrorCode, PointsmithError
from addon.core.frames import Placement
from addon.core.provenance import Provenance
from addon.core.reference import ReferenceImage
from addon.core.request import GenerationRequest


def test_round_trip() -> None:
    provenance = Provenance(
        GenerationRequest(prompt="a “red” chair é", seed=7),
        "ab" * 32,
        "0.1.0",
        "CPU",
        Placement(2.0, (0.0, 1.0, 0.5)),
        ("seat", "front left leg é"),
    )
    assert Provenance.loads(provenance.dumps()) == provenance


def test_objects_older_than_parts_can_be_read() -> None:
    placement = Placement(2.0, (0.0, 1.0, 0.5))
    record = json.loads(Provenance(GenerationRequest(prompt="x"), "ab" * 32, "0.1.0", "CPU", placement).dumps())
    del record["parts"]
    assert Provenance.loads(json.dumps(record)).parts == ()


def test_a_record_of_the_first_version_is_read() -> None:
    record = Provenance(GenerationRequest(prompt="a vase"), "ab" * 32, "0.1.0", "CPU", Placement(2.0, (0.0, 1.0, 0.5)))
    old = json.loads(record.dumps())
    del old["request"]["images"], old["request"]["blend"]
    assert Provenance.loads(json.dumps({**old, "request": {**old["request"], "image": ""}})) == record
    of_image = Provenance.loads(json.dumps({**old, "request": {**old["request"], "image": "/a/vase.png"}}))
    assert of_image.request.images == (ReferenceImage("/a/vase.png"),)


@given(st.text() | st.just('{"request": {"prompt": "x"}}') | st.just('{"request": []}'))
def test_anything_else_is_one_error(text: str) -> None:
    with pytest.raises(PointsmithError) as caught:
        Provenance.loads(text)
    assert caught.value.code in {ErrorCode.BAD_SETTING, ErrorCode.EMPTY_PROMPT}
