"""Read the uncompressed OpenEXR files that Blender writes, all their passes at once.

Blender itself cannot hand the float passes of a multilayer file to Python, and a user's own Blender has no OpenEXR
module. Uncompressed scanlines are plain enough: Blender 4.2 and 4.5 keep all channels in one part, newer ones write a
part for each pass.
"""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_MAGIC, _MULTIPART, _FLOAT = 20000630, 0x1000, 2

Floats = NDArray[np.float32]


def read_channels(path: Path) -> dict[str, Floats]:
    """Channels (height, width) by their full name, such as `ViewLayer.Depth.Z`, the first row at the top.

    Raises ValueError for what Blender would not have written with 32-bit colour depth and no compression.
    """
    data = path.read_bytes()
    magic, flags = struct.unpack_from("<iI", data)
    if magic != _MAGIC:
        raise ValueError(f"{path.name} is not an OpenEXR file")
    many = bool(flags & _MULTIPART)
    parts, at = _headers(data, 8, many)
    channels: dict[str, Floats] = {}
    # Each row stands in a chunk of its own; the tables of their places follow the headers.
    tables = []
    for names, height, width in parts:
        tables.append((names, width, np.frombuffer(data, "<u8", height, at)))
        at += 8 * height
    for names, width, table in tables:
        lead, row = (12 if many else 8), width * len(names)
        rows = np.stack([np.frombuffer(data, "<f4", row, int(start) + lead).reshape(-1, width) for start in table])
        channels |= {name: np.ascontiguousarray(rows[:, k]) for k, name in enumerate(names)}
    return channels


def _headers(data: bytes, at: int, many: bool) -> tuple[list[tuple[list[str], int, int]], int]:
    """Channel names, height and width of each part, and where the headers end."""
    parts = []
    while True:
        attributes: dict[str, bytes] = {}
        while data[at]:
            name, at = _text(data, at)
            _, at = _text(data, at)
            (size,) = struct.unpack_from("<i", data, at)
            attributes[name] = data[at + 4 : at + 4 + size]
            at += 4 + size
        at += 1
        if attributes["compression"] != b"\0":
            raise ValueError("the OpenEXR file is compressed")
        left, top, right, bottom = struct.unpack("<4i", attributes["dataWindow"])
        names = _channel_names(attributes["channels"], attributes["name"].decode() if many else "")
        parts.append((names, bottom - top + 1, right - left + 1))
        if not many:
            return parts, at
        if not data[at]:
            return parts, at + 1


def _channel_names(table: bytes, part: str) -> list[str]:
    names, at = [], 0
    while table[at]:
        name, at = _text(table, at)
        if struct.unpack_from("<i", table, at) != (_FLOAT,):
            raise ValueError(f"channel {name} is not of 32-bit floats")
        # A part for each pass may name its channels by their last letter only.
        names.append(name if "." in name or not part else f"{part}.{name}")
        at += 16
    return names


def _text(data: bytes, at: int) -> tuple[str, int]:
    end = data.index(0, at)
    return data[at:end].decode(), end + 1
