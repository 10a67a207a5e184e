"""The real worker with the bundled model, through the real engine."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from addon.core.errors import ErrorCode
from addon.core.messages import Generate, Hello, Message, Stage
from addon.core.preview import PreviewClouds
from addon.core.request import GenerationRequest, Output
from addon.jobs import worker_process
from addon.jobs.engine import JobEngine
from addon.jobs.job import Job, JobResult, JobState
from addon.jobs.worker_process import WorkerProcess
from addon.worker.memory import smaller_setting
from addon.worker.serving import explain

pytestmark = pytest.mark.worker

ROOT = Path(__file__).resolve().parents[2]
DRAFT = GenerationRequest.of_quality("draft", prompt="a red chair", steps=4, device="cpu")
LONG = GenerationRequest.of_quality("draft", prompt="a red chair", steps=200, device="cpu")
MakeEngine = Callable[..., JobEngine]


def step_until(engine: JobEngine, condition: Callable[[], bool], seconds: float) -> float:
    """Step until it happened; returns the seconds that it took."""
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < seconds, "it did not happen in time"
        engine.step()
        time.sleep(0.005)
    return time.monotonic() - began


def result_of(job: Job) -> JobResult:
    assert job.state is JobState.DONE, job.error
    assert job.result is not None
    return job.result


def code_of(job: Job) -> ErrorCode:
    assert job.state is JobState.FAILED
    assert job.error is not None
    return job.error.code


def ended(pid: int, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z":
                return True
        except FileNotFoundError:
            return True
        time.sleep(0.02)
    return False


def wait_for(worker: WorkerProcess, kind: type[Message], seconds: float) -> float:
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        if any(isinstance(message, kind) for message in worker.events()[0]):
            return time.monotonic() - began
        time.sleep(0.005)
    raise AssertionError(f"no {kind.__name__}")


def test_hello_comes_within_a_second(environment_folder: Path, tmp_path: Path) -> None:
    times = []
    for _ in range(3):
        worker = WorkerProcess(environment_folder / "worker/bin/python", tmp_path / "worker.log", 60)
        times.append(wait_for(worker, Hello, 20))
        worker.stop()
        assert ended(worker.pid, 1)
    assert min(times) < 1.0


def test_a_prompt_becomes_a_cloud_and_a_mesh(warm_engine: JobEngine) -> None:
    stages: list[tuple[Stage, int]] = []
    previews: list[int] = []

    def note(job: Job) -> None:
        stages.append((job.stage, job.step))
        if job.preview is not None and job.preview.exists():
            previews.append(len(PreviewClouds.load(job.preview).positions[0]))

    result = result_of(warm_engine.wait(warm_engine.submit(DRAFT), note))
    assert len(result.cloud) == DRAFT.points
    assert np.abs(result.cloud.positions).max() < 1.0
    assert 0 <= result.cloud.colors.min() <= result.cloud.colors.max() <= 1
    np.testing.assert_allclose(np.linalg.norm(result.cloud.normals, axis=1), 1, atol=1e-3)
    assert result.mesh is not None
    assert len(result.mesh.faces) > 500
    assert {Stage.LOADING, Stage.COARSE} <= {stage for stage, _ in stages}
    assert previews
    assert len(result.model_hash) == 64


def test_same_seed_same_cloud_bit_for_bit_in_another_worker_too(
    warm_engine: JobEngine, make_engine: MakeEngine
) -> None:
    first, again = (result_of(warm_engine.wait(warm_engine.submit(DRAFT))).cloud for _ in range(2))
    fresh = make_engine()
    third = result_of(fresh.wait(fresh.submit(DRAFT))).cloud
    other = result_of(warm_engine.wait(warm_engine.submit(replace(DRAFT, seed=1)))).cloud
    for name in ("positions", "colors", "normals"):
        np.testing.assert_array_equal(getattr(first, name), getattr(again, name))
        np.testing.assert_array_equal(getattr(first, name), getattr(third, name))
        assert not np.array_equal(getattr(first, name), getattr(other, name))


def test_an_image_becomes_a_cloud(warm_engine: JobEngine, tmp_path: Path) -> None:
    path = tmp_path / "Bild é.png"
    picture = np.zeros((90, 120, 4), np.uint8)
    picture[20:70, 40:80] = (200, 30, 30, 255)
    Image.fromarray(picture).save(path)
    request = GenerationRequest.of_quality("draft", image=str(path), steps=4, output="points", device="cpu")
    result = result_of(warm_engine.wait(warm_engine.submit(request)))
    assert result.mesh is None
    assert len(result.cloud) == request.points


@pytest.mark.parametrize("kind", ["missing", "text", "cut off", "empty", "transparent", "folder"])
def test_a_bad_image_is_said_and_the_worker_lives(warm_engine: JobEngine, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "ref.png"
    Image.effect_noise((64, 64), 80).save(path)
    match kind:
        case "missing":
            path.unlink()
        case "text":
            path.write_text("this is not a picture")
        case "cut off":
            path.write_bytes(path.read_bytes()[:700])
        case "empty":
            path.write_bytes(b"")
        case "transparent":
            Image.new("RGBA", (64, 64)).save(path)
        case "folder":
            path.unlink()
            path.mkdir()
    warm_engine.wait(warm_engine.submit(DRAFT))
    pid = warm_engine.worker_pid
    request = GenerationRequest.of_quality("draft", image=str(path), steps=2, device="cpu")
    assert code_of(warm_engine.wait(warm_engine.submit(request))) is ErrorCode.BAD_IMAGE
    assert warm_engine.worker_pid == pid


def test_words_that_mean_nothing_are_named(warm_engine: JobEngine) -> None:
    request = GenerationRequest.of_quality("draft", prompt="a red zzyzx chair", steps=2, device="cpu")
    job = warm_engine.wait(warm_engine.submit(request))
    assert any("zzyzx" in notice for notice in job.notices)


@pytest.mark.parametrize("prompt", ["zzyzx", "кресло", "???"])
def test_a_prompt_without_a_known_word_is_an_error(warm_engine: JobEngine, prompt: str) -> None:
    request = GenerationRequest.of_quality("draft", prompt=prompt, steps=2, device="cpu")
    job = warm_engine.wait(warm_engine.submit(request))
    assert code_of(job) is ErrorCode.UNKNOWN_PROMPT
    assert job.error is not None
    assert prompt in job.error.sentence


def test_an_absent_device_is_said(warm_engine: JobEngine) -> None:
    request = GenerationRequest.of_quality("draft", prompt="a chair", device="mps")
    assert code_of(warm_engine.wait(warm_engine.submit(request))) is ErrorCode.NO_SUCH_DEVICE


def test_cancel_between_two_steps_takes_less_than_a_second(warm_engine: JobEngine) -> None:
    warm_engine.wait(warm_engine.submit(DRAFT))
    pid = warm_engine.worker_pid
    job = warm_engine.submit(LONG)
    step_until(warm_engine, lambda: job.stage is Stage.COARSE and job.step > 2, 30)
    warm_engine.cancel()
    seconds = step_until(warm_engine, lambda: job.finished, 4)
    assert job.state is JobState.CANCELLED
    assert seconds < 1.0
    assert warm_engine.worker_pid == pid


def test_cancel_while_loading_is_answered_at_once(make_engine: MakeEngine) -> None:
    engine = make_engine()
    job = engine.submit(DRAFT)
    step_until(engine, lambda: job.stage is Stage.LOADING, 20)
    engine.cancel()
    assert step_until(engine, lambda: job.finished, 4) < 1.0
    assert job.state is JobState.CANCELLED
    assert engine.wait(engine.submit(DRAFT)).state is JobState.DONE


def test_killed_in_mid_run_then_the_next_one_works(make_engine: MakeEngine) -> None:
    engine = make_engine()
    job = engine.submit(LONG)
    step_until(engine, lambda: job.stage is Stage.COARSE and job.step > 2, 60)
    assert engine.worker_pid is not None
    os.kill(engine.worker_pid, signal.SIGKILL)
    step_until(engine, lambda: job.finished, 5)
    assert code_of(job) is ErrorCode.WORKER_DIED
    assert engine.wait(engine.submit(DRAFT)).state is JobState.DONE


def test_the_end_of_input_ends_the_worker_in_mid_run(environment_folder: Path, tmp_path: Path) -> None:
    worker = WorkerProcess(environment_folder / "worker/bin/python", tmp_path / "worker.log", 60)
    worker.send(Generate("1", [LONG.to_json()], str(tmp_path), str(tmp_path)))
    wait_for(worker, Hello, 20)
    assert worker._process.stdin is not None
    worker._process.stdin.close()
    assert ended(worker.pid, 2)
    worker.stop()


def test_the_worker_follows_its_parent(environment_folder: Path, tmp_path: Path) -> None:
    program = f"""
        import sys, time
        from pathlib import Path
        sys.path.insert(0, {str(ROOT)!r})
        from addon.jobs.worker_process import WorkerProcess
        worker = WorkerProcess(Path({str(environment_folder / "worker/bin/python")!r}), Path("worker.log"), 60)
        print(worker.pid, flush=True)
        time.sleep(60)
    """
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program)], stdout=subprocess.PIPE, cwd=tmp_path, text=True
    ) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        time.sleep(0.5)
        parent.kill()
    assert ended(pid, 5)


def test_an_idle_worker_ends_and_comes_back(make_engine: MakeEngine) -> None:
    engine = make_engine(idle_seconds=0.4)
    assert engine.wait(engine.submit(DRAFT)).state is JobState.DONE
    step_until(engine, lambda: not engine.worker_running, 10)
    assert engine.current is not None
    assert engine.current.state is JobState.DONE
    assert engine.wait(engine.submit(DRAFT)).state is JobState.DONE


def test_damaged_weights_are_refused(make_engine: MakeEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = tmp_path / "kopie é"
    shutil.copytree(ROOT / "addon", copy / "addon")
    shutil.copy(ROOT / "blender_manifest.toml", copy)
    weights = next((copy / "addon/weights").rglob("*.safetensors"))
    content = bytearray(weights.read_bytes())
    content[-1] ^= 1
    weights.write_bytes(content)
    monkeypatch.setattr(worker_process, "WORKER_PROGRAM", copy / "addon/worker/__main__.py")
    engine = make_engine()
    job = engine.wait(engine.submit(DRAFT))
    assert code_of(job) is ErrorCode.WRONG_WEIGHTS
    assert job.error is not None
    assert weights.name in job.error.sentence


def test_out_of_memory_names_a_smaller_setting(make_engine: MakeEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    small = replace(DRAFT, output=Output.POINTS)
    free = make_engine()
    assert free.wait(free.submit(small)).state is JobState.DONE
    status = Path(f"/proc/{free.worker_pid}/status").read_text()
    peak_kib = int(status.split("VmPeak:")[1].split()[0])
    free.close()
    monkeypatch.setenv("POINTSMITH_TEST_KIB", str(peak_kib + 150 * 1024))
    engine = make_engine()
    job = engine.wait(engine.submit(replace(small, points=65_536, steps=1)))
    assert code_of(job) is ErrorCode.OUT_OF_MEMORY
    assert job.error is not None
    assert "quality (" in job.error.way_out
    assert engine.wait(engine.submit(small)).state is JobState.DONE


@pytest.mark.parametrize(
    ("free", "named"), [(2**40, "Fine"), (100 * 2**20, "Standard"), (40 * 2**20, "Draft"), (2**10, "fewer points")]
)
def test_the_smaller_setting_fits(free: int, named: str) -> None:
    huge = replace(DRAFT, points=65_536, surface_resolution=512)
    assert named in smaller_setting(huge.to_json(), free)


def test_a_full_disk_is_said() -> None:
    command = Generate("1", [DRAFT.to_json()], "/jobs/1", "/models")
    assert explain(OSError(errno.ENOSPC, "no space"), command).code is ErrorCode.DISK_FULL
    assert explain(PermissionError(errno.EACCES, "no"), command).code is ErrorCode.NOT_WRITABLE
    unexpected = explain(ZeroDivisionError("by\nzero."), command)
    assert unexpected.code is ErrorCode.INTERNAL
    assert unexpected.detail == "ZeroDivisionError: by"


def test_nothing_but_records_on_standard_output(environment_folder: Path) -> None:
    program = f"""
        import os, sys
        sys.path.insert(0, {str(ROOT)!r})
        from addon.core.messages import Notice
        from addon.worker.channel import Channel
        channel = Channel(parent=os.getppid())
        print("a stray print")
        os.write(1, b"a stray write")
        channel.send(Notice("1", "é"))
    """
    arguments = [environment_folder / "worker/bin/python", "-I", "-c", textwrap.dedent(program)]
    pipe = subprocess.PIPE
    with subprocess.Popen(arguments, stdin=pipe, stdout=pipe, stderr=pipe) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        assert child.stdout.read() == '{"kind": "notice", "job": "1", "text": "é"}\n'.encode()
        assert b"a stray write" in child.stderr.read()
