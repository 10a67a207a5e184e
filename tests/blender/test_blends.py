"""Several images and rows of blends in real Blenders, from the installed zip."""

from __future__ import annotations

import pytest

from addon.core.environment import WorkerEnvironment

from .conftest import Blender

pytestmark = [pytest.mark.blender, pytest.mark.worker]


def test_slots_and_rows(blender: Blender, set_up_environment: WorkerEnvironment) -> None:
    assert blender.run_inside("blends", POINTSMITH_ENVIRONMENT=str(set_up_environment.folder))["done"]
