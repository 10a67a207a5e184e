"""Settings of a surface: what is read, what is refused."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addon.core.errors import ErrorCode, PointsmithError
from addon.core.surface_settings import RESOLUTION, SurfaceSettings


@given(st.integers(*RESOLUTION), st.booleans(), st.booleans())
def test_comes_back_from_json(resolution: int, sharp: bool, open_holes: bool) -> None:
    settings = SurfaceSettings(resolution, sharp, open_holes)
    assert SurfaceSettings.from_json(json.loads(json.dumps(settings.to_json()))) == settings


def test_what_is_not_said_stays_at_its_default() -> None:
    assert SurfaceSettings.from_json({"sharp": True}) == SurfaceSettings(sharp=True)


@pytest.mark.parametrize(
    ("record", "part"),
    [
        ([], "an object"),
        ({"resolution": 31}, "surface resolution is 31"),
        ({"resolution": 513}, "32 to 512"),
        ({"resolution": 128.0}, "whole number"),
        ({"resolution": True}, "whole number"),
        ({"sharp": 1}, "sharp must be true or false"),
        ({"open_holes": "yes"}, "open_holes must be true or false"),
        ({"holes": True}, "unknown setting of a surface “holes”"),
    ],
)
def test_anything_else_is_refused_with_its_name(record: object, part: str) -> None:
    with pytest.raises(PointsmithError) as caught:
        SurfaceSettings.from_json(record)
    assert caught.value.code is ErrorCode.BAD_SETTING
    assert part in str(caught.value)
