"""The Blenders that write files, and the objects that wait for them."""

from __future__ import annotations

import contextlib
import shutil
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..core.errors import ErrorCode, PointsmithError
from .exporters import ExporterProcess
from .orders import Export
from .work import Work

_AHEAD = 2
"""Orders that an exporter holds: the one it works on, and the next, so that it never waits."""
_PATIENCE = 5.0
"""Seconds that exporters have for the files they are writing when the farm ends."""

Recorded = tuple[Work, dict[str, Any] | PointsmithError]
"""A job and its record, or why it is set aside."""


@dataclass(slots=True, eq=False)
class _Desk:
    """A place for an exporter."""

    log: Path
    process: ExporterProcess | None = None
    works: deque[Work] = field(default_factory=deque)


class Exporting:
    """Keeps exporters busy, and starts them again when they end.

    Parameters
    ----------
    command, count
        How to start an exporter, and how many there are.
    logs
        The folder that takes what they print.
    order
        Makes the order for a job.
    """

    def __init__(self, command: Sequence[str], count: int, logs: Path, order: Callable[[Work], Export]) -> None:
        self._command, self._order = command, order
        self._desks = [_Desk(logs / f"exporter-{number}.log") for number in range(1, count + 1)]
        self._waiting: deque[Work] = deque()

    def __len__(self) -> int:
        return len(self._waiting) + sum(len(desk.works) for desk in self._desks)

    @property
    def pids(self) -> list[int]:
        """Process ids of the exporters that there are."""
        return [desk.process.pid for desk in self._desks if desk.process is not None]

    def open(self) -> None:
        """Start the exporters, which takes them seconds. Raises PointsmithError WORKER_DIED when one cannot be."""
        for desk in self._desks:
            self._start(desk)

    def put(self, work: Work) -> None:
        """Let an object wait for an exporter."""
        self._waiting.append(work)

    def step(self) -> list[Recorded]:
        """Take in what was written, and hand out what waits. Never blocks. Raises as `open` does."""
        found: list[Recorded] = []
        for desk in self._desks:
            found += self._heard(desk)
            while self._waiting and len(desk.works) < self._room(desk):
                if desk.process is None:
                    self._start(desk)
                work = self._waiting.popleft()
                desk.works.append(work)
                assert desk.process is not None
                desk.process.send(self._order(work))
        return found

    def close(self) -> None:
        """End the exporters, which may finish the files they are writing."""
        processes = [desk.process for desk in self._desks if desk.process is not None]
        if processes:
            with ThreadPoolExecutor(len(processes)) as pool:
                list(pool.map(lambda process: process.stop(_PATIENCE), processes))
        for desk in self._desks:
            desk.process = None

    def _room(self, desk: _Desk) -> int:
        """How many orders an exporter may hold: none ahead while another idles, or beside one that must be alone."""
        if self._waiting[0].alone or any(work.alone for work in desk.works):
            return 1
        return 1 if any(not other.works for other in self._desks if other is not desk) else _AHEAD

    def _start(self, desk: _Desk) -> None:
        try:
            desk.process = ExporterProcess(self._command, desk.log)
        except OSError as error:
            raise PointsmithError(ErrorCode.WORKER_DIED, f"{desk.log} ({error.strerror})") from error

    def _heard(self, desk: _Desk) -> list[Recorded]:
        if desk.process is None:
            return []
        answers, ended = desk.process.events()
        found: list[Recorded] = []
        for answer in answers:
            work = next((each for each in desk.works if each.number == answer.number), None)
            if work is not None:
                desk.works.remove(work)
                found.append((work, answer.record))
        if ended:
            found += self._lost(desk)
        return found

    def _lost(self, desk: _Desk) -> list[Recorded]:
        """Mourn an exporter: the order it was working on counts a death, those behind it wait again."""
        process, desk.process = desk.process, None
        if process is not None:
            process.kill()
        works, desk.works = desk.works, deque()
        found: list[Recorded] = []
        if process is not None and works:
            _remove_half_written(process.pid, works[0])
        for number, work in enumerate(reversed(works)):
            error = work.died("Blender", desk.log) if number == len(works) - 1 else None
            if error is not None:
                found.append((work, error))
            elif work.alone:
                self._waiting.append(work)
            else:
                self._waiting.appendleft(work)
        return found


def _remove_half_written(pid: int, work: Work) -> None:
    """Remove what a process that was killed was writing: its names begin with its id, beside the files they become."""
    for folder in {path.parent for path in work.job.outputs}:
        for part in folder.glob(f".part-{pid}-*"):
            if part.is_dir():
                shutil.rmtree(part, ignore_errors=True)
            else:
                with contextlib.suppress(OSError):
                    part.unlink()
