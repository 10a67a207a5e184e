"""A picture of the scene for the examples: a camera, two lights, Cycles on the CPU."""

from pathlib import Path
from typing import Any

import bpy
from mathutils import Vector


def material(name: str, color: tuple[float, float, float, float]) -> bpy.types.Material:
    """Return the material of that name, made at the first call. The colour is scene linear."""
    found = bpy.data.materials.get(name)
    if found is None:
        found = bpy.data.materials.new(name)
        if found.node_tree is None:
            found.use_nodes = True  # Blender 4; from 5 on there is always a tree
        found.node_tree.nodes["Principled BSDF"].inputs["Base Color"].default_value = color
        found.node_tree.nodes["Principled BSDF"].inputs["Roughness"].default_value = 0.8
    return found


def _aim(item: bpy.types.Object, target: Vector) -> None:
    item.rotation_euler = (item.location - target).to_track_quat("Z", "Y").to_euler()


def take(path: Path, target: tuple[float, float, float], place: tuple[float, float, float], samples: int = 24) -> None:
    """Render the scene to a PNG of 800 x 600 from `place`, looking at `target`."""
    scene: Any = bpy.context.scene
    middle = Vector(target)
    camera = bpy.data.objects.new("Camera", bpy.data.cameras.new("Camera"))
    camera.location = place
    light = bpy.data.lights.new("Sun", "SUN")
    light.energy, light.angle = 3.0, 0.3
    sun = bpy.data.objects.new("Sun", light)
    sun.location = middle + Vector((-3.0, -4.0, 5.0))
    for item in (camera, sun):
        scene.collection.objects.link(item)
        _aim(item, middle)
    scene.camera = camera
    world = scene.world or bpy.data.worlds.new("World")
    if world.node_tree is None:
        world.use_nodes = True
    world.node_tree.nodes["Background"].inputs["Color"].default_value = (0.75, 0.8, 0.9, 1.0)
    scene.world = world
    scene.render.engine = "CYCLES"
    scene.cycles.device, scene.cycles.samples = "CPU", samples
    scene.cycles.use_denoising = bool(scene.cycles.denoiser)  # empty where Blender was built without one
    scene.render.resolution_x, scene.render.resolution_y, scene.render.resolution_percentage = 800, 600, 100
    scene.render.image_settings.file_format = "PNG"
    scene.view_settings.view_transform = "Standard"
    scene.render.filepath = str(path.absolute())
    bpy.ops.render.render(write_still=True)
