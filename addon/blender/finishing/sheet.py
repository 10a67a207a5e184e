"""A mesh as arrays: its triangles, and the colours, parts and materials on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..scene.parts import ATTRIBUTE as PART

if TYPE_CHECKING:
    import bpy
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Ints = NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """T triangles over V vertices, in the object's own space.

    Attributes
    ----------
    vertices : (V, 3) float32
    triangles : (T, 3) int32
    normals : (V, 3) float32
        Of the vertices, unit length.
    colors : (T, 3, 4) float32, or None
        Scene-linear RGBA of every corner; None without a colour attribute.
    parts : (T, 3) int32, or None
        The attribute `part` at every corner; None for an object without labels.
    materials : (T,) int32
        Slot of every triangle.
    """

    vertices: Floats
    triangles: Ints
    normals: Floats
    colors: Floats | None
    parts: Ints | None
    materials: Ints

    @property
    def size(self) -> float:
        """Longest side of the bounding box, in the object's units."""
        return float(np.ptp(self.vertices, axis=0).max()) if len(self.vertices) else 0.0


def read(source: Any, attribute: str, count: int, width: int, kind: type = np.float32) -> NDArray[Any]:
    """Return `count` values of a collection's attribute as (count, width), or (count,) where `width` is 1."""
    values: NDArray[Any] = np.empty(count * width, kind)
    source.foreach_get(attribute, values)
    return values.reshape(count, width) if width > 1 else values


def vertices_of(mesh: bpy.types.Mesh) -> Floats:
    """Return the (V, 3) places of a mesh's vertices."""
    return read(mesh.vertices, "co", len(mesh.vertices), 3)


def color_attribute(mesh: bpy.types.Mesh) -> Any:
    """Return the colour attribute that is shown, the first one where none is active, or None."""
    attributes: Any = mesh.color_attributes
    if not len(attributes):
        return None
    index = attributes.active_color_index
    return attributes[index if 0 <= index < len(attributes) else 0]


def sheet_of(mesh: Any) -> Sheet:
    """Read the arrays of a mesh; polygons are cut into triangles as Blender draws them."""
    mesh.calc_loop_triangles()
    count = len(mesh.loop_triangles)
    triangles = read(mesh.loop_triangles, "vertices", count, 3, np.int32)
    corners = read(mesh.loop_triangles, "loops", count, 3, np.int32)
    polygons = read(mesh.loop_triangles, "polygon_index", count, 1, np.int32)
    materials = read(mesh.polygons, "material_index", len(mesh.polygons), 1, np.int32)
    color = color_attribute(mesh)
    colors = None
    if color is not None:
        values = read(color.data, "color", len(color.data), 4)
        colors = values[triangles if color.domain == "POINT" else corners]
    return Sheet(
        vertices_of(mesh),
        triangles,
        read(mesh.vertices, "normal", len(mesh.vertices), 3),
        colors,
        _parts(mesh, triangles, corners, polygons),
        materials[polygons],
    )


def _parts(mesh: Any, triangles: Ints, corners: Ints, polygons: Ints) -> Ints | None:
    attribute = mesh.attributes.get(PART)
    if attribute is None or attribute.data_type not in {"INT", "INT8"}:
        return None
    values = read(attribute.data, "value", len(attribute.data), 1, np.int32)
    if attribute.domain == "FACE":
        return np.repeat(values[polygons][:, None], 3, axis=1)
    return values[corners if attribute.domain == "CORNER" else triangles] if attribute.domain != "EDGE" else None
