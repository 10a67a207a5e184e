"""The jobs that wait: read ahead from the manifest, and handed out by kind."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from ..batch.job import BatchJob
from ..batch.mistakes import BadLine
from .work import Work

WINDOW = 512
"""Jobs read ahead, so that jobs of one kind find together."""
_PASSED_OVER = 4
"""Windows after which the job that waits longest is taken, whatever its kind."""

Kind = tuple[Any, ...]


class Pool:
    """Holds a bounded number of jobs of a list that may have no end.

    Parameters
    ----------
    source
        Yields jobs and bad lines, or None for "nothing now".
    window
        How many jobs are read ahead.
    """

    def __init__(self, source: Iterable[BatchJob | BadLine | None], window: int = WINDOW) -> None:
        self._source: Iterator[BatchJob | BadLine | None] = iter(source)
        self._window = window
        self._kinds: dict[Kind, deque[Work]] = {}
        self._alone: deque[Work] = deque()
        self._read = 0
        self.exhausted = False

    def __len__(self) -> int:
        return len(self._alone) + sum(len(works) for works in self._kinds.values())

    def fill(self) -> list[BadLine]:
        """Read on until the window is full, and return the bad lines that were met."""
        bad: list[BadLine] = []
        # Bad lines count too: a manifest of nothing else must not be read to its end in one go.
        while not self.exhausted and len(self) + len(bad) < self._window:
            try:
                entry = next(self._source)
            except StopIteration:
                self.exhausted = True
                break
            if entry is None:
                break
            if isinstance(entry, BadLine):
                bad.append(entry)
                continue
            self._read += 1
            self.put(Work(self._read, entry, entry.draw is not None))
        return bad

    def put(self, work: Work) -> None:
        """Let a job wait: for company of its kind, or, where it must be tried alone, behind the others that must."""
        if work.alone:
            self._alone.append(work)
        else:
            self._kinds.setdefault(work.kind, deque()).append(work)

    def next_kind(self, current: Kind | None, others: Sequence[Kind | None]) -> Kind | None:
        """Return what a worker does best next, None when nothing waits.

        Parameters
        ----------
        current
            What it did last: its model is loaded.
        others
            What the other workers do.
        """
        if self._alone:
            return self._alone[0].kind
        if not self._kinds:
            return None
        oldest = min(self._kinds, key=lambda kind: self._kinds[kind][0].number)
        if self._read - self._kinds[oldest][0].number > _PASSED_OVER * self._window:
            return oldest
        if current in self._kinds:
            return current
        # The first two members name model and device: what is loaded already is best, then where most is to be done.
        same = [kind for kind in self._kinds if current is not None and kind[:2] == current[:2]]
        return max(same or self._kinds, key=lambda kind: len(self._kinds[kind]) / (1 + others.count(kind)))

    def take(self, kind: Kind, most_like: Callable[[Work], int], workers: int) -> list[Work]:
        """Take jobs of a kind for one worker: what it wants at most, and near the end its share, so that none idles.

        `most_like` returns how many jobs like one it wants at once.
        """
        if self._alone and self._alone[0].kind == kind:
            return [self._alone.popleft()]
        waiting = self._kinds[kind]
        most = most_like(waiting[0])
        share = math.ceil(len(self) / (2 * workers)) if workers > 1 else most
        taken = [waiting.popleft() for _ in range(min(most, max(1, share), len(waiting)))]
        if not waiting:
            del self._kinds[kind]
        return taken
