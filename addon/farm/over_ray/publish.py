"""A job's files at the place of the results: files, thumbnail, and last the record, which says that all is there."""

from __future__ import annotations

import errno
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from ...core.errors import ErrorCode, PointsmithError
from .place import Place

RECORDS = "records"
CATALOGS = "catalogs"
"""In a record, until it is kept: paths of catalogues that the asset library may not list yet."""
_TRIES = 5
_PAUSE_SECONDS = 1.0
_FULL = (errno.ENOSPC, errno.EDQUOT)


class AbandonedError(Exception):
    """Nobody waits for the result any more; it must not be published."""


def record_name(key: str) -> str:
    """Return where a job's record lies, below the place of the results."""
    return f"{RECORDS}/{key[:2]}/{key}.json"


class Publisher:
    """Publishes results of one run.

    Parameters
    ----------
    place
        Where to.
    title
        What failures call it.
    run
        The run's name; a record of this run is not replaced, one of another run is.
    permit
        Called before each file; raises AbandonedError when this machine is no longer part of the run.
    sleep
        Waits for so many seconds between two tries.
    """

    def __init__(
        self,
        place: Place,
        title: str,
        run: str,
        permit: Callable[[], None] = lambda: None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._place, self._title, self._run, self._permit, self._sleep = place, title, run, permit, sleep

    def publish(self, record: dict[str, Any], files: dict[str, Path]) -> dict[str, Any]:
        """Publish the record of a success and its files, by their names at the place; return the record that counts.

        That is another one when two machines made the same job and this one comes second: then nothing is written.

        Raises
        ------
        PointsmithError
            DISK_FULL, NOT_WRITABLE.
        AbandonedError
            As `permit` does.
        """
        name = record_name(record["key"])
        record = {**record, "run": self._run}
        first: dict[str, Any] | None = self._patiently(lambda: read_record(self._place, name))
        if first is not None and first.get("run") == self._run:
            return first
        for target, source in files.items():
            self._patiently(lambda source=source, target=target: self._place.put(source, target))  # type: ignore[misc]
        content = json.dumps(record, ensure_ascii=False, allow_nan=False).encode("utf-8", "replace") + b"\n"
        self._patiently(lambda: self._place.write(content, name))
        return record

    def _patiently(self, do: Callable[[], Any]) -> Any:
        """Do something that may fail because a server is busy: five times, with pauses that double."""
        for attempt in range(_TRIES):
            self._permit()
            try:
                return do()
            except Exception as error:  # every server has errors of its own
                failure = unwritable(error, self._title)
                if failure.code is ErrorCode.DISK_FULL or attempt == _TRIES - 1:
                    raise failure from error
            self._sleep(_PAUSE_SECONDS * 2**attempt)
        return None


def unwritable(error: Exception, title: str) -> PointsmithError:
    """Return the failure that a place's refusal means; `title` is what it is called."""
    if getattr(error, "errno", None) in _FULL or "no space left" in str(error).lower():
        return PointsmithError(ErrorCode.DISK_FULL, title)
    if isinstance(error, ImportError):
        return PointsmithError(ErrorCode.BAD_SETTING, f"{title}: {error}, into the worker's environment everywhere")
    reason = (getattr(error, "strerror", None) or str(error) or type(error).__name__).strip().splitlines()[0]
    return PointsmithError(ErrorCode.NOT_WRITABLE, f"{title} ({reason.rstrip('.')[:200]})")


def read_record(place: Place, name: str) -> dict[str, Any] | None:
    """Return a record at a place, or None where there is none that can be read. Raises as the place does."""
    content = place.read(name)
    if content is None:
        return None
    try:
        record = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return record if isinstance(record, dict) and isinstance(record.get("key"), str) else None


def published(place: Place, known: set[str]) -> Iterator[dict[str, Any]]:
    """Yield the records at a place whose keys are not known. Raises as the place does."""
    for name in place.names(RECORDS):
        if not name.endswith(".json"):
            continue
        key = name.rpartition("/")[2].removesuffix(".json")
        if key not in known:
            record = read_record(place, name)
            if record is not None:
                yield record
