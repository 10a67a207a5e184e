"""The queue as text, for the file that it is saved with."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ..core.errors import ErrorCode, PointsmithError
from ..jobs.queue import Entry, EntryState
from .task_records import record_of, task_from
from .tasks import Task

_VERSION = 1
_MOST = 500
"""Entries that are read; a longer list was not made by hand."""
WAS_RUNNING = "It was running when the file was saved."


@dataclass(frozen=True, slots=True)
class SavedQueue:
    """What a text held.

    Attributes
    ----------
    entries
        In their order; what ran waits at the head again, with a note.
    refused
        How many could not be read.
    """

    entries: list[Entry[Task]]
    refused: int = 0


def dumps(entries: Iterable[Entry[Task]]) -> str:
    """Return entries as one line of JSON, without those that only this session knows; empty when none is left."""
    records = []
    for entry in entries:
        task = record_of(entry.task)
        if task is not None:
            error = [entry.error.code, entry.error.detail] if entry.error is not None else None
            records.append({"id": entry.id, "state": entry.state, "error": error, "note": entry.note, "task": task})
    return json.dumps({"version": _VERSION, "entries": records}, ensure_ascii=False) if records else ""


def loads(text: str) -> SavedQueue:
    """Read what `dumps` wrote. A text from anywhere does no harm: what cannot be read is counted and left out."""
    if not text:
        return SavedQueue([])
    try:
        record = json.loads(text)
        records = record["entries"]
        if record["version"] != _VERSION or not isinstance(records, list):
            raise ValueError("another version")
    except (ValueError, KeyError, TypeError, RecursionError):
        return SavedQueue([], 1)
    found = [_entry(each) for each in records[:_MOST]]
    entries = [entry for entry in found if entry is not None]
    return SavedQueue(entries, len(records) - len(entries))


def _entry(record: Any) -> Entry[Task] | None:
    try:
        state, error = EntryState(record["state"]), None
        note = str(record["note"])
        if state is EntryState.RUNNING:
            state, note = EntryState.WAITING, WAS_RUNNING
        if state is EntryState.FAILED:
            code, detail = record["error"]
            error = PointsmithError(ErrorCode(code), str(detail))
        return Entry(task_from(record["task"]), str(record["id"]), state, error, note)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, PointsmithError):
        return None
