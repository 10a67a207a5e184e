"""The examples of the documentation, run in real Blenders."""

from __future__ import annotations

from pathlib import Path

import pytest

from addon.core.environment import WorkerEnvironment

from .conftest import ROOT, Blender

pytestmark = [pytest.mark.blender, pytest.mark.worker]


@pytest.mark.parametrize("example", ["shelf", "scatter"])
def test_example(blender: Blender, set_up_environment: WorkerEnvironment, tmp_path: Path, example: str) -> None:
    examples = ROOT / "docs" / "examples"
    blender.run_inside(
        "examples", example, str(examples), str(tmp_path), POINTSMITH_ENVIRONMENT=str(set_up_environment.folder)
    )
