"""The worker's two ends of pipe: commands in, events out, and nothing else on standard output."""

from __future__ import annotations

import contextlib
import logging
import os
import queue
import sys
import threading
import time

from ..core.messages import Cancel, Cancelled, Message, Order, ShowCutOut, Shutdown, decode, encode
from ..core.parent import follow


class Channel:
    """Commands are read by a thread, so that Cancel is seen while torch computes.

    Standard output is moved away before anything else runs: whatever prints, in Python or in C, goes to the log.

    Parameters
    ----------
    parent
        Process id of Blender; when it is gone, this process ends at once.

    Attributes
    ----------
    loading
        The job that waits for torch or the model, where there are no steps to stop between: its Cancel is answered
        at once, and the job is dropped when loading ends.
    """

    def __init__(self, parent: int) -> None:
        self.pid = os.getpid()
        self._out = os.fdopen(os.dup(1), "wb", buffering=0)
        os.dup2(2, 1)
        self._lock = threading.Lock()
        self._commands: queue.Queue[Order] = queue.Queue()
        self._cut_outs: queue.Queue[ShowCutOut] = queue.Queue()
        self._asked = time.monotonic()
        self._cancelled: set[str] = set()
        self.loading: str | None = None
        threading.Thread(target=self._read, daemon=True, name="commands").start()
        follow(parent)

    def send(self, event: Message) -> None:
        """Write one event; ends the process when nobody reads any more."""
        with self._lock:
            try:
                self._out.write(encode(event))
            except OSError:
                os._exit(0)

    def next_job(self, timeout: float) -> Order | None:
        """Wait for a job's command; None after `timeout` seconds without any command."""
        self._asked = time.monotonic()
        while (left := self._asked + timeout - time.monotonic()) > 0:
            with contextlib.suppress(queue.Empty):
                return self._commands.get(timeout=left)
        return None

    def next_cut_out(self) -> ShowCutOut:
        """Wait for the next cut-out to show."""
        return self._cut_outs.get()

    def is_cancelled(self, job: str) -> bool:
        """Whether Cancel was asked for this job."""
        return job in self._cancelled

    def _read(self) -> None:
        for line in sys.stdin.buffer:
            try:
                command = decode(line)
            except ValueError as error:
                logging.warning("ignored: %s", error)
                continue
            if isinstance(command, Order):
                self._commands.put(command)
            elif isinstance(command, ShowCutOut):
                self._asked = time.monotonic()
                self._cut_outs.put(command)
            elif isinstance(command, Cancel):
                self._cancelled.add(command.job)
                if command.job == self.loading:
                    self.send(Cancelled(command.job))
            elif isinstance(command, Shutdown):
                break
        # Files are written atomically, so that leaving in mid-step loses nothing.
        os._exit(0)
