"""Pictures from words in real Blenders: the operators through the real worker, and headless."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image

from addon.core.environment import WorkerEnvironment
from tests.drawing.tiny import SIDE, write_tiny_stable_diffusion

from .conftest import Blender
from .test_batch import QUICK, batch, gltf

pytestmark = [pytest.mark.blender, pytest.mark.worker]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny text-to-image model."""
    return write_tiny_stable_diffusion(tmp_path_factory.mktemp("bilder é") / "tiny")


def test_draw_judge_and_accept(
    blender: Blender, set_up_environment: WorkerEnvironment, model: Path, tmp_path: Path
) -> None:
    told = blender.run_inside(
        "pictures", str(model), str(tmp_path / "szene é.blend"), POINTSMITH_ENVIRONMENT=str(set_up_environment.folder)
    )
    assert told["size"] == [SIDE, SIDE]


def test_headless_draws_first(
    blender: Blender, set_up_environment: WorkerEnvironment, model: Path, tmp_path: Path
) -> None:
    lines = [
        {"prompt": "a red ch", "out": "ch é.glb", "draw": {"steps": 2}, "picture_model": str(model)},
        {"prompt": "a red ch", "out": "bad.glb", "draw": {"side": 3}, "picture_model": str(model)},
    ]
    (tmp_path / "jobs.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    status, told = batch(blender, tmp_path, set_up_environment, "--manifest", "jobs.jsonl", "--skip-bad", *QUICK)
    assert status == 1, told
    assert "line 2, draw: the picture's side is 3" in told
    assert Image.open(tmp_path / "ch é-drawn.png").size == (SIDE, SIDE)
    assert gltf(tmp_path / "ch é.glb")["meshes"]
    records = [json.loads(line) for line in (tmp_path / "results.jsonl").read_text("utf-8").splitlines()]
    first, second = sorted(records, key=lambda record: record["line"])
    assert (first["ok"], second["ok"]) == (True, False)
    assert first["request"]["images"][0]["path"] == str(tmp_path / "ch é-drawn.png")
    missing = ("--prompt", "a red ch", "--out", "b.glb", "--draw", "--picture-model", str(tmp_path / "none"))
    status, told = batch(blender, tmp_path, set_up_environment, *missing, *QUICK)
    assert status == 2, told
    assert "is not on this computer" in told
