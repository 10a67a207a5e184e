"""Write PNG files, 8 bits in colour or 16 bits in grey; Blender's Python has no picture library."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_KINDS = {1: 0, 3: 2, 4: 6}
"""Colour type of the format, by the number of channels."""


def write_png(path: Path, pixels: NDArray[np.uint8] | NDArray[np.uint16]) -> None:
    """Write (height, width) or (height, width, 1, 3 or 4), the first row at the top."""
    height, width = pixels.shape[:2]
    channels = pixels.shape[2] if pixels.ndim == 3 else 1
    big_endian = pixels.astype(pixels.dtype.newbyteorder(">"))
    rows = big_endian.reshape(height, -1).view(np.uint8)
    # Each row opens with its filter: 0, none.
    body = np.pad(rows, ((0, 0), (1, 0))).tobytes()
    header = struct.pack(">IIBBBBB", width, height, 8 * pixels.itemsize, _KINDS[channels], 0, 0, 0)
    chunks = _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(body, 1)) + _chunk(b"IEND", b"")
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
