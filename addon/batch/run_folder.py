"""What a run leaves in its folder beside the objects: records, log, thumbnails, summary, contact sheet."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path
from typing import Any

from ..core.errors import PointsmithError
from . import log, parquet, sheet, summary
from .results import append
from .watch import Rate

_EVERY = 60.0
"""Seconds between two summaries; writing them may take a twentieth of the time at most."""


class RunFolder:
    """Keeps the books of one run. Knows records and nothing of who made them.

    Parameters
    ----------
    results
        The file that takes the records; everything else lies beside it.
    waiting
        How many jobs the run has.
    tables
        Whether results.parquet is written at the end.
    """

    def __init__(self, results: Path, waiting: int, *, tables: bool = False) -> None:
        self.results, self.folder = results, results.parent
        self._waiting = waiting
        self._tables = tables
        self._rate = Rate()
        self._log = log.RunLog(self.folder / log.FILE)
        self._due = time.monotonic() + _EVERY

    def start(self, manifest: str, skipped: int = 0) -> None:
        """Begin the log and the summary; `skipped` were done before. Raises PointsmithError NOT_WRITABLE, DISK_FULL."""
        self._log.info("run_started", manifest=manifest, jobs=self._waiting, skipped=skipped)
        self._summarize(running=True)

    def begin(self) -> None:
        """Count the rate from now on: the workers have started."""
        self._rate.begin()

    def notice(self, key: str, text: str) -> None:
        """Log what a job has to say."""
        with contextlib.suppress(PointsmithError):
            self._log.warning("notice", key, text=text)

    def add(self, record: dict[str, Any]) -> None:
        """Keep the record of a job that ended. Raises PointsmithError NOT_WRITABLE, DISK_FULL."""
        append(self.results, record)
        self._waiting -= 1
        self._rate.add()
        # The record is what counts: a log or a page that cannot be written ends no run.
        with contextlib.suppress(PointsmithError):
            self._note(record)
        if time.monotonic() >= self._due:
            with contextlib.suppress(PointsmithError):
                self._summarize(running=True)

    def finish(self, stopped: str = "") -> None:
        """Write what is written at the end. Raises PointsmithError NOT_WRITABLE, DISK_FULL.

        Parameters
        ----------
        stopped
            Why the run ends before its last job, in one sentence.
        """
        self._log.info("run_ended", waiting=self._waiting, seconds=self._rate.elapsed, stopped=stopped or "-")
        self._summarize(running=False, stopped=stopped)
        sheet.write(self.results, self.folder / sheet.FILE)
        if self._tables:
            parquet.write(self.results, self.folder / parquet.FILE)

    def _note(self, record: dict[str, Any]) -> None:
        seconds = record.get("seconds", 0.0)
        if record["ok"]:
            self._log.info("job_done", record["key"], seconds=seconds, files=",".join(record["files"]))
            return
        what = {"line": record.get("line", "-"), "error": record["error"], "message": record["message"]}
        self._log.error("job_failed", record["key"], seconds=seconds, **what)

    def _summarize(self, *, running: bool, stopped: str = "") -> None:
        started = time.monotonic()
        rate = self._rate
        left = rate.left(self._waiting)
        title = self.folder.resolve().name
        state = summary.State(title, running, self._waiting, rate.hourly, left, rate.elapsed, stopped)
        summary.write(self.results, self.folder / summary.FILE, state)
        ended = time.monotonic()
        self._due = ended + max(_EVERY, 20 * (ended - started))
