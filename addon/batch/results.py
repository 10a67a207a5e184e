"""What became of the jobs: one JSON line for each, appended whole."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any, TypeVar

from ..core.errors import ErrorCode, PointsmithError
from .job import BatchJob

FILE = "results.jsonl"
_Kept = TypeVar("_Kept")


def append(results: Path, record: dict[str, Any]) -> None:
    """Append one record in one write, on a line of its own even where a killed run left half a line.

    Raises
    ------
    PointsmithError
        NOT_WRITABLE, DISK_FULL.
    """
    line = json.dumps(record, ensure_ascii=False, allow_nan=False).encode("utf-8", "replace") + b"\n"
    try:
        results.parent.mkdir(parents=True, exist_ok=True)
        with results.open("ab+", buffering=0) as file:
            if file.seek(0, os.SEEK_END):
                file.seek(-1, os.SEEK_END)
                if file.read(1) != b"\n":
                    line = b"\n" + line
            file.write(line)
    except OSError as error:
        raise written_badly(results, error) from error


def written_badly(path: Path, error: OSError) -> PointsmithError:
    """Return the failure that an operating system's refusal to write means."""
    full = error.errno == errno.ENOSPC
    return PointsmithError(ErrorCode.DISK_FULL if full else ErrorCode.NOT_WRITABLE, str(path.parent if full else path))


def records(results: Path) -> Iterator[dict[str, Any]]:
    """Yield the records of a results file in its order; a line that cannot be read, or no file, is passed over."""
    try:
        with results.open("rb") as file:
            for line in file:
                try:
                    record = json.loads(line)
                except (ValueError, RecursionError):
                    continue
                if isinstance(record, dict) and isinstance(record.get("key"), str):
                    yield record
    except OSError:
        return


def latest(results: Path, of: Callable[[dict[str, Any]], _Kept]) -> dict[str, _Kept]:
    """Return what `of` keeps of the last record of each job, by key, in the order in which the jobs first ended."""
    return {record["key"]: of(record) for record in records(results)}


def done_keys(results: Path) -> set[str]:
    """Return the keys of the jobs that a results file says succeeded."""
    keys: set[str] = set()
    for record in records(results):
        (keys.add if record.get("ok") is True else keys.discard)(record["key"])
    return keys


def is_done(job: BatchJob, keys: Collection[str], *, here: bool = True) -> bool:
    """Whether a job need not run again: it succeeded, and its files are still there, if they went `here` at all."""
    return job.key in keys and (not here or all(path.is_file() for path in job.outputs))
