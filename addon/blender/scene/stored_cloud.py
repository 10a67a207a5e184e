"""The cloud behind an object, kept with it: mesh data of bare points that its custom property refers to."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import bpy
import numpy as np
from numpy.typing import NDArray

from ...core.cloud import PointCloud
from ...core.errors import PointsmithError
from ...core.frames import Placement
from ...core.surface_settings import SurfaceSettings
from .parts import ATTRIBUTE as PART
from .parts import PROPERTY as PARTS

PROPERTY = "pointsmith_cloud"
SURFACE = "pointsmith_surface"
_PLACEMENT = "pointsmith_placement"
_COLOR = "rgb"
_NORMAL = "point_normal"


@dataclass(frozen=True, slots=True, eq=False)
class StoredCloud:
    """A cloud, and how it lies in its object.

    Attributes
    ----------
    cloud
        In the model frame; normals of length zero where they are not known.
    placement
        From the model frame to the object's own.
    """

    cloud: PointCloud
    placement: Placement


def keep_cloud(items: Iterable[bpy.types.Object], title: str, stored: StoredCloud) -> None:
    """Keep a cloud with objects; it is saved, copied and appended with them."""
    cloud = stored.cloud
    points: Any = bpy.data.meshes.new(f"{title} cloud")
    points.vertices.add(len(cloud))
    points.vertices.foreach_set("co", cloud.positions.ravel())
    for name, vectors in ((_COLOR, cloud.colors), (_NORMAL, cloud.normals)):
        points.attributes.new(name, "FLOAT_VECTOR", "POINT").data.foreach_set("vector", vectors.ravel())
    if cloud.part_ids is not None:
        points.attributes.new(PART, "INT", "POINT").data.foreach_set("value", cloud.part_ids.astype(np.int32))
        points[PARTS] = json.dumps(cloud.part_names, ensure_ascii=False)
    points[_PLACEMENT] = json.dumps(stored.placement.to_json())
    for item in items:
        item[PROPERTY] = points


def has_cloud(item: bpy.types.Object | None) -> bool:
    """Whether a cloud is kept with the object."""
    return item is not None and isinstance(item.get(PROPERTY), bpy.types.Mesh)


def kept_cloud(item: bpy.types.Object) -> StoredCloud | None:
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
        placement = Placement.from_json(json.loads(points[_PLACEMENT]))
        return StoredCloud(PointCloud(positions, colors, normals, ids, names), placement)
    except (KeyError, ValueError, TypeError):
        return None


def note_settings(item: bpy.types.Object, settings: SurfaceSettings) -> None:
    """Write on an object how its surface was made."""
    item[SURFACE] = json.dumps(settings.to_json())


def settings_behind(item: bpy.types.Object) -> SurfaceSettings:
    """How the surface of an object was made; the usual settings where nothing or nonsense is written."""
    try:
        return SurfaceSettings.from_json(json.loads(item.get(SURFACE, "{}")))
    except (PointsmithError, ValueError, TypeError):
        return SurfaceSettings()


def _values(collection: Any, name: str, width: int) -> NDArray[np.float32]:
    found = np.empty(len(collection) * width, np.float32)
    collection.foreach_get(name, found)
    return found.reshape(-1, width)
