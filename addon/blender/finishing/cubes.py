"""Vertices drawn as coloured cubes by Geometry Nodes, whose size and gap the artist can change afterwards."""

from __future__ import annotations

from typing import Any

import bpy

from ..scene.material import vertex_color_material

GROUP = "Pointsmith Cubes"
_SIZE, _GAP = "Size", "Gap"


def show_as_cubes(points: bpy.types.Object, size: float, gap: float) -> None:
    """Draw the object's vertices as cubes `size` scene units apart, `gap` of that left free between them."""
    modifier: Any = points.modifiers.new("Cubes", "NODES")
    group = _group()
    modifier.node_group = group
    for entry in group.interface.items_tree:
        if entry.name in {_SIZE, _GAP}:
            value = size if entry.name == _SIZE else gap
            if bpy.app.version >= (5, 2, 0):
                getattr(modifier.properties.inputs, entry.identifier).value = value
            else:
                modifier[entry.identifier] = value


def _group() -> Any:
    found = bpy.data.node_groups.get(GROUP)
    if found is not None and found.library is None:
        return found
    group: Any = bpy.data.node_groups.new(GROUP, "GeometryNodeTree")
    group.interface.new_socket("Geometry", in_out="INPUT", socket_type="NodeSocketGeometry")
    size = group.interface.new_socket(_SIZE, in_out="INPUT", socket_type="NodeSocketFloat")
    size.subtype, size.default_value, size.min_value = "DISTANCE", 0.1, 0.0
    gap = group.interface.new_socket(_GAP, in_out="INPUT", socket_type="NodeSocketFloat")
    gap.subtype, gap.default_value, gap.min_value, gap.max_value = "FACTOR", 0.0, 0.0, 0.95
    group.interface.new_socket("Geometry", in_out="OUTPUT", socket_type="NodeSocketGeometry")
    nodes = {
        name: group.nodes.new(kind)
        for name, kind in (
            ("entry", "NodeGroupInput"),
            ("rest", "ShaderNodeMath"),
            ("side", "ShaderNodeMath"),
            ("points", "GeometryNodeMeshToPoints"),
            ("cube", "GeometryNodeMeshCube"),
            ("cubes", "GeometryNodeInstanceOnPoints"),
            ("joined", "GeometryNodeJoinGeometry"),
            ("mesh", "GeometryNodeRealizeInstances"),
            ("painted", "GeometryNodeSetMaterial"),
            ("exit", "NodeGroupOutput"),
        )
    }
    nodes["rest"].operation, nodes["side"].operation = "SUBTRACT", "MULTIPLY"
    nodes["rest"].inputs[0].default_value = 1.0
    nodes["painted"].inputs["Material"].default_value = vertex_color_material()
    for column, node in enumerate(nodes.values()):
        node.location = (200.0 * column, -120.0 * (column % 2))
    for source, output, target, entrance in (
        ("entry", _GAP, "rest", 1),
        ("entry", _SIZE, "side", 0),
        ("rest", 0, "side", 1),
        ("entry", "Geometry", "points", "Mesh"),
        ("side", 0, "cube", "Size"),
        ("points", "Points", "cubes", "Points"),
        ("cube", "Mesh", "cubes", "Instance"),
        # The vertices themselves come along, because the mesh that is joined first says which colours are shown.
        ("entry", "Geometry", "joined", "Geometry"),
        ("cubes", "Instances", "joined", "Geometry"),
        # Made real, so that each cube has its colour where colours of instances are not shown: in Solid view.
        ("joined", "Geometry", "mesh", "Geometry"),
        ("mesh", "Geometry", "painted", "Geometry"),
        ("painted", "Geometry", "exit", "Geometry"),
    ):
        group.links.new(nodes[source].outputs[output], nodes[target].inputs[entrance])
    return group
