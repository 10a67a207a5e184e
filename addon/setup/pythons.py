"""Finds the Pythons of this machine that can make a virtual environment."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ..core.errors import ErrorCode, PointsmithError
from .children import clean_environment

SUPPORTED = ((3, 11), (3, 12), (3, 13))
"""Versions for which every pinned package has a wheel; the oldest is asked first among equals."""

_PROBE = (
    "import json, sys, importlib.util as u; print(json.dumps({'version': sys.version_info[:2], "
    "'executable': sys.executable, '64': sys.maxsize > 2**32, "
    "'venv': bool(u.find_spec('venv') and u.find_spec('ensurepip'))}))"
)


@dataclass(frozen=True, slots=True)
class Python:
    """An interpreter that can make a virtual environment."""

    path: Path
    version: tuple[int, int]

    def __str__(self) -> str:
        return f"Python {self.version[0]}.{self.version[1]} ({self.path})"


def probe(path: str | os.PathLike[str]) -> Python | None:
    """Run an interpreter to see what it is; None when it cannot make a virtual environment."""
    try:
        answer = subprocess.run(
            [os.fspath(path), "-I", "-c", _PROBE],
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=30,
            check=True,
            env=clean_environment(),
            stdin=subprocess.DEVNULL,
        )
        facts = json.loads(answer.stdout)
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    if not (facts["venv"] and facts["64"]):
        return None
    return Python(Path(facts["executable"]), (facts["version"][0], facts["version"][1]))


def find(chosen: Path | None = None, versions: Iterable[tuple[int, int]] = SUPPORTED) -> Iterator[Python]:
    """Yield fitting Pythons, the best first: the chosen one alone, or the one that runs this, then the others.

    Raises
    ------
    PointsmithError
        SETUP_FAILED when the chosen one does not fit.
    """
    allowed = set(versions)
    if chosen is not None:
        python = probe(chosen)
        if python is None or python.version not in allowed:
            raise PointsmithError(ErrorCode.SETUP_FAILED, f"{chosen} is not {_wanted(allowed)} with venv and ensurepip")
        yield python
        return
    seen: set[tuple[int, int]] = set()
    for path in _candidates():
        python = probe(path)
        if python and python.version in allowed and python.version not in seen:
            seen.add(python.version)
            yield python


def require_any(pythons: list[Python], versions: Iterable[tuple[int, int]] = SUPPORTED) -> list[Python]:
    """Return the list, or raise SETUP_FAILED with what to install when it is empty."""
    if pythons:
        return pythons
    raise PointsmithError(
        ErrorCode.SETUP_FAILED,
        f"no {_wanted(set(versions))} that can make a virtual environment was found; install one "
        "(on Debian and Ubuntu with its python3-venv package) or name it with --python",
    )


def _wanted(versions: set[tuple[int, int]]) -> str:
    return "Python " + " or ".join(f"{major}.{minor}" for major, minor in sorted(versions))


def _candidates() -> Iterator[str | Path]:
    yield sys.executable
    names = [f"python{major}.{minor}" for major, minor in SUPPORTED] + ["python3", "python"]
    for name in names:
        # Every folder of PATH: the first of that name may be a shim for a version that is not there.
        for folder in os.get_exec_path():
            found = shutil.which(name, path=folder)
            if found:
                yield found
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    for major, minor in SUPPORTED:
        yield from sorted(pyenv.glob(f"{major}.{minor}*/bin/python"), reverse=True)
    yield from _launcher()


def _launcher() -> Iterator[str]:
    """Ask the py launcher of Windows."""
    launcher = shutil.which("py")
    if not launcher:
        return
    for major, minor in SUPPORTED:
        try:
            command = [launcher, f"-{major}.{minor}", "-c", "import sys; print(sys.executable)"]
            answer = subprocess.run(command, capture_output=True, text=True, timeout=30, check=True)
        except (OSError, subprocess.SubprocessError):
            continue
        yield answer.stdout.strip()
