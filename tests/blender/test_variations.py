"""Many objects of one job in real Blenders, from the installed zip."""

from __future__ import annotations

import pytest

from addon.core.environment import WorkerEnvironment

from .conftest import Blender

pytestmark = [pytest.mark.blender, pytest.mark.worker]


def test_many_objects_are_one_job_and_one_undo_step(blender: Blender, set_up_environment: WorkerEnvironment) -> None:
    assert blender.run_inside("variations", POINTSMITH_ENVIRONMENT=str(set_up_environment.folder))["done"]
