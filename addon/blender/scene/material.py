"""Materials of results: the one that shows their colour attribute, and what others are made of."""

from __future__ import annotations

from typing import Any

import bpy

from .mesh import COLOR_ATTRIBUTE

NAME = "Pointsmith Colors"
BAKED = "pointsmith_baked"
"""Custom property of a material that shows a texture baked by Pointsmith."""


def vertex_color_material() -> bpy.types.Material:
    """Return this file's material that reads the colour attribute, made at the first call."""
    found = bpy.data.materials.get(NAME)
    if found is not None and found.library is None:
        return found
    material, color = principled(NAME, "ShaderNodeVertexColor")
    color.layer_name = COLOR_ATTRIBUTE
    return material


def principled(name: str, color_node: str) -> tuple[bpy.types.Material, Any]:
    """Make a new material whose base colour is what a new node of the type `color_node` says; returns both."""
    material: Any = bpy.data.materials.new(name)
    if material.node_tree is None:
        # Blender 4 makes materials without nodes; in 5 there is always a tree, and touching this warns.
        material.use_nodes = True
    tree: Any = material.node_tree
    tree.nodes.clear()
    output = tree.nodes.new("ShaderNodeOutputMaterial")
    surface = tree.nodes.new("ShaderNodeBsdfPrincipled")
    color = tree.nodes.new(color_node)
    surface.inputs["Roughness"].default_value = 0.6
    for column, node in enumerate((color, surface, output)):
        node.location = (300.0 * (column - 1), 0.0)
    tree.links.new(color.outputs["Color"], surface.inputs["Base Color"])
    tree.links.new(surface.outputs["BSDF"], output.inputs["Surface"])
    return material, color
