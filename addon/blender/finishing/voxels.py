"""An object built of coloured cubes: one mesh of their outer faces, or cubes that Geometry Nodes puts on points."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import bpy
import numpy as np

from ...core.errors import ErrorCode, PointsmithError
from ..scene.material import vertex_color_material
from ..scene.mesh import COLOR_ATTRIBUTE, build_mesh
from ..scene.parts import ATTRIBUTE as PART
from ..scene.parts import label_parts, part_names
from .carry import paint, sampled
from .cubes import show_as_cubes
from .derived import beside
from .sheet import Sheet, sheet_of
from .voxel_grid import VoxelGrid, outer_faces, voxelised

if TYPE_CHECKING:
    from numpy.typing import NDArray

_GRAY = 0.5


def voxel_object(item: Any, count: int, *, instances: bool, gap: float = 0.0) -> Any:
    """Make an object of cubes beside `item` in its collections, at its place, named "<name> voxels".

    Parameters
    ----------
    item
        A mesh object with faces.
    count
        Cubes along its longest side.
    instances
        A vertex for each cube and nodes that draw them, instead of a mesh of faces.
    gap
        Part of a cube's side that the nodes leave free.

    One mesh has its colours on face corners, so that cubes have one colour each, and the attribute `part` on faces.
    Raises PointsmithError BAD_MESH without faces.
    """
    sheet = sheet_of(item.data)
    if not len(sheet.triangles) or not sheet.size:
        raise PointsmithError(ErrorCode.BAD_MESH, f"“{item.name}” has no faces")
    grid = voxelised(sheet.vertices, sheet.triangles, count)
    colors, parts = _of_cubes(sheet, grid)
    name = f"{item.name} voxels"
    mesh = _points(name, grid, colors) if instances else _faces(name, grid, colors, parts)
    mesh.materials.append(vertex_color_material())
    made = beside(item, name, mesh)
    names = part_names(item)
    if instances:
        if parts is not None:
            label_parts(made, parts.astype(np.uint8), names)
        show_as_cubes(made, grid.cell, gap)
    return made


def _of_cubes(sheet: Sheet, grid: VoxelGrid) -> tuple[NDArray[np.float32], NDArray[np.int32] | None]:
    """Return the linear RGBA (N, 4) and the part (N,) of the surface nearest to each cube's middle."""
    centers = grid.centers
    triangle, weights = sampled(sheet, centers, np.zeros_like(centers))
    if sheet.colors is None:
        colors = np.full((len(centers), 4), _GRAY, np.float32)
        colors[:, 3] = 1
    else:
        colors = np.einsum("nk,nkc->nc", weights, sheet.colors[triangle])
    if sheet.parts is None:
        return colors, None
    return colors, np.take_along_axis(sheet.parts[triangle], weights.argmax(axis=1)[:, None], axis=1)[:, 0]


def _faces(name: str, grid: VoxelGrid, colors: NDArray[np.float32], parts: NDArray[np.int32] | None) -> bpy.types.Mesh:
    vertices, quads, owner = outer_faces(grid)
    mesh: Any = bpy.data.meshes.new(name)
    mesh.vertices.add(len(vertices))
    mesh.vertices.foreach_set("co", vertices.ravel())
    mesh.loops.add(quads.size)
    mesh.loops.foreach_set("vertex_index", quads.ravel())
    mesh.polygons.add(len(quads))
    mesh.polygons.foreach_set("loop_start", np.arange(0, quads.size, 4, dtype=np.int32))
    mesh.update(calc_edges=True)
    mesh.shade_flat()
    paint(mesh, np.repeat(colors[owner], 4, axis=0), COLOR_ATTRIBUTE, "CORNER")
    if parts is not None:
        mesh.attributes.new(PART, "INT", "FACE").data.foreach_set("value", np.ascontiguousarray(parts[owner], np.int32))
    made: bpy.types.Mesh = mesh
    return made


def _points(name: str, grid: VoxelGrid, colors: NDArray[np.float32]) -> bpy.types.Mesh:
    mesh: Any = build_mesh(name, grid.centers, np.empty((0, 3), np.int32), colors[:, :3])
    mesh.color_attributes[COLOR_ATTRIBUTE].data.foreach_set("color", np.ascontiguousarray(colors, np.float32).ravel())
    made: bpy.types.Mesh = mesh
    return made
