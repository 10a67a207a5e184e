"""Vertices shown as coloured points, in every version of Blender: Geometry Nodes on a mesh without faces."""

from __future__ import annotations

from typing import Any

import bpy

from .material import vertex_color_material

GROUP = "Pointsmith Points"
_MODIFIER = "Points"
_RADIUS = "Radius"


def show_as_points(points: bpy.types.Object, radius: float) -> None:
    """Draw the object's vertices as points of `radius` scene units, with the shared material."""
    modifier: Any = points.modifiers.new(_MODIFIER, "NODES")
    group = _group()
    modifier.node_group = group
    radius_input = next(item.identifier for item in group.interface.items_tree if item.name == _RADIUS)
    if bpy.app.version >= (5, 2, 0):
        getattr(modifier.properties.inputs, radius_input).value = radius
    else:
        modifier[radius_input] = radius


def _group() -> Any:
    found = bpy.data.node_groups.get(GROUP)
    if found is not None and found.library is None:
        return found
    group: Any = bpy.data.node_groups.new(GROUP, "GeometryNodeTree")
    group.interface.new_socket("Geometry", in_out="INPUT", socket_type="NodeSocketGeometry")
    radius = group.interface.new_socket(_RADIUS, in_out="INPUT", socket_type="NodeSocketFloat")
    radius.subtype = "DISTANCE"
    radius.default_value, radius.min_value = 0.01, 0.0
    group.interface.new_socket("Geometry", in_out="OUTPUT", socket_type="NodeSocketGeometry")
    entry = group.nodes.new("NodeGroupInput")
    to_points = group.nodes.new("GeometryNodeMeshToPoints")
    painted = group.nodes.new("GeometryNodeSetMaterial")
    exit_ = group.nodes.new("NodeGroupOutput")
    painted.inputs["Material"].default_value = vertex_color_material()
    for column, node in enumerate((entry, to_points, painted, exit_)):
        node.location = (200.0 * column, 0.0)
    group.links.new(entry.outputs["Geometry"], to_points.inputs["Mesh"])
    group.links.new(entry.outputs[_RADIUS], to_points.inputs["Radius"])
    group.links.new(to_points.outputs["Points"], painted.inputs["Geometry"])
    group.links.new(painted.outputs["Geometry"], exit_.inputs["Geometry"])
    return group
