"""Light by the names of the paper's scripts.

`basic` is Shap-E's rule for diffuse renders, albedo times 0.3 + 0.7 |n . L|: two opposite suns, and a share that needs
no light. That share is exact where the material emits it (the dataset's way); `ambient` lights it from the world
instead, for materials that must stay as they are. `varied` is ours: the suns of `basic`, turned by `vary` for each
object.
"""

from __future__ import annotations

import math
from typing import Any

import bpy
import numpy as np
from mathutils import Vector

RULES = ("basic", "varied", "uniform", "random", "camera")

SUN = (0.09387503, -0.63953443, -0.7630093)
"""The way the first sun's light travels in `basic` and `uniform`; the second sun's light travels back."""
AMBIENT = 0.3
"""The share of `basic` that has no direction."""
_FULL = math.pi * (1.0 - AMBIENT)
_SHARP, _HALF_DEGREE = 0.0092, math.radians(0.5)


def add_lights(
    scene: bpy.types.Scene,
    rule: str,
    camera: bpy.types.Object,
    rng: np.random.Generator | None = None,
    ambient: bool = False,
) -> list[bpy.types.Object]:
    """Light `scene` and return the lamps; its world becomes black, or what `ambient` asks for.

    Parameters
    ----------
    scene
        Where the lamps go.
    rule
        One of `RULES`.
    camera
        What the lamp of `camera` hangs on.
    rng
        Where the four lamps of `random` come from.
    ambient
        For `basic`: the world gives the share without direction.
    """
    scene.world = _world(AMBIENT) if ambient and rule == "basic" else None
    sun = Vector(SUN)
    if rule in ("basic", "varied"):
        return [_sun(scene, way, _FULL, _SHARP) for way in (sun, -sun)]
    if rule == "uniform":
        # EEVEE has no bounce light here; the paper's script gave it suns as wide as the sky.
        engine: str = scene.render.engine
        angle = _SHARP if engine == "CYCLES" else math.pi
        return [_sun(scene, way, 5.0, angle) for way in (sun, -sun)]
    if rule == "random":
        ways = (rng or np.random.default_rng(0)).standard_normal((4, 3))
        return [_sun(scene, Vector(way.tolist()).normalized(), 1.5, _HALF_DEGREE) for way in ways]
    if rule == "camera":
        lamp = _sun(scene, Vector((0.0, 0.0, -1.0)), 5.0, _SHARP)
        lamp.parent = camera
        return [lamp]
    raise ValueError(f"no light is called {rule!r}; there are {', '.join(RULES)}")


def vary(lamps: list[bpy.types.Object], rng: np.random.Generator) -> None:
    """Turn the two suns of `varied` another way, and give each another strength."""
    way = rng.standard_normal(3)
    for lamp, side, strength in zip(lamps, (1.0, -1.0), rng.uniform(0.3, 1.2, len(lamps)), strict=True):
        _aim(lamp, Vector((side * way).tolist()).normalized())
        light: Any = lamp.data
        light.energy = _FULL * float(strength)


def _sun(scene: bpy.types.Scene, way: Vector, energy: float, angle: float) -> bpy.types.Object:
    light: Any = bpy.data.lights.new("Sun", "SUN")
    light.energy, light.angle = energy, angle
    lamp = bpy.data.objects.new("Sun", light)
    _aim(lamp, way)
    scene.collection.objects.link(lamp)
    return lamp


def _aim(lamp: bpy.types.Object, way: Vector) -> None:
    lamp.rotation_euler = way.to_track_quat("-Z", "Y").to_euler()


def _world(strength: float) -> bpy.types.World:
    world = bpy.data.worlds.new("Ambient")
    if world.node_tree is None:
        # Blender 4 makes worlds without nodes; in 5 there is always a tree, and touching this warns.
        world.use_nodes = True
    tree: Any = world.node_tree
    tree.nodes.clear()
    background = tree.nodes.new("ShaderNodeBackground")
    background.inputs["Color"].default_value = (1.0, 1.0, 1.0, 1.0)
    background.inputs["Strength"].default_value = strength
    output = tree.nodes.new("ShaderNodeOutputWorld")
    tree.links.new(background.outputs[0], output.inputs["Surface"])
    return world
