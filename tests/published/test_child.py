"""Fetching as Blender runs it: a child that is followed, stopped and started again."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import torch

from addon.blender.models.downloads import Downloads
from addon.blender.models.fetch_run import FetchRun, Source
from addon.core.errors import ErrorCode, PointsmithError
from addon.core.model_store import ModelStore, State
from addon.core.published import published
from addon.worker.published.expected import expected_tensors

from . import loopback
from .conftest import saved
from .loopback import Loopback

SDF = published("point-e-sdf")


@dataclass
class Environment:
    """What a download needs of the worker's environment."""

    logs: Path
    python: Path = Path(sys.executable)


@dataclass
class Place:
    environment: Environment
    store: ModelStore
    downloads: Downloads

    def start(self, source: Source) -> FetchRun:
        self.downloads.start(self.environment, self.store, SDF, source)  # type: ignore[arg-type]
        return self.downloads.runs[SDF.id]

    def until(self, condition: Callable[[], bool], seconds: float = 90.0) -> None:
        end = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < end, self.log()
            self.downloads.step()
            time.sleep(0.02)

    def log(self) -> str:
        return "\n".join(file.read_text(encoding="utf-8") for file in self.environment.logs.iterdir())


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    made = Place(Environment(tmp_path / "protokoll é"), ModelStore(tmp_path / "modelle é"), Downloads())
    yield made
    made.downloads.close()


@pytest.fixture(scope="session")
def checkpoint() -> bytes:
    """A mesh network of the published shape, with nothing in it."""
    return saved({name: torch.zeros(shape) for name, shape in expected_tensors("sdf").items()})


def ended(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    return False


def test_progress_cancel_and_resume(place: Place, server: Loopback, checkpoint: bytes) -> None:
    server.files["/point-e/sdf.pt"] = checkpoint
    server.bytes_a_second = 4_000_000
    run = place.start(Source(mirror=server.url))
    assert place.downloads.found(place.store, SDF).state is State.ABSENT
    place.until(lambda: run.done > 1_000_000)
    assert 0 < run.fraction < 1
    assert 0 < run.speed < 40_000_000
    assert run.seconds_left is None or run.seconds_left > 0
    process = run._process.pid
    run.cancel()
    place.until(lambda: not place.downloads.runs, 20)
    assert ended(process)
    assert place.downloads.errors == {}
    found = place.downloads.found(place.store, SDF)
    assert found.state is State.PARTIAL
    assert found.bytes > 1_000_000

    server.bytes_a_second = 0
    place.start(Source(mirror=server.url))
    place.until(lambda: not place.downloads.runs)
    assert place.downloads.errors == {}, place.log()
    assert "ready" in place.downloads.notes[SDF.id]
    assert place.downloads.found(place.store, SDF).state is State.READY
    assert server.ranges("/point-e/sdf.pt") == ["", f"bytes={found.bytes}-"]
    assert not list(place.store.folder.rglob("*.part"))


def test_two_blenders_at_once_and_one_of_them_killed(place: Place, server: Loopback, checkpoint: bytes) -> None:
    server.files["/point-e/sdf.pt"] = checkpoint
    server.bytes_a_second = 4_000_000
    first = place.start(Source(mirror=server.url))
    place.until(lambda: first.done > 1_000_000)
    other = Downloads()
    other.start(place.environment, place.store, SDF, Source(mirror=server.url))  # type: ignore[arg-type]
    waiting = other.runs[SDF.id]
    place.until(lambda: other.step() and "already" in waiting.text)
    assert len(server.asked) == 1
    # The lock goes with its holder, and what that has fetched is used.
    server.bytes_a_second = 0
    place.downloads.close()
    place.until(lambda: (other.step(), not other.runs)[1])
    assert other.errors == {}, place.log()
    assert place.store.model(SDF).state is State.READY
    whole, rest = server.ranges("/point-e/sdf.pt")
    assert whole == ""
    assert int(rest.removeprefix("bytes=").removesuffix("-")) > 1_000_000


def test_a_failure_says_why(place: Place, server: Loopback) -> None:
    server.always["/point-e/sdf.pt"] = loopback.status(403)
    place.start(Source(mirror=server.url))
    place.until(lambda: not place.downloads.runs)
    error = place.downloads.errors[SDF.id]
    assert error.code is ErrorCode.DOWNLOAD_FAILED
    assert "403" in error.sentence


def test_a_file_and_a_proxy_that_stays_off_the_command_line(place: Place, checkpoint: bytes, tmp_path: Path) -> None:
    (tmp_path / "ein pünktchen.pt").write_bytes(checkpoint)
    run = place.start(Source(proxy="http://name:secret@127.0.0.1:9", file=str(tmp_path / "ein pünktchen.pt")))
    assert not any("secret" in part for part in run._process.args)
    place.until(lambda: not place.downloads.runs)
    assert place.downloads.errors == {}, place.log()
    assert place.store.model(SDF).state is State.READY


def test_an_interpreter_that_is_not_there(place: Place, tmp_path: Path) -> None:
    place.environment.python = tmp_path / "no python"
    with pytest.raises(PointsmithError) as caught:
        place.start(Source())
    assert caught.value.code is ErrorCode.DOWNLOAD_FAILED
    assert place.downloads.runs == {}
