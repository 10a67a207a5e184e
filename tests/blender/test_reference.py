"""Selected objects in the dataset's frame and as reference pictures, in real Blenders, from the installed zip."""

from __future__ import annotations

import pytest

from .conftest import Blender

pytestmark = pytest.mark.blender


def test_selected_objects_are_photographed_and_normalised(blender: Blender) -> None:
    assert blender.run_inside("reference")["done"]
