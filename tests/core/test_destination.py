"""A destination survives JSON, older records are read, and what is none is refused."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addon.core.destination import MAX_TAGS, TRIANGLES, AssetPlace, Box, Destination, Then
from addon.core.errors import ErrorCode, PointsmithError

number = st.floats(allow_nan=False, allow_infinity=False)
side = st.floats(0, 1e30)
three = st.tuples(number, number, number)
text = st.text(st.characters(exclude_categories=["Cc", "Cs"]))
boxes = st.builds(Box, st.tuples(side, side, st.floats(1e-3, 1e30)), st.booleans())
assets = st.builds(AssetPlace, text, text, st.lists(text, max_size=MAX_TAGS).map(tuple))
destinations = st.builds(
    Destination,
    location=three,
    collection=text,
    rotation=three,
    box=st.none() | boxes,
    replace=text,
    then=st.sampled_from(Then),
    triangles=st.just(0) | st.integers(*TRIANGLES),
    flat=st.booleans(),
    asset=st.none() | assets,
)


@given(destinations)
def test_there_and_back(destination):
    assert Destination.from_json(json.loads(json.dumps(destination.to_json()))) == destination


@given(three, text)
def test_a_record_of_before_there_was_more(location, collection):
    record = {"location": list(location), "collection": collection}
    assert Destination.from_json(record) == Destination(location, collection)


@pytest.mark.parametrize(
    "record",
    [
        None,
        [],
        {"location": [0, 0]},
        {"location": "here"},
        {"location": [0, 0, "x"]},
        {"place": 1},
        {"collection": 3},
        {"rotation": [0, 0]},
        {"box": {"size": [0, 0, 0]}},
        {"box": {"size": [1, 1, -1]}},
        {"box": {"size": [1, 1, float("inf")]}},
        {"box": {}},
        {"box": {"size": [1, 1, 1], "stretch": 1}},
        {"then": "burn"},
        {"triangles": 3},
        {"triangles": 1.5},
        {"asset": {"tags": "chair"}},
        {"asset": {"tags": ["x"] * (MAX_TAGS + 1)}},
        {"asset": {"shelf": "top"}},
    ],
)
def test_what_is_none(record):
    with pytest.raises(PointsmithError) as caught:
        Destination.from_json(record)
    assert caught.value.code is ErrorCode.BAD_SETTING
