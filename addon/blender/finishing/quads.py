"""Quads in place of triangles: Blender's QuadriFlow, and its voxel remesher."""

from __future__ import annotations

import math
from typing import Any

import bpy
import numpy as np
from mathutils import Matrix

from ...core.errors import ErrorCode, PointsmithError
from .decimate import decimated, triangle_count
from .evaluate import apply_modifier, stand_in
from .replace import shade_like
from .sheet import sheet_of
from .topology import soundness

_ENOUGH = 30_000
"""Triangles that QuadriFlow is given at most, or five for each quad: its time grows with them, its result does not."""
_SIZE = 1000.0
"""Units that QuadriFlow sees as the longest side: Blender refuses edges shorter than 1e-4 of its units."""
_SMALLEST_VOXEL = 1 / 1000
"""Of the object's size: a finer grid would not fit into memory."""


def quadriflow(mesh: bpy.types.Mesh, target: int, seed: int = 0) -> bpy.types.Mesh:
    """Return new mesh data of about `target` quads that follow the surface's curvature.

    Raises PointsmithError BAD_MESH for a mesh that is not closed, or where QuadriFlow gives up.
    """
    sheet = sheet_of(mesh)
    sound = soundness(sheet.triangles)
    if not sound.is_closed:
        raise PointsmithError(ErrorCode.BAD_MESH, f"QuadriFlow needs a closed surface, and {sound.reason}")
    copy = mesh.copy() if triangle_count(mesh) <= max(_ENOUGH, 5 * target) else None
    work: Any = copy or decimated(mesh, max(_ENOUGH, 5 * target))
    faces = len(work.polygons)
    work.attributes.new("pointsmith_before", "BOOLEAN", "FACE")
    scale = _SIZE / max(sheet.size, 1e-12)
    work.transform(Matrix.Scale(scale, 4))
    with stand_in(work) as item:
        item.select_set(True)
        with bpy.context.temp_override(
            object=item, active_object=item, selected_objects=[item], selected_editable_objects=[item]
        ):
            try:
                bpy.ops.object.quadriflow_remesh(
                    target_faces=target, mode="FACES", use_mesh_symmetry=False, smooth_normals=False, seed=seed
                )
            except RuntimeError as error:
                _discard(item.data)
                raise PointsmithError(ErrorCode.BAD_MESH, "QuadriFlow found no way over this surface") from error
        new = item.data
    if "pointsmith_before" in new.attributes and len(new.polygons) == faces:
        _discard(new)
        raise PointsmithError(ErrorCode.BAD_MESH, "QuadriFlow found no way over this surface")
    if "pointsmith_before" in new.attributes:
        new.attributes.remove(new.attributes["pointsmith_before"])
    new.transform(Matrix.Scale(1 / scale, 4))
    shade_like(new, mesh)
    quads: bpy.types.Mesh = new
    return quads


def voxel_quads(mesh: bpy.types.Mesh, target: int) -> bpy.types.Mesh:
    """Return new mesh data of about `target` quads in an even grid; closes what is open, joins what overlaps.

    Raises PointsmithError BAD_MESH when nothing is left, BAD_SETTING when the grid would be too fine.
    """
    sheet = sheet_of(mesh)
    a, b, c = (sheet.vertices[sheet.triangles[:, corner]] for corner in range(3))
    area = float(np.linalg.norm(np.cross(b - a, c - a), axis=1).sum(dtype=np.float64)) / 2
    # A surface that lies askew in the grid meets half as many cells again as one that lies along it.
    size = math.sqrt(1.5 * area / max(target, 1))
    new: Any = None
    for _ in range(2):
        if new is not None:
            bpy.data.meshes.remove(new)
        if size < _SMALLEST_VOXEL * sheet.size:
            raise PointsmithError(ErrorCode.BAD_SETTING, f"{target:,} quads are too many for the voxel remesher")
        new = apply_modifier(mesh, "REMESH", mode="VOXEL", voxel_size=size, adaptivity=0.0)
        got = len(new.polygons)
        if not got or abs(got - target) < 0.1 * target:
            break
        size *= math.sqrt(got / target)
    if not len(new.polygons):
        bpy.data.meshes.remove(new)
        raise PointsmithError(ErrorCode.BAD_MESH, "nothing is left of it at this number of quads")
    shade_like(new, mesh)
    quads: bpy.types.Mesh = new
    return quads


def _discard(mesh: Any) -> None:
    if mesh is not None and not mesh.users:
        bpy.data.meshes.remove(mesh)
