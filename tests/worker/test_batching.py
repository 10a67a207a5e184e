"""Batches of a job: as large as fits, halved when they do not, with failures and surfaces of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from addon.core.cloud import PointCloud
from addon.core.errors import ErrorCode, PointsmithError
from addon.core.messages import Generate, Message, Notice, Preview, Progress, Result, Stage
from addon.core.preview import PreviewClouds
from addon.core.request import GenerationRequest, Output
from addon.worker import generation, memory
from addon.worker.batching import Batch, BatchLimits, cut, runs
from addon.worker.estimate import Estimate
from addon.worker.generation import GenerationJob
from addon.worker.pipelines.registry import Made, Prepared
from addon.worker.serving import explain

DRAFT = GenerationRequest.of_quality("draft", prompt="a red chair", steps=4, device="cpu")


class Listening:
    """A channel that keeps what is said."""

    def __init__(self) -> None:
        self.said: list[Message] = []
        self.loading: str | None = None

    def is_cancelled(self, _job: str) -> bool:
        return False

    def send(self, message: Message) -> None:
        self.said.append(message)


class Crowded:
    """A pipeline that holds so many members and no more, and its `Models`."""

    device_name, model_hash = "CPU", "0" * 64

    def __init__(self, holds: int) -> None:
        self.holds = holds
        self.tried: list[int] = []
        self.limits = BatchLimits()

    def get(self, *_: object) -> Crowded:
        return self

    def most(self, _request: GenerationRequest) -> int:
        return 1000

    def notices(self, request: GenerationRequest) -> list[str]:
        return [f"about {request.prompt}"]

    def prepare(self, requests: Sequence[GenerationRequest]) -> list[Prepared | PointsmithError]:
        return [
            PointsmithError(ErrorCode.UNKNOWN_PROMPT, "zzyzx") if request.prompt == "zzyzx" else Prepared(request, None)
            for request in requests
        ]

    def generate(self, batch: Sequence[Prepared], progress: Any, preview: Any) -> list[Made]:
        self.tried.append(len(batch))
        progress(Stage.COARSE, 0, 2)
        progress(Stage.COARSE, 1, 2)
        if len(batch) > self.holds:
            # The words of torch on CUDA.
            raise RuntimeError("CUDA out of memory. Tried to allocate 2.00 GiB")
        progress(Stage.COARSE, 2, 2)
        positions = np.stack([np.full((20, 3), each.request.seed, np.float32) for each in batch])
        preview(positions, np.zeros_like(positions))
        return [Made(PointCloud(one, np.zeros_like(one), np.zeros_like(one))) for one in positions]


def run(models: Crowded, folder: Path, requests: Sequence[GenerationRequest]) -> tuple[Result, list[Message]]:
    channel = Listening()
    command = Generate("1", [request.to_json() for request in requests], str(folder), str(folder))
    result = GenerationJob(channel, command, Estimate())(models)  # type: ignore[arg-type]  # stand-ins
    return result, channel.said


POINTS = replace(DRAFT, output=Output.POINTS)


def test_a_batch_that_does_not_fit_is_halved_and_remembered(tmp_path: Path) -> None:
    models = Crowded(holds=5)
    asked = [replace(POINTS, seed=seed) for seed in range(16)]
    result, said = run(models, tmp_path, asked)
    assert models.tried == [16, 8, 4, 4, 4, 4]
    seeds = [PointCloud.load(Path(member.cloud)).positions[0, 0] for member in result.members]
    assert seeds == list(range(16))
    fractions = [message.fraction for message in said if isinstance(message, Progress)]
    assert fractions == sorted(fractions)
    assert fractions[-1] == pytest.approx(1)
    previews = [PreviewClouds.load(Path(message.clouds)) for message in said if isinstance(message, Preview)]
    assert [(clouds.first, len(clouds)) for clouds in previews] == [(0, 4), (4, 4), (8, 4), (12, 4)]
    models.tried.clear()
    run(models, tmp_path, asked[:9])
    assert models.tried == [3, 3, 3], "what was found out is remembered, and batches are alike in size"
    models.tried.clear()
    run(models, tmp_path, [replace(each, steps=5) for each in asked[:6]])
    assert models.tried == [6, 3, 3], "another kind may fit or not"


def test_one_that_does_not_fit_is_out_of_memory(tmp_path: Path) -> None:
    models = Crowded(holds=0)
    with pytest.raises(RuntimeError) as caught:
        run(models, tmp_path, [POINTS, replace(POINTS, seed=1)])
    assert models.tried == [2, 1]
    error = explain(caught.value, Generate("1", [POINTS.to_json()], "", ""))
    assert error.code is ErrorCode.OUT_OF_MEMORY


def test_what_is_free_is_asked_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "free_bytes", lambda _: 3.5 * memory.BYTES_PER_POINT * POINTS.points / 0.7)
    models = Crowded(holds=100)
    run(models, tmp_path, [replace(POINTS, seed=seed) for seed in range(7)])
    assert models.tried == [3, 3, 1]


def test_other_failures_are_not_tried_again(tmp_path: Path) -> None:
    class Broken(Crowded):
        def generate(self, *_: object) -> list[Made]:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run(Broken(holds=1), tmp_path, [POINTS] * 4)


def test_a_surface_that_does_not_close_fails_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Meshes:
        def __init__(self, seed: float) -> None:
            self.seed = seed

        def save(self, path: Path) -> None:
            path.write_text(str(self.seed))

    def surface(_job: GenerationJob, cloud: PointCloud, _settings: object) -> Meshes:
        seed = cloud.positions[0, 0]
        if seed == 1:
            raise PointsmithError(ErrorCode.EMPTY_RESULT)
        if seed == 2:
            raise MemoryError
        return Meshes(seed)

    monkeypatch.setattr(generation.GenerationJob, "_surface", surface)
    asked = [replace(DRAFT, seed=seed) for seed in range(4)]
    asked.insert(2, replace(DRAFT, prompt="zzyzx"))
    models = Crowded(holds=100)
    result, said = run(models, tmp_path, asked)
    assert models.tried == [2, 2], "a refused member parts the batch"
    assert [member.code for member in result.members] == ["", "empty_result", "unknown_prompt", "out_of_memory", ""]
    assert [Path(member.mesh).read_text() for member in result.members if member.mesh] == ["0.0", "3.0"]
    at = [(message.member, message.members) for message in said if getattr(message, "stage", None) is Stage.SURFACE]
    assert list(dict.fromkeys(at)) == [(1, 5), (2, 5), (4, 5), (5, 5)]
    notices = [message.text for message in said if isinstance(message, Notice)]
    assert notices == ["about a red chair", "about zzyzx"]


def test_previews_keep_their_distance_but_for_the_end_of_a_stage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Clock:
        now = 0.0

        def monotonic(self) -> float:
            return self.now

    clock = Clock()
    monkeypatch.setattr(generation, "time", clock)

    class Steady(Crowded):
        def generate(self, batch: Sequence[Prepared], progress: Any, preview: Any) -> list[Made]:
            cloud = np.zeros((len(batch), 20, 3), np.float32)
            progress(Stage.COARSE, 0, 10)
            for step in range(1, 11):
                clock.now += 0.4 * generation.PREVIEW_SECONDS
                progress(Stage.COARSE, step, 10)
                preview(cloud + step, cloud)
            return super().generate(batch, progress, preview)

    _, said = run(Steady(holds=1), tmp_path, [POINTS])
    previews = [PreviewClouds.load(Path(message.clouds)) for message in said if isinstance(message, Preview)]
    assert [clouds.positions[0, 0, 0] for clouds in previews[:-1]] == [1, 4, 7, 10]


def test_runs_and_cuts() -> None:
    a, b = Prepared(DRAFT, None), PointsmithError(ErrorCode.BAD_IMAGE)
    assert [(run.first, len(run.members)) for run in runs([b, a, a, b, a])] == [(1, 2), (4, 1)]
    assert runs([b, b]) == []
    sizes = {
        (count, most): [len(each.members) for each in cut(Batch(0, [a] * count), most)]
        for count, most in ((16, 7), (5, 4), (3, 8))
    }
    assert sizes == {(16, 7): [6, 6, 4], (5, 4): [3, 2], (3, 8): [3]}
    assert [each.first for each in cut(Batch(4, [a] * 5), 2)] == [4, 6, 8]
