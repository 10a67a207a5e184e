"""Set-up as a child process: progress, failure, cancel."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from addon.blender.setup_run import STEPS, SetupRun
from addon.core.environment import WorkerEnvironment
from addon.core.errors import ErrorCode, PointsmithError

PROGRESS = """print('{"kind": "progress", "fraction": 0.5, "text": "Half"}', flush=True)"""


def start(tmp_path: Path, program: str) -> SetupRun:
    """Run `program` where vendor_install.py would run: the interpreter takes it as code and ignores the rest."""
    return SetupRun([sys.executable, "-c", program], WorkerEnvironment(tmp_path / "um gebung é"))


def finish(run: SetupRun, seconds: float = 10.0) -> None:
    end = time.monotonic() + seconds
    while not run.finished:
        assert time.monotonic() < end
        run.step()
        time.sleep(0.01)


def test_progress_and_success(tmp_path: Path) -> None:
    run = start(tmp_path, f"print('noise'); {PROGRESS}")
    finish(run)
    assert (run.error, run.fraction, run.text) == (None, 0.5, "Half")


def test_failure_of_the_closed_list(tmp_path: Path) -> None:
    run = start(
        tmp_path, """print('{"kind": "failed", "code": "disk_full", "detail": "there"}'); raise SystemExit(1)"""
    )
    finish(run)
    assert run.error is not None
    assert (run.error.code, run.error.detail) == (ErrorCode.DISK_FULL, "there")


def test_a_crash_is_a_failure_with_a_log(tmp_path: Path) -> None:
    run = start(tmp_path, "raise RuntimeError('a last word')")
    finish(run)
    assert run.error is not None
    assert run.error.code is ErrorCode.SETUP_FAILED
    assert "a last word" in run.log.read_text(encoding="utf-8")


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_cancel_reaches_the_child(tmp_path: Path) -> None:
    run = start(tmp_path, f"{PROGRESS}; import time; time.sleep(60)")
    while run.fraction < 0.5:
        run.step()
    run.cancel()
    finish(run)
    assert run.cancelled
    assert run.error is None


def test_an_unwritable_place_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(PointsmithError) as caught:
        SetupRun([sys.executable], WorkerEnvironment(tmp_path / "file" / "environment"))
    assert caught.value.code is ErrorCode.NOT_WRITABLE


@pytest.mark.parametrize(
    ("fraction", "step"), [(0.0, 0), (0.05, 0), (0.06, 1), (0.65, 1), (0.7, 2), (0.9, 3), (1.0, 4)]
)
def test_steps_are_told_by_the_fraction(tmp_path: Path, fraction: float, step: int) -> None:
    run = start(tmp_path, "pass")
    run.fraction = fraction
    assert run.step_number == step
    assert len(STEPS) == 4
    finish(run)


def test_time_left_is_told_once_there_is_something_to_judge_by(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = start(tmp_path, "pass")
    finish(run)
    now = time.monotonic()
    run.fraction = 0.25
    assert run.seconds_left is None
    monkeypatch.setattr(time, "monotonic", lambda: now + 30.0)
    left = run.seconds_left
    assert left == pytest.approx(90.0, abs=6.0)
    run.fraction = 0.01
    assert run.seconds_left is None
