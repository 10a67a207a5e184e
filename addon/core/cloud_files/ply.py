"""PLY, ascii and binary, in both byte orders (Turk, "The PLY Polygon File Format", 1994).

Elements before the vertices, properties beside the wanted ones and lists among them are passed over. Names of
properties are those in use: x y z, nx ny nz (or normal_x ...), red green blue (or r g b, diffuse_red ...).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from ..files import atomic_write
from .raw import CHUNK_ROWS, Collector, Floats, RawCloud, read_rows, refused, shown
from .table import LONGEST_LINE, lines_of, numbers

MAGIC = b"ply"

_ORDERS = {"ascii": "", "binary_little_endian": "<", "binary_big_endian": ">"}
_TYPES = {
    name: kind
    for kind, names in {
        "i1": ("char", "int8"),
        "u1": ("uchar", "uint8"),
        "i2": ("short", "int16"),
        "u2": ("ushort", "uint16"),
        "i4": ("int", "int32"),
        "u4": ("uint", "uint32"),
        "i8": ("long", "int64"),
        "u8": ("ulong", "uint64"),
        "f4": ("float", "float32"),
        "f8": ("double", "float64"),
    }.items()
    for name in names
}
_POSITION = (("x", "y", "z"),)
_NORMAL = (("nx", "ny", "nz"), ("normal_x", "normal_y", "normal_z"), ("normalx", "normaly", "normalz"))
_COLOR = (
    ("red", "green", "blue"),
    ("r", "g", "b"),
    ("diffuse_red", "diffuse_green", "diffuse_blue"),
    ("scalar_red", "scalar_green", "scalar_blue"),
    ("scalar_r", "scalar_g", "scalar_b"),
)
_MOST_HEADER_LINES = 10_000

_LONGEST_LIST = 1_000_000


@dataclass(frozen=True, slots=True)
class _Property:
    name: str
    kind: str
    """numpy's name of the type, without byte order."""
    length_kind: str = ""
    """The type of a list's length; empty for a single value."""


@dataclass(slots=True)
class _Element:
    name: str
    count: int
    properties: list[_Property] = field(default_factory=list)

    @property
    def least_bytes(self) -> int:
        """The fewest bytes a binary row can have."""
        return sum(np.dtype(p.length_kind or p.kind).itemsize for p in self.properties)


def read_ply(file: BinaryIO, size: int) -> RawCloud:
    """Read a file of `size` bytes from its start. Raises PointsmithError BAD_CLOUD, OSError."""
    order, elements = _read_header(file)
    for element in elements:
        least = element.least_bytes if order else 2 * len(element.properties)
        if element.count * least > size:
            raise refused(f"the PLY file says it has {element.count} {element.name} rows, and is too short for them")
        if element.name in ("vertex", "point"):
            return _read_vertices(file, element, order)
        if not element.properties:
            continue
        if order:
            for _ in _binary_blocks(file, element, order):
                pass
        elif sum(1 for _ in itertools.islice(lines_of(file), element.count)) < element.count:
            raise refused("the PLY file ends before its points do")
    raise refused("the PLY file has no vertices")


def _read_header(file: BinaryIO) -> tuple[str, list[_Element]]:
    """Return the byte order, empty for ascii, and the elements; the file stands at the first row."""
    order: str | None = None
    elements: list[_Element] = []
    file.readline(LONGEST_LINE)
    for _ in range(_MOST_HEADER_LINES):
        line = file.readline(LONGEST_LINE).decode("latin-1")
        match line.split():
            case ["format", name, *_] if name in _ORDERS:
                order = _ORDERS[name]
            case ["element", name, count] if count.isascii() and count.isdigit() and len(count) < 19:
                elements.append(_Element(name.lower(), int(count)))
            case ["property", "list", length, kind, name] if elements and length in _TYPES and kind in _TYPES:
                if _TYPES[length][0] == "f":
                    raise refused("the PLY file counts the items of a list in fractions")
                elements[-1].properties.append(_Property(name.lower(), _TYPES[kind], _TYPES[length]))
            case ["property", kind, name] if elements and kind in _TYPES:
                elements[-1].properties.append(_Property(name.lower(), _TYPES[kind]))
            case ["end_header"]:
                if order is None:
                    raise refused("the header of the PLY file does not say whether it is text or binary")
                return order, elements
            case ["comment" | "obj_info", *_] | []:
                if not line:
                    break
            case words:
                raise refused(f"the PLY file has a header line that makes no sense: {shown(' '.join(words))}")
    raise refused("the header of the PLY file has no end")


def _triple(element: _Element, names: tuple[tuple[str, str, str], ...]) -> list[int] | None:
    """The places of three properties, the first of `names` that are all there; lists do not count."""
    place = {p.name: i for i, p in enumerate(element.properties) if not p.length_kind}
    return next(([place[name] for name in triple] for triple in names if all(n in place for n in triple)), None)


def _read_vertices(file: BinaryIO, element: _Element, order: str) -> RawCloud:
    position, color, normal = (_triple(element, names) for names in (_POSITION, _COLOR, _NORMAL))
    if position is None:
        raise refused("the vertices of the PLY file have no x, y and z")
    white = None
    if color is not None:
        white = {"u1": 255.0, "u2": 65535.0}.get(element.properties[color[0]].kind)
    found = Collector()
    wanted = [places for places in (position, color, normal) if places is not None]
    columns = _binary_columns if order else _text_columns
    for values in columns(file, element, order, [i for places in wanted for i in places]):
        triples = (np.stack(values[3 * i : 3 * i + 3], axis=1) for i in range(len(wanted)))
        found.add(next(triples), next(triples) if color else None, next(triples) if normal else None)
    return found.cloud(white)


