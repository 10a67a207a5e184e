"""How a run is getting on, in the terminal."""

from __future__ import annotations

import sys
import threading
import time

_SECONDS_BETWEEN_LINES = 10.0


class Progress:
    """Counts objects and shows the counts: one line that changes in a terminal, a line now and then elsewhere."""

    def __init__(self, objects: int) -> None:
        self._objects = objects
        self._done = self._dropped = 0
        self._start = time.monotonic()
        self._shown = self._start
        self._lock = threading.Lock()
        self._live = sys.stdout.isatty()

    def count(self, done: int, dropped: int) -> None:
        """Add objects that have ended; called from every worker."""
        with self._lock:
            self._done, self._dropped = self._done + done, self._dropped + dropped

    def show(self) -> None:
        """Show how far it is."""
        if self._live:
            print(f"\r{self._line()}\x1b[K", end="", flush=True)
        elif time.monotonic() - self._shown >= _SECONDS_BETWEEN_LINES:
            self._shown = time.monotonic()
            print(self._line(), flush=True)

    def finish(self) -> None:
        """Show the last line, and leave it there."""
        print(f"\r{self._line()}\x1b[K" if self._live else self._line(), flush=True)

    def _line(self) -> str:
        ended, seconds = self._done + self._dropped, time.monotonic() - self._start
        rate = ended / seconds if seconds > 0 else 0.0
        line = f"{ended} of {self._objects} objects, {self._dropped} dropped, {rate:.2f} a second"
        left = self._objects - ended
        if left > 0 and rate > 0:
            line += f", {_clock(left / rate)} left"
        return f"{line}, {_clock(seconds)} so far"


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}"
