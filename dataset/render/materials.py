"""What every material of the studio says to the renderer, whatever it looks like: albedo, true normal, part, opacity.

They leave Cycles as arbitrary output values, exact at the one sample of a geometry render.
"""

from __future__ import annotations

from typing import Any

import bpy

from addon.blender.studio.lights import AMBIENT

ALBEDO, NORMAL, PART, OPACITY = "Albedo", "True Normal", "Part", "Opacity"
SOLID = 0.5
"""Cycles says the depth of the first surface that is at least so opaque."""


def declare_outputs(layer: Any) -> None:
    """Give a view layer the four outputs."""
    layer.pass_alpha_threshold = SOLID
    for name, kind in ((ALBEDO, "COLOR"), (NORMAL, "COLOR"), (PART, "VALUE"), (OPACITY, "VALUE")):
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


def write_outputs(tree: Any, albedo: Any, part: Any, alpha: Any | None = None) -> None:
    """Connect the sockets of albedo, part and alpha, and the true normal, to the outputs; no `alpha` is opaque."""
    geometry, one = tree.nodes.new("ShaderNodeNewGeometry"), tree.nodes.new("ShaderNodeValue")
    one.outputs[0].default_value = 1.0
    sources = {ALBEDO: albedo, NORMAL: geometry.outputs["True Normal"], PART: part, OPACITY: alpha or one.outputs[0]}
    if alpha is not None:
        # Cycles adds up what all surfaces say until the first solid one; those before it must say nothing.
        solid = tree.nodes.new("ShaderNodeMath")
        solid.operation = "GREATER_THAN"
        solid.inputs[1].default_value = SOLID - 1e-4
        tree.links.new(alpha, solid.inputs[0])
        sources = {name: scaled(tree, socket, solid.outputs[0]) for name, socket in sources.items()}
    for name, socket in sources.items():
        output = tree.nodes.new("ShaderNodeOutputAOV")
        output.aov_name = name
        tree.links.new(socket, output.inputs["Color" if name in (ALBEDO, NORMAL) else "Value"])


def scaled(tree: Any, color: Any, factor: Any) -> Any:
    """Colour or value times a number, or times what another socket says."""
    scale = tree.nodes.new("ShaderNodeVectorMath")
    scale.operation = "SCALE"
    tree.links.new(color, scale.inputs[0])
    if isinstance(factor, float):
        scale.inputs["Scale"].default_value = factor
    else:
        tree.links.new(factor, scale.inputs["Scale"])
    return scale.outputs["Vector"]


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
