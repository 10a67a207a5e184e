"""A destination survives JSON, and what is none is refused."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addon.core.destination import Destination
from addon.core.errors import ErrorCode, PointsmithError

number = st.floats(allow_nan=False, allow_infinity=False)


@given(st.tuples(number, number, number), st.text(st.characters(exclude_categories=["Cc", "Cs"])))
def test_there_and_back(location, collection):
    destination = Destination(location, collection)
    assert Destination.from_json(json.loads(json.dumps(destination.to_json()))) == destination


@pytest.mark.parametrize(
    "record",
    [None, [], {"location": [0, 0]}, {"location": "here"}, {"location": [0, 0, "x"]}, {"place": 1}, {"collection": 3}],
)
def test_what_is_none(record):
    with pytest.raises(PointsmithError) as caught:
        Destination.from_json(record)
    assert caught.value.code is ErrorCode.BAD_SETTING
