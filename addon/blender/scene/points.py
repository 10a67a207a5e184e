"""Vertices shown as coloured points, in every version of Blender: Geometry Nodes on a mesh without faces."""

from __future__ import annotations

from typing import Any

import bpy

from .material import vertex_color_material

GROUP = "Pointsmith Points"
_MODIFIER = "Points"
_RADIUS, _EVERY = "Radius", "Viewport Shows Every"
_MOST_BALLS = 70_000
"""In the viewport; each is a mesh of 12 vertices there."""


def show_as_points(points: bpy.types.Object, radius: float) -> None:
    """Draw the object's vertices as points of `radius` scene units, with the shared material.

    Of a large cloud the viewport shows every second, third, ... one, larger, so that it does not stand still; renders
    show them all.
    """
    modifier: Any = points.modifiers.new(_MODIFIER, "NODES")
    group = _group()
    modifier.node_group = group
    mesh: Any = points.data
    for name, value in ((_RADIUS, radius), (_EVERY, max(1, -(-len(mesh.vertices) // _MOST_BALLS)))):
        identifier = next(item.identifier for item in group.interface.items_tree if item.name == name)
        if bpy.app.version >= (5, 2, 0):
            getattr(modifier.properties.inputs, identifier).value = value
        else:
            modifier[identifier] = value


def _group() -> Any:
    """Return the nodes: real points for the renderer; little balls in the viewport, whose Solid view shows the
    colours of meshes and not of points.
    """
    found = bpy.data.node_groups.get(GROUP)
    if found is not None and found.library is None and _EVERY in {item.name for item in found.interface.items_tree}:
        return found
    group: Any = bpy.data.node_groups.new(GROUP, "GeometryNodeTree")
    group.interface.new_socket("Geometry", in_out="INPUT", socket_type="NodeSocketGeometry")
    radius = group.interface.new_socket(_RADIUS, in_out="INPUT", socket_type="NodeSocketFloat")
    radius.subtype = "DISTANCE"
    radius.default_value, radius.min_value = 0.01, 0.0
    every = group.interface.new_socket(_EVERY, in_out="INPUT", socket_type="NodeSocketInt")
    every.default_value = every.min_value = 1
    group.interface.new_socket("Geometry", in_out="OUTPUT", socket_type="NodeSocketGeometry")
    nodes = {
        name: group.nodes.new(kind)
        for name, kind in (
            ("entry", "NodeGroupInput"),
            ("points", "GeometryNodeMeshToPoints"),
            ("index", "GeometryNodeInputIndex"),
            ("rest", "ShaderNodeMath"),
            ("chosen", "ShaderNodeMath"),
            ("root", "ShaderNodeMath"),
            ("size", "ShaderNodeMath"),
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
    for name, operation in (("rest", "MODULO"), ("chosen", "LESS_THAN"), ("root", "SQRT"), ("size", "MULTIPLY")):
        nodes[name].operation = operation
    nodes["chosen"].inputs[1].default_value = 0.5
    nodes["painted"].inputs["Material"].default_value = vertex_color_material()
    for column, node in enumerate(nodes.values()):
        node.location = (200.0 * column, -120.0 * (column % 2))
    for source, output, target, entrance in (
        ("entry", "Geometry", "points", "Mesh"),
        ("entry", _RADIUS, "points", "Radius"),
        ("index", "Index", "rest", 0),
        ("entry", _EVERY, "rest", 1),
        ("rest", 0, "chosen", 0),
        ("chosen", 0, "balls", "Selection"),
        # What fewer balls leave uncovered, larger ones cover.
        ("entry", _EVERY, "root", 0),
        ("root", 0, "size", 0),
        ("entry", _RADIUS, "size", 1),
        ("size", 0, "ball", "Radius"),
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
