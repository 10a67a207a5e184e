"""Points with colours and normals out of files: PLY, XYZ and other text, PTS, OBJ, LAS; and into PLY."""

from .ply import write_ply
from .raw import RawCloud
from .reading import SUFFIXES, read_cloud

__all__ = ["SUFFIXES", "RawCloud", "read_cloud", "write_ply"]
