"""What artists do with a finished mesh, in real Blenders: reduce, quads, texture, voxels, points, hulls, levels."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Blender

pytestmark = pytest.mark.blender


def test_the_surface_is_made_anew(blender: Blender) -> None:
    blender.run_inside("finishing_surface", timeout=900)


def test_colours_become_a_texture(blender: Blender, tmp_path: Path) -> None:
    blender.run_inside("finishing_texture", str(tmp_path), timeout=900)


def test_other_things_are_made_of_a_mesh(blender: Blender) -> None:
    blender.run_inside("finishing_derived", timeout=900)


def test_finished_objects_survive_files(blender: Blender, tmp_path: Path) -> None:
    assert blender.run_inside("round_trips", str(tmp_path), timeout=900)
