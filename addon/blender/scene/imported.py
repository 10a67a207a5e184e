"""A file of points enters the scene as an object of coloured points."""

from __future__ import annotations

import math
from pathlib import Path

import bpy
import numpy as np

from ...core.cloud_cleaning import clean_cloud
from ...core.cloud_files import read_cloud
from ...core.frames import Placement
from .collection import link
from .material import vertex_color_material
from .mesh import build_mesh
from .object_cloud import stored
from .points import show_as_points
from .stored_cloud import StoredCloud, keep_cloud
from .viewport import cursor

_NO_FACES = np.empty((0, 3), np.int32)


def insert_points(path: Path, size: float = 0.0) -> bpy.types.Object:
    """Read a file and put its points at the 3D cursor, standing on it.

    Parameters
    ----------
    path
        See `core.cloud_files`.
    size
        Longest side in scene units; 0 keeps the file's units.

    Raises
    ------
    PointsmithError
        BAD_CLOUD.
    """
    clean = clean_cloud(read_cloud(path))
    longest = size or clean.placement.scale
    placement = Placement.standing(clean.positions, longest)
    mesh = build_mesh(path.stem, placement.to_scene(clean.positions), _NO_FACES, clean.colors)
    mesh.materials.append(vertex_color_material())
    item = bpy.data.objects.new(path.stem, mesh)
    # Points of a surface of about two square units: so that neighbours just touch.
    show_as_points(item, 0.7 * longest / math.sqrt(len(clean)))
    keep_cloud([item], path.stem, StoredCloud(stored(clean).cloud, placement))
    link([item])
    item.location = cursor()
    return item
