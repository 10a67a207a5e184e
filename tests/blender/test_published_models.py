"""The Models list in real Blenders."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from addon.core.environment import WorkerEnvironment
from addon.worker.published.expected import expected_tensors

from .conftest import Blender

pytestmark = [pytest.mark.blender, pytest.mark.worker]
TOOLS = Path(__file__).resolve().parents[1] / "published"


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A mesh network of the published shape, with nothing in it."""
    file = tmp_path_factory.mktemp("prüf stand") / "sdf.pt"
    torch.save({name: torch.zeros(shape) for name, shape in expected_tensors("sdf").items()}, file)
    return file


def test_the_models_list(
    blender: Blender, set_up_environment: WorkerEnvironment, checkpoint: Path, tmp_path: Path
) -> None:
    told = blender.run_inside(
        "published_models",
        str(tmp_path / "modelle é"),
        str(TOOLS),
        str(checkpoint),
        POINTSMITH_ENVIRONMENT=str(set_up_environment.folder),
    )
    assert 1_000_000 < told["resumed"] < checkpoint.stat().st_size
