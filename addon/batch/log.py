"""A log that one can grep: one event a line."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path

from .results import written_badly

FILE = "run.log"
_BARE = re.compile(r"[\w.:/+,@%-]+", re.ASCII)


class RunLog:
    """Appends lines such as ``2026-03-01T22:15:04Z INFO 3f2a91bc00112233 job_done seconds=2.31 files=a.glb``.

    Time in UTC, level (INFO, WARNING or ERROR), the job's key or "-", the event, then key=value; a value with spaces or
    quotes is a JSON string. No text can break a line.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def info(self, event: str, key: str = "-", **values: object) -> None:
        """Write a line. Raises PointsmithError NOT_WRITABLE, DISK_FULL, as the other levels do."""
        self._write("INFO", event, key, values)

    def warning(self, event: str, key: str = "-", **values: object) -> None:
        """Write a line about something that may be wrong."""
        self._write("WARNING", event, key, values)

    def error(self, event: str, key: str = "-", **values: object) -> None:
        """Write a line about a failure."""
        self._write("ERROR", event, key, values)

    def _write(self, level: str, event: str, key: str, values: dict[str, object]) -> None:
        time = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        pairs = [f"{name}={_quoted(value)}" for name, value in values.items()]
        line = " ".join([time, level, key, event, *pairs]) + "\n"
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("ab", buffering=0) as file:
                file.write(line.encode("utf-8", "replace"))
        except OSError as error:
            raise written_badly(self.path, error) from error


def _quoted(value: object) -> str:
    text = f"{value:.3f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
    if _BARE.fullmatch(text):
        return text
    # JSON leaves these line ends as they are; to some programs they end a line.
    return re.sub(
        "[\x7f-\x9f\u2028\u2029]", lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False)
    )
