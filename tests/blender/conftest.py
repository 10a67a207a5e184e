"""The five Blenders, the zip that Blender's own command has built, and a way to run a script inside."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
RUNNER = Path(__file__).parent / "inside" / "runner.py"
SERIES = ("4.2", "4.5", "5.0", "5.1", "5.2")
RESULT = "POINTSMITH-RESULT "

# JSON: series -> path of a Python that has this Blender as its bpy module, or "!" and why there is none.
_KNOWN: dict[str, str] = json.loads(os.environ.get("POINTSMITH_TEST_BLENDERS") or "{}")


@dataclass(frozen=True)
class Blender:
    """A Python that has one Blender as a module, with settings of its own."""

    series: str
    python: Path
    home: Path
    extension: Path

    @property
    def command_line_tool(self) -> Path:
        """The program behind `blender --command extension`."""
        (tool,) = self.python.parents[1].glob(f"**/bpy/{self.series}/scripts/addons_core/bl_pkg/cli/blender_ext.py")
        return tool

    def extension_command(self, *arguments: str) -> str:
        """Run `blender --command extension` and return what it says; fails when it does."""
        command = [str(self.python), str(self.command_line_tool), *arguments]
        answer = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
        assert answer.returncode == 0, answer.stdout + answer.stderr
        return answer.stdout

    def run_inside(
        self, script: str, *arguments: str, install: bool = True, timeout: float = 300, **variables: str
    ) -> dict[str, Any]:
        """Run a script in this Blender and return what it returns.

        Parameters
        ----------
        script
            Name of a file in `inside/`.
        *arguments
            What its `main` is called with.
        install
            Have the zip installed and enabled before, as bl_ext.user_default.pointsmith.
        timeout
            Seconds until the test fails.
        **variables
            Additions to the environment variables.
        """
        home = self.home / f"{script} é {time.monotonic_ns()}"
        home.mkdir(parents=True)
        zip_to_install = str(self.extension) if install else "-"
        environment = {**os.environ, "BLENDER_USER_RESOURCES": str(home), "RESULT_PREFIX": RESULT, **variables}
        environment.pop("PYTHONPATH", None)
        answer = subprocess.run(
            [str(self.python), "-u", str(RUNNER), script, zip_to_install, *arguments],
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
            timeout=timeout,
            env=environment,
            cwd=home,
        )
        shutil.rmtree(home, ignore_errors=True)
        results = [line.removeprefix(RESULT) for line in answer.stdout.splitlines() if line.startswith(RESULT)]
        told = f"{script} in Blender {self.series}, exit status {answer.returncode}:\n{answer.stdout}\n{answer.stderr}"
        assert answer.returncode == 0, told
        assert len(results) == 1, told
        result: dict[str, Any] = json.loads(results[0])
        return result


@pytest.fixture(scope="session")
def built_zip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The extension, built once by the first Blender there is."""
    series = next((name for name in SERIES if _is_there(name)), None)
    if series is None:
        pytest.skip("no Blender: POINTSMITH_TEST_BLENDERS names none")
    folder = tmp_path_factory.mktemp("gebaut é zip")
    file = folder / "pointsmith.zip"
    blender = Blender(series, Path(_KNOWN[series]), folder, file)
    blender.extension_command("build", "--source-dir", str(ROOT), "--output-filepath", str(file))
    return file


@pytest.fixture(scope="session", params=SERIES, ids=[f"Blender-{series}" for series in SERIES])
def blender(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Blender:
    """Each of the five Blenders in turn; one that is not there is a skip that says why."""
    series: str = request.param
    if not _is_there(series):
        pytest.skip(
            f"Blender {series} is not tested: {_KNOWN.get(series, 'not in POINTSMITH_TEST_BLENDERS').lstrip('!')}"
        )
    extension: Path = request.getfixturevalue("built_zip")
    home = tmp_path_factory.mktemp(f"ein stellungen é {series}")
    return Blender(series, Path(_KNOWN[series]), home, extension)


@pytest.fixture
def run_inside(blender: Blender) -> Callable[..., dict[str, Any]]:
    """`Blender.run_inside` of the Blender in turn."""
    return blender.run_inside


def _is_there(series: str) -> bool:
    return series in _KNOWN and not _KNOWN[series].startswith("!")
