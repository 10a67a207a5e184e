"""Small pictures of what was made, each in a file named by its job's key."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..core.cloud import PointCloud
from ..core.files import atomic_write
from ..core.mesh import TriangleMesh
from ..core.png import encoded
from ..core.thumbnail import thumbnail
from .results import written_badly

FOLDER = "thumbnails"
SIDE = 192
_IN_ONE_FOLDER = 2
"""Letters of the key that name a folder, so that a million files lie in 256 of them."""


def write(folder: Path, key: str, cloud: PointCloud, mesh: TriangleMesh | None) -> Path:
    """Draw an object into the thumbnails beside a results file in `folder`, and return the file.

    A mesh is drawn as the cloud of its vertices, which are more and lie more evenly than the points it came from.

    Raises
    ------
    PointsmithError
        NOT_WRITABLE, DISK_FULL.
    """
    path = folder / FOLDER / key[:_IN_ONE_FOLDER] / f"{key}.png"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with atomic_write(path) as file:
            file.write(encoded(thumbnail(cloud if mesh is None else vertices_of(mesh), SIDE)))
    except OSError as error:
        raise written_badly(path, error) from error
    return path


def vertices_of(mesh: TriangleMesh) -> PointCloud:
    """Return a mesh's vertices with their normals, which are the sums of their faces' by area."""
    a, b, c = (mesh.vertices[mesh.faces[:, corner]] for corner in range(3))
    across = np.repeat(np.cross(b - a, c - a), 3, axis=0)
    corners, count = mesh.faces.ravel(), len(mesh.vertices)
    normals = np.stack([np.bincount(corners, across[:, axis], count) for axis in range(3)], axis=1)
    normals = normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
    return PointCloud(mesh.vertices, mesh.colors, normals.astype(np.float32))


def pixels(path: Path) -> NDArray[np.uint8]:
    """Return the (height, width, 4) pixels of a file that `core.png.encoded` made: sRGB, straight alpha.

    Raises
    ------
    OSError
    ValueError
        It is no such file, or is damaged.
    """
    content = path.read_bytes()
    place, header, data = 8, b"", b""
    while place + 12 <= len(content):
        length, kind = struct.unpack_from(">I4s", content, place)
        chunk = content[place + 8 : place + 8 + length]
        header = chunk if kind == b"IHDR" else header
        data += chunk if kind == b"IDAT" else b""
        place += 12 + length
    if len(header) != 13 or header[8:] != b"\x08\x06\0\0\0":
        raise ValueError("no picture of eight bits with alpha")
    width, height = struct.unpack(">II", header[:8])
    try:
        lines = np.frombuffer(zlib.decompress(data), np.uint8).reshape(height, 1 + width * 4)
    except zlib.error as error:
        raise ValueError("damaged") from error
    if (lines[:, 0] != 1).any():
        raise ValueError("its lines are filtered in another way")
    # Filter 1: every pixel is the difference from the one to its left, modulo 256.
    return np.cumsum(lines[:, 1:].reshape(height, width, 4), axis=1, dtype=np.uint8)
