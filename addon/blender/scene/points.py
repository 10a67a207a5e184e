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
    """Return the nodes: real points for the renderer; little balls in the viewport, whose Solid view shows the
    colours of meshes and not of points.
    """
    found = bpy.data.node_groups.get(GROUP)
    if found is not None and found.library is None:
        return found
    group: Any = bpy.data.node_groups.new(GROUP, "GeometryNodeTree")
    group.interface.new_socket("Geometry", in_out="INPUT", socket_type="NodeSocketGeometry")
    radius = group.interface.new_socket(_RADIUS, in_out="INPUT", socket_type="NodeSocketFloat")
    radius.subtype = "DISTANCE"
    radius.default_value, radius.min_value = 0.01, 0.0
    group.interface.new_socket("Geometry", in_out="OUTPUT", socket_type="NodeSocketGeometry")
    nodes = {
        name: group.nodes.new(kind)
        for name, kind in (
            ("entry", "NodeGroupInput"),
            ("points", "GeometryNodeMeshToPoints"),
            ("ball", "GeometryNodeMeshIcoSphere"),
            ("balls", "GeometryNodeInstanceOnPoints"),
            ("joined", "GeometryNodeJoinGeometry"),
            ("mesh", "GeometryNodeRealizeInstances"),
            ("viewport", "GeometryNodeIsViewport"),
            ("either", "GeometryNodeSwitch"),
            ("painted", "GeometryNodeSetMaterial"),
            ("exit", "NodeGroupOutput"),
        )
    }
    nodes["either"].input_type = "GEOMETRY"
    nodes["painted"].inputs["Material"].default_value = vertex_color_material()
    for column, node in enumerate(nodes.values()):
        node.location = (200.0 * column, -120.0 * (column % 2))
    for source, output, target, entrance in (
        ("entry", "Geometry", "points", "Mesh"),
        ("entry", _RADIUS, "points", "Radius"),
        ("entry", _RADIUS, "ball", "Radius"),
        ("points", "Points", "balls", "Points"),
        ("ball", "Mesh", "balls", "Instance"),
        # The vertices themselves come along, because the mesh that is joined first says which colours are shown.
        ("entry", "Geometry", "joined", "Geometry"),
        ("balls", "Instances", "joined", "Geometry"),
        ("joined", "Geometry", "mesh", "Geometry"),
        ("viewport", "Is Viewport", "either", "Switch"),
        ("points", "Points", "either", "False"),
        ("mesh", "Geometry", "either", "True"),
        ("either", "Output", "painted", "Geometry"),
        ("painted", "Geometry", "exit", "Geometry"),
    ):
        group.links.new(nodes[source].outputs[output], nodes[target].inputs[entrance])
    return group
