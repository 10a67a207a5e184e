"""How far a run is, in a terminal: one line that is rewritten; plain lines where the output is a file."""

from __future__ import annotations

import shutil
import time
import unicodedata
from collections import deque
from collections.abc import Callable
from typing import Any, TextIO

_WINDOW = 600.0
"""Seconds over which the rate is taken, and at least so many jobs:"""
_FEWEST = 8
_STARTING = 4
"""Jobs after which the first one, which waited for the worker and the model, counts no more."""


class Rate:
    """Jobs an hour, of the last ten minutes or at least the last eight jobs, without the start of the worker.

    Parameters
    ----------
    clock
        Returns seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._ends: deque[float] = deque([clock()])
        self.started = self._ends[0]

    def begin(self) -> None:
        """Count from now on: what came before was the start of the workers. Later calls change nothing."""
        if len(self._ends) == 1 and self._ends[0] == self.started:
            self._ends[0] = self._clock()

    def add(self) -> None:
        """Count a job that ended now."""
        self._ends.append(self._clock())
        if len(self._ends) > _STARTING and self._ends[0] == self.started:
            self._ends.popleft()
        while len(self._ends) > _FEWEST + 1 and self._ends[-1] - self._ends[1] > _WINDOW:
            self._ends.popleft()

    @property
    def hourly(self) -> float:
        """Jobs an hour; 0 while nothing is known."""
        ended = len(self._ends) - 1
        passed = self._ends[-1] - self._ends[0]
        return 3600 * ended / passed if ended and passed > 0 else 0.0

    @property
    def elapsed(self) -> float:
        """Seconds since the start."""
        return self._clock() - self.started

    def left(self, jobs: int) -> float | None:
        """Seconds that so many more jobs will take; None while nothing is known."""
        return jobs * 3600 / self.hourly if self.hourly else None


def duration(seconds: float) -> str:
    """Spell a time: 0:07, 12:05, 3:20:00, 2 d 4 h."""
    whole = round(seconds)
    if whole >= 2 * 86400:
        return f"{whole // 86400} d {whole % 86400 // 3600} h"
    hours, rest = divmod(whole, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"


class Watch:
    """Tells a person how far a run is.

    Parameters
    ----------
    total
        How many jobs the run has.
    out
        A terminal, where the last line is rewritten; or a file, which gets a line for each job.
    stages
        Whether a file gets a line for each stage of a job too.
    """

    def __init__(
        self, total: int, out: TextIO, clock: Callable[[], float] = time.monotonic, *, stages: bool = False
    ) -> None:
        self.total, self.done, self.failed = total, 0, 0
        self.rate = Rate(clock)
        self._out = out
        self._clock = clock
        self._rewrites = out.isatty()
        self._stages = stages
        self._doing = self._stage = ""
        self._several = False
        self._drawn = float("-inf")

    def say(self, text: str) -> None:
        """Write a line that stays."""
        if self._rewrites:
            self._out.write("\r\x1b[K")
        self._out.write(f"{_one_line(text)}\n")
        self._draw()

    def doing(self, title: str, stage: str, fraction: float) -> None:
        """Tell what is being made, to a terminal ten times a second at most."""
        before, self._stage = self._stage, f"{title}: {stage}"
        self._doing = f"{self._stage}, {fraction:.0%}"
        if self._stages and not self._rewrites and self._stage != before:
            self.say(self._stage)
        elif self._rewrites and self._clock() - self._drawn >= 0.1:
            self._draw()

    def begin(self) -> None:
        """Count the rate from now on: the workers have started."""
        self.rate.begin()

    def tell(self, doing: str) -> None:
        """Tell what several are doing at once, to a terminal."""
        self._doing, self._several = doing, True
        if self._rewrites and self._clock() - self._drawn >= 0.1:
            self._draw()

    def ended(self, record: dict[str, Any]) -> None:
        """Count a job by its record. Failures are told as lines; to a file, successes as well."""
        self.done += 1
        self.rate.add()
        if not self._several:
            self._doing = ""
        if not record["ok"]:
            self.failed += 1
            line = f"line {record['line']}: " if record.get("line") and "request" in record else ""
            self.say(f"[{self.done}/{self.total}] failed: {line}{record['message']}")
        elif self._rewrites:
            self._draw()
        else:
            self.say(f"[{self.done}/{self.total}] {', '.join(record['files'])} · {self._pace()}")

    def end(self) -> None:
        """Say how it went, on a line that stays."""
        self._doing = ""
        made = self.done - self.failed
        failed = f", {self.failed} failed" if self.failed else ""
        pace = f", {self.rate.hourly:,.0f} an hour" if self.done > 1 else ""
        if self._rewrites:
            self._out.write("\r\x1b[K")
        self._out.write(f"{made} made{failed} in {duration(self.rate.elapsed)}{pace}\n")
        self._out.flush()

    def _pace(self) -> str:
        left = self.rate.left(self.total - self.done)
        if left is None:
            return "starting"
        return f"{self.rate.hourly:,.0f} an hour · {duration(left)} left"

    def _draw(self) -> None:
        if self._rewrites:
            failed = f" · {self.failed} failed" if self.failed else ""
            share = self.done / self.total if self.total else 1.0
            line = f"{self.done:,}/{self.total:,} {share:.0%} · {self._pace()}{failed}"
            line = _cut(_one_line(f"{line} · {self._doing}" if self._doing else line), self._width())
            self._out.write(f"\r\x1b[K{line}")
            self._drawn = self._clock()
        self._out.flush()

    def _width(self) -> int:
        # One less: a letter in the last column makes some terminals begin the next line.
        return max(shutil.get_terminal_size().columns - 1, 20)


def _one_line(text: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in text)


def _cut(text: str, columns: int) -> str:
    """Cut a text to so many columns of a terminal, in which letters of East Asia take two."""
    used, kept = 0, ""
    for letter in text:
        used += 2 if unicodedata.east_asian_width(letter) in "WF" else not unicodedata.combining(letter)
        if used > columns:
            return kept[:-1] + "…" if kept else ""
        kept += letter
    return text