def _binary_columns(
    file: BinaryIO, element: _Element, order: str, places: list[int]
) -> Iterator[list[NDArray[np.generic]]]:
    """Blocks of the properties at `places`, each (M,)."""
    for block in _binary_blocks(file, element, order):
        yield [block[str(i)] for i in places]


def _binary_blocks(file: BinaryIO, element: _Element, order: str) -> Iterator[NDArray[np.void]]:
    """Rows of an element with a field "0", "1" ... for each property, in blocks whose lists have the same lengths.

    Lists make rows of many lengths. A block is read as if all its rows were like its first one, kept up to the row
    whose lists differ, and the next starts there; blocks grow as long as that goes well.
    """
    lists = [str(i) for i, p in enumerate(element.properties) if p.length_kind]
    done, block_rows = 0, 16 if lists else CHUNK_ROWS
    while done < element.count:
        layout = _layout(file, element, order)
        start, count = file.tell(), min(block_rows, element.count - done)
        if not lists:
            rows = read_rows(file, layout, count)
        else:
            block = file.read(max(count * layout.itemsize, 1))
            whole = len(block) // layout.itemsize if layout.itemsize else 0
            rows = np.frombuffer(block, layout, count=whole)
            same = np.ones(len(rows), np.bool_)
            for name in lists:
                same &= rows[f"length {name}"] == rows[f"length {name}"][:1]
            rows = rows if same.all() else rows[: int(np.argmin(same))]
            if len(rows) == 0:
                raise refused("the PLY file ends before its points do")
            block_rows = min(2 * block_rows, CHUNK_ROWS) if len(rows) == count else max(16, len(rows))
            file.seek(start + len(rows) * layout.itemsize)
        done += len(rows)
        yield rows


def _layout(file: BinaryIO, element: _Element, order: str) -> np.dtype[np.void]:
    """The layout of the row at which the file stands, and where it goes on standing."""
    fields: list[tuple[str, str] | tuple[str, str, tuple[int]]] = []
    start = at = file.tell()
    for i, item in enumerate(element.properties):
        if not item.length_kind:
            fields.append((str(i), order + item.kind))
            at += np.dtype(item.kind).itemsize
            continue
        file.seek(at)
        length = int(read_rows(file, np.dtype([("n", order + item.length_kind)]), 1)["n"][0])
        if not 0 <= length <= _LONGEST_LIST:
            raise refused("the PLY file has a list of impossible length")
        fields += [(f"length {i}", order + item.length_kind), (str(i), order + item.kind, (length,))]
        at += np.dtype(item.length_kind).itemsize + length * np.dtype(item.kind).itemsize
    file.seek(start)
    return np.dtype(fields)


def _text_columns(
    file: BinaryIO, element: _Element, _order: str, places: list[int]
) -> Iterator[list[NDArray[np.generic]]]:
    """Blocks of the properties at `places`, each (M,)."""
    lines = lines_of(file)
    lists = [i for i, p in enumerate(element.properties) if p.length_kind]
    if lists and lists[0] < max(places):
        lines, places = (_without_lists(line, element) for line in lines), _places_without_lists(element, places)
    for first in range(0, element.count, CHUNK_ROWS):
        count = min(CHUNK_ROWS, element.count - first)
        block = numbers(itertools.islice(lines, count), tuple(places), None, first)
        if len(block) < count:
            raise refused(f"the PLY file ends after {first + len(block)} of its {element.count} points")
        yield list(block.T)


def _places_without_lists(element: _Element, places: list[int]) -> list[int]:
    return [sum(not p.length_kind for p in element.properties[:place]) for place in places]


def _without_lists(line: bytes, element: _Element) -> bytes:
    """One text row with its lists cut out."""
    words, kept, at = line.split(), [], 0
    for item in element.properties:
        if not item.length_kind:
            kept += words[at : at + 1]
            at += 1
        elif at < len(words) and words[at].isdigit() and len(words[at]) < 8:
            at += 1 + int(words[at])
        else:
            raise refused("the PLY file has a list of impossible length")
    return b" ".join(kept)


def write_ply(path: Path, positions: NDArray[np.floating], colors: Floats | None, normals: Floats | None) -> None:
    """Write (N, 3) points as binary little-endian PLY, atomically.

    Parameters
    ----------
    path
        The file.
    positions
        Written as float when float32, as double otherwise.
    colors
        (N, 3) sRGB in [0, 1], rounded to 8 bits; or None.
    normals
        (N, 3), written as float; or None.

    Raises
    ------
    OSError
    """
    kind = "f4" if positions.dtype == np.float32 else "f8"
    fields = [(name, f"<{kind}") for name in _POSITION[0]]
    header = [f"property {'float' if kind == 'f4' else 'double'} {name}" for name in _POSITION[0]]
    if normals is not None:
        fields += [(name, "<f4") for name in _NORMAL[0]]
        header += [f"property float {name}" for name in _NORMAL[0]]
    if colors is not None:
        fields += [(name, "u1") for name in _COLOR[0]]
        header += [f"property uchar {name}" for name in _COLOR[0]]
    lines = ["ply", "format binary_little_endian 1.0", f"element vertex {len(positions)}", *header, "end_header", ""]
    with atomic_write(path) as file:
        file.write("\n".join(lines).encode())
        for first in range(0, len(positions), CHUNK_ROWS):
            part = slice(first, first + CHUNK_ROWS)
            rows = np.empty(len(positions[part]), fields)
            for axis in range(3):
                rows[_POSITION[0][axis]] = positions[part, axis]
                if normals is not None:
                    rows[_NORMAL[0][axis]] = normals[part, axis]
                if colors is not None:
                    rows[_COLOR[0][axis]] = np.rint(np.clip(colors[part, axis], 0, 1) * 255)
            file.write(rows.tobytes())
