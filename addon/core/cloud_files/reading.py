"""The one door to every format: told by the first bytes, then by the name's ending."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from ..errors import PointsmithError
from . import las, ply
from .raw import RawCloud, refused, shown
from .text import read_obj, read_pts, read_xyz

SUFFIXES = (".ply", ".las", ".obj", ".pts", ".xyz", ".xyzrgb", ".xyzn", ".txt", ".asc", ".csv")
"""Endings of the files that `read_cloud` takes; .laz is told apart and refused."""

_HEAD = 1 << 16


def read_cloud(path: Path) -> RawCloud:
    """Read the points of a file.

    Ten million points with colours and normals take less than 1 GB at the highest.

    Parameters
    ----------
    path
        PLY, LAS, OBJ, PTS, or text with one point a line.

    Returns
    -------
    RawCloud
        In the file's own units and order; at least one point is finite.

    Raises
    ------
    PointsmithError
        BAD_CLOUD, for whatever keeps the file from being read.
    """
    try:
        if path.is_dir():
            raise refused("it is a folder")
        with path.open("rb") as file:
            return _read(file, path.suffix.lower())
    except PointsmithError as error:
        raise refused(f"{shown(path.name)}: {error.detail}") from error
    except OSError as error:
        reason = error.strerror or "it cannot be read"
        raise refused(f"{shown(path.name)}: {reason[0].lower()}{reason[1:]}") from error
    except ValueError as error:
        raise refused(f"{shown(path.name)}: it cannot be read as its name says") from error
    except MemoryError as error:
        raise refused(f"{shown(path.name)}: it has more points than fit into memory") from error


def _read(file: BinaryIO, suffix: str) -> RawCloud:
    head = file.read(_HEAD)
    size = file.seek(0, 2)
    file.seek(0)
    if not head:
        raise refused("it is empty")
    if head.startswith(las.MAGIC):
        return las.read_las(file, size)
    if head.split(maxsplit=1)[:1] == [ply.MAGIC] and head.startswith(ply.MAGIC):
        return ply.read_ply(file, size)
    if suffix in (".ply", ".las", ".laz"):
        raise refused(f"it ends in {suffix}, but what it holds is something else")
    if suffix not in SUFFIXES:
        raise refused(f"files that end in “{shown(suffix)}” cannot be read" if suffix else "its name has no ending")
    if b"\0" in head:
        raise refused("it is not text, as its name says")
    readers = {".obj": read_obj, ".pts": read_pts}
    return readers.get(suffix, read_xyz)(file)
