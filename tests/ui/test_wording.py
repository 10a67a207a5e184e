"""Times and lines in the panel."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addon.blender.wording import lines, more, size, time_left


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (None, ""),
        (math.nan, ""),
        (math.inf, ""),
        (-1.0, ""),
        (0.0, "1 s left"),
        (11.2, "12 s left"),
        (89.0, "89 s left"),
        (91.0, "2 min left"),
        (600.0, "10 min left"),
    ],
)
def test_time_left(seconds: float | None, text: str) -> None:
    assert time_left(seconds) == text


@given(st.text(), st.floats(1, 2000), st.floats(0.5, 3))
def test_lines_keep_every_letter_and_fit(text: str, width: float, scale: float) -> None:
    broken = lines(text, width, scale)
    assert "".join("".join(broken).split()) == "".join(text.split())
    assert all(len(line) <= max(16, width / (6 * scale)) for line in broken)


def test_more() -> None:
    assert more(2) == "and 2 more"


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0 kB"), (4200, "4 kB"), (161_867_824, "162 MB"), (999_600_000, "1.0 GB"), (1_710_540_580, "1.7 GB")],
)
def test_size(count: float, text: str) -> None:
    assert size(count) == text
