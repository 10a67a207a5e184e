"""A published model in the panel and in a batch of real Blenders."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from PIL import Image

from addon.core.environment import WorkerEnvironment
from addon.core.model_store import ModelStore
from tests.random_models import random_store

from .conftest import Blender
from .test_batch import batch

pytestmark = [pytest.mark.blender, pytest.mark.worker]


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> ModelStore:
    return random_store(tmp_path_factory.mktemp("mo delle é"))


def test_the_panel(blender: Blender, set_up_environment: WorkerEnvironment, models: ModelStore) -> None:
    blender.run_inside("choice_of_model", str(models.folder), POINTSMITH_ENVIRONMENT=str(set_up_environment.folder))


def test_a_batch(blender: Blender, set_up_environment: WorkerEnvironment, models: ModelStore, tmp_path: Path) -> None:
    image = Image.new("RGB", (64, 64), "white")
    image.paste((200, 30, 30), (20, 10, 44, 50))
    image.save(tmp_path / "chair.png")
    job = {"image": "chair.png", "model": "point-e-40m", "quality": "draft", "steps": 1, "output": "points"}
    lines = [{**job, "out": "chair.ply"}, {**job, "out": "none.ply", "sampler": "best"}]
    (tmp_path / "jobs.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    manifest = ("--manifest", "jobs.jsonl", "--skip-bad", "--device", "cpu")
    status, told = batch(blender, tmp_path, set_up_environment, *manifest, "--models", str(tmp_path / "leer"))
    assert status == 2, told
    assert "The model “point-e-40m” is not on this computer." in told
    # Quoted where the folder's name has a space.
    assert re.search(r"__main__\.py'? fetch point-e-40m --store ", told), told
    assert not (tmp_path / "results.jsonl").exists(), "it was refused before the first job"
    status, told = batch(blender, tmp_path, set_up_environment, *manifest, "--models", str(models.folder))
    assert status == 1, told
    records = [json.loads(line) for line in (tmp_path / "results.jsonl").read_text(encoding="utf-8").splitlines()]
    good, bad = sorted(records, key=lambda record: record["line"])
    assert good["ok"], told
    assert good["request"]["pipeline"] == "point-e-40m"
    assert len(good["model_hash"]) == 64
    assert (tmp_path / "chair.ply").is_file()
    assert "fast, published" in bad["message"]
    options = ("--model", "point-e-40m", "--prompt", "a chair", "--out", "a.ply")
    status, told = batch(blender, tmp_path, set_up_environment, *options)
    assert status == 2, told
    assert "for words choose" in told
