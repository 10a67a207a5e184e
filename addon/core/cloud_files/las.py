"""LAS 1.0 to 1.4, uncompressed, point formats 0 to 10 (ASPRS, "LAS Specification 1.4 - R15")."""

from __future__ import annotations

import struct
from typing import BinaryIO

import numpy as np

from .raw import CHUNK_ROWS, Collector, RawCloud, Rows, read_rows, refused

MAGIC = b"LASF"

_HEADER_SIZE = 227
"""Bytes of the public header block of LAS 1.0 to 1.2, which the later ones extend."""
_HEADER_SIZE_1_4 = 375
_COMPRESSED = 0b1100_0000
"""Bits that LAZ sets in the number of the point format."""
_POINT_SIZES = (20, 28, 26, 34, 57, 63, 30, 36, 38, 59, 67)
_COLOR_OFFSETS = {2: 20, 3: 28, 5: 28, 7: 30, 8: 30, 10: 30}


def read_las(file: BinaryIO, size: int) -> RawCloud:
    """Read a file of `size` bytes from its start. Colours that are black throughout count as none.

    Raises PointsmithError BAD_CLOUD, OSError.
    """
    header = file.read(_HEADER_SIZE_1_4)
    if len(header) < _HEADER_SIZE:
        raise refused("the LAS file ends inside its header")
    major, minor = header[24], header[25]
    if (major, minor) not in {(1, n) for n in range(5)}:
        raise refused(f"it is LAS {major}.{minor}, and only 1.0 to 1.4 are known")
    start, _, kind, row_bytes, count = struct.unpack_from("<IIBHI", header, 96)
    if minor == 4 and len(header) == _HEADER_SIZE_1_4:
        count = struct.unpack_from("<Q", header, 247)[0] or count
    if kind & _COMPRESSED:
        raise refused("it is LAZ, compressed LAS; write it as LAS first, for example with CloudCompare or PDAL")
    if kind >= len(_POINT_SIZES):
        raise refused(f"LAS point format {kind} is not known")
    if row_bytes < _POINT_SIZES[kind] or start < _HEADER_SIZE:
        raise refused("the header of the LAS file contradicts itself")
    if count * row_bytes > size - start:
        raise refused(f"the LAS file ends before its {count} points do")
    scale, offset = (np.array(struct.unpack_from("<3d", header, at)) for at in (131, 155))
    if not (np.isfinite(scale).all() and np.isfinite(offset).all() and (scale != 0).all()):
        raise refused("the scale in the header of the LAS file is not a number to scale with")
    file.seek(start)
    return _read_points(file, count, _layout(kind, row_bytes), (scale, offset))


def _layout(kind: int, row_bytes: int) -> np.dtype[np.void]:
    names, formats, offsets = ["xyz"], ["(3,)<i4"], [0]
    if kind in _COLOR_OFFSETS:
        names.append("rgb")
        formats.append("(3,)<u2")
        offsets.append(_COLOR_OFFSETS[kind])
    return np.dtype({"names": names, "formats": formats, "offsets": offsets, "itemsize": row_bytes})


def _read_points(
    file: BinaryIO, count: int, layout: np.dtype[np.void], scale_and_offset: tuple[Rows, Rows]
) -> RawCloud:
    scale, offset = scale_and_offset
    found, lit, brightest = Collector(), "rgb" in (layout.names or ()), 0
    for first in range(0, count, CHUNK_ROWS):
        wanted = min(CHUNK_ROWS, count - first)
        rows = read_rows(file, layout, wanted)
        with np.errstate(over="ignore", invalid="ignore"):
            positions = rows["xyz"] * scale + offset
        found.add(positions, rows["rgb"] if lit else None)
        if lit:
            brightest = max(brightest, int(rows["rgb"].max()))
    if lit and brightest == 0:
        found.drop_colors()
    # The specification asks for 16 bits; many programs write 8 into them.
    return found.cloud(white=255.0 if brightest <= 255 else 65535.0)
