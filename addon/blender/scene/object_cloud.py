"""The points of any object as a cloud: vertices of its evaluated shape, with their colours and normals."""

from __future__ import annotations

from typing import Any

import bpy
import numpy as np
from numpy.typing import NDArray

from ...core.cloud import PointCloud
from ...core.cloud_cleaning import CleanCloud, clean_cloud
from ...core.cloud_files import RawCloud
from ...core.errors import ErrorCode, PointsmithError
from .stored_cloud import StoredCloud, kept_cloud

_TYPES = {"MESH", "POINTCLOUD", "CURVE", "SURFACE", "META", "FONT"}


def cloud_of(item: bpy.types.Object) -> StoredCloud:
    """The cloud that is kept with an object, or its points.

    Raises
    ------
    PointsmithError
        BAD_SELECTION for an object without points; BAD_CLOUD for points that have no surface.
    """
    return kept_cloud(item) or stored(clean_cloud(_points(item)))


def stored(clean: CleanCloud) -> StoredCloud:
    """A cleaned cloud as it is kept; normals of length zero where they are not known."""
    normals = np.zeros_like(clean.positions) if clean.normals is None else clean.normals
    return StoredCloud(PointCloud(clean.positions, clean.colors, normals), clean.placement)


def _points(item: bpy.types.Object) -> RawCloud:
    if item.type not in _TYPES:
        raise PointsmithError(ErrorCode.BAD_SELECTION, f"“{item.name}” has no points")
    graph = bpy.context.evaluated_depsgraph_get()
    evaluated: Any = item.evaluated_get(graph)
    if item.type == "POINTCLOUD":
        return _of_attributes(evaluated.data)
    bare = item.type == "MESH" and not len(item.data.polygons)  # type: ignore[union-attr]
    # What draws bare vertices as points are instances, which are no vertices.
    mesh: Any = item.data if bare else evaluated.to_mesh()
    try:
        return _of_mesh(mesh)
    finally:
        if not bare:
            evaluated.to_mesh_clear()


def _of_attributes(points: Any) -> RawCloud:
    positions = _read(points.attributes["position"].data, "vector", 3)
    return RawCloud(positions.astype(np.float64), _colors(points.attributes.get("Color"), len(positions)))


def _of_mesh(mesh: Any) -> RawCloud:
    positions = _read(mesh.vertices, "co", 3)
    normals = _read(mesh.vertices, "normal", 3) if len(mesh.polygons) else None
    attribute = mesh.color_attributes.active_color
    colors = None
    if attribute is not None and attribute.domain == "POINT":
        colors = _colors(attribute, len(positions))
    elif attribute is not None:
        # One of the corners at a vertex: a border between two colours lies somewhere there.
        corners = _colors(attribute, len(mesh.loops))
        corner_of = np.empty(len(mesh.loops), np.int32)
        mesh.loops.foreach_get("vertex_index", corner_of)
        colors = np.full((len(positions), 3), np.nan, np.float32)
        if corners is not None:
            colors[corner_of] = corners
    return RawCloud(positions.astype(np.float64), colors, normals)


def _colors(attribute: Any, count: int) -> NDArray[np.float32] | None:
    """Colours (count, 3), sRGB in [0, 1], of a colour attribute; None where there is none."""
    if attribute is None or attribute.data_type not in {"FLOAT_COLOR", "BYTE_COLOR"} or len(attribute.data) != count:
        return None
    return np.ascontiguousarray(np.clip(_read(attribute.data, "color_srgb", 4)[:, :3], 0, 1))


def _read(collection: Any, name: str, width: int) -> NDArray[np.float32]:
    found = np.empty(len(collection) * width, np.float32)
    collection.foreach_get(name, found)
    return found.reshape(-1, width)
