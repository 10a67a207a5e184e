"""What every material of the studio says to the renderer, whatever it looks like: albedo, true normal and part.

The three leave Cycles as arbitrary output values, exact at the one sample of a geometry render.
"""

from __future__ import annotations

from typing import Any

import bpy

from addon.blender.studio.lights import AMBIENT

ALBEDO, NORMAL, PART = "Albedo", "True Normal", "Part"


def declare_outputs(layer: Any) -> None:
    """Give a view layer the three outputs."""
    for name, kind in ((ALBEDO, "COLOR"), (NORMAL, "COLOR"), (PART, "VALUE")):
        output = layer.aovs.add()
        output.name, output.type = name, kind


def node_tree(material: Any) -> Any:
    """Node tree of a material; makes one where there is none."""
    if material.node_tree is None or not getattr(material, "use_nodes", True):
        # Blender 4 makes materials without nodes; in 5 there is always a tree, and touching this warns.
        material.use_nodes = True
    return material.node_tree


def empty_material(name: str) -> tuple[bpy.types.Material, Any]:
    """Make a material, and return it with its empty node tree."""
    material = bpy.data.materials.new(name)
    tree = node_tree(material)
    tree.nodes.clear()
    return material, tree


def attribute(tree: Any, name: str, output: str = "Color") -> Any:
    """Socket of a mesh attribute."""
    node = tree.nodes.new("ShaderNodeAttribute")
    node.attribute_name = name
    return node.outputs[output]


def write_outputs(tree: Any, albedo: Any, part: Any) -> None:
    """Connect the sockets of albedo and part, and the true normal, to the three outputs."""
    geometry = tree.nodes.new("ShaderNodeNewGeometry")
    sources = {ALBEDO: (albedo, "Color"), NORMAL: (geometry.outputs["True Normal"], "Color"), PART: (part, "Value")}
    for name, (socket, kind) in sources.items():
        output = tree.nodes.new("ShaderNodeOutputAOV")
        output.aov_name = name
        tree.links.new(socket, output.inputs[kind])


def basic_shader(tree: Any, albedo: Any) -> Any:
    """Shader of the light `basic`: diffuse, and a constant share that needs no lamp."""
    diffuse, constant = tree.nodes.new("ShaderNodeBsdfDiffuse"), tree.nodes.new("ShaderNodeEmission")
    constant.inputs["Strength"].default_value = AMBIENT
    for shader in (diffuse, constant):
        tree.links.new(albedo, shader.inputs["Color"])
    return add_shaders(tree, diffuse.outputs[0], constant.outputs[0])


def add_shaders(tree: Any, first: Any, second: Any) -> Any:
    """Sum of two shaders."""
    total = tree.nodes.new("ShaderNodeAddShader")
    tree.links.new(first, total.inputs[0])
    tree.links.new(second, total.inputs[1])
    return total.outputs[0]


def show(material: Any, shader: Any) -> None:
    """Make `shader` what the material looks like."""
    tree = material.node_tree
    for old in [node for node in tree.nodes if node.bl_idname == "ShaderNodeOutputMaterial"]:
        tree.nodes.remove(old)
    output = tree.nodes.new("ShaderNodeOutputMaterial")
    tree.links.new(shader, output.inputs["Surface"])
    # Otherwise every face that emits becomes a lamp that each hit tries to sample.
    material.cycles.emission_sampling = "NONE"
