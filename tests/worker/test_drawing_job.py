"""The real worker draws with a tiny model: its result, cancel, and models that are missing."""

from __future__ import annotations

import io
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from addon.core.draw_request import DrawRequest
from addon.core.errors import ErrorCode
from addon.core.messages import Stage
from addon.core.request import Device, GenerationRequest
from addon.jobs.engine import JobEngine
from addon.jobs.job import DrawnPicture, Job, JobState
from tests.drawing.tiny import SIDE, write_tiny_stable_diffusion

pytestmark = pytest.mark.worker


@pytest.fixture(scope="module")
def request_to_draw(tmp_path_factory: pytest.TempPathFactory) -> DrawRequest:
    folder = write_tiny_stable_diffusion(tmp_path_factory.mktemp("bilder é") / "tiny")
    return DrawRequest("a ch", steps=3, folder=str(folder), device=Device.CPU)


def drawn(job: Job) -> DrawnPicture:
    assert job.state is JobState.DONE, job.error
    assert isinstance(job.result, DrawnPicture)
    return job.result


def test_words_become_a_picture(warm_engine: JobEngine, request_to_draw: DrawRequest) -> None:
    stages: list[tuple[Stage, int]] = []
    job = warm_engine.wait(warm_engine.submit(request_to_draw), lambda job: stages.append((job.stage, job.step)))
    picture = drawn(job)
    assert Image.open(io.BytesIO(picture.png)).size == (SIDE, SIDE)
    assert picture.request == replace(request_to_draw, guidance_scale=7.5)
    assert set(picture.seconds) == {"loading", "drawing"}
    assert {Stage.LOADING, Stage.DRAWING} <= {stage for stage, _ in stages}
    again, other = (drawn(warm_engine.wait(warm_engine.submit(replace(request_to_draw, seed=seed)))) for seed in (0, 1))
    first, same, different = (
        np.asarray(Image.open(io.BytesIO(each.png)).convert("RGB")) for each in (picture, again, other)
    )
    assert np.array_equal(first, same)
    assert not np.array_equal(first, different)


def test_cancel_is_heard_and_the_worker_stays(warm_engine: JobEngine, request_to_draw: DrawRequest) -> None:
    job = warm_engine.submit(replace(request_to_draw, steps=200))
    while job.stage is not Stage.DRAWING or job.step < 2:
        assert not job.finished, job.error
        warm_engine.step()
        time.sleep(0.005)
    pid = warm_engine.worker_pid
    warm_engine.cancel()
    assert warm_engine.wait(job).state is JobState.CANCELLED
    assert warm_engine.worker_pid == pid
    assert drawn(warm_engine.wait(warm_engine.submit(request_to_draw))).png


def test_a_missing_model_is_said_and_objects_follow(
    warm_engine: JobEngine, request_to_draw: DrawRequest, tmp_path: Path
) -> None:
    job = warm_engine.wait(warm_engine.submit(replace(request_to_draw, folder=str(tmp_path / "none"))))
    assert job.error is not None
    assert job.error.code is ErrorCode.MODEL_MISSING
    made = GenerationRequest.of_quality("draft", prompt="a red chair", steps=2, device="cpu", output="points")
    assert warm_engine.wait(warm_engine.submit(made)).state is JobState.DONE
