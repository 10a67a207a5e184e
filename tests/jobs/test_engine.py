"""The job engine against workers that obey and workers that do not: real processes, real pipes."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from addon.core.environment import WorkerEnvironment, requirements_hash
from addon.core.errors import ErrorCode, PointsmithError
from addon.core.files import atomic_text
from addon.core.model_store import ModelStore
from addon.core.preview import PreviewClouds
from addon.core.request import GenerationRequest
from addon.jobs import engine as engine_module
from addon.jobs.engine import JobEngine
from addon.jobs.job import Job, JobResult, JobState

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the stand-in interpreter is a shell script")

SCRIPTED = Path(__file__).with_name("scripted_worker.py")
REQUEST = GenerationRequest(prompt="a red chair")
MakeEngine = Callable[[str], JobEngine]


@pytest.fixture
def make_engine(tmp_path: Path) -> Iterator[MakeEngine]:
    """Engines whose environment's interpreter runs a script of `scripted_worker`, whatever it is asked to run."""
    engines: list[JobEngine] = []

    def make(script: str) -> JobEngine:
        environment = WorkerEnvironment(tmp_path / "um gebung é")
        environment.python.parent.mkdir(parents=True)
        environment.python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{SCRIPTED}" {script}\n')
        environment.python.chmod(0o755)
        atomic_text(environment.record_file, f'{{"requirements": "{requirements_hash()}"}}')
        engine = JobEngine(
            lambda: environment, lambda: tmp_path / "jobs é", lambda: 600.0, lambda: ModelStore(tmp_path)
        )
        engines.append(engine)
        return engine

    yield make
    for engine in engines:
        engine.close()
    assert not list((tmp_path / "jobs é").glob("*")), "a job left its folder"


