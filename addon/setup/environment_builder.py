"""Builds the worker's environment: which Python, which torch, pip, a real kernel, and last the record of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..core.environment import REQUIREMENTS, WorkerEnvironment, requirements_hash
from ..core.errors import ErrorCode, PointsmithError
from ..core.version import version
from . import devices, folder, pythons
from .devices import TorchBuild
from .pythons import Python
from .report import Reporter
from .virtual_environment import NoSuchBuildError, Progress, VirtualEnvironment

RAY_REQUIREMENTS = REQUIREMENTS.parents[1] / "farm" / "over_ray" / "requirements.txt"
"""What runs over many machines need besides."""
_SELF_TEST = Path(__file__).with_name("self_test.py")


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for on the command line; `ray` is whether runs over many machines are."""

    folder: Path
    device: devices.Choice = devices.Choice.AUTO
    wheels: Path | None = None
    python: Path | None = None
    ray: bool = False

    @property
    def pip_arguments(self) -> list[str]:
        """Options for pip: offline when a folder of wheels is named."""
        return ["--no-index", "--find-links", str(self.wheels)] if self.wheels else []

    @property
    def requirements(self) -> list[Path]:
        """The files of what is installed."""
        return [REQUIREMENTS, *([RAY_REQUIREMENTS] if self.ray else [])]


def plan(options: Options) -> dict[str, Any]:
    """Return what `build` would do, without doing anything."""
    build = devices.choose(options.device)
    python = next(iter(pythons.require_any(list(pythons.find(options.python)))))
    return {
        "folder": str(options.folder),
        "python": str(python),
        "torch": build.name,
        "device": build.device,
        "notice": build.notice,
        "packages": [pin for file in options.requirements for pin in packages(file)],
        "download_mb": build.download_mb,
        "disk_mb": build.disk_mb,
        "free_mb": folder.free_megabytes(options.folder),
        "ready": WorkerEnvironment(options.folder).is_ready,
    }


def build(options: Options, report: Reporter) -> dict[str, Any]:
    """Make or mend the worker's environment and return the record that says it is ready.

    Raises
    ------
    PointsmithError
        SETUP_FAILED, NO_SUCH_DEVICE, DISK_FULL, NOT_WRITABLE.
    """
    environment = WorkerEnvironment(options.folder)
    wanted = devices.choose(options.device)
    report.progress(0.01, f"Setting up torch {wanted.name} for {wanted.device} in {options.folder}")
    if wanted.notice:
        report.progress(0.01, wanted.notice)
    fresh = not environment.is_ready
    if fresh:
        folder.require_space(options.folder, wanted.disk_mb)
    try:
        # From here on the environment is in pieces, whatever an earlier run has recorded.
        environment.record_file.unlink(missing_ok=True)
    except OSError as error:
        raise folder.as_error(error, environment.record_file) from error
    venv = VirtualEnvironment(environment.venv, report.log)
    record = _installed_and_tested(venv, wanted, options, report)
    folder.write_atomically(environment.record_file, json.dumps(record, indent=1) + "\n")
    return record


def packages(requirements: Path) -> list[str]:
    """Return the pins of a requirements file."""
    lines = (line.split("#")[0].strip() for line in requirements.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line and not line.startswith("-")]


def install_with_torch(
    venv: VirtualEnvironment, wanted: TorchBuild, options: Options, requirements: list[Path], progress: Progress
) -> None:
    """Fill an environment with requirements and the wanted torch, on the first Python for which it can be had.

    Every source of torch is tried on one Python before the next Python is: a torch that exists for another Python
    alone is better than none.

    Raises
    ------
    PointsmithError
        SETUP_FAILED, DISK_FULL.
    """
    expected = sum(len(packages(file)) for file in requirements)
    files = [part for file in requirements for part in ("-r", str(file))]
    found = pythons.require_any(list(pythons.find(options.python)))
    missing = ""
    for python in found:
        progress(0.0, f"Making the environment with {python}")
        venv.mend(python)
        for source in wanted.sources(offline=options.wheels is not None):
            progress(0.05, f"Fetching {source[0]} and {expected} packages for {_dotted(python)}")
            try:
                venv.install([*options.pip_arguments, *source, *files], expected, progress)
            except NoSuchBuildError as error:
                missing = str(error)
                continue
            return
    asked = " or ".join(_dotted(python) for python in found)
    raise PointsmithError(ErrorCode.SETUP_FAILED, f"{missing} (for {asked}; is the network there?)")


def _installed_and_tested(
    venv: VirtualEnvironment, wanted: TorchBuild, options: Options, report: Reporter
) -> dict[str, Any]:
    reused = venv.python.exists()

    def progress(fraction: float, text: str) -> None:
        report.progress(0.02 + 0.83 * fraction, text)

    install_with_torch(venv, wanted, options, options.requirements, progress)
    report.progress(0.87, f"Running a kernel on {wanted.device}")
    facts = venv.run_json(_SELF_TEST, wanted.device)
    if not facts and reused:
        report.progress(0.02, "The environment of an earlier run is damaged; making it anew")
        venv.discard()
        install_with_torch(venv, wanted, options, options.requirements, progress)
        facts = venv.run_json(_SELF_TEST, wanted.device)
    if not facts:
        raise PointsmithError(ErrorCode.SETUP_FAILED, "the installed packages do not start")
    device, notice = wanted.device, wanted.notice
    if facts["kernel"] and options.device is devices.Choice.AUTO and device != "cpu":
        notice = f"The CPU is used: a kernel failed on {device}: {facts['kernel']}"
        report.progress(0.95, notice)
        device = "cpu"
        facts = venv.run_json(_SELF_TEST, device)
    if not facts or facts["kernel"]:
        raise PointsmithError(ErrorCode.NO_SUCH_DEVICE, f"{device}: {facts.get('kernel', 'no answer')}")
    return {
        "requirements": requirements_hash(),
        "torch": facts["torch"],
        "device": device,
        "device_name": facts["device_name"],
        "python": facts["python"],
        "version": version(),
        "notice": notice,
    }


def _dotted(python: Python) -> str:
    return f"Python {python.version[0]}.{python.version[1]}"
