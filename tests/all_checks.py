"""`vendor_install.py test`: environments for the tools and for five Blenders, then every check of the repository."""

from __future__ import annotations

import hashlib
import json
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from addon.core.environment import REQUIREMENTS
from addon.core.errors import PointsmithError
from addon.setup import blender_finder, children, devices, pythons
from addon.setup.environment_builder import Options, install_with_torch
from addon.setup.folder import write_atomically
from addon.setup.report import Reporter
from addon.setup.virtual_environment import NoSuchBuildError, Progress, VirtualEnvironment

ROOT = Path(__file__).resolve().parents[1]
PINS = (ROOT / "tests" / "requirements", ROOT / "addon" / "setup")
BLENDER_TESTS = "tests/blender"
WINDOWS = f"{BLENDER_TESTS}/test_window.py"
TOOLS = PINS[0] / "tools.txt"
BLENDERS = {"4.2": (3, 11), "4.5": (3, 11), "5.0": (3, 11), "5.1": (3, 13), "5.2": (3, 13)}


@dataclass
class Checks:
    """The environments of one run of every check."""

    options: Options
    report: Reporter

    def run(self, pytest_arguments: list[str]) -> int:
        """Run everything and return the exit status: 0 only when all of it passed."""
        tools = self._tools()
        blenders = {series: self._blender(series) for series in BLENDERS}
        environment = children.clean_environment(
            POINTSMITH_ENVIRONMENT=str(self.options.folder),
            POINTSMITH_TEST_BLENDERS=json.dumps(blenders),
            # ruff, mypy and lint-imports find one another and their configuration by these.
            PATH=os.pathsep.join([str(tools.python.parent), os.environ.get("PATH", "")]),
        )
        first = {
            "ruff": ["ruff", "check", "."],
            "ruff format": ["ruff", "format", "--check", "."],
            "mypy": ["mypy"],
            "lint-imports": ["lint-imports"],
        }
        second = {}
        if pytest_arguments:
            first["pytest"] = ["pytest", *_with_a_place(pytest_arguments)]
        else:
            first |= {"windows": ["pytest", WINDOWS], "rooms": ["pytest", "tests", f"--ignore={BLENDER_TESTS}"]}
            second = {"Blenders": ["pytest", BLENDER_TESTS, f"--ignore={WINDOWS}"]}
        # The tests in five Blenders take as long as all others together.
        with ThreadPoolExecutor(1) as beside:
            others = beside.submit(self._all, tools, second, environment)
            statuses = self._all(tools, first, environment) | others.result()
        for series, place in blenders.items():
            if place.startswith("!"):
                self.report.progress(1.0, f"NOT TESTED in Blender {series}: {place[1:]}")
        failed = [name for name, status in statuses.items() if status]
        self.report.progress(1.0, f"Failed: {', '.join(failed)}" if failed else "Every check passed")
        return 1 if failed else 0

    def _all(
        self, tools: VirtualEnvironment, commands: dict[str, list[str]], environment: dict[str, str]
    ) -> dict[str, int]:
        return {name: self._check(tools, name, command, environment) for name, command in commands.items()}

    def _check(self, tools: VirtualEnvironment, name: str, command: list[str], environment: dict[str, str]) -> int:
        self.report.progress(0.8, f"{name}: {' '.join(command)}")
        program = tools.python.with_name(command[0] + tools.python.suffix)

        def show(line: str) -> None:
            self.report.log(line)
            self.report.output(line)

        status = children.run([program, *command[1:]], show, environment, ROOT)
        self.report.progress(0.8, f"{name}: {'passed' if status == 0 else f'FAILED with exit status {status}'}")
        return status

    def _tools(self) -> VirtualEnvironment:
        venv = VirtualEnvironment(self.options.folder / "tests", self.report.log)
        files = [REQUIREMENTS, TOOLS]
        if not _is_current(venv, files):
            cpu = devices.choose(devices.Choice.CPU)
            install_with_torch(venv, cpu, self.options, files, self._tell("Tools", 0.2))
            _stamp(venv, files)
        return venv

    def _blender(self, series: str) -> str:
        """Return the Python that has this Blender as a module, or "!" and why there is none."""
        venv = VirtualEnvironment(self.options.folder / f"blender-{series}", self.report.log)
        pins = next(folder / f"blender-{series}.txt" for folder in PINS if (folder / f"blender-{series}.txt").is_file())
        if _is_current(venv, [pins]):
            return str(venv.python)
        version = BLENDERS[series]
        fitting = list(pythons.find(versions=[version]))
        if not fitting:
            return f"!no Python {version[0]}.{version[1]} was found"
        progress = self._tell(f"Blender {series}", 0.3 + 0.1 * list(BLENDERS).index(series))
        try:
            blender_finder.install_module(venv, pins, fitting[0], self.options, progress)
        except (NoSuchBuildError, PointsmithError) as error:
            return f"!{error}"
        _stamp(venv, [pins])
        return str(venv.python)

    def _tell(self, what: str, start: float) -> Progress:
        def progress(fraction: float, text: str) -> None:
            self.report.progress(start + 0.1 * fraction, f"{what}: {text}")

        return progress


def run(options: Options, report: Reporter, pytest_arguments: list[str]) -> int:
    """Run every check of the repository; return the exit status."""
    return Checks(options, report).run(pytest_arguments)


def _with_a_place(arguments: list[str]) -> list[str]:
    """Let pytest run everything unless something is named."""
    named = any((ROOT / argument.split("::")[0]).exists() for argument in arguments)
    return arguments if named else ["tests", *arguments]


def _digest(files: list[Path]) -> str:
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def _stamp(venv: VirtualEnvironment, files: list[Path]) -> None:
    write_atomically(venv.folder / "pointsmith.pins", _digest(files))


def _is_current(venv: VirtualEnvironment, files: list[Path]) -> bool:
    stamp = venv.folder / "pointsmith.pins"
    return venv.python.exists() and stamp.is_file() and stamp.read_text(encoding="utf-8") == _digest(files)
