"""A manifest: many jobs, read lazily and as often as one likes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from ..core.errors import PointsmithError
from .grid import Grid
from .job import BatchJob, JobMaker, key_of
from .keys import KEYS
from .mistakes import BadLine, Mistake, diagnosed, reason_of
from .rows import Row, read

_DIAGNOSED = 100
"""Bad jobs of one grid of which everything that is wrong is told; of the others the first thing."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """Where jobs come from.

    Attributes
    ----------
    name
        What reports call it.
    rows
        Yields its lines from the start, each time it is called.
    images, outputs
        Where relative paths of images start, and the folder that is written to and not left.
    defaults
        Settings that are used where a line says nothing.
    assets
        Folder of the asset library that takes a copy of each object, or None.
    place
        The URL that takes the files instead of `outputs`, from where their names start all the same; "" for none.
    """

    name: str
    rows: Callable[[], Iterator[Row]]
    images: Path
    outputs: Path
    defaults: dict[str, Any] = field(default_factory=dict)
    assets: Path | None = None
    place: str = ""

    @classmethod
    def of_file(cls, path: Path, defaults: dict[str, Any], outputs: Path | None = None) -> Manifest:
        """Take the lines of a file, JSON lines or a table; it is opened when `entries` is asked for."""
        return cls(path.name, lambda: read(path), path.parent, outputs or path.parent, defaults)

    @classmethod
    def of_grid(cls, record: dict[str, Any], folder: Path, outputs: Path | None = None) -> Manifest:
        """Take one record with the key "grid", such as a command line makes."""
        return cls("--grid", lambda: iter((Row(1, record),)), folder, outputs or folder)

    def entries(self) -> Iterator[BatchJob | BadLine]:
        """Yield the jobs in the manifest's order; what cannot be made stands in its place as a `BadLine`.

        Never raises for what a line says; PointsmithError BAD_SETTING when the file cannot be read at all.
        """
        maker = JobMaker(self.images, self.outputs, self.assets)
        for row in self.rows():
            if row.record is None:
                yield BadLine(key_of(row.line), row.line, row.mistakes)
                continue
            record = {**self.defaults, **row.record}
            if row.mistakes:
                # The jobs that the rest of the line stands for are not made without what is wrong.
                more = diagnosed(row.line, {k: v for k, v in record.items() if k != "grid"}, maker.jobs)
                blamed = {each.key for each in row.mistakes}
                kept = [each for each in more if each.key and each.key not in blamed]
                yield BadLine(key_of(record), row.line, (*row.mistakes, *kept))
            elif "grid" in record:
                yield from _of_grid(row.line, record, maker)
            else:
                yield from _of_record(row.line, record, maker)


def _of_grid(line: int, record: dict[str, Any], maker: JobMaker) -> Iterator[BatchJob | BadLine]:
    unknown = [key for key in record if key not in KEYS]
    try:
        grid = Grid.from_record({key: value for key, value in record.items() if key in KEYS})
        if unknown:
            yield BadLine(key_of(record), line, diagnosed(line, grid.record(0) | dict.fromkeys(unknown), maker.jobs))
            return
    except PointsmithError as error:
        told = diagnosed(line, dict.fromkeys(unknown), maker.jobs)
        unknowns = [each for each in told if each.key in unknown]
        yield BadLine(key_of(record), line, (*unknowns, Mistake(line, "grid", reason_of(error))))
        return
    bad = 0
    for number in range(grid.count):
        try:
            settings = grid.record(number)
        except PointsmithError as error:
            yield BadLine(key_of([record, number]), line, (Mistake(line, "grid", reason_of(error)),))
            continue
        for entry in _of_record(line, settings, maker, whole=bad < _DIAGNOSED):
            bad += isinstance(entry, BadLine)
            yield entry


def _of_record(
    line: int, record: dict[str, Any], maker: JobMaker, *, whole: bool = True
) -> Iterator[BatchJob | BadLine]:
    """Yield the jobs of one record, or the one bad line that it is; `whole` is whether all its mistakes are told."""
    try:
        if any(key not in KEYS for key in record):
            mistakes = diagnosed(line, record, maker.jobs)
        else:
            jobs = maker.jobs(record, line)
            mistakes = tuple(Mistake(line, "image", f"there is no file {path}") for path in _missing(jobs))
            if not mistakes:
                yield from jobs
                return
    except PointsmithError as error:
        first = Mistake(line, "", reason_of(error))
        mistakes = (diagnosed(line, record, maker.jobs) if whole else ()) or (first,)
    yield BadLine(key_of(record), line, mistakes)


def _missing(jobs: list[BatchJob]) -> list[str]:
    """Paths of pictures that are not there."""
    paths = []
    for job in jobs:
        images = job.request.images if job.draw is None else ()
        paths += [image.path for image in (*images, *(job.request.blend.images if job.request.blend else ()))]
    return [path for path in dict.fromkeys(paths) if not _is_file(path)]


@lru_cache(maxsize=100_000)
def _is_file(path: str) -> bool:
    try:
        return Path(path).is_file()
    except OSError:  # a name that is too long for the file system
        return False
