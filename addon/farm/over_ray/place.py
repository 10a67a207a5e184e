"""Where results go: each file whole or absent, whatever is killed."""

from __future__ import annotations

import contextlib
import os
import shutil
import time
import uuid
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, Protocol

from .settings import is_url

PART = ".ray-part-"
"""How the names of files begin that are not whole yet."""
FORGOTTEN_SECONDS = 3600.0
"""After so long another run's half file is nobody's any more."""


class Place(Protocol):
    """A folder, or what fsspec makes of a URL. Names are relative, with "/"; every method may raise OSError."""

    def put(self, source: Path, name: str) -> None:
        """Write a file: it is there whole, or as it was."""

    def write(self, content: bytes, name: str) -> None:
        """Write a few bytes as `put` does."""

    def read(self, name: str) -> bytes | None:
        """Return a file's content, or None where there is none."""

    def remove(self, name: str) -> None:
        """Remove a file; that it is not there is fine."""

    def names(self, folder: str) -> Iterator[str]:
        """Yield the names of all files below a folder; none where there is no such folder."""

    def clean(self, folders: Iterable[str], runs: Collection[str]) -> None:
        """Remove what these runs, and others an hour ago, have left half-written in some folders."""


def place_of(place: str, run: str = "-") -> Place:
    """Return the place that a folder or URL names; `run` marks its half files.

    Raises
    ------
    OSError, ValueError, ImportError
        The URL cannot be used: no such protocol, a package for it is missing, the server does not answer.
    """
    if not is_url(place):
        return FolderPlace(Path(place), run)
    from .url_place import url_place  # noqa: PLC0415 - fsspec is not in Blender's Python

    return url_place(place, run)


class FolderPlace:
    """A folder that all machines see. Files are written beside their place, forced to the disk and renamed."""

    def __init__(self, root: Path, run: str = "-") -> None:
        self.root = root
        self._run = run

    def put(self, source: Path, name: str) -> None:
        """As `Place` says."""
        with source.open("rb") as content, self._becoming(name) as file:
            shutil.copyfileobj(content, file, 2**20)

    def write(self, content: bytes, name: str) -> None:
        """As `Place` says."""
        with self._becoming(name) as file:
            file.write(content)

    def read(self, name: str) -> bytes | None:
        """As `Place` says."""
        try:
            return (self.root / name).read_bytes()
        except FileNotFoundError:
            return None

    def remove(self, name: str) -> None:
        """As `Place` says."""
        (self.root / name).unlink(missing_ok=True)

    def names(self, folder: str) -> Iterator[str]:
        """As `Place` says."""
        for place, _, files in os.walk(self.root / folder):
            for file in files:
                if not file.startswith(PART):
                    yield Path(place, file).relative_to(self.root).as_posix()

    def clean(self, folders: Iterable[str], runs: Collection[str]) -> None:
        """As `Place` says."""
        for folder in folders:
            with contextlib.suppress(FileNotFoundError), os.scandir(self.root / folder) as entries:
                for entry in entries:
                    if entry.name.startswith(PART) and is_forgotten(entry.name, runs, entry.stat().st_mtime):
                        Path(entry).unlink(missing_ok=True)

    @contextlib.contextmanager
    def _becoming(self, name: str) -> Iterator[BinaryIO]:
        target = self.root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(part_name(self._run))
        try:
            with part.open("xb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            part.replace(target)
        except BaseException:
            with contextlib.suppress(OSError):
                part.unlink()
            raise


def part_name(run: str) -> str:
    """Return a new name for a file that is not whole yet."""
    return f"{PART}{run}-{uuid.uuid4().hex}"


def is_forgotten(part: str, runs: Collection[str], modified: float | None) -> bool:
    """Whether nobody will finish a half file: it is of one of these runs, which are over, or old."""
    run = part.rpartition("/")[2].removeprefix(PART).rpartition("-")[0]
    return run in runs or (modified is not None and time.time() - modified > FORGOTTEN_SECONDS)
