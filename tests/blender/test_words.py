"""Words that the model does not know, in real Blenders."""

from __future__ import annotations

import pytest

from .conftest import Blender

pytestmark = pytest.mark.blender


def test_unknown_words_are_told_and_mended(blender: Blender) -> None:
    assert blender.run_inside("closest_word")["milliseconds"] < 1.0
