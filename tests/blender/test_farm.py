"""A manifest made by several processes of a real Blender with real workers, which are killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from addon.core.environment import WorkerEnvironment
from tests.farm import stand_ins

from .conftest import ROOT, Blender

pytestmark = [
    pytest.mark.blender,
    pytest.mark.worker,
    pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="children are found in /proc"),
]

COUNT = 120
QUICK = ("--quality", "draft", "--steps", "1", "--points", "256", "--output", "points", "--format", "ply")
GRID = ("--grid", f"seed=0-{COUNT - 1}", "--prompt", "a red chair", "--name", "é/{seed:03}", *QUICK)


@pytest.fixture
def start(
    blender: Blender, set_up_environment: WorkerEnvironment, tmp_path: Path
) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts a batch; what is left of it ends with the test."""
    if blender.series != "5.2":
        pytest.skip("proved in Blender 5.2")
    started: list[subprocess.Popen[str]] = []

    def begin(*arguments: str, workers: WorkerEnvironment = set_up_environment) -> subprocess.Popen[str]:
        command = [str(blender.python), str(ROOT / "addon" / "blender" / "batch.py"), "--", *arguments]
        variables = {**os.environ, "POINTSMITH_ENVIRONMENT": str(workers.folder)}
        variables["BLENDER_USER_RESOURCES"] = str(tmp_path / "settings é")
        output = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "encoding": "utf-8"}
        started.append(subprocess.Popen(command, cwd=tmp_path, env=variables, **output))
        return started[-1]

    yield begin
    for each in started:
        each.kill()
        each.communicate()


def children(pid: int) -> dict[int, str]:
    """The children of a process, and the program that each runs."""
    found = {}
    for folder in Path("/proc").iterdir():
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == pid:
                found[int(folder.name)] = (folder / "cmdline").read_text()
        except (OSError, ValueError, IndexError):
            continue
    return found


def records(folder: Path) -> list[dict[str, Any]]:
    try:
        text = (folder / "results.jsonl").read_text(encoding="utf-8")
    except FileNotFoundError:
        return []
    return [json.loads(line) for line in text.splitlines()]


def wait_until(condition: Callable[[], bool], seconds: float = 90.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)


def is_gone(pid: int) -> bool:
    return not Path(f"/proc/{pid}").exists()


def test_a_worker_and_an_exporter_killed_an_interrupt_and_a_resume_lose_nothing(
    start: Callable[..., subprocess.Popen[str]], tmp_path: Path
) -> None:
    run = start(*GRID, "--workers", "2", "--exporters", "2")
    wait_until(lambda: len(records(tmp_path)) >= 10 or run.poll() is not None)
    before = children(run.pid)
    workers = [pid for pid, program in before.items() if "worker" in program and "--idle-seconds" in program]
    exporters = [pid for pid, program in before.items() if "--exporter" in program]
    assert (len(workers), len(exporters)) == (2, 2), run.communicate()[0]
    os.kill(workers[0], signal.SIGKILL)
    os.kill(exporters[0], signal.SIGKILL)
    made = len(records(tmp_path))
    wait_until(lambda: len(records(tmp_path)) >= made + 5 or run.poll() is not None)
    everyone = {*before, *children(run.pid)}
    run.send_signal(signal.SIGINT)
    asked = time.monotonic()
    told = run.communicate(timeout=30)[0]
    assert time.monotonic() - asked < 10
    assert run.returncode == 130, told
    assert all(is_gone(pid) for pid in everyone), "a process is left"
    assert not list(tmp_path.rglob(".part-*")), "a file is half-written"
    first = records(tmp_path)
    assert 15 <= len(first) < COUNT, told
    again = start(*GRID, "--resume", "--workers", "2")
    told = again.communicate(timeout=120)[0]
    assert again.returncode == 0, told
    assert f"{len(first)} done before" in told
    every = records(tmp_path)
    assert len(every) == len({record["key"] for record in every}) == COUNT, "lost, or made twice"
    assert all(record["ok"] for record in every)
    assert sorted(path.name for path in (tmp_path / "é").iterdir()) == [f"{seed:03}.ply" for seed in range(COUNT)]


def test_what_a_killed_driver_started_ends_by_itself(
    start: Callable[..., subprocess.Popen[str]], tmp_path: Path
) -> None:
    run = start(*GRID, workers=stand_ins.environment(tmp_path))
    wait_until(lambda: bool(records(tmp_path)) or run.poll() is not None)
    everyone = children(run.pid)
    assert len(everyone) >= 2
    run.kill()
    wait_until(lambda: all(is_gone(pid) for pid in everyone), 10.0)
    assert not list(tmp_path.rglob(".part-*")), "a file is half-written"
