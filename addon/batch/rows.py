"""The lines of a manifest file: JSON lines, or a table (CSV). Read one after the other, never as a whole."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from ..core.errors import ErrorCode, PointsmithError
from ..core.readers import refused
from .keys import KEYS, of_cell, plain, unknown
from .mistakes import Mistake
from .names import shown

_TABLES, _LINES = frozenset({".csv", ".tsv"}), frozenset({".jsonl", ".ndjson"})
_DELIMITERS = ",;\t"
_NOT_UTF8 = "the text is not UTF-8; save the file as UTF-8 (in a spreadsheet: “CSV UTF-8”)"


@dataclass(frozen=True, slots=True)
class Row:
    """One line: the settings that it holds, or what is wrong with it.

    Attributes
    ----------
    line
        Its place in the file, from 1; of a row over several lines the first.
    record
        Settings by key; None where the line as a whole cannot be read.
    mistakes
        What is wrong already; cells with mistakes are not in `record`.
    """

    line: int
    record: dict[str, Any] | None
    mistakes: tuple[Mistake, ...] = ()


def read(path: Path) -> Iterator[Row]:
    """Yield the rows of a manifest; empty lines are left out.

    Raises
    ------
    PointsmithError
        BAD_SETTING when the file cannot be read at all.
    """
    try:
        with path.open("rb") as file:
            start = file.read(4096)
        if start[:2] in {b"\xff\xfe", b"\xfe\xff"}:
            raise refused(f"the manifest {path.name} is UTF-16; save it as UTF-8 (in a spreadsheet: “CSV UTF-8”)")
        table = path.suffix.lower() in _TABLES or (
            path.suffix.lower() not in _LINES and start.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] not in {b"{", b"["}
        )
        # What is no UTF-8 becomes surrogates, so that the one line is to blame and not the file.
        with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="" if table else "\n") as text:
            yield from read_table(text) if table else read_lines(text)
    except OSError as error:
        reason = f"the manifest {path.name} cannot be read ({error.strerror})"
        raise PointsmithError(ErrorCode.BAD_SETTING, reason) from error


def read_lines(lines: Iterable[str]) -> Iterator[Row]:
    """Yield a row for each JSON line; never raises for what a line holds."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield Row(number, record_of(line))
        except PointsmithError as error:
            yield Row(number, None, (Mistake(number, "", error.detail),))


def record_of(line: str) -> dict[str, Any]:
    """Read one JSON object. Raises PointsmithError BAD_SETTING."""
    if _escaped(line):
        raise refused(_NOT_UTF8)
    try:
        record = json.loads(line, object_pairs_hook=_once, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        raise refused(f"the line is not JSON ({error.msg}, at letter {error.pos + 1})") from None
    except (ValueError, RecursionError) as error:
        raise refused(f"the line is not JSON ({error})") from None
    if not isinstance(record, dict):
        raise refused("the line is not a JSON object, such as {“prompt”: “a red chair”}")
    if not _is_text(record):
        raise refused("the line has half of a letter (a lone surrogate) in its text")
    return record


def read_table(text: TextIO | Iterable[str]) -> Iterator[Row]:
    """Yield a row for each row of a table whose first line names the columns; never raises for what it holds.

    The columns are parted by ",", ";" or tabs, whichever the first line has most of. With ";" numbers may have a
    decimal comma. `text` keeps its line ends (`newline=""`), because a quoted cell may hold some.
    """
    lines = iter(text)
    first = next((line for line in lines), "")
    delimiter = max(_DELIMITERS, key=_outside_quotes(first).count)
    reader = csv.reader(_chain(first, lines), delimiter=delimiter, strict=True)
    head: list[str] | None = None
    while True:
        before = reader.line_num
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Row(before + 1, None, (Mistake(before + 1, "", f"the row cannot be read ({error})"),))
            if head is None:
                return  # without its titles no cell means anything
            continue
        if not any(cell.strip() for cell in cells):
            continue
        if head is None:
            head = [plain(title) for title in cells]
            mistakes = tuple(_wrong_titles(before + 1, head))
            if mistakes:
                yield Row(before + 1, None, mistakes)
        else:
            yield _row(before + 1, head, cells, comma=delimiter == ";")


def _chain(first: str, rest: Iterable[str]) -> Iterator[str]:
    yield first
    yield from rest


def _outside_quotes(line: str) -> str:
    return "".join(line.split('"')[::2])


def _wrong_titles(line: int, head: list[str]) -> Iterator[Mistake]:
    for title, count in Counter(head).items():
        if not title:
            yield Mistake(line, "", "a column has no title")
        elif title not in KEYS:
            yield Mistake(line, shown(title), unknown(title))
        elif count > 1:
            yield Mistake(line, title, f"{count} columns have this title")


def _row(line: int, head: list[str], cells: list[str], *, comma: bool) -> Row:
    """Read the cells of one row; a column with an unknown title was told once and is passed over here."""
    if _escaped("".join(cells)):
        return Row(line, None, (Mistake(line, "", _NOT_UTF8),))
    while len(cells) > len(head) and not cells[-1].strip():
        cells.pop()
    if len(cells) > len(head):
        reason = f"the row has {len(cells)} cells, the first line names {len(head)} columns; quote cells with commas"
        return Row(line, None, (Mistake(line, "", reason),))
    record: dict[str, Any] = {}
    mistakes = []
    for key, cell in zip(head, cells, strict=False):
        if key not in KEYS or not cell.strip():
            continue
        try:
            record[key] = of_cell(key, cell, comma=comma)
        except PointsmithError as error:
            mistakes.append(Mistake(line, key, error.detail))
    return Row(line, record, tuple(mistakes))


def _escaped(text: str) -> bool:
    return not text.isascii() and any("\udc80" <= letter <= "\udcff" for letter in text)


def _is_text(value: object) -> bool:
    """Whether all text in a JSON value can be written as UTF-8."""
    if isinstance(value, str):
        return value.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in value)
    if isinstance(value, dict):
        return all(_is_text(key) and _is_text(each) for key, each in value.items())
    return not isinstance(value, list) or all(map(_is_text, value))


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record = dict(pairs)
    if len(record) < len(pairs):
        twice = next(key for key, count in Counter(key for key, _ in pairs).items() if count > 1)
        raise ValueError(f"“{twice[:40]}” stands in it twice")
    return record


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no number")
