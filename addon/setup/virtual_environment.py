"""One virtual environment: made, mended after an interrupted run, filled by pip."""

from __future__ import annotations

import contextlib
import json
import os
import re
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from ..core.errors import ErrorCode, PointsmithError
from . import children
from .folder import as_error, remove_tree
from .pythons import Python

Progress = Callable[[float, str], None]
"""Told the finished fraction of this piece of work and what is being done."""

_FACTS = (
    "import json, sys, sysconfig, pip; print(json.dumps({'version': sys.version_info[:2], "
    "'pip': pip.__version__, 'packages': sysconfig.get_path('purelib')}))"
)
_CHILD_FLAGS = ("-I", "-u", "-X", "utf8")
_STEP = re.compile(r"^(Collecting|Processing|Downloading|Installing collected packages)\b:? ?([^(]*)")


class NoSuchBuildError(Exception):
    """pip knows no distribution for a requirement, here and on this Python."""


class VirtualEnvironment:
    """A folder made by `python -m venv`.

    Parameters
    ----------
    folder
        Where it is or will be.
    log
        Given every line that a child prints.
    """

    def __init__(self, folder: Path, log: Callable[[str], None]) -> None:
        self.folder = folder
        self._log = log

    @property
    def python(self) -> Path:
        """The interpreter."""
        return self.folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

    def mend(self, base: Python) -> None:
        """Make it with `base`, or keep what an earlier run has made with the same version of Python."""
        facts = self._facts()
        if facts.get("version") == list(base.version):
            _remove_half_installed(Path(facts["packages"]))
            return
        self.discard()
        status = self._run([os.fspath(base.path), *_CHILD_FLAGS, "-m", "venv", os.fspath(self.folder)], self._log)
        if status or not self._facts():
            raise PointsmithError(ErrorCode.SETUP_FAILED, f"{base} could not make a virtual environment")

    def discard(self) -> None:
        """Remove it."""
        remove_tree(self.folder)

    def install(self, arguments: Sequence[str], expected: int, progress: Progress) -> None:
        """Let pip install wheels; what is there already is kept.

        Parameters
        ----------
        arguments
            Requirements and options for pip.
        expected
            About how many packages come, for the progress.
        progress
            Told how far it is.

        Raises
        ------
        NoSuchBuildError
            A requirement has no distribution for this Python.
        PointsmithError
            DISK_FULL, SETUP_FAILED.
        """
        listener = _PipListener(self._log, expected, progress)
        raw_progress = ["--progress-bar", "raw"] if self._pip_version() >= (24, 1) else []
        options = ["--no-input", "--disable-pip-version-check", "--no-user", "--only-binary", ":all:", *raw_progress]
        command = [os.fspath(self.python), *_CHILD_FLAGS, "-m", "pip", "install", *options, *arguments]
        if self._run(command, listener.line) == 0:
            return
        raise listener.failure(self.folder)

    def run_json(self, program: Path, *arguments: str) -> dict[str, Any]:
        """Run a program whose last line is a JSON object; an empty dict when it fails."""
        lines: list[str] = []

        def keep(line: str) -> None:
            self._log(line)
            lines.append(line)

        self._run([os.fspath(self.python), *_CHILD_FLAGS, os.fspath(program), *arguments], keep)
        with contextlib.suppress(ValueError, IndexError):
            answer = json.loads(lines[-1])
            return answer if isinstance(answer, dict) else {}
        return {}

    def _run(self, command: Sequence[str], on_line: Callable[[str], None]) -> int:
        # pip unpacks beside the environment: on the disk whose space was checked, where the next run clears up.
        scratch = self.folder.with_name(f"{self.folder.name}.tmp")
        self._log("$ " + " ".join(command))
        try:
            remove_tree(scratch)
            scratch.mkdir(parents=True)
            places = dict.fromkeys(("TMPDIR", "TMP", "TEMP"), os.fspath(scratch))
            return children.run(command, on_line, children.clean_environment(**places))
        except OSError as error:
            raise as_error(error, self.folder) from error
        finally:
            with contextlib.suppress(PointsmithError):
                remove_tree(scratch)

    def _facts(self) -> dict[str, Any]:
        """Return what the interpreter tells about itself; an empty dict when it is missing or broken."""
        try:
            command = [os.fspath(self.python), *_CHILD_FLAGS, "-c", _FACTS]
            environment = children.clean_environment()
            answer = subprocess.run(command, capture_output=True, env=environment, timeout=60, check=True)
            facts: dict[str, Any] = json.loads(answer.stdout)
        except (OSError, ValueError, subprocess.SubprocessError):
            return {}
        return facts

    def _pip_version(self) -> tuple[int, ...]:
        return tuple(int(part) for part in re.findall(r"\d+", str(self._facts().get("pip", "0")))[:2])


class _PipListener:
    """Reads pip's lines: for the log, the progress, and the reason when it fails."""

    def __init__(self, log: Callable[[str], None], expected: int, progress: Progress) -> None:
        self._log = log
        self._expected = max(expected, 1)
        self._progress = progress
        self._collected = 0
        self._what = ""
        self._errors: list[str] = []

    def line(self, line: str) -> None:
        """Take a line that pip printed."""
        if amount := re.match(r"Progress (\d+) of (\d+)", line):
            done, total = int(amount[1]), int(amount[2])
            if total > 20_000_000:
                self._tell(f"{self._what}: {done // 1_000_000} of {total // 1_000_000} MB")
            return
        self._log(line)
        if line.startswith("ERROR:"):
            self._errors.append(line.removeprefix("ERROR:").strip())
        if step := _STEP.match(line.strip()):
            self._collected += step[1] in ("Collecting", "Processing")
            if step[1] == "Installing collected packages":
                self._progress(0.8, "Installing the packages")
                return
            # pip names a local wheel by its path.
            name = re.split(r"[/\\]", step[2])[-1].strip()
            self._what = f"{step[1]} {name}"
            self._tell(self._what)

    def _tell(self, text: str) -> None:
        self._progress(0.05 + 0.7 * min(1.0, self._collected / self._expected), text)

    def failure(self, folder: Path) -> Exception:
        """Return what to raise after pip has failed."""
        text = "\n".join(self._errors)
        if "No space left" in text or "Errno 28" in text:
            return PointsmithError(ErrorCode.DISK_FULL, str(folder))
        if "No matching distribution found" in text:
            return NoSuchBuildError(self._errors[-1])
        reason = self._errors[-1].rstrip(".") if self._errors else "pip ended without a reason"
        return PointsmithError(ErrorCode.SETUP_FAILED, reason[:300])


def _remove_half_installed(packages: Path) -> None:
    """Remove the traces of packages whose installation was interrupted, so that pip installs them again.

    pip writes RECORD last; without it a package counts as installed and can be neither used nor replaced. A leading
    tilde marks a package that pip was taking away.
    """
    for record in packages.glob("*.dist-info"):
        if not (record / "RECORD").is_file():
            remove_tree(record)
    for rest in packages.glob("~*"):
        remove_tree(rest)
