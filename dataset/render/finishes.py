"""How the catalogue's parts look: matte by the rule `basic`, or with a modest gloss on top.

Gloss is the reflection of two soft boxes that only the material sees, so that it costs no light, no bounce and no
noise.
"""

from __future__ import annotations

from typing import Any

import bpy

from .materials import add_shaders, attribute, basic_shader, empty_material, show, write_outputs

COLOR_ATTRIBUTE, PART_ATTRIBUTE = "albedo", "part"
# Cycles fills an attribute called "color" with the object's own colour, hence the other name.

_GLOSS: dict[str, tuple[float, float, bool]] = {
    "glossy": (0.35, 0.25, False),
    "metallic": (0.55, 0.35, True),
    "wooden": (0.08, 0.5, False),
}
"""Strength of the reflection, softness of its edge, whether it takes the albedo's colour; other finishes have none."""


def finish_material(finish: str) -> bpy.types.Material:
    """Make the material of one finish; it reads colour and part from the mesh."""
    material, tree = empty_material(finish)
    albedo = attribute(tree, COLOR_ATTRIBUTE)
    shader = basic_shader(tree, albedo)
    if finish in _GLOSS:
        strength, softness, tinted = _GLOSS[finish]
        shader = add_shaders(tree, shader, _reflection(tree, strength, softness, albedo if tinted else None))
    write_outputs(tree, albedo, attribute(tree, PART_ATTRIBUTE, "Fac"))
    show(material, shader)
    return material


def _reflection(tree: Any, strength: float, softness: float, tint: Any | None) -> Any:
    """Emission where the mirrored ray meets a box of light above, more of it at grazing angles."""
    coordinates = tree.nodes.new("ShaderNodeTexCoord")
    axes = tree.nodes.new("ShaderNodeSeparateXYZ")
    tree.links.new(coordinates.outputs["Reflection"], axes.inputs[0])
    box = tree.nodes.new("ShaderNodeMapRange")
    box.interpolation_type = "SMOOTHSTEP"
    box.inputs["From Min"].default_value = 0.75 - softness
    box.inputs["From Max"].default_value = 0.75 + softness
    tree.links.new(axes.outputs["Z"], box.inputs["Value"])
    grazing = tree.nodes.new("ShaderNodeLayerWeight")
    grazing.inputs["Blend"].default_value = 0.35
    amount = tree.nodes.new("ShaderNodeMath")
    amount.operation = "MULTIPLY_ADD"
    tree.links.new(grazing.outputs["Facing"], amount.inputs[0])
    amount.inputs[1].default_value = 0.6 * strength
    amount.inputs[2].default_value = 0.4 * strength
    product = tree.nodes.new("ShaderNodeMath")
    product.operation = "MULTIPLY"
    tree.links.new(box.outputs["Result"], product.inputs[0])
    tree.links.new(amount.outputs[0], product.inputs[1])
    emission = tree.nodes.new("ShaderNodeEmission")
    tree.links.new(product.outputs[0], emission.inputs["Strength"])
    if tint is not None:
        tree.links.new(tint, emission.inputs["Color"])
    return emission.outputs[0]
