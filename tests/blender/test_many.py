"""Variations, gallery, queue and history in real Blenders, from the installed zip."""

from __future__ import annotations

import pytest

from addon.core.environment import WorkerEnvironment

from .conftest import Blender

pytestmark = [pytest.mark.blender, pytest.mark.worker]


@pytest.mark.parametrize("script", ["gallery", "queue_in_file"])
def test_inside(blender: Blender, set_up_environment: WorkerEnvironment, script: str) -> None:
    assert blender.run_inside(script, POINTSMITH_ENVIRONMENT=str(set_up_environment.folder))["done"]
