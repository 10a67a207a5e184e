"""Reference images from files, names, the render and the clipboard, in real Blenders, from the installed zip."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Blender

pytestmark = pytest.mark.blender


def test_pictures_come_from_everywhere_and_their_cut_outs_travel(blender: Blender, tmp_path: Path) -> None:
    assert blender.run_inside("images", str(tmp_path))["done"]
