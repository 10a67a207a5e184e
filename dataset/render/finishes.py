"""How the catalogue's parts look: matte by the rule `basic`, or with a gloss on top.

Gloss is the mirror image of lights that only the material sees, so that it costs no lamp, no bounce and no noise.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import bpy

from .materials import add_shaders, attribute, basic_shader, empty_material, scaled, show, write_outputs

COLOR_ATTRIBUTE, PART_ATTRIBUTE = "albedo", "part"
# Cycles fills an attribute called "color" with the object's own colour, hence the other name.

WINDOW, SKY = (-0.42, -0.56, 0.71), (0.0, 0.0, 1.0)
"""Where the mirrored lights are: before the object, above on the left; and all above."""


@dataclass(frozen=True)
class Gloss:
    """A light that a finish mirrors.

    towards : where the light is
    low, high : cosines to it between which it fades in
    strength : its brightness
    tinted : whether it takes the albedo's colour
    """

    towards: tuple[float, float, float]
    low: float
    high: float
    strength: float
    tinted: bool


DIFFUSE = {"metallic": 0.62}
"""How much of the rule `basic` a finish keeps, where it is less than all."""
GLOSS = {
    "glossy": (Gloss(WINDOW, 0.90, 0.96, 0.55, False), Gloss(SKY, 0.5, 1.0, 0.10, False)),
    "metallic": (Gloss(WINDOW, 0.55, 1.0, 0.9, True), Gloss(SKY, 0.1, 0.7, 0.3, True)),
    "wooden": (Gloss(WINDOW, 0.6, 1.0, 0.07, False),),
}


def finish_material(finish: str) -> bpy.types.Material:
    """Make the material of one finish; it reads colour and part from the mesh."""
    material, tree = empty_material(finish)
    albedo = attribute(tree, COLOR_ATTRIBUTE)
    kept = DIFFUSE.get(finish, 1.0)
    shader = basic_shader(tree, albedo if kept == 1.0 else scaled(tree, albedo, kept))
    for gloss in GLOSS.get(finish, ()):
        shader = add_shaders(tree, shader, _mirrored(tree, gloss, albedo))
    write_outputs(tree, albedo, attribute(tree, PART_ATTRIBUTE, "Fac"))
    show(material, shader)
    return material


def _mirrored(tree: Any, gloss: Gloss, albedo: Any) -> Any:
    """Emission where the mirrored ray meets the light."""
    coordinates = tree.nodes.new("ShaderNodeTexCoord")
    cosine = tree.nodes.new("ShaderNodeVectorMath")
    cosine.operation = "DOT_PRODUCT"
    cosine.inputs[1].default_value = gloss.towards
    tree.links.new(coordinates.outputs["Reflection"], cosine.inputs[0])
    fade = tree.nodes.new("ShaderNodeMapRange")
    fade.interpolation_type = "SMOOTHSTEP"
    fade.inputs["From Min"].default_value = gloss.low
    fade.inputs["From Max"].default_value = gloss.high
    fade.inputs["To Max"].default_value = gloss.strength
    tree.links.new(cosine.outputs["Value"], fade.inputs["Value"])
    emission = tree.nodes.new("ShaderNodeEmission")
    tree.links.new(fade.outputs["Result"], emission.inputs["Strength"])
    if gloss.tinted:
        tree.links.new(albedo, emission.inputs["Color"])
    return emission.outputs[0]
