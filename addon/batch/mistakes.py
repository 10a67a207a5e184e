"""What is wrong with a manifest, and the report of all of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from ..core.errors import ErrorCode, PointsmithError
from .keys import KEYS, unknown

MOST = 1000
"""Mistakes that a report spells out."""

_LEANED_ON = frozenset({"prompt", "image", "images", "out", "name", "format", "model", "draw"})
"""Without one of these the rest of a line would be blamed for what it misses."""
_SURE: dict[str, Any] = {"prompt": "a chair", "out": "chair.glb"}


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing that is wrong.

    Attributes
    ----------
    line
        Where, from 1; a row of a table is named by its first line.
    key
        The setting or column, or "" where the line as a whole is wrong.
    reason
        A sentence without its final stop.
    """

    line: int
    key: str
    reason: str

    def __str__(self) -> str:
        told = f"line {self.line}{', ' + self.key if self.key else ''}: {self.reason}"
        return "".join(letter if letter.isprintable() else "�" for letter in told)


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line of a manifest that is no job, and all that is wrong with it."""

    key: str
    line: int
    mistakes: tuple[Mistake, ...]

    @property
    def error(self) -> PointsmithError:
        """The line's failure, from the closed list."""
        told = "; ".join(f"{each.key}: {each.reason}" if each.key else each.reason for each in self.mistakes)
        return PointsmithError(ErrorCode.BAD_SETTING, f"line {self.line}: {told}")


def reason_of(error: PointsmithError) -> str:
    """Return what a failure adds to its place: the detail, or else the sentence and its way out."""
    if error.code is ErrorCode.BAD_SETTING:
        return error.detail
    if error.code is ErrorCode.EMPTY_PROMPT:
        return "there is neither a prompt nor an image"
    return f"{error.sentence} {error.way_out}".rstrip(".")


def diagnosed(line: int, record: dict[str, Any], make: Callable[[dict[str, Any]], object]) -> tuple[Mistake, ...]:
    """Return everything that is wrong with the record of a line; empty when nothing is.

    `make` makes jobs of a record, or raises PointsmithError for the first thing that is wrong. It is called with each
    setting alone, so that each can be blamed.
    """
    found = [Mistake(line, key, unknown(key)) for key in record if key not in KEYS]
    known = {key: value for key, value in record.items() if key in KEYS}
    bad = {each.key for each in found}
    for key, value in known.items():
        try:
            make({**_beside(key, known, bad), key: value})
        except PointsmithError as error:
            found.append(Mistake(line, key, reason_of(error)))
            bad.add(key)
    if not any(key in _LEANED_ON or key.startswith("blend_") for key in bad):
        try:
            make({key: value for key, value in known.items() if key not in bad})
        except PointsmithError as error:
            found.append(Mistake(line, "", reason_of(error)))
    return tuple(found)


def _beside(key: str, known: dict[str, Any], bad: set[str]) -> dict[str, Any]:
    """What has to stand beside one setting so that nothing else can be refused."""
    record = dict(_SURE)
    if key == "name":
        del record["out"]
    if key in {"sampler", "mesher", "quality"} and "model" in known and "model" not in bad:
        record["model"] = known["model"]
    if key.startswith("blend_") and key != "blend_seed":
        record["blend_seed"] = 1
    if key == "picture_model":
        record["draw"] = True
    return record


class Mistakes:
    """All mistakes of a manifest, each once, and how many more there are than can be read."""

    def __init__(self) -> None:
        self.found: list[Mistake] = []
        self.more = 0
        self._seen: set[Mistake] = set()

    def __len__(self) -> int:
        return len(self.found) + self.more

    def add(self, mistakes: Iterable[Mistake]) -> None:
        """Take mistakes in; a grid's jobs often share one."""
        for each in mistakes:
            if each in self._seen:
                continue
            if len(self.found) >= MOST:
                self.more += 1
                continue
            self._seen.add(each)
            self.found.append(each)

    def report(self, name: str) -> Iterator[str]:
        """Yield the report's lines, in the manifest's order; `name` is the manifest's."""
        count = len(self)
        yield f"{name}: {count} mistake{'s' if count != 1 else ''}"
        for each in sorted(self.found, key=lambda mistake: mistake.line):
            yield f"  {each}"
        if self.more:
            yield f"  and {self.more} more"
