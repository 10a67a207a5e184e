"""PNG files that carry a record: written and read with the standard library, since Blender has no imaging package.

The record is an iTXt chunk (PNG 1.2, 4.2.3.3), uncompressed UTF-8, before the pixels, as image generators do it: the
picture and what it was made from are one file, whole or absent.
"""

from __future__ import annotations

import struct
import zlib
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_KEYWORD = b"pointsmith"
_MOST_BYTES = 1 << 20
"""A record that is larger was not written here."""
_RGBA = 6


def encoded(pixels: NDArray[np.uint8], record: str = "") -> bytes:
    """Return a PNG file's bytes.

    Parameters
    ----------
    pixels
        (height, width, 4) uint8, rows from the top: sRGB and straight alpha.
    record
        Text that travels in the file.
    """
    height, width, _ = pixels.shape
    header = struct.pack(">IIBBBBB", width, height, 8, _RGBA, 0, 0, 0)
    # Filter 1 (Sub) on every line: smooth shading becomes small differences.
    lines = np.empty((height, 1 + width * 4), np.uint8)
    lines[:, 0] = 1
    lines[:, 1:5] = pixels[:, 0]
    lines[:, 5:] = (pixels[:, 1:] - pixels[:, :-1]).reshape(height, -1)
    chunks = [(b"IHDR", header), (b"sRGB", b"\0")]
    if record:
        chunks.append((b"iTXt", _KEYWORD + b"\0\0\0\0\0" + record.encode()))
    chunks += [(b"IDAT", zlib.compress(lines.tobytes(), 6)), (b"IEND", b"")]
    return _SIGNATURE + b"".join(_chunk(kind, data) for kind, data in chunks)


def record_in(path: Path) -> str:
    """Return the record of a file that `encoded` made; the pixels are not read.

    Raises
    ------
    OSError
    ValueError
        It is no such file, or it is cut off or damaged before the pixels.
    """
    with path.open("rb") as file:
        if file.read(len(_SIGNATURE)) != _SIGNATURE:
            raise ValueError("not a PNG file")
        while True:
            kind, data = _read_chunk(file)
            if kind == b"iTXt" and data.startswith(_KEYWORD + b"\0\0\0\0\0"):
                return data[len(_KEYWORD) + 5 :].decode()
            if kind in {b"IDAT", b"IEND"}:
                raise ValueError("it carries no record")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _read_chunk(file: BinaryIO) -> tuple[bytes, bytes]:
    head = file.read(8)
    if len(head) < 8:
        raise ValueError("cut off")
    length, kind = struct.unpack(">I4s", head)
    if kind == b"IDAT":
        return kind, b""
    if length > _MOST_BYTES:
        raise ValueError("a chunk is too large")
    data, check = file.read(length), file.read(4)
    if len(data) < length or check != struct.pack(">I", zlib.crc32(kind + data)):
        raise ValueError("damaged")
    return kind, data
