"""Which Python makes the environment."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from addon.core.errors import PointsmithError
from addon.setup import pythons

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the stand-in interpreters are shell scripts")


def fake_python(file: Path, version: tuple[int, int], *, venv: bool = True, sixty_four: bool = True) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    facts = json.dumps({"version": version, "executable": str(file), "64": sixty_four, "venv": venv})
    file.write_text(f"#!/bin/sh\necho '{facts}'\n")
    file.chmod(0o755)
    return file


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """A machine whose running Python does not fit and whose PATH has two empty folders."""
    folders = [tmp_path / "a b", tmp_path / "é"]
    for folder in folders:
        folder.mkdir()
    monkeypatch.setenv("PATH", os.pathsep.join(map(str, folders)))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    monkeypatch.setattr(sys, "executable", str(fake_python(tmp_path / "system" / "python3", (3, 11), venv=False)))
    return folders


def test_the_running_python_comes_first(path: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    running = fake_python(tmp_path / "running", (3, 13))
    monkeypatch.setattr(sys, "executable", str(running))
    other = fake_python(path[0] / "python3.11", (3, 11))
    assert [python.path for python in pythons.find()] == [running, other]


def test_a_python_without_ensurepip_is_passed_over(path: list[Path]) -> None:
    fitting = fake_python(path[1] / "python3.12", (3, 12))
    fake_python(path[0] / "python3.12", (3, 12), venv=False)
    assert [python.path for python in pythons.find()] == [fitting]


def test_versions_out_of_range_and_32_bits_are_passed_over(path: list[Path]) -> None:
    fake_python(path[0] / "python3", (3, 14))
    fake_python(path[0] / "python3.11", (3, 11), sixty_four=False)
    fake_python(path[1] / "python3", (3, 10))
    assert not list(pythons.find())
    with pytest.raises(PointsmithError, match="install one"):
        pythons.require_any([])


def test_pyenv_is_looked_at(path: list[Path], tmp_path: Path) -> None:
    python = fake_python(tmp_path / "pyenv" / "versions" / "3.13.9" / "bin" / "python", (3, 13))
    assert [found.path for found in pythons.find(versions=[(3, 13)])] == [python]


def test_a_shim_that_fails_is_passed_over(path: list[Path]) -> None:
    shim = path[0] / "python3.12"
    shim.write_text("#!/bin/sh\necho 'no such version' >&2\nexit 127\n")
    shim.chmod(0o755)
    assert not list(pythons.find())


def test_the_chosen_one_is_taken_or_refused(path: list[Path], tmp_path: Path) -> None:
    chosen = fake_python(tmp_path / "chosen", (3, 12))
    assert [python.path for python in pythons.find(chosen)] == [chosen]
    with pytest.raises(PointsmithError, match="is not Python"):
        list(pythons.find(fake_python(tmp_path / "old", (3, 9))))
