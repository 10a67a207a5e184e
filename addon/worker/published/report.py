"""What fetching tells: JSON records, one per line, on standard output."""

from __future__ import annotations

import json
import os
import sys
import time
from collections import deque
from collections.abc import Mapping
from typing import Any, TextIO

from ...core.errors import PointsmithError

_EVERY_SECONDS = 0.2
_SPEED_SECONDS = 5.0


class Reporter:
    """Writes records: kind "progress", "done" and "failed".

    "progress" has "text", "done" and "total" (bytes of the whole model), "speed" (bytes a second, of the last five
    seconds) and "seconds_left" (or null).

    Parameters
    ----------
    out
        Where records go.
    """

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._text = ""
        self._settled = 0
        self._file = 0
        self._totals: dict[str, int] = {}
        self._marks: deque[tuple[float, int]] = deque()
        self._told = float("-inf")

    def expect(self, totals: Mapping[str, int]) -> None:
        """Say how many bytes are to come, for each component."""
        self._totals.update(totals)

    def begin(self, text: str) -> None:
        """Say what is being done now."""
        self._text = text
        self._tell()

    def at(self, done: int) -> None:
        """Say how many bytes of the present file are there; called as often as one likes."""
        if not self._marks or done < self._file:
            self._marks.clear()
        self._file = done
        now = time.monotonic()
        self._marks.append((now, self._settled + done))
        while now - self._marks[0][0] > _SPEED_SECONDS:
            self._marks.popleft()
        if now - self._told >= _EVERY_SECONDS:
            self._tell()

    def file_is_there(self, length: int) -> None:
        """Count a file as done."""
        self._settled += length
        self._file = 0
        self._tell()

    def done(self, text: str, **facts: Any) -> None:
        """Say that all is done."""
        self._write({"kind": "done", "text": text, **facts})

    def failed(self, error: PointsmithError) -> None:
        """Say what went wrong."""
        sys.stderr.write(f"{error.code}: {error.detail}\n")
        self._write({"kind": "failed", "code": str(error.code), "detail": error.detail})

    def _speed(self) -> float:
        if len(self._marks) < 2:
            return 0.0
        (start, first), (end, last) = self._marks[0], self._marks[-1]
        return (last - first) / (end - start) if end > start else 0.0

    def _tell(self) -> None:
        self._told = time.monotonic()
        done = self._settled + self._file
        total = max(done, sum(self._totals.values()))
        speed = self._speed()
        left = (total - done) / speed if speed > 0 else None
        record = {"kind": "progress", "text": self._text, "done": done, "total": total, "speed": speed}
        self._write({**record, "seconds_left": left})

    def _write(self, record: dict[str, Any]) -> None:
        try:
            self._out.write(json.dumps(record) + "\n")
            self._out.flush()
        except OSError:
            os._exit(0)  # nobody reads any more; what is there so far is kept
