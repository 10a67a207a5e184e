"""`vendor_install.py demo`: one object from a prompt, through the extension's own batch program, and its picture."""

from __future__ import annotations

import re
from pathlib import Path

from ..core.errors import ErrorCode, PointsmithError
from ..core.version import ROOT
from . import blender_finder, children
from .blender_finder import Blender
from .environment_builder import Options
from .report import Reporter
from .virtual_environment import NoSuchBuildError, VirtualEnvironment

_BATCH = ROOT / "addon" / "blender" / "batch.py"
_SUFFIXES = ("glb", "ply", "blend", "png")


def run(options: Options, prompt: str, blender: Path | None, report: Reporter) -> int:
    """Generate, export, render; return the exit status."""
    program = any_blender(options, blender, report)
    report.progress(0.5, f"Generating “{prompt}” with Blender {program.version} ({program.path})")
    stem = options.folder / "demo" / _file_name(prompt)
    stem.parent.mkdir(parents=True, exist_ok=True)
    files = [stem.with_suffix(f".{suffix}") for suffix in _SUFFIXES]
    for file in files:
        file.unlink(missing_ok=True)
    request = ["--prompt", prompt, "--out", str(files[0]), "--format", "glb,ply,blend", "--picture", str(files[-1])]
    last_lines: list[str] = []

    def relay(line: str) -> None:
        report.log(line)
        if line.strip():
            last_lines[:] = [*last_lines[-2:], line.strip()]
            report.progress(0.75, line.strip())

    environment = children.clean_environment(POINTSMITH_ENVIRONMENT=str(options.folder))
    status = children.run(program.command(_BATCH, *request), relay, environment)
    missing = [file.name for file in files if not file.is_file()]
    if status or missing:
        reason = f"no {', '.join(missing)}" if missing else f"exit status {status}"
        raise PointsmithError(ErrorCode.INTERNAL, f"the batch program made {reason}: {' / '.join(last_lines)}")
    report.done("\n".join(["Made", *(f"  {file}" for file in files)]), files=[str(file) for file in files])
    return 0


def any_blender(options: Options, chosen: Path | None, report: Reporter) -> Blender:
    """Return the chosen Blender, one of this machine, or one fetched as a module.

    Raises
    ------
    PointsmithError
        BAD_SETTING, SETUP_FAILED.
    """
    return blender_finder.find(chosen) or _as_module(options, report)


def _as_module(options: Options, report: Reporter) -> Blender:
    python, pins = blender_finder.module_for_this_machine()
    report.progress(0.4, "No Blender from 4.2 on was found; fetching it as a Python module")
    venv = VirtualEnvironment(options.folder / "blender", report.log)
    try:
        with report.span(0.4, 0.5):
            return blender_finder.install_module(venv, pins, python, options, report.progress)
    except NoSuchBuildError as error:
        raise PointsmithError(ErrorCode.SETUP_FAILED, f"{error}; install Blender 4.2 or newer") from error


def _file_name(prompt: str) -> str:
    return "_".join(re.findall(r"\w+", prompt.lower()))[:60] or "object"
