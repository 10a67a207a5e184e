"""Finds a Blender that can run the extension, or gets Blender as a Python module."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..core.errors import ErrorCode, PointsmithError
from . import pythons
from .environment_builder import Options, packages
from .pythons import Python
from .virtual_environment import Progress, VirtualEnvironment

OLDEST = (4, 2)
_PINS = Path(__file__).parent
MODULES = {(3, 11): _PINS / "blender-5.0.txt", (3, 13): _PINS / "blender-5.2.txt"}
"""The newest Blender that is there as a module for a version of Python, as pinned packages."""


@dataclass(frozen=True, slots=True)
class Blender:
    """Something that runs a script with bpy: the program, or a Python that has the module."""

    path: Path
    version: str
    is_module: bool

    def command(self, script: Path, *arguments: str) -> list[str]:
        """Return the command that runs a script in it, without a window and without the user's own settings."""
        if self.is_module:
            return [str(self.path), "-u", str(script), "--", *arguments]
        start = ["--background", "--factory-startup", "-noaudio", "--python-exit-code", "1", "--python", str(script)]
        return [str(self.path), *start, "--", *arguments]


def find(chosen: Path | None = None) -> Blender | None:
    """Return the chosen Blender, or the first new enough one of this machine; None without one.

    Raises
    ------
    PointsmithError
        BAD_SETTING when the chosen one is none, or too old.
    """
    for path in [chosen] if chosen else _installed():
        version = _version(path)
        if version and tuple(int(part) for part in version.split(".")[:2]) >= OLDEST:
            return Blender(path, version, is_module=False)
    if chosen:
        raise PointsmithError(ErrorCode.BAD_SETTING, f"{chosen} is not Blender 4.2 or newer")
    return None


def install_module(
    venv: VirtualEnvironment, pins: Path, python: Python, options: Options, progress: Progress
) -> Blender:
    """Make an environment that holds Blender as a module.

    Raises
    ------
    NoSuchBuildError
        It is not to be had for this Python.
    PointsmithError
        SETUP_FAILED, DISK_FULL.
    """
    wanted = packages(pins)
    module = next(pin for pin in wanted if pin.startswith("bpy=="))
    progress(0.0, f"Making an environment with {python}")
    venv.mend(python)
    progress(0.05, f"Fetching {module}")
    venv.install([*options.pip_arguments, "-r", str(pins)], len(wanted), progress)
    return Blender(venv.python, module.removeprefix("bpy=="), is_module=True)


def module_for_this_machine() -> tuple[Python, Path]:
    """Return the Python to use and the pins of the module that fits it.

    Raises
    ------
    PointsmithError
        SETUP_FAILED when no Python fits any module.
    """
    python = pythons.require_any(list(pythons.find(versions=MODULES)), MODULES)[0]
    return python, MODULES[python.version]


def _installed() -> Iterator[Path]:
    on_path = shutil.which("blender")
    if on_path:
        yield Path(on_path)
    if sys.platform == "darwin":
        yield Path("/Applications/Blender.app/Contents/MacOS/Blender")
    if sys.platform == "win32":
        programs = Path(os.environ.get("PROGRAMFILES", r"C:\Program Files"))
        yield from sorted(programs.glob("Blender Foundation/Blender */blender.exe"), reverse=True)


def _version(path: Path) -> str:
    try:
        answer = subprocess.run(
            [path, "--version"], check=True, capture_output=True, text=True, errors="replace", timeout=60
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    found = re.search(r"^Blender (\d+\.\d+(?:\.\d+)?)", answer.stdout, re.MULTILINE)
    return found[1] if found else ""
