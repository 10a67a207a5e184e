"""A finished result enters the scene."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import bpy
import numpy as np

from ...core.errors import ErrorCode, PointsmithError
from ...core.frames import Placement
from ...core.provenance import Provenance
from ...core.request import GenerationRequest, Output
from ...core.version import version
from .collection import link
from .material import vertex_color_material
from .mesh import build_mesh
from .origin import PROPERTY
from .parts import label_parts
from .points import show_as_points
from .stored_cloud import StoredCloud, keep_cloud, note_settings

if TYPE_CHECKING:
    from ...core.mesh import TriangleMesh
    from ...jobs.job import JobResult

_NO_FACES = np.empty((0, 3), np.int32)


def insert(
    request: GenerationRequest,
    result: JobResult,
    location: tuple[float, float, float],
    made: bpy.types.Mesh | None = None,
) -> list[bpy.types.Object]:
    """Put a result into the current scene; return its objects, the active one first. The undo step is the caller's.

    The origin, which is the middle of the base, comes to `location`; the objects stand upright, selected, in the
    active collection, and carry the request that made them. `made` is what `surface_data` has made of it already.

    Raises
    ------
    PointsmithError
        EMPTY_RESULT when there is nothing to show.
    """
    solid, placement = _standing(request, result)
    title = request.title
    new: list[bpy.types.Object] = []
    if solid is not None:
        mesh = made or _surface_data(title, solid, placement)
        mesh.materials.append(vertex_color_material())
        new.append(bpy.data.objects.new(title, mesh))
        label_parts(new[0], solid.part_ids, solid.part_names)
    if request.output is not Output.MESH:
        name = title if solid is None else f"{title} points"
        cloud = build_mesh(name, placement.to_scene(result.cloud.positions), _NO_FACES, result.cloud.colors)
        cloud.materials.append(vertex_color_material())
        points = bpy.data.objects.new(name, cloud)
        label_parts(points, result.cloud.part_ids, result.cloud.part_names)
        # Points of a surface of about two square units: so that neighbours just touch.
        show_as_points(points, 0.7 * request.size / math.sqrt(len(result.cloud)))
        new.append(points)
    names = result.cloud.part_names
    record = Provenance(request, result.model_hash, version(), result.device, placement, names).dumps()
    for item in new:
        item.location = location
        item[PROPERTY] = record
    keep_cloud(new, title, StoredCloud(result.cloud, placement))
    note_settings(new[0], request.surface)
    link(new)
    return new


def surface_data(request: GenerationRequest, result: JobResult) -> bpy.types.Mesh | None:
    """Make the mesh data that `insert` needs for a result's surface; None for points alone. Raises EMPTY_RESULT."""
    solid, placement = _standing(request, result)
    return None if solid is None else _surface_data(request.title, solid, placement)


def _surface_data(title: str, solid: TriangleMesh, placement: Placement) -> bpy.types.Mesh:
    return build_mesh(title, placement.to_scene(solid.vertices), solid.faces, solid.colors)


def _standing(request: GenerationRequest, result: JobResult) -> tuple[TriangleMesh | None, Placement]:
    """Return the surface, where one is wanted, and how the result stands in its object."""
    wants_mesh = request.output is not Output.POINTS
    solid = result.mesh if wants_mesh else None
    if wants_mesh and (solid is None or not len(solid.faces)):
        raise PointsmithError(ErrorCode.EMPTY_RESULT)
    try:
        return solid, Placement.standing(result.cloud.positions if solid is None else solid.vertices, request.size)
    except ValueError as error:
        raise PointsmithError(ErrorCode.EMPTY_RESULT) from error
