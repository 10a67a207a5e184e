"""An environment whose interpreter is the one that runs the tests, and engines on it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from addon.core.environment import WorkerEnvironment, requirements_hash
from addon.core.files import atomic_text
from addon.core.model_store import ModelStore
from addon.jobs.engine import JobEngine

MakeEngine = Callable[..., JobEngine]


@pytest.fixture(scope="session")
def environment_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ready worker environment in a path with spaces and letters beyond ASCII."""
    environment = WorkerEnvironment(tmp_path_factory.mktemp("um gebung é"))
    environment.python.parent.mkdir(parents=True)
    if os.name != "posix":
        pytest.skip("the stand-in interpreter is a shell script")
    # A link would lose the virtual environment that sys.executable belongs to.
    limit = '[ -z "$POINTSMITH_TEST_KIB" ] || ulimit -v "$POINTSMITH_TEST_KIB"'
    environment.python.write_text(f'#!/bin/sh\n{limit}\nexec "{sys.executable}" "$@"\n')
    environment.python.chmod(0o755)
    atomic_text(environment.record_file, f'{{"requirements": "{requirements_hash()}"}}')
    return environment.folder


@pytest.fixture
def make_engine(environment_folder: Path, tmp_path: Path) -> Iterator[MakeEngine]:
    """Engines with the real worker; nothing of theirs may stay behind."""
    engines: list[JobEngine] = []
    jobs = tmp_path / "jobs é"

    def make(idle_seconds: float = 600.0, models: Path | None = None) -> JobEngine:
        environment, store = WorkerEnvironment(environment_folder), ModelStore(models or tmp_path / "models é")
        engine = JobEngine(lambda: environment, lambda: jobs, lambda: idle_seconds, lambda: store)
        engines.append(engine)
        return engine

    yield make
    for engine in engines:
        engine.close()
    assert not list(jobs.glob("*")), "a job left its folder"


@pytest.fixture(scope="module")
def warm_engine(environment_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[JobEngine]:
    """One engine for the tests that leave its worker alive."""
    jobs = tmp_path_factory.mktemp("jobs")
    environment = WorkerEnvironment(environment_folder)
    engine = JobEngine(lambda: environment, lambda: jobs, lambda: 600.0, lambda: ModelStore(jobs))
    yield engine
    engine.close()
    assert not list(jobs.glob("*")), "a job left its folder"
