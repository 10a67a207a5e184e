"""Many requests in one job: members come out as they would alone, and are refused alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from addon.core.errors import ErrorCode, PointsmithError
from addon.core.messages import Stage
from addon.core.preview import PreviewClouds
from addon.core.reference import ReferenceImage
from addon.core.request import Blend, GenerationRequest
from addon.jobs.engine import JobEngine
from addon.jobs.job import Job, JobResult, JobState
from addon.worker.networks.two_stream import EncodedCondition
from addon.worker.pipelines.bundled_job import BundledJob
from addon.worker.pipelines.registry import Prepared
from addon.worker.sampling.company import in_company

DRAFT = GenerationRequest.of_quality("draft", prompt="a red chair", steps=4, device="cpu")


def nothing(*_: object) -> None:
    pass


@pytest.fixture(scope="module")
def bundled() -> BundledJob:
    return BundledJob.load(torch.device("cpu"))


@pytest.mark.worker
@pytest.mark.parametrize("points", [1024, 1500])
def test_a_seed_gives_the_same_cloud_alone_and_in_company(bundled: BundledJob, points: int, tmp_path: Path) -> None:
    picture = np.zeros((90, 120, 4), np.uint8)
    picture[20:70, 40:80] = (200, 30, 30, 255)
    Image.fromarray(picture).save(tmp_path / "box.png")
    base = replace(DRAFT, points=points)
    requests = [
        base,
        replace(base, seed=7),
        replace(base, prompt="a tall blue vase with a lid"),
        replace(base, prompt="", images=(ReferenceImage(str(tmp_path / "box.png")),)),
        replace(base, blend=Blend("a house", seed=3, amount=0.4)),
    ]
    prepared = bundled.prepare(requests)
    assert all(isinstance(each, Prepared) for each in prepared)
    shown: list[tuple[int, ...]] = []
    together = bundled.generate(prepared, nothing, lambda positions, _: shown.append(positions.shape))
    assert shown[0] == (5, 1024, 3)
    assert shown[-1] == (5, points, 3)
    for each, made in zip(prepared, together, strict=True):
        (alone,) = bundled.generate([each], nothing, nothing)
        for name in ("positions", "colors", "normals"):
            np.testing.assert_allclose(getattr(made.cloud, name), getattr(alone.cloud, name), atol=1e-4)
        assert made.cloud.part_names == alone.cloud.part_names
    assert not np.allclose(together[0].cloud.positions, together[1].cloud.positions, atol=0.01)


@pytest.mark.worker
def test_a_subject_is_read_once(bundled: BundledJob, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    encode = bundled.pipeline.encode
    monkeypatch.setattr(
        bundled.pipeline, "encode", lambda subjects: read.append(subjects[0].prompt) or encode(subjects)
    )
    asked = [replace(DRAFT, seed=seed) for seed in range(3)]
    prepared = bundled.prepare([*asked, replace(DRAFT, prompt="zzyzx"), replace(DRAFT, blend=Blend("a vase"))])
    assert read == ["a red chair", "zzyzx", "a vase"]
    assert [isinstance(each, PointsmithError) for each in prepared] == [False, False, False, True, False]


def dependent(condition: EncodedCondition) -> Any:
    """A network whose members feel how many there are."""
    return lambda x, _level, _end: x + len(condition.summary)


def independent(condition: EncodedCondition) -> Any:
    return lambda x, _level, _end: x + condition.summary[:, None]


@pytest.mark.parametrize("make", [dependent, independent])
def test_where_company_would_change_a_member_it_is_called_alone(make: Any) -> None:
    calls: list[int] = []

    def counted(condition: EncodedCondition) -> Any:
        call = make(condition)

        def called(x: torch.Tensor, level: float, end: float) -> torch.Tensor:
            calls.append(len(x))
            return call(x, level, end)

        return called

    conditions = [
        EncodedCondition(
            ((torch.zeros(1, 1, tokens, 4),) * 2,), torch.zeros(1, 1, 1, tokens), torch.full((1, 4), float(number))
        )
        for number, tokens in enumerate((2, 2, 3, 2))
    ]
    x = torch.arange(4.0)[:, None, None].expand(4, 5, 4).contiguous()
    proven: dict[tuple[object, ...], bool] = {}
    first, later = ([3, 1, 1, 1], [3, 1]) if make is independent else ([3, 1, 1, 1, 1, 1], [1, 1, 1, 1])
    for expected in (first, later):
        calls.clear()
        found = in_company(counted, conditions, proven, "velocity")(x, 1.0, 0.5)
        wanted = [make(condition)(x[row : row + 1], 1.0, 0.5) for row, condition in enumerate(conditions)]
        assert torch.equal(found, torch.cat(wanted))
        assert calls == expected


@pytest.mark.worker
def test_a_member_that_is_refused_is_refused_alone(warm_engine: JobEngine) -> None:
    seen: list[tuple[int, int, tuple[int, ...]]] = []
    surfaces: set[tuple[int, int]] = set()

    def look(job: Job) -> None:
        if job.preview is not None:
            clouds = PreviewClouds.load(job.preview)
            seen.append((job.preview_number, clouds.first, clouds.positions.shape))
        if job.stage is Stage.SURFACE:
            surfaces.add((job.member, job.members))

    asked = [DRAFT, replace(DRAFT, prompt="zzyzx"), replace(DRAFT, seed=2), replace(DRAFT, seed=3)]
    job = warm_engine.wait(warm_engine.submit(asked), look)
    assert job.state is JobState.DONE, job.error
    first, refused, *others = job.results
    assert isinstance(refused, PointsmithError)
    assert refused.code is ErrorCode.UNKNOWN_PROMPT
    assert "zzyzx" in refused.sentence
    for result in (first, *others):
        assert isinstance(result, JobResult)
        assert result.mesh is not None
        assert len(result.cloud) == DRAFT.points
    assert {(first, shape[0]) for _, first, shape in seen} <= {(0, 1), (2, 2)}
    assert {number for number, *_ in seen}
    assert surfaces <= {(1, 4), (3, 4), (4, 4)}
