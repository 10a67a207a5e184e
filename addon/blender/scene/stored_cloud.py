"""The cloud behind a surface, kept with the object: mesh data of bare points that its custom property refers to."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import bpy
import numpy as np
from numpy.typing import NDArray

from ...core.cloud import PointCloud
from .parts import ATTRIBUTE as PART
from .parts import PROPERTY as PARTS

PROPERTY = "pointsmith_cloud"
_COLOR = "rgb"
_NORMAL = "point_normal"


def keep_cloud(items: Iterable[bpy.types.Object], title: str, cloud: PointCloud) -> None:
    """Keep a cloud, in the model frame, with objects; it is saved, copied and appended with them."""
    points: Any = bpy.data.meshes.new(f"{title} cloud")
    points.vertices.add(len(cloud))
    points.vertices.foreach_set("co", cloud.positions.ravel())
    for name, vectors in ((_COLOR, cloud.colors), (_NORMAL, cloud.normals)):
        points.attributes.new(name, "FLOAT_VECTOR", "POINT").data.foreach_set("vector", vectors.ravel())
    if cloud.part_ids is not None:
        points.attributes.new(PART, "INT", "POINT").data.foreach_set("value", cloud.part_ids.astype(np.int32))
        points[PARTS] = json.dumps(cloud.part_names, ensure_ascii=False)
    for item in items:
        item[PROPERTY] = points


def has_cloud(item: bpy.types.Object | None) -> bool:
    """Whether a cloud is kept with the object."""
    return item is not None and isinstance(item.get(PROPERTY), bpy.types.Mesh)


def kept_cloud(item: bpy.types.Object) -> PointCloud | None:
    """The cloud that is kept with an object; None if there is none, or an edit has made nonsense of it."""
    if not has_cloud(item):
        return None
    points: Any = item[PROPERTY]
    names: tuple[str, ...] = ()
    ids = None
    try:
        positions = _values(points.vertices, "co", 3)
        colors, normals = (_values(points.attributes[name].data, "vector", 3) for name in (_COLOR, _NORMAL))
        if PART in points.attributes:
            found = np.empty(len(positions), np.int32)
            points.attributes[PART].data.foreach_get("value", found)
            ids, names = found.astype(np.uint8), tuple(json.loads(points[PARTS]))
        return PointCloud(positions, colors, normals, ids, names)
    except (KeyError, ValueError, TypeError):
        return None


def _values(collection: Any, name: str, width: int) -> NDArray[np.float32]:
    found = np.empty(len(collection) * width, np.float32)
    collection.foreach_get(name, found)
    return found.reshape(-1, width)
