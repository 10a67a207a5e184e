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

_TRIANGLE = "pointsmith_triangle"
_MOST = 2_000_000
"""Points in one go: a hundred bytes each while they are computed."""


def nearest_on(sheet: Sheet, points: NDArray[np.float32]) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """Return the triangle (N,) of a sheet that is nearest to each of (N, 3) points, and weights (N, 3) of its corners.

    The weights are those of the nearest place on that triangle: not negative, one in sum.
    """
    source = _bare(sheet.vertices, sheet.triangles)
    source.attributes.new(_TRIANGLE, "INT", "FACE").data.foreach_set("value", np.arange(len(sheet.triangles)))
    triangle = np.empty(len(points), np.int32)
    try:
        with stand_in(source) as item:
            group = _search(item)
            try:
                for start in range(0, len(points), _MOST):
                    here = slice(start, start + _MOST)
                    triangle[here] = _answers(points[here], group)
            finally:
                bpy.data.node_groups.remove(group)
    finally:
        bpy.data.meshes.remove(source)
    triangle = np.clip(triangle, 0, len(sheet.triangles) - 1)
    return triangle, _weights(sheet.vertices[sheet.triangles[triangle]], points)


def _answers(points: NDArray[np.float32], group: Any) -> NDArray[np.int32]:
    asked = _bare(points, np.empty((0, 3), np.int32))
    answer: Any = None
    try:
        answer = evaluated(asked, lambda item: setattr(item.modifiers.new("search", "NODES"), "node_group", group))
        return read(answer.attributes[_TRIANGLE].data, "value", len(points), 1, np.int32)
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
    """Return nodes that write on each point which triangle of `source` is nearest."""
    group: Any = bpy.data.node_groups.new("pointsmith search", "GeometryNodeTree")
    group.interface.new_socket("Geometry", in_out="INPUT", socket_type="NodeSocketGeometry")
    group.interface.new_socket("Geometry", in_out="OUTPUT", socket_type="NodeSocketGeometry")
    entry, leave = group.nodes.new("NodeGroupInput"), group.nodes.new("NodeGroupOutput")
    surface = group.nodes.new("GeometryNodeObjectInfo")
    surface.inputs["Object"].default_value = source
    number = group.nodes.new("GeometryNodeInputNamedAttribute")
    number.data_type = "INT"
    number.inputs["Name"].default_value = _TRIANGLE
    sample = group.nodes.new("GeometryNodeSampleNearestSurface")
    store = group.nodes.new("GeometryNodeStoreNamedAttribute")
    sample.data_type = store.data_type = "INT"
    store.inputs["Name"].default_value = _TRIANGLE
    group.links.new(surface.outputs["Geometry"], sample.inputs["Mesh"])
    group.links.new(number.outputs["Attribute"], sample.inputs["Value"])
    group.links.new(entry.outputs["Geometry"], store.inputs["Geometry"])
    group.links.new(sample.outputs["Value"], store.inputs["Value"])
    group.links.new(store.outputs["Geometry"], leave.inputs["Geometry"])
    return group


def _weights(corners: NDArray[np.float32], points: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the weights (N, 3) of the corners in the place nearest to points (N, 3) on triangles (N, 3, 3)."""
    places = corners.astype(np.float64)
    u, v, w = places[:, 1] - places[:, 0], places[:, 2] - places[:, 0], points - places[:, 0]
    uu, uv, vv, wu, wv = _dot(u, u), _dot(u, v), _dot(v, v), _dot(w, u), _dot(w, v)
    area = uu * vv - uv * uv
    flat = area <= 1e-30
    area[flat] = 1.0
    second, third = (vv * wu - uv * wv) / area, (uu * wv - uv * wu) / area
    weights = np.stack([1 - second - third, second, third], axis=1)
    outside = np.nonzero(flat | (weights < 0).any(axis=1))[0]
    if len(outside):
        weights[outside] = _on_edges(places[outside], points[outside].astype(np.float64))
    return weights.astype(np.float32)


def _on_edges(places: NDArray[np.float64], points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the weights (N, 3) of the place nearest to points (N, 3) on the edges of triangles (N, 3, 3)."""
    weights, nearest = np.zeros((len(points), 3)), np.full(len(points), np.inf)
    for start, end in ((0, 1), (1, 2), (2, 0)):
        edge, way = places[:, end] - places[:, start], points - places[:, start]
        along = np.clip(_dot(way, edge) / np.maximum(_dot(edge, edge), 1e-30), 0.0, 1.0)
        rest = way - along[:, None] * edge
        distance = _dot(rest, rest)
        better = distance < nearest
        nearest[better] = distance[better]
        weights[better] = 0.0
        weights[better, start], weights[better, end] = 1 - along[better], along[better]
    return weights


def _dot(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    product: NDArray[np.float64] = np.einsum("ij,ij->i", a, b)
    return product
