"""The whole road in real Blenders, from the installed zip: prompt and picture to coloured objects, and batch."""

from __future__ import annotations

import pytest

from addon.core.environment import WorkerEnvironment

from .conftest import Blender

pytestmark = [pytest.mark.blender, pytest.mark.worker]


def test_prompt_and_picture_become_objects(blender: Blender, set_up_environment: WorkerEnvironment) -> None:
    result = blender.run_inside("road", POINTSMITH_ENVIRONMENT=str(set_up_environment.folder))
    assert result["faces"] > 500


def test_a_surface_is_made_again_in_place(blender: Blender, set_up_environment: WorkerEnvironment) -> None:
    blender.run_inside("surface_again", POINTSMITH_ENVIRONMENT=str(set_up_environment.folder))


def test_any_cloud_gets_a_surface(blender: Blender, set_up_environment: WorkerEnvironment) -> None:
    blender.run_inside("any_cloud", POINTSMITH_ENVIRONMENT=str(set_up_environment.folder))