def step_until(engine: JobEngine, condition: Callable[[], bool], seconds: float = 10.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        before = time.monotonic()
        engine.step()
        assert time.monotonic() - before < 2.0
        time.sleep(0.01)


def is_gone(pid: int | None) -> bool:
    assert pid is not None
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def failed_with(job: Job) -> ErrorCode:
    assert job.state is JobState.FAILED
    assert job.error is not None
    return job.error.code


@pytest.mark.parametrize("script", ["obedient", "babbling"])
def test_a_job_brings_its_result_and_the_worker_stays_warm(make_engine: MakeEngine, script: str) -> None:
    engine = make_engine(script)
    seen: list[float] = []
    job = engine.wait(engine.submit(REQUEST), lambda job: seen.append(job.fraction))
    assert job.state is JobState.DONE
    assert job.result is not None
    assert len(job.result.cloud) == 16
    assert job.result.cloud.part_names == ("part 300", "part 301")
    assert job.result.mesh is None
    assert seen[-1] <= 1.0
    pid = engine.worker_pid
    assert engine.wait(engine.submit(REQUEST)).state is JobState.DONE
    assert engine.worker_pid == pid
    engine.free()
    assert is_gone(pid)
    assert not engine.worker_running
    assert engine.wait(engine.submit(REQUEST)).state is JobState.DONE


def test_submit_returns_at_once(make_engine: MakeEngine) -> None:
    engine = make_engine("silent")
    before = time.monotonic()
    engine.submit(REQUEST)
    assert time.monotonic() - before < 0.5


def test_one_job_at_a_time(make_engine: MakeEngine) -> None:
    engine = make_engine("slow")
    engine.submit(REQUEST)
    with pytest.raises(PointsmithError, match="another job"):
        engine.submit(REQUEST)


def test_cancel_is_answered_and_the_worker_stays(make_engine: MakeEngine) -> None:
    engine = make_engine("slow")
    job = engine.submit(REQUEST)
    step_until(engine, lambda: job.fraction > 0)
    engine.cancel()
    assert job.state is JobState.CANCELLING
    step_until(engine, lambda: job.finished, 1.0)
    assert job.state is JobState.CANCELLED
    assert engine.worker_running


def test_a_worker_deaf_to_cancel_is_ended(make_engine: MakeEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module, "CANCEL_SECONDS", 0.3)
    engine = make_engine("deaf")
    job = engine.submit(REQUEST)
    step_until(engine, lambda: job.fraction > 0)
    pid = engine.worker_pid
    engine.cancel()
    step_until(engine, lambda: job.finished, 3.0)
    assert job.state is JobState.CANCELLED
    assert is_gone(pid)


def test_a_worker_that_dies_is_one_error_and_the_next_job_works(make_engine: MakeEngine) -> None:
    engine = make_engine("dying")
    job = engine.submit(REQUEST)
    step_until(engine, lambda: job.finished)
    assert failed_with(job) is ErrorCode.WORKER_DIED
    assert job.error is not None
    log = Path(job.error.detail)
    assert log.read_text() == "a last word\n"
    again = engine.submit(REQUEST)
    assert not again.finished


@pytest.mark.parametrize("script", ["another_protocol", "another_version"])
def test_a_worker_of_another_version_is_refused(make_engine: MakeEngine, script: str) -> None:
    engine = make_engine(script)
    job = engine.submit(REQUEST)
    pid = engine.worker_pid
    step_until(engine, lambda: job.finished)
    assert failed_with(job) is ErrorCode.WORKER_VERSION
    assert is_gone(pid)


def test_a_worker_that_says_nothing_is_ended(make_engine: MakeEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module, "HELLO_SECONDS", 0.3)
    engine = make_engine("silent")
    job = engine.submit(REQUEST)
    pid = engine.worker_pid
    step_until(engine, lambda: job.finished)
    assert failed_with(job) is ErrorCode.WORKER_SILENT
    assert is_gone(pid)


def test_a_result_that_cannot_be_read_is_an_error(make_engine: MakeEngine) -> None:
    engine = make_engine("unreadable")
    assert failed_with(engine.wait(engine.submit(REQUEST))) is ErrorCode.INTERNAL


@pytest.mark.parametrize("script", ["slow", "deaf", "silent"])
def test_close_in_the_middle_of_a_job_leaves_nothing(make_engine: MakeEngine, script: str) -> None:
    engine = make_engine(script)
    job = engine.submit(REQUEST)
    pid = engine.worker_pid
    before = time.monotonic()
    engine.close()
    assert time.monotonic() - before < 2.0
    assert job.state is JobState.CANCELLED
    assert is_gone(pid)


def test_not_set_up(tmp_path: Path) -> None:
    engine = JobEngine(
        lambda: WorkerEnvironment(tmp_path / "none"),
        lambda: tmp_path / "jobs",
        lambda: 600.0,
        lambda: ModelStore(tmp_path),
    )
    with pytest.raises(PointsmithError) as caught:
        engine.submit(REQUEST)
    assert caught.value.code is ErrorCode.NOT_SET_UP


def test_a_jobs_folder_that_cannot_be_made(make_engine: MakeEngine, tmp_path: Path) -> None:
    engine = make_engine("slow")
    (tmp_path / "file").write_text("")
    engine._jobs_folder = lambda: tmp_path / "file" / "jobs"
    with pytest.raises(PointsmithError) as caught:
        engine.submit(REQUEST)
    assert caught.value.code is ErrorCode.NOT_WRITABLE


def test_many_requests_are_one_job_with_a_result_for_each(make_engine: MakeEngine) -> None:
    engine = make_engine("obedient")
    previews: dict[int, PreviewClouds] = {}

    def look(job: Job) -> None:
        if job.preview is not None:
            previews[job.preview_number] = PreviewClouds.load(job.preview)
            assert len(list(job.folder.glob("preview-*"))) <= 2, "old previews are removed"

    requests = [replace(REQUEST, seed=1), replace(REQUEST, prompt="nothing"), replace(REQUEST, seed=3)]
    job = engine.wait(engine.submit(requests), look)
    assert job.state is JobState.DONE
    assert job.requests == tuple(requests)
    first, failed, third = job.results
    assert isinstance(first, JobResult)
    assert isinstance(third, JobResult)
    assert isinstance(failed, PointsmithError)
    assert failed.code is ErrorCode.EMPTY_RESULT
    assert job.result is first
    assert job.error is None
    assert job.preview is None
    assert job.preview_number == 2
    assert all(clouds.positions.shape == (3, 8, 3) for clouds in previews.values())


def test_when_all_members_fail_the_job_does(make_engine: MakeEngine) -> None:
    engine = make_engine("obedient")
    nothing = replace(REQUEST, prompt="nothing")
    job = engine.wait(engine.submit([nothing, replace(nothing, seed=1)]))
    assert failed_with(job) is ErrorCode.EMPTY_RESULT
    assert job.result is None


def test_requests_of_two_kinds_are_no_job(make_engine: MakeEngine) -> None:
    engine = make_engine("obedient")
    for requests in ([REQUEST, replace(REQUEST, points=1024)], []):
        with pytest.raises(PointsmithError) as caught:
            engine.submit(requests)
        assert caught.value.code is ErrorCode.BAD_SETTING
