"""Points as text, one a line: XYZ, TXT, ASC, CSV, PTS, and the vertices of OBJ.

A line is x y z and, in any of the usual orders, an intensity, red green blue, and a normal; what stands between may
be spaces, tabs, commas or semicolons. A line of names before the points says which column is what; without one, the
number of columns and their values do.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np

from .raw import CHUNK_ROWS, Collector, RawCloud, Rows, refused
from .table import LONGEST_LINE, lines_of, numbers

_MOST_HEADER_LINES = 1000
_COMMENTS = (b"#", b"//", b"%", b"!")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?|[+-]?(nan|inf|infinity)", re.IGNORECASE)
_DECIMAL_COMMA = re.compile(r"[+-]?\d*,\d+([eE][+-]?\d+)?")
_NAMES = {
    "positions": (
        ("x", "y", "z"),
        ("xcoord", "ycoord", "zcoord"),
        ("px", "py", "pz"),
        ("easting", "northing", "height"),
    ),
    "colors": (("r", "g", "b"), ("red", "green", "blue"), ("rf", "gf", "bf")),
    "normals": (("nx", "ny", "nz"), ("normalx", "normaly", "normalz")),
}
_SAMPLE = 1000
"""Lines looked at to tell colours from normals."""


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where a line has what; each the places of three numbers."""

    positions: tuple[int, ...]
    colors: tuple[int, ...] = ()
    normals: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Style:
    """How a line is written."""

    delimiter: str | None
    decimal_comma: bool

    @classmethod
    def of(cls, line: str) -> _Style:
        """Tell from the first line of points.

        A comma is a decimal sign where something else stands between the numbers ("1,5;2,5;3" or "1,5 2,5 3,5").
        """
        for delimiter in (";", "\t", None):
            words = [word.strip() for word in line.split(delimiter)]
            if delimiter and len(words) > 2:
                return cls(delimiter, "," in line)
            if len(words) > 2 and "," in line:
                decimal = all(_NUMBER.fullmatch(word) or _DECIMAL_COMMA.fullmatch(word) for word in words)
                return cls(None, True) if decimal else cls(",", False)
        return cls("," if "," in line else None, False)

    def words(self, line: str) -> list[str]:
        """Split one line."""
        text = line.replace(",", ".") if self.decimal_comma else line
        return [word.strip() for word in text.strip().split(self.delimiter)]

    def lines(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        """Lines as `numbers` takes them, without comments."""
        for line in lines:
            if line.lstrip().startswith(_COMMENTS):
                continue
            yield line.replace(b",", b".") if self.decimal_comma else line


def read_xyz(file: BinaryIO) -> RawCloud:
    """Read x y z lines with colours or normals or both. Raises PointsmithError BAD_CLOUD, OSError."""
    first, names = _first_point(file)
    style = _Style.of(first)
    lines = style.lines(lines_of(file))
    sample = list(itertools.islice(lines, _SAMPLE))
    columns = _named(first, style, names) or _guessed(first, style, sample)
    found = Collector()
    _collect(found, itertools.chain(sample, lines), columns, style.delimiter)
    return found.cloud()


def read_pts(file: BinaryIO) -> RawCloud:
    """Read PTS: one or more scans, each the number of its points, then x y z [intensity] [r g b] lines.

    Without that number it is read like XYZ. Raises PointsmithError BAD_CLOUD, OSError.
    """
    lines = lines_of(file)
    found, columns, count = Collector(), None, next(lines, b"").split()
    if len(count) != 1 or not count[0].isdigit():
        file.seek(0)
        return read_xyz(file)
    while count:
        if len(count) != 1 or not count[0].isdigit() or len(count[0]) > 18:
            raise refused("the PTS file has more points than it says")
        points = itertools.islice(lines, int(count[0]))
        sample = list(itertools.islice(points, _SAMPLE))
        if columns is None and sample:
            columns = _guessed(sample[0].decode("latin-1"), _Style(None, False), sample)
        read = _collect(found, itertools.chain(sample, points), columns, None) if columns else 0
        if read < int(count[0]):
            raise refused(f"the PTS file ends after {read} of {int(count[0])} points")
        count = next(lines, b"").split()
    return found.cloud()


def read_obj(file: BinaryIO) -> RawCloud:
    """Read the vertices of OBJ: `v x y z` or `v x y z r g b`, and `vn` when there is one for each vertex.

    Raises PointsmithError BAD_CLOUD, OSError.
    """

    def tagged(tag: bytes) -> Iterator[bytes]:
        file.seek(0)
        starts, skip = (tag + b" ", tag + b"\t"), len(tag)
        return (line[skip:] for line in lines_of(file) if line.startswith(starts))

    first = next(tagged(b"v"), b"").split()
    if len(first) < 3:
        raise refused("the OBJ file has no vertices")
    columns = _Columns((0, 1, 2), (3, 4, 5) if len(first) >= 6 else ())
    found = Collector()
    count = _collect(found, tagged(b"v"), columns, None)
    if sum(1 for _ in tagged(b"vn")) == count:
        rows = tagged(b"vn")
        for start in range(0, count, CHUNK_ROWS):
            found.add_normals(numbers(itertools.islice(rows, CHUNK_ROWS), (0, 1, 2), None, start))
    return found.cloud()


def _collect(found: Collector, lines: Iterable[bytes], columns: _Columns, delimiter: str | None) -> int:
    """Parse lines to their end and return how many there were."""
    wanted = columns.positions + columns.colors + columns.normals
    rest, done = iter(lines), 0
    while True:
        rows = numbers(itertools.islice(rest, CHUNK_ROWS), wanted, delimiter, done)
        if len(rows) == 0:
            return done
        done += len(rows)
        parts = [rows[:, i : i + 3] for i in range(3, len(wanted), 3)]
        found.add(
            rows[:, :3],
            parts.pop(0) if columns.colors else None,
            parts.pop(0) if columns.normals else None,
        )


def _first_point(file: BinaryIO) -> tuple[str, list[str]]:
    """The first line that begins with three numbers, and the words of the line before it; the file stands at it."""
    before = ""
    for _ in range(_MOST_HEADER_LINES):
        start = file.tell()
        line = file.readline(LONGEST_LINE)
        if not line:
            break
        text = line.decode("utf-8-sig", "replace")
        if not line.lstrip().startswith(_COMMENTS) and _begins_with_numbers(text):
            # A byte-order mark stays behind.
            file.seek(start + (3 if line.startswith(b"\xef\xbb\xbf") else 0))
            return text, re.split(r"[\s,;]+", before.strip().lower().lstrip("#/%! "))
        before = text if text.strip() else before
    raise refused("it has no line that begins with three numbers")


def _begins_with_numbers(text: str) -> bool:
    words = _Style.of(text).words(text)
    return len(words) >= 3 and all(_NUMBER.fullmatch(word) for word in words[:3])


def _named(first: str, style: _Style, names: list[str]) -> _Columns | None:
    """The columns that a line of names tells; None when it is not such a line, or does not name every column."""
    plain = [re.sub(r"[^a-z]", "", name) for name in names if name]
    if len(plain) != sum(1 for word in style.words(first) if word):
        return None
    places = {}
    for kind, triples in _NAMES.items():
        known = [triple for triple in triples if all(name in plain for name in triple)]
        places[kind] = tuple(plain.index(name) for name in known[0]) if known else ()
    return _Columns(**places) if places["positions"] else None


def _guessed(first: str, style: _Style, sample: list[bytes]) -> _Columns:
    """The columns by their number and, for colours against normals, by their values in some lines."""
    words = list(itertools.takewhile(_NUMBER.fullmatch, style.words(first)))
    if len(words) < 3:
        raise refused("its points have fewer than three numbers")
    # Seven and ten columns have an intensity after z; four have it, or something else, without colours.
    start = 4 if len(words) in (7, 10) else 3
    triples = [tuple(range(i, i + 3)) for i in range(start, min(len(words), start + 6) - 2, 3)]
    if not triples:
        return _Columns((0, 1, 2))
    rows = numbers(sample, tuple(i for triple in triples for i in triple), style.delimiter, 0)
    normal = [_look_like_normals(rows[:, 3 * i : 3 * i + 3]) for i in range(len(triples))]
    if len(triples) == 1:
        return _Columns((0, 1, 2), *(((), triples[0]) if normal[0] else (triples[0], ())))
    return _Columns((0, 1, 2), *(triples[::-1] if normal[0] and not normal[1] else triples))


def _look_like_normals(rows: Rows) -> bool:
    """Whether most of (M, 3) rows have length one; so have pure red, green and blue, but not among many colours."""
    rows = rows[np.isfinite(rows).all(axis=1) & (rows != 0).any(axis=1)]
    if len(rows) == 0:
        return False
    with np.errstate(over="ignore"):
        near_one = np.abs(np.linalg.norm(rows, axis=1) - 1) < 0.02
    return bool(near_one.mean() > 0.9 and ((rows < 0).any() or not _primary(rows)))


def _primary(rows: Rows) -> bool:
    """Whether all rows are pure red, green or blue."""
    return bool(((rows == 0) | (rows == 1)).all())
