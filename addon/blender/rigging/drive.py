"""Custom properties that move parts and light lamps: drivers without scripts, and constraints that hold the limits.

A driver of type SUM over single properties needs no Python, so it works where Blender does not run scripts of files.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import bpy

from ..scene.material import vertex_color_material

if TYPE_CHECKING:
    from ...core.joints import Joint

WHEELS = "wheels"
GLOW = "glow"
_BRIGHTEST = 10.0


def add_angle(owner: bpy.types.Object, name: str, low: float, high: float) -> None:
    """Give `owner` a custom property in radians, shown in degrees; equal limits for none."""
    text = "Turns it; a full turn is 360°" if low == high else "Turns it between its limits"
    _add(owner, name, low, high, soft=(-2 * math.pi, 2 * math.pi), subtype="ANGLE", description=text)


def add_distance(owner: bpy.types.Object, name: str, low: float, high: float) -> None:
    """Give `owner` a custom property in units."""
    _add(owner, name, low, high, soft=(low, high), subtype="DISTANCE", description="Slides it between its limits")


def add_strength(owner: bpy.types.Object, name: str) -> None:
    """Give `owner` a custom property that is the strength of a light."""
    text = "Strength of its light; 0 is off"
    _add(owner, name, 0.0, 1000.0, soft=(0.0, _BRIGHTEST), subtype="NONE", description=text)


def _add(
    owner: Any, name: str, low: float, high: float, *, soft: tuple[float, float], subtype: str, description: str
) -> None:
    owner[name] = 0.0
    limits = {} if low == high else {"min": low, "max": high}
    soft_low, soft_high = (max(soft[0], low), min(soft[1], high)) if limits else soft
    ui = owner.id_properties_ui(name)
    ui.update(subtype=subtype, description=description, default=0.0, soft_min=soft_low, soft_max=soft_high, **limits)


def hang(item: bpy.types.Object, joint: Joint, owner: bpy.types.Object, properties: list[str]) -> None:
    """Let the sum of the owner's properties turn the part about its local Z, or slide it along, within limits."""
    moving: Any = item
    moving.rotation_mode = "XYZ"
    moving.lock_location = (True, True, joint.kind == "turn")
    moving.lock_rotation = (True, True, joint.kind == "slide")
    moving.lock_scale = (True, True, True)
    for kind in ("LIMIT_ROTATION", "LIMIT_LOCATION"):
        limit = moving.constraints.new(kind)
        limit.owner_space = "LOCAL"
        limit.use_transform_limit = True
        moves = (kind == "LIMIT_ROTATION") == (joint.kind == "turn")
        # Turns are limited by what a matrix knows of them, which is less than half a turn.
        held = not moves or not (joint.is_free or (joint.kind == "turn" and max(-joint.low, joint.high) > 3.1))
        low, high = (joint.low, joint.high) if moves else (0.0, 0.0)
        for letter in "xyz":
            bounds = (low, high) if letter == "z" else (0.0, 0.0)
            if kind == "LIMIT_ROTATION":
                setattr(limit, f"use_limit_{letter}", held or letter != "z")
            else:
                setattr(limit, f"use_min_{letter}", held or letter != "z")
                setattr(limit, f"use_max_{letter}", held or letter != "z")
            setattr(limit, f"min_{letter}", bounds[0])
            setattr(limit, f"max_{letter}", bounds[1])
    channel = "rotation_euler" if joint.kind == "turn" else "location"
    _drive(moving.driver_add(channel, 2).driver, owner, properties)


def glowing_material(base: bpy.types.Material | None, name: str) -> bpy.types.Material:
    """Return a copy of a material (or of the one for vertex colours) that can glow in its own colour."""
    material: Any = (base or vertex_color_material()).copy()
    material.name = name
    tree = material.node_tree
    surface = next((node for node in tree.nodes if node.type == "BSDF_PRINCIPLED"), None) if tree else None
    if surface is None:
        bpy.data.materials.remove(material)
        return glowing_material(None, name)
    color, light = surface.inputs["Base Color"], surface.inputs["Emission Color"]
    light.default_value = color.default_value
    if color.is_linked:
        tree.links.new(color.links[0].from_socket, light)
    surface.inputs["Emission Strength"].default_value = 0.0
    return material  # type: ignore[no-any-return]


def light_up(material: bpy.types.Material, owner: bpy.types.Object, name: str) -> None:
    """Let a property of `owner` be the strength of the material's light."""
    tree: Any = material.node_tree
    surface = next(node for node in tree.nodes if node.type == "BSDF_PRINCIPLED")
    _drive(surface.inputs["Emission Strength"].driver_add("default_value").driver, owner, [name])


def _drive(driver: Any, owner: bpy.types.Object, properties: list[str]) -> None:
    driver.type = "SUM"
    for name in properties:
        variable = driver.variables.new()
        variable.type = "SINGLE_PROP"
        variable.targets[0].id = owner
        variable.targets[0].data_path = f'["{bpy.utils.escape_identifier(name)}"]'
