"""Jobs that wait for their turn. Knows neither bpy nor what a task is."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

from ..core.errors import ErrorCode, PointsmithError

TaskT = TypeVar("TaskT")

HITS_ALL = frozenset(
    {
        ErrorCode.NOT_SET_UP,
        ErrorCode.WORKER_VERSION,
        ErrorCode.WORKER_SILENT,
        ErrorCode.WRONG_WEIGHTS,
        ErrorCode.DISK_FULL,
        ErrorCode.NOT_WRITABLE,
    }
)
"""Failures that the next job would meet too: the queue pauses, and the job stays first in it."""


class EntryState(StrEnum):
    """Where an entry of the queue stands."""

    RUNNING = "running"
    WAITING = "waiting"
    FAILED = "failed"


@dataclass(slots=True, eq=False)
class Entry(Generic[TaskT]):
    """A task in the queue.

    Attributes
    ----------
    error
        Why it failed; None otherwise.
    note
        What the artist should know about it.
    """

    task: TaskT
    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    state: EntryState = EntryState.WAITING
    error: PointsmithError | None = None
    note: str = ""


class JobQueue(Generic[TaskT]):
    """Entries in the order in which they run; at most one runs, and it is the first.

    Attributes
    ----------
    entries
        Changed by the methods only.
    paused, reason
        Whether nothing starts by itself, and why.
    revision
        Grows with every change.
    """

    def __init__(self) -> None:
        self.entries: list[Entry[TaskT]] = []
        self.paused = False
        self.reason = ""
        self.revision = 0

    @property
    def running(self) -> Entry[TaskT] | None:
        """The entry that runs."""
        first = self.entries[0] if self.entries else None
        return first if first is not None and first.state is EntryState.RUNNING else None

    @property
    def waiting(self) -> list[Entry[TaskT]]:
        """Those that wait, the next one first."""
        return [entry for entry in self.entries if entry.state is EntryState.WAITING]

    @property
    def failed(self) -> list[Entry[TaskT]]:
        """Those that failed and were neither tried again nor removed."""
        return [entry for entry in self.entries if entry.state is EntryState.FAILED]

    def find(self, entry_id: str) -> Entry[TaskT] | None:
        """Return the entry of that id; None when it has left the queue."""
        return next((entry for entry in self.entries if entry.id == entry_id), None)

    def add(self, tasks: Iterable[TaskT], *, first: bool = False) -> list[Entry[TaskT]]:
        """Let tasks wait behind all others, or before them; return their entries."""
        new = [Entry(task) for task in tasks]
        self.put(new, first=first)
        return new

    def put(self, entries: Sequence[Entry[TaskT]], *, first: bool = False) -> None:
        """Let entries wait as `add` does; one whose id is in the queue already is left out."""
        known = {entry.id for entry in self.entries}
        at = self._start if first else len(self.entries)
        self.entries[at:at] = [entry for entry in entries if entry.id not in known]
        self._changed()

    def take(self) -> Entry[TaskT] | None:
        """Return the next entry, which runs from now on; None when one runs, none waits, or the queue is paused."""
        waiting = self.waiting
        if self.paused or self.running is not None or not waiting:
            return None
        entry = waiting[0]
        self.entries.remove(entry)
        self.entries.insert(0, entry)
        entry.state, entry.error, entry.note = EntryState.RUNNING, None, ""
        self._changed()
        return entry

    def finish(self) -> None:
        """Take the running entry out: it is done, or was cancelled."""
        if self.running is not None:
            del self.entries[0]
            self._changed()

    def fail(self, error: PointsmithError) -> None:
        """Keep the running entry as failed; where those that wait would fail like it, it waits too, and they pause."""
        entry = self.running
        if entry is None:
            return
        if error.code in HITS_ALL and self.waiting:
            entry.state = EntryState.WAITING
            self.pause(str(error))
        else:
            entry.state, entry.error = EntryState.FAILED, error
        self._changed()

    def move(self, entry_id: str, by: int) -> None:
        """Move an entry up (negative) or down; the running one stays first."""
        entry = self.find(entry_id)
        if entry is None or entry is self.running:
            return
        at = self.entries.index(entry)
        del self.entries[at]
        self.entries.insert(min(max(at + by, self._start), len(self.entries)), entry)
        self._changed()

    def remove(self, entry_id: str) -> None:
        """Take an entry out that does not run."""
        entry = self.find(entry_id)
        if entry is not None and entry is not self.running:
            self.entries.remove(entry)
            self._changed()

    def clear(self) -> None:
        """Take out everything that does not run; an empty queue is not paused."""
        del self.entries[self._start :]
        self.resume()

    def retry(self, entry_id: str) -> None:
        """Let a failed entry wait again, where it stands."""
        entry = self.find(entry_id)
        if entry is not None and entry.state is EntryState.FAILED:
            entry.state, entry.error = EntryState.WAITING, None
            self._changed()

    def pause(self, reason: str = "") -> None:
        """Start nothing more; what runs goes on."""
        self.paused, self.reason = True, reason
        self._changed()

    def resume(self) -> None:
        """Go on."""
        self.paused, self.reason = False, ""
        self._changed()

    @property
    def _start(self) -> int:
        """Where the entries behind the running one begin."""
        return int(self.running is not None)

    def _changed(self) -> None:
        self.revision += 1
