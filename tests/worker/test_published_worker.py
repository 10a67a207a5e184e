"""A published model from the request to the result, through the real worker: real sizes, random weights."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from addon.core.environment import WorkerEnvironment
from addon.core.errors import ErrorCode
from addon.core.messages import Stage
from addon.core.model_store import ModelStore
from addon.core.published_components import component
from addon.core.request import GenerationRequest
from addon.jobs.engine import JobEngine
from addon.jobs.job import JobState
from tests.random_models import random_store

from .test_serving import MakeEngine, code_of, result_of, step_until

pytestmark = pytest.mark.worker


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> ModelStore:
    return random_store(tmp_path_factory.mktemp("mo delle é"))


@pytest.fixture(scope="module")
def picture(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("bil der") / "stuhl é.png"
    image = Image.new("RGB", (120, 90), "white")
    image.paste((200, 30, 30), (40, 20, 80, 70))
    image.save(path)
    return str(path)


@pytest.fixture(scope="module")
def warm(environment_folder: Path, models: ModelStore, tmp_path_factory: pytest.TempPathFactory) -> Iterator[JobEngine]:
    """One worker for the tests that need the model in memory."""
    environment, jobs = WorkerEnvironment(environment_folder), tmp_path_factory.mktemp("jobs")
    engine = JobEngine(lambda: environment, lambda: jobs, lambda: 600.0, lambda: models)
    yield engine
    engine.close()
    assert not list(jobs.glob("*")), "a job left its folder"


def asked(picture: str, **settings: Any) -> GenerationRequest:
    given = {"steps": 1, "device": "cpu", "output": "points", "pipeline": "point-e-40m", **settings}
    return GenerationRequest.of_quality("draft", image=picture, **given)


def test_a_picture_becomes_a_cloud_and_the_next_does_not_load_again(warm: JobEngine, picture: str) -> None:
    stages: set[Stage] = set()
    job = warm.wait(warm.submit(asked(picture, points=1100, prompt="red")), lambda job: stages.add(job.stage))
    result = result_of(job)
    assert len(result.cloud) == 1100
    assert len(result.model_hash) == 64
    assert not result.cloud.part_names
    assert {Stage.LOADING, Stage.COARSE, Stage.FINE} <= stages
    assert job.notices == ["This model sees pictures only: the prompt is not used."]
    again = result_of(warm.wait(warm.submit(asked(picture, steps=2, sampler="published"))))
    assert len(again.cloud) == 1024
    assert again.seconds["loading"] < 0.5
    assert again.model_hash == result.model_hash


def test_the_surface_by_either_way(warm: JobEngine, picture: str) -> None:
    own, network = (
        result_of(warm.wait(warm.submit(asked(picture, output="both", surface_resolution=32, mesher=mesher))))
        for mesher in ("own", "sdf")
    )
    assert own.mesh is not None
    assert network.mesh is not None
    np.testing.assert_array_equal(own.cloud.positions, network.cloud.positions)
    assert len(own.mesh.faces) != len(network.mesh.faces)


def test_cancel_in_mid_run_leaves_the_model_warm(warm: JobEngine, picture: str) -> None:
    job = warm.submit(asked(picture, steps=100))
    step_until(warm, lambda: job.stage is Stage.COARSE and job.step > 0, 200)
    pid = warm.worker_pid
    warm.cancel()
    step_until(warm, lambda: job.finished, 10)
    assert job.state is JobState.CANCELLED
    assert warm.worker_pid == pid


def test_a_missing_model_is_named(make_engine: MakeEngine, picture: str) -> None:
    engine = make_engine()
    job = engine.wait(engine.submit(asked(picture)))
    assert code_of(job) is ErrorCode.MODEL_MISSING
    assert job.error is not None
    assert "point-e-40m" in job.error.sentence


def test_a_missing_mesh_network_is_said_before_the_work(warm: JobEngine, models: ModelStore, picture: str) -> None:
    path = models.path(component("sdf"))
    aside = path.rename(path.with_suffix(".aside"))
    try:
        job = warm.wait(warm.submit(asked(picture, output="mesh", mesher="sdf")))
    finally:
        aside.rename(path)
    assert code_of(job) is ErrorCode.MODEL_MISSING
    assert job.stage is Stage.STARTING


@pytest.mark.parametrize("harm", ["cut off", "damaged", "another network"])
def test_a_wrong_file_is_named_and_the_worker_lives(
    make_engine: MakeEngine, models: ModelStore, picture: str, harm: str
) -> None:
    engine = make_engine(models=models.folder)
    path = models.path(component("upsample"))
    aside = path.rename(path.with_suffix(".aside"))
    length = aside.stat().st_size
    with path.open("wb") as file:
        if harm == "cut off":
            file.truncate(1000)
        elif harm == "damaged":
            file.truncate(length)
        else:
            header = b'{"x":{"dtype":"U8","shape":[%d],"data_offsets":[0,%d]}}' % (length - 80, length - 80)
            file.write((72).to_bytes(8, "little") + header.ljust(72))
            file.truncate(length)
    try:
        job = engine.wait(engine.submit(asked(picture)))
    finally:
        aside.replace(path)
    assert code_of(job) is ErrorCode.WRONG_CHECKPOINT
    assert job.error is not None
    assert "upsample" in job.error.sentence
    assert engine.worker_running
