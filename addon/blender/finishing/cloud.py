"""A surface becomes a point cloud: Blender's own kind of object where Python can make it, else nodes on vertices."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import bpy
import numpy as np

from ...core.colors import linear_to_srgb
from ...core.errors import ErrorCode, PointsmithError
from ..scene.material import vertex_color_material
from ..scene.mesh import build_mesh
from ..scene.parts import ATTRIBUTE as PART
from ..scene.parts import label_parts, part_names
from ..scene.points import show_as_points
from .derived import beside
from .sheet import Sheet, color_attribute, read, sheet_of, vertices_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

NATIVE_SINCE = (4, 5, 0)
"""From here on a mesh converts to a point cloud; 4.2 has the type, and no way to fill it."""


def cloud_object(item: Any, count: int, radius: float, *, native: bool = False) -> Any:
    """Make an object of coloured points beside a mesh object, named "<name> cloud".

    Parameters
    ----------
    item
        A mesh object; of one without faces the vertices are taken.
    count
        How many points are spread evenly over the faces.
    radius
        Of a point, in the object's units; 0 for one at which neighbours just touch.
    native
        A point cloud of Blender's own kind, from `NATIVE_SINCE` on; otherwise, and before, vertices that Geometry
        Nodes draw as points.

    Raises
    ------
    PointsmithError
        BAD_MESH for an object without vertices.
    """
    sheet = sheet_of(item.data)
    positions, linear, parts = _spread(sheet, count) if len(sheet.triangles) else _vertices(item.data)
    if not len(positions):
        raise PointsmithError(ErrorCode.BAD_MESH, f"“{item.name}” is empty")
    colors = linear_to_srgb(linear[:, :3])
    name = f"{item.name} cloud"
    mesh = build_mesh(name, positions, np.empty((0, 3), np.int32), colors)
    mesh.materials.append(vertex_color_material())
    made = beside(item, name, mesh)
    if parts is not None and parts.max(initial=0) < 255:
        label_parts(made, parts.astype(np.uint8), part_names(item))
    size = radius or 0.7 * max(sheet.size, float(np.ptp(positions, axis=0).max())) / math.sqrt(len(positions))
    if not native or bpy.app.version < NATIVE_SINCE:
        show_as_points(made, size)
        return made
    return _converted(made, size)


def _converted(item: Any, radius: float) -> Any:
    """Turn an object of bare vertices into a point cloud."""
    name, before = item.name, item.data
    with bpy.context.temp_override(
        object=item, active_object=item, selected_objects=[item], selected_editable_objects=[item]
    ):
        bpy.ops.object.convert(target="POINTCLOUD")
    points: Any = item.data
    if item.type != "POINTCLOUD":
        raise PointsmithError(ErrorCode.INTERNAL, f"“{name}” did not become a point cloud")
    points.name = name
    if not len(points.materials):
        points.materials.append(vertex_color_material())
    attribute = points.attributes.get("radius") or points.attributes.new("radius", "FLOAT", "POINT")
    attribute.data.foreach_set("value", np.full(len(points.points), radius, np.float32))
    if before is not points and isinstance(before, bpy.types.Mesh) and not before.users:
        bpy.data.meshes.remove(before)
    return item


def sampled(sheet: Sheet, count: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the (count,) triangles and (count, 3) weights of their corners at points spread evenly over the area."""
    a, b, c = (sheet.vertices[sheet.triangles[:, corner]].astype(np.float64) for corner in range(3))
    reach = np.cumsum(np.linalg.norm(np.cross(b - a, c - a), axis=1))
    random = np.random.default_rng(0)
    # One in each of `count` equal shares of the area: evener than wholly random ones.
    share = (np.arange(count) + random.random(count)) / count * reach[-1]
    triangle = np.minimum(np.searchsorted(reach, share, side="right"), len(reach) - 1)
    root, v = np.sqrt(random.random(count)), random.random(count)
    return triangle, np.stack([1 - root, root * (1 - v), root * v], axis=1)


def _spread(sheet: Sheet, count: int) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.int32] | None]:
    """Return places, linear RGBA and parts of `count` points, as many on every part of the surface as its area."""
    triangle, weights = sampled(sheet, count)
    places = np.einsum("nk,nkc->nc", weights, sheet.vertices[sheet.triangles[triangle]]).astype(np.float32)
    parts = None
    if sheet.parts is not None:
        of_corner = sheet.parts[triangle]
        parts = np.take_along_axis(of_corner, weights.argmax(axis=1)[:, None], axis=1)
        weights = weights * (of_corner == parts)
        weights /= weights.sum(axis=1, keepdims=True)
        parts = parts[:, 0]
    if sheet.colors is None:
        return places, np.full((count, 4), 0.5, np.float32), parts
    return places, np.einsum("nk,nkc->nc", weights, sheet.colors[triangle]).astype(np.float32), parts


def _vertices(mesh: Any) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.int32] | None]:
    color = color_attribute(mesh)
    count = len(mesh.vertices)
    linear = np.full((count, 4), 0.5, np.float32)
    if color is not None and color.domain == "POINT":
        linear = read(color.data, "color", count, 4)
    part = mesh.attributes.get(PART)
    whole = part is not None and part.domain == "POINT" and part.data_type == "INT"
    return vertices_of(mesh), linear, read(part.data, "value", count, 1, np.int32) if whole else None
