"""Scripts and macros ask for everything that the panel asks for, in real Blenders, from the installed zip."""

from __future__ import annotations

import pytest

from addon.core.environment import WorkerEnvironment

from .conftest import Blender

pytestmark = [pytest.mark.blender, pytest.mark.worker]


def test_operators_macros_and_handlers(blender: Blender, set_up_environment: WorkerEnvironment) -> None:
    blender.run_inside("scripting", POINTSMITH_ENVIRONMENT=str(set_up_environment.folder))
