"""A result comes to its destination: fitted to a box, turned, in the place of a proxy, reduced, kept as an asset."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import bpy
import numpy as np

from ...core.destination import Destination, Place, Then
from ...core.errors import ErrorCode, PointsmithError
from ...core.fitting import factors
from ...core.request import GenerationRequest, Output
from ..finishing.decimate import decimated, triangle_count
from ..finishing.replace import replace as replace_mesh
from .collection import collections_of
from .insert import insert, surface_data

if TYPE_CHECKING:
    from ...jobs.job import JobResult

_UNSCALED = (1.0, 1.0, 1.0)


def arrive(
    request: GenerationRequest, result: JobResult, destination: Destination, made: bpy.types.Mesh | None = None
) -> list[bpy.types.Object]:
    """Put a result into the scene as `insert` does, and do with it what its destination says, except the asset.

    A box is filled by the size that the object is made in, so that its scale stays 1; only stretching scales it.
    `made` is what `surface_ahead` has returned for it, where that was asked.

    Raises
    ------
    PointsmithError
        EMPTY_RESULT; BAD_SETTING when the box is too small or too large for an object.
    """
    request, scale = _fitted(request, result, destination)
    new = insert(request, result, destination.location, made)
    for item in new:
        item.rotation_euler = destination.rotation
        item.scale = scale
    _finish(new, destination)
    proxy: Any = bpy.data.objects.get((destination.replace, None)) if destination.replace else None
    if proxy is not None:
        _take_place(new, proxy, destination)
    return new


def surface_ahead(request: GenerationRequest, result: JobResult, destination: Destination) -> bpy.types.Mesh | None:
    """Make the mesh data of a result that is to arrive; None for points alone. Raises as `arrive` does."""
    return surface_data(_fitted(request, result, destination)[0], result)


def become_asset(new: list[bpy.types.Object], destination: Destination) -> str:
    """Make the first of a result's objects an asset where its destination says so; return what there is to say.

    Whatever is in the way is only said: the object is in the scene all the same.
    """
    if destination.asset is None or not new:
        return ""
    from ..assets.mark import make_asset  # noqa: PLC0415 - asks for more than most results do

    try:
        file = make_asset(new[0], destination.asset)
    except PointsmithError as error:
        return f"“{new[0].name}” is no asset. {error}"
    return f"“{new[0].name}” is kept in {file.name}" if file is not None else ""


def _fitted(request: GenerationRequest, result: JobResult, destination: Destination) -> tuple[GenerationRequest, Place]:
    if destination.box is None:
        return request, _UNSCALED
    solid = result.mesh if request.output is not Output.POINTS else None
    places = result.cloud.positions if solid is None else solid.vertices
    if not len(places):
        raise PointsmithError(ErrorCode.EMPTY_RESULT)
    extent = np.ptp(places.astype(np.float64), axis=0)
    try:
        each = factors(extent, destination.box)
    except ValueError as error:
        raise PointsmithError(ErrorCode.EMPTY_RESULT) from error
    least = min(each)
    x, y, z = (factor / least for factor in each)
    return replace(request, size=float(extent.max()) * least).validated(), (x, y, z)


def _finish(new: list[bpy.types.Object], destination: Destination) -> None:
    for item in new:
        mesh: Any = item.data
        if not len(mesh.polygons):
            continue
        if destination.triangles and triangle_count(mesh) > destination.triangles:
            replace_mesh(item, lambda fine: decimated(fine, destination.triangles), keep_detail=True)
            mesh = item.data
        if destination.flat:
            mesh.shade_flat()


def _take_place(new: list[bpy.types.Object], proxy: Any, destination: Destination) -> None:
    """Give new objects the proxy's collections and parent, and the first one its name."""
    layer: Any = bpy.context.view_layer
    homes = [] if destination.collection else [home for home in collections_of(proxy) if home.library is None]
    for item in new:
        if homes:
            for old in item.users_collection:
                old.objects.unlink(item)
            for home in homes:
                home.objects.link(item)
        if proxy.parent is not None:
            layer.update()
            world = item.matrix_world.copy()
            item.parent, item.parent_type, item.parent_bone = proxy.parent, proxy.parent_type, proxy.parent_bone
            item.matrix_parent_inverse = proxy.matrix_parent_inverse.copy()
            item.matrix_world = world
    layer.update()
    if proxy.library is not None or destination.then is Then.KEEP:
        return
    name = proxy.name
    if destination.then is Then.REMOVE:
        for child in list(proxy.children):
            world = child.matrix_world.copy()
            child.parent = new[0]
            child.matrix_parent_inverse = new[0].matrix_world.inverted()
            child.matrix_world = world
        bpy.data.objects.remove(proxy)
    else:
        proxy.name = f"{name} proxy"
        proxy.hide_render = True
        if layer.objects.get(proxy.name) is not None:
            proxy.hide_set(True)
    new[0].name = name
