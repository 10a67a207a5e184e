"""A program that Blender starts and follows without blocking: progress, failure, cancel. Knows no bpy."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path

from ..core.errors import ErrorCode, PointsmithError

_POLITE_SECONDS = 5.0


class ChildRun:
    """A running child.

    It prints JSON records, one per line: kind "progress" with "text" and numbers, kind "failed" with "code" (of the
    closed list) and "detail", kind "done" with "text"; exit status 0 means that it did what it was started for.

    Parameters
    ----------
    command
        Program and arguments.
    log
        Where its standard error goes; the folder is made.
    failure
        What it means when the child does not start, or ends without saying why.
    variables
        Additions to its environment variables.

    Attributes
    ----------
    text
        What it said last.
    error
        Why it failed, once it has ended.
    finished, cancelled
        Whether it has ended; whether it was asked to stop.

    Raises
    ------
    PointsmithError
        NOT_WRITABLE when the log cannot be written, `failure` when the child does not start.
    """

    def __init__(
        self, command: list[str], log: Path, failure: ErrorCode, variables: Mapping[str, str] | None = None
    ) -> None:
        self.text = "Starting"
        self.error: PointsmithError | None = None
        self.finished = False
        self.cancelled = False
        self.log = log
        self._failure = failure
        self._kill_due = float("inf")
        self._records: queue.Queue[dict[str, object] | None] = queue.Queue()
        try:
            log.parent.mkdir(parents=True, exist_ok=True)
            file = log.open("wb")
        except OSError as error:
            raise PointsmithError(ErrorCode.NOT_WRITABLE, str(log.parent)) from error
        with file:
            try:
                self._process = _start(command, file.fileno(), variables or {})
            except OSError as error:
                raise PointsmithError(failure, str(error)) from error
        threading.Thread(target=self._read, daemon=True, name="pointsmith-child").start()

    def step(self) -> bool:
        """Take in what the child said; return whether anything visible has changed. Never blocks."""
        if self.finished:
            return False
        if time.monotonic() > self._kill_due:
            self._signal(kill=True)
        changed = False
        while True:
            try:
                record = self._records.get_nowait()
            except queue.Empty:
                return changed
            changed = True
            if record is None:
                self._ended()
                return True
            self._take(record)

    def cancel(self) -> None:
        """Ask the child to stop; what it has finished so far is kept and used the next time."""
        if not self.finished and not self.cancelled:
            self.cancelled = True
            self.text = "Stopping"
            self._kill_due = time.monotonic() + _POLITE_SECONDS
            self._signal(kill=False)

    def close(self) -> None:
        """End the child at once."""
        if not self.finished:
            self._signal(kill=True)
            self.finished = True

    def take_progress(self, record: Mapping[str, object]) -> None:
        """Read the numbers of a record of kind "progress"."""

    def _take(self, record: dict[str, object]) -> None:
        if record.get("kind") == "failed":
            code = str(record.get("code"))
            known = ErrorCode(code) if code in set(ErrorCode) else self._failure
            self.error = PointsmithError(known, str(record.get("detail", "")))
        if isinstance(record.get("text"), str) and not self.cancelled:
            self.text = str(record["text"])
        self.take_progress(record)

    def _ended(self) -> None:
        status = self._process.wait()
        self.finished = True
        if self.cancelled or status == 0:
            self.error = None
        elif self.error is None:
            self.error = PointsmithError(self._failure, f"it ended with status {status}")

    def _signal(self, *, kill: bool) -> None:
        with contextlib.suppress(OSError):
            if sys.platform == "win32":
                self._process.send_signal(signal.SIGTERM if kill else signal.CTRL_BREAK_EVENT)
            else:
                # The child may have children of its own: the whole group has to hear it.
                os.killpg(self._process.pid, signal.SIGKILL if kill else signal.SIGINT)

    def _read(self) -> None:
        pipe = self._process.stdout
        if pipe is not None:
            with pipe:
                for line in pipe:
                    with contextlib.suppress(ValueError):
                        record = json.loads(line)
                        if isinstance(record, dict):
                            self._records.put(record)
        self._records.put(None)


def _start(command: list[str], log: int, variables: Mapping[str, str]) -> subprocess.Popen[bytes]:
    flags = 0
    if sys.platform == "win32":
        # A group of its own: otherwise a break signal meant for the child hits Blender too.
        flags = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
    environment = {k: v for k, v in os.environ.items() if k not in {"PYTHONHOME", "PYTHONPATH"}}
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=log,
        env={**environment, **variables},
        start_new_session=os.name == "posix",
        creationflags=flags,
    )
