"""summary.html: what a run has made so far, as one static page that a browser opens by double click."""

from __future__ import annotations

import json
from collections import deque
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ..core.files import atomic_text
from .results import records, written_badly

FILE = "summary.html"
TEMPLATE = Path(__file__).with_name("summary.html")
MOST = 20_000
"""Objects that a page shows: the last ones. Their thumbnails are loaded as they come into view."""
_PLACE = "/*RUN*/"
_MESSAGES = 3


@dataclass(frozen=True, slots=True)
class State:
    """How far a run is.

    Attributes
    ----------
    title
        The run's name: its folder's.
    running
        Whether more will come; the page then reads itself again every minute.
    waiting
        How many jobs are still to end.
    hourly, left, elapsed
        Jobs an hour now; seconds that are left, None while nothing is known; seconds since the start.
    stopped
        Why it ended before its last job, in one sentence; "" if it did not.
    """

    title: str
    running: bool
    waiting: int
    hourly: float
    left: float | None
    elapsed: float
    stopped: str = ""


def write(results: Path, target: Path, state: State) -> None:
    """Write the page about a results file, whole or not at all.

    Raises
    ------
    PointsmithError
        NOT_WRITABLE, DISK_FULL.
    """
    text = page(results, state)
    try:
        atomic_text(target, text)
    except OSError as error:
        raise written_badly(target, error) from error


def page(results: Path, state: State) -> str:
    """Return the page's HTML."""
    data = json.dumps(_data(results, state), ensure_ascii=False, separators=(",", ":"))
    # Inside a script element: what could end it, or would be a line end to older parsers, is escaped.
    for sign in "<>&\u2028\u2029":
        data = data.replace(sign, f"\\u{ord(sign):04x}")
    data = data.encode("utf-8", "replace").decode()
    return TEMPLATE.read_text(encoding="utf-8").replace(_PLACE, data)


def _data(results: Path, state: State) -> dict[str, Any]:
    """Read the records once; of a job that ran several times the last counts."""
    last: dict[str, tuple[int, bool, int]] = {}
    cards: deque[tuple[int, str, dict[str, Any]]] = deque(maxlen=MOST)
    failures: dict[str, list[str]] = {}
    codes: dict[str, str] = {}
    for number, record in enumerate(records(results)):
        key, ok = record["key"], record.get("ok") is True
        size = record.get("bytes")
        last[key] = number, ok, size if isinstance(size, int) else 0
        cards.append((number, key, _card(record)))
        if ok:
            codes.pop(key, None)
            continue
        code = codes[key] = str(record.get("error"))
        told = failures.setdefault(code, [])
        message = str(record.get("message"))
        if len(told) < _MESSAGES and message not in told:
            told.append(message)
    counts: dict[str, int] = {}
    for code in codes.values():
        counts[code] = counts.get(code, 0) + 1
    made = sum(ok for _, ok, _ in last.values())
    return {
        "state": {**asdict(state), "written": datetime.now(UTC).isoformat(timespec="seconds")},
        "made": made,
        "failed": len(last) - made,
        "bytes": sum(size for _, _, size in last.values()),
        "failures": [
            {"code": code, "count": count, "messages": failures[code]}
            for code, count in sorted(counts.items(), key=lambda entry: -entry[1])
        ],
        "cards": [card for number, key, card in cards if last[key][0] == number],
    }


def _card(record: dict[str, Any]) -> dict[str, Any]:
    """What the page shows of a record, short names for short pages; what is empty is left out."""
    request, metrics = _object(record, "request"), _object(record, "metrics")
    images = request.get("images")
    pictures = [image["path"] for image in images if isinstance(image, dict)] if isinstance(images, list) else []
    card = {
        "prompt": request.get("prompt"),
        "images": pictures,
        "seed": request.get("seed"),
        "model": request.get("pipeline"),
        "steps": request.get("steps"),
        "resolution": request.get("surface_resolution"),
        "files": record.get("files"),
        "thumbnail": record.get("thumbnail"),
        "tags": record.get("tags"),
        "line": record.get("line"),
        "seconds": record.get("seconds"),
        "stages": record.get("stages"),
        "notices": record.get("notices"),
        "vertices": metrics.get("vertices"),
        "faces": metrics.get("faces"),
        "points": metrics.get("points"),
        "open": metrics.get("watertight") is False,
        "size": metrics.get("size"),
        "error": None if record.get("ok") is True else record.get("error"),
        "message": record.get("message"),
    }
    return {
        name: value
        for name, value in card.items()
        if value is not None and value is not False and value not in ("", [], {})
    }


def _object(record: dict[str, Any], name: str) -> dict[str, Any]:
    value = record.get(name)
    return value if isinstance(value, dict) else {}
