"""The half in Blender of a run over Ray: it sends jobs ahead and takes the records that come back."""

from __future__ import annotations

import base64
import contextlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from ...batch.job import BatchJob
from ...batch.mistakes import BadLine
from ...batch.record import failure, portable
from ...batch.results import append, done_keys
from ...core.errors import ErrorCode, PointsmithError
from ..library import Library
from .program import Program
from .publish import CATALOGS
from .settings import RaySettings
from .travel import homeless

_POLL_SECONDS, _STOP_SECONDS = 0.1, 30.0
_CLOSE_SECONDS = 300.0
"""The books of a large run may take their time on the way to an object store."""


class RayFarm:
    """Makes jobs on a Ray cluster; used as `farm.local.LocalFarm` is.

    Parameters
    ----------
    settings
        Of the run.
    outputs
        The folder from which the jobs' files are named; the place's own where it is a folder.
    python
        The interpreter of the worker's environment.
    say
        Called with sentences for who watches.

    Attributes
    ----------
    late
        Records of jobs that ended while the run was closed.

    Raises
    ------
    PointsmithError
        NOT_SET_UP when the program cannot be started.
    """

    def __init__(
        self, settings: RaySettings, outputs: Path, python: Path, say: Callable[[str], object] = lambda _: None
    ) -> None:
        self._settings, self._outputs, self._say = settings, outputs, say
        self._program = Program(python, settings.results)
        self._program.send(settings=settings.to_json())
        self._ahead = 0
        self._failed = self._ended = False
        self._sent: set[str] = set()
        self.late: list[dict[str, Any]] = []

    def run(self, jobs: Iterable[BatchJob | BadLine | None]) -> Iterator[dict[str, Any]]:
        """Yield the record of each job as it ends, in any order; None among the jobs means that there is none now.

        Raises
        ------
        PointsmithError
            NO_CLUSTER, NOT_WRITABLE, DISK_FULL and what else ends the run; what was not made stays unmade.
        """
        coming = iter(jobs)
        sent = self._sent
        more = True
        while more or sent:
            while more and len(sent) < self._ahead:
                job = next(coming, _END)
                if job is None:
                    break
                if job is _END:
                    more = False
                    self._program.send(last=True)
                elif isinstance(job, BadLine):
                    yield failure(job, job.error)
                elif isinstance(job, BatchJob):
                    sent.add(job.key)
                    self._program.send(job=homeless(job, self._outputs).to_json())
            message = self._message()
            if "said" in message:
                self._say(message["said"])
            elif "ahead" in message:
                self._ahead = int(message["ahead"])
            elif "record" in message and message["record"]["key"] in sent:
                sent.discard(message["record"]["key"])
                yield self._kept(message["record"])

    def close(self) -> None:
        """End the run on every machine, where what is in hand is not made; `late` has what was published meanwhile."""
        self._program.send(stop=True)
        with contextlib.suppress(PointsmithError):  # it ended before, and that is told
            while not self._ended and (message := self._program.heard(_STOP_SECONDS)):
                self._ended = "made" in message or "failed" in message
                if "record" in message and message["record"]["key"] in self._sent:
                    self._sent.discard(message["record"]["key"])
                    self.late.append(self._kept(message["record"]))

    def put_books(self) -> None:
        """Let the books, which are finished, follow the results to their URL, and clear up. Call `close` before.

        Raises
        ------
        PointsmithError
            NOT_WRITABLE, DISK_FULL when they cannot be put there.
        """
        self._program.send(books=True)
        try:
            while message := self._program.heard(_CLOSE_SECONDS):
                if "ended" in message:
                    return
                if "failed" in message:
                    self._note(_error(message))
        except PointsmithError as error:
            self._note(error)
        finally:
            self._program.end()

    def _message(self) -> dict[str, Any]:
        """Return what the program says, if anything; raise what ends the run."""
        try:
            message = self._program.heard(_POLL_SECONDS)
            if "failed" in message:
                raise _error(message)
        except PointsmithError:
            self._failed = self._ended = True
            raise
        return message

    def _note(self, error: PointsmithError) -> None:
        """Raise what happened at the end, unless the run has failed before: then that is told."""
        if not self._failed:
            raise error

    def _kept(self, record: dict[str, Any]) -> dict[str, Any]:
        """Return a record as results.jsonl has it; its thumbnail is laid beside, where the results are elsewhere."""
        picture = record.pop("thumbnail_png", None)
        if picture is not None:
            file = self._settings.results.parent / record["thumbnail"]
            # The page shows a gap then, and the object is there all the same.
            with contextlib.suppress(OSError):
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(base64.b64decode(picture))
        return as_kept(record, self._settings)


def as_kept(record: dict[str, Any], settings: RaySettings) -> dict[str, Any]:
    """Return a record from the place of the results as the results file has it: paths start at that file's folder.

    What it says of new catalogues goes into the library's list. Raises PointsmithError NO_LIBRARY when that cannot be.
    """
    place, folder = Path(settings.place), settings.results.parent
    library = Library((folder if settings.is_url else place) / settings.library)
    for path in record.pop(CATALOGS, ()):
        library.prepare()
        library.listed(path)
    if settings.is_url:
        return record

    def moved(name: str) -> str:
        return portable(place / name, folder)

    changed: dict[str, Any] = {}
    if "files" in record:
        changed["files"] = [moved(name) for name in record["files"]]
    if "sha256" in record:
        changed["sha256"] = {moved(name): digest for name, digest in record["sha256"].items()}
    changed |= {name: moved(record[name]) for name in ("asset", "thumbnail") if name in record}
    return {**record, **changed}


def fold_in(settings: RaySettings, python: Path) -> int:
    """Append to the results file what is published and not in it, because a driver was killed; return how many.

    Raises
    ------
    PointsmithError
        NOT_WRITABLE, DISK_FULL, NOT_SET_UP.
    """
    program = Program(python, settings.results)
    found = 0
    try:
        program.send(settings=settings.to_json(), known=sorted(done_keys(settings.results)))
        while "ended" not in (message := program.heard(_CLOSE_SECONDS)):
            if "failed" in message:
                raise _error(message)
            if not message:
                raise PointsmithError(ErrorCode.NOT_WRITABLE, f"{settings.place} (it does not answer)")
            if "record" in message:
                append(settings.results, as_kept(message["record"], settings))
                found += 1
    finally:
        program.end()
    return found


_END = object()


def _error(message: dict[str, Any]) -> PointsmithError:
    code, detail = message["failed"]
    return PointsmithError(ErrorCode(code), detail)
