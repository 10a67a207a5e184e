"""What set-up tells: lines for a person or JSON records for the Set up button, and everything in a log."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

from ..core.errors import PointsmithError

_LOG_LIMIT = 2_000_000


class Reporter:
    """Tells progress on standard output and keeps a log.

    Parameters
    ----------
    as_json
        Write one JSON record per line instead of sentences.
    """

    def __init__(self, as_json: bool = False) -> None:
        self._as_json = as_json
        self._log: TextIO | None = None
        self._last_text = ""
        self._span = (0.0, 1.0)

    def open_log(self, file: Path) -> None:
        """Log from now on to `file`, which grows over several runs up to a limit."""
        file.parent.mkdir(parents=True, exist_ok=True)
        if file.exists() and file.stat().st_size > _LOG_LIMIT:
            file.unlink()
        self._log = file.open("a", encoding="utf-8", errors="replace", buffering=1)
        self.log(f"--- {datetime.now(UTC).isoformat(timespec='seconds')} {sys.argv} Python {sys.version}")

    def log(self, line: str) -> None:
        """Write a line to the log alone."""
        if self._log:
            self._log.write(line.rstrip() + "\n")

    @contextlib.contextmanager
    def span(self, start: float, end: float) -> Iterator[None]:
        """Let the fractions told inside be of this part of the run."""
        before, self._span = self._span, (start, end)
        try:
            yield
        finally:
            self._span = before

    def progress(self, fraction: float, text: str) -> None:
        """Say what is being done, and how much of it is."""
        start, end = self._span
        fraction = start + (end - start) * fraction
        if not self._as_json and text == self._last_text:
            return
        self._last_text = text
        self.log(f"[{fraction:4.0%}] {text}")
        self._tell({"kind": "progress", "fraction": round(fraction, 3), "text": text}, f"[{fraction:4.0%}] {text}")

    def output(self, line: str) -> None:
        """Pass on a line that a child program printed."""
        self._tell({"kind": "output", "text": line}, line)

    def done(self, text: str, **facts: Any) -> None:
        """Say that all is done, with what was made."""
        self.log(f"done: {text} {facts}")
        self._tell({"kind": "done", "text": text, **facts}, text)

    def failed(self, error: PointsmithError) -> None:
        """Say what went wrong and what to do about it."""
        self.log(f"failed: {error.code} {error.detail}")
        self._tell({"kind": "failed", "code": str(error.code), "detail": error.detail}, str(error), sys.stderr)

    def _tell(self, record: dict[str, Any], text: str, stream: TextIO | None = None) -> None:
        # A console in a legacy code page cannot write every letter, hence ASCII JSON and the replacement below.
        if self._as_json:
            sys.stdout.write(json.dumps(record) + "\n")
            sys.stdout.flush()
            return
        target = stream or sys.stdout
        encoding = target.encoding or "utf-8"
        target.write(text.encode(encoding, "replace").decode(encoding) + "\n")
        target.flush()
