"""The nearest place on a surface, for many points at once: Blender's own threaded search, through Geometry Nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import bpy
import numpy as np

from .evaluate import evaluated, stand_in
from .sheet import read

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .sheet import Sheet

_TRIANGLE, _PLACE = "pointsmith_triangle", "pointsmith_place"
_MOST = 2_000_000
"""Points in one go: 24 bytes of answer each, and as much again while they are computed."""


def nearest_on(sheet: Sheet, points: NDArray[np.float32]) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """Return the triangle (N,) of a sheet that is nearest to each of (N, 3) points, and weights (N, 3) of its corners.

    The weights are those of the nearest place on that triangle: not negative, one in sum.
    """
    source = _bare(sheet.vertices, sheet.triangles)
    source.attributes.new(_TRIANGLE, "INT", "FACE").data.foreach_set("value", np.arange(len(sheet.triangles)))
    triangle = np.empty(len(points), np.int32)
    place = np.empty((len(points), 3), np.float32)
    try:
        with stand_in(source) as item:
            group = _search(item)
            try:
                for start in range(0, len(points), _MOST):
                    here = slice(start, start + _MOST)
                    triangle[here], place[here] = _answers(points[here], group)
            finally:
                bpy.data.node_groups.remove(group)
    finally:
        bpy.data.meshes.remove(source)
    triangle = np.clip(triangle, 0, len(sheet.triangles) - 1)
    return triangle, _weights(sheet.vertices[sheet.triangles[triangle]], place)


def _answers(points: NDArray[np.float32], group: Any) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    asked = _bare(points, np.empty((0, 3), np.int32))
    answer: Any = None
    try:
        answer = evaluated(asked, lambda item: setattr(item.modifiers.new("search", "NODES"), "node_group", group))
        triangle = read(answer.attributes[_TRIANGLE].data, "value", len(points), 1, np.int32)
        return triangle, read(answer.attributes[_PLACE].data, "vector", len(points), 3)
    finally:
        for mesh in (asked, answer):
            if mesh is not None:
                bpy.data.meshes.remove(mesh)


def _bare(vertices: NDArray[np.float32], triangles: NDArray[np.int32]) -> Any:
    mesh = bpy.data.meshes.new("pointsmith search")
    mesh.vertices.add(len(vertices))
    mesh.vertices.foreach_set("co", np.ascontiguousarray(vertices, np.float32).ravel())
    if len(triangles):
        mesh.loops.add(triangles.size)
        mesh.loops.foreach_set("vertex_index", np.ascontiguousarray(triangles, np.int32).ravel())
        mesh.polygons.add(len(triangles))
        mesh.polygons.foreach_set("loop_start", np.arange(0, triangles.size, 3, dtype=np.int32))
        mesh.update(calc_edges=True)
    return mesh


def _search(source: Any) -> Any:
    """Return nodes that write on each point which triangle of `source` is nearest, and where on it."""
    group: Any = bpy.data.node_groups.new("pointsmith search", "GeometryNodeTree")
    group.interface.new_socket("Geometry", in_out="INPUT", socket_type="NodeSocketGeometry")
    group.interface.new_socket("Geometry", in_out="OUTPUT", socket_type="NodeSocketGeometry")
    entry, leave = group.nodes.new("NodeGroupInput"), group.nodes.new("NodeGroupOutput")
    surface = group.nodes.new("GeometryNodeObjectInfo")
    surface.inputs["Object"].default_value = source
    number = group.nodes.new("GeometryNodeInputNamedAttribute")
    number.data_type = "INT"
    number.inputs["Name"].default_value = _TRIANGLE
    position = group.nodes.new("GeometryNodeInputPosition")
    geometry = entry.outputs["Geometry"]
    for name, kind, value in (
        (_TRIANGLE, "INT", number.outputs["Attribute"]),
        (_PLACE, "FLOAT_VECTOR", position.outputs["Position"]),
    ):
        sample = group.nodes.new("GeometryNodeSampleNearestSurface")
        store = group.nodes.new("GeometryNodeStoreNamedAttribute")
        sample.data_type = store.data_type = kind
        store.inputs["Name"].default_value = name
        group.links.new(surface.outputs["Geometry"], sample.inputs["Mesh"])
        group.links.new(value, sample.inputs["Value"])
        group.links.new(geometry, store.inputs["Geometry"])
        group.links.new(sample.outputs["Value"], store.inputs["Value"])
        geometry = store.outputs["Geometry"]
    group.links.new(geometry, leave.inputs["Geometry"])
    return group


def _weights(corners: NDArray[np.float32], place: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return barycentric weights (N, 3) of places (N, 3) on triangles (N, 3, 3); a third each on flat ones."""
    a, b, c = (corners[:, index].astype(np.float64) for index in range(3))
    u, v, w = b - a, c - a, place - a
    uu, uv, vv = _dot(u, u), _dot(u, v), _dot(v, v)
    wu, wv = _dot(w, u), _dot(w, v)
    area = uu * vv - uv * uv
    flat = area <= 1e-30
    area[flat] = 1.0
    second, third = (vv * wu - uv * wv) / area, (uu * wv - uv * wu) / area
    weights = np.clip(np.stack([1 - second - third, second, third], axis=1), 0.0, 1.0)
    weights[flat] = 1.0
    shares: NDArray[np.float32] = (weights / weights.sum(axis=1, keepdims=True)).astype(np.float32)
    return shares


def _dot(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    product: NDArray[np.float64] = np.einsum("ij,ij->i", a, b)
    return product
