"""What was made, kept with the user: for each result one picture file that carries its request.

One file for each entry, written beside its place and renamed: two Blenders at once meet neither half an entry nor each
other's. A file that cannot be read is no entry.
"""

from __future__ import annotations

import contextlib
import json
import time
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import png
from .errors import PointsmithError
from .files import atomic_write
from .pipelines import pipeline, quality_of
from .request import GenerationRequest

MOST = 50
_STALE_SECONDS = 3600.0
"""A part that is older was left by a crash."""


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """A result.

    Attributes
    ----------
    file
        The picture.
    made
        Seconds since 1970, UTC.
    device, model_hash
        As `provenance` has them.
    """

    file: Path
    request: GenerationRequest
    made: float
    device: str = ""
    model_hash: str = ""

    @property
    def id(self) -> str:
        """Its name in the history."""
        return self.file.stem

    @property
    def quality(self) -> str:
        """The quality that it was made with, as the panel calls it; "Custom" for other numbers."""
        found = quality_of(self.request)
        return found.capitalize() if found is not None else "Custom"

    @property
    def date(self) -> str:
        """The local day and minute."""
        return time.strftime("%Y-%m-%d %H:%M", time.localtime(self.made))

    def matches(self, words: str) -> bool:
        """Whether each of the words occurs in the prompt, the pictures' names, the seed, quality, model or date."""
        request = self.request
        ends = (request, request.blend) if request.blend is not None else (request,)
        facts = [request.title, str(request.seed), self.quality, pipeline(request.pipeline).title, self.date]
        facts += [end.prompt for end in ends] + [image.title for end in ends for image in end.images]
        text = " ".join(facts).casefold()
        return all(word in text for word in words.casefold().split())


class HistoryStore:
    """The last results in a folder.

    Parameters
    ----------
    folder
        Made at the first entry.
    most
        Older entries are removed.
    """

    def __init__(self, folder: Path, most: int = MOST) -> None:
        self.folder = folder
        self._most = most
        self._known: dict[Path, HistoryEntry | None] = {}

    def add(
        self, request: GenerationRequest, pixels: NDArray[np.uint8], device: str = "", model_hash: str = ""
    ) -> HistoryEntry:
        """Keep a result with its picture ((h, w, 4) uint8, rows from the top). Raises OSError."""
        self.folder.mkdir(parents=True, exist_ok=True)
        now = time.time_ns()
        file = self.folder / f"{now:020d}-{uuid.uuid4().hex[:8]}.png"
        entry = HistoryEntry(file, request, now / 1e9, device, model_hash)
        record = {"request": request.to_json(), "made": entry.made, "device": device, "model_hash": model_hash}
        with atomic_write(file) as written:
            written.write(png.encoded(pixels, json.dumps(record, ensure_ascii=False)))
        self._prune()
        return entry

    def entries(self) -> list[HistoryEntry]:
        """Return what is there, the newest first; files that are no entries are passed over."""
        files = self._files()
        self._known = {file: self._known[file] if file in self._known else _read(file) for file in files}
        return [entry for file in reversed(files) if (entry := self._known[file]) is not None]

    def remove(self, entry_id: str) -> None:
        """Forget an entry; one that is gone already is no failure. Raises OSError."""
        self._file(entry_id).unlink(missing_ok=True)

    def clear(self) -> None:
        """Forget all. Raises OSError."""
        for file in self._files():
            file.unlink(missing_ok=True)

    def _file(self, entry_id: str) -> Path:
        return self.folder / f"{Path(entry_id).name}.png"

    def _files(self) -> list[Path]:
        """Return the files, the oldest first: their names begin with the time."""
        try:
            return sorted(file for file in self.folder.iterdir() if file.suffix == ".png" and file.name[0] != ".")
        except OSError:
            return []

    def _prune(self) -> None:
        with contextlib.suppress(OSError):
            for file in self._files()[: -self._most]:
                file.unlink(missing_ok=True)
            for part in self.folder.glob(".part-*"):
                if time.time() - part.stat().st_mtime > _STALE_SECONDS:
                    part.unlink(missing_ok=True)


def searched(entries: Iterable[HistoryEntry], words: str) -> list[HistoryEntry]:
    """Return the entries that match all of the words, in their order."""
    return [entry for entry in entries if entry.matches(words)]


def _read(file: Path) -> HistoryEntry | None:
    try:
        record: dict[str, Any] = json.loads(png.record_in(file))
        request = GenerationRequest.from_json(record["request"])
        return HistoryEntry(file, request, float(record["made"]), str(record["device"]), str(record["model_hash"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, PointsmithError):
        return None
