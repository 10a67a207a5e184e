"""Arrays become mesh data with a colour attribute."""

from __future__ import annotations

from typing import Any

import bpy
import numpy as np
from numpy.typing import NDArray

COLOR_ATTRIBUTE = "Color"
DETAIL = "pointsmith_detail"
"""Custom property of an object: the finer mesh data it had before, from which a texture is baked."""


def build_mesh(
    name: str, vertices: NDArray[np.float32], faces: NDArray[np.int32], colors: NDArray[np.float32]
) -> bpy.types.Mesh:
    """Make mesh data of (V, 3) vertices in scene units, (F, 3) triangles and (V, 3) sRGB colours.

    Without faces it holds the bare points. Blender checks the faces and drops impossible ones.
    """
    mesh = bpy.data.meshes.new(name)
    mesh.vertices.add(len(vertices))
    # As attributes they are copied; by way of vertices and loops Blender would set them one by one, 100 times slower.
    _fill(mesh, "position", "vector", np.ascontiguousarray(vertices, np.float32).ravel())
    if len(faces):
        mesh.loops.add(faces.size)
        _fill(mesh, ".corner_vert", "value", np.ascontiguousarray(faces, np.int32).ravel())
        mesh.polygons.add(len(faces))
        mesh.polygons.foreach_set("loop_start", np.arange(0, faces.size, 3, dtype=np.int32))
    mesh.update(calc_edges=True)
    mesh.validate()
    if len(faces):
        mesh.shade_smooth()
    _paint(mesh, colors)
    return mesh


def _fill(mesh: bpy.types.Mesh, name: str, kind: str, values: NDArray[Any]) -> None:
    attribute: Any = mesh.attributes[name]
    attribute.data.foreach_set(kind, values)


def _paint(mesh: bpy.types.Mesh, colors: NDArray[np.float32]) -> None:
    attribute: Any = mesh.color_attributes.new(COLOR_ATTRIBUTE, "FLOAT_COLOR", "POINT")
    rgba = np.ones((len(colors), 4), np.float32)
    rgba[:, :3] = colors
    attribute.data.foreach_set("color_srgb", rgba.ravel())
    # Which one is shown and which one is rendered differ between Blender's versions unless both are set.
    mesh.color_attributes.active_color_name = COLOR_ATTRIBUTE
    mesh.color_attributes.render_color_index = mesh.color_attributes.find(COLOR_ATTRIBUTE)
