"""A picture of the scene's objects: Cycles on the CPU, three-quarter view, soft light."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import bpy
import numpy as np
from mathutils import Vector

_SIDE = 640
_SAMPLES = 48
_GREY = 0.35
"""Of the ground and the light from all around, linear."""


def render(objects: list[bpy.types.Object], path: Path) -> None:
    """Render `objects` to a PNG. Adds a camera, lights and a ground to the scene."""
    scene: Any = bpy.context.scene
    middle, radius = _sphere(objects)
    _camera(scene, middle, radius)
    _lights(scene, middle, radius)
    _ground(scene, middle, radius, min(_corners(objects)[:, 2]))
    scene.render.engine = "CYCLES"
    scene.cycles.device = "CPU"
    # Empty where Blender was built without a denoiser; then samples have to do it.
    scene.cycles.use_denoising = bool(scene.cycles.denoiser)
    scene.cycles.samples = _SAMPLES if scene.cycles.use_denoising else 4 * _SAMPLES
    scene.render.resolution_x = scene.render.resolution_y = _SIDE
    scene.render.resolution_percentage = 100
    scene.render.image_settings.file_format = "PNG"
    scene.view_settings.view_transform = "Standard"
    scene.render.filepath = str(path)
    bpy.ops.render.render(write_still=True)


def _corners(objects: list[bpy.types.Object]) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    layer: Any = bpy.context.view_layer
    layer.update()
    return np.array([item.matrix_world @ Vector(corner) for item in objects for corner in item.bound_box])


def _sphere(objects: list[bpy.types.Object]) -> tuple[Vector, float]:
    corners = _corners(objects)
    low, high = corners.min(axis=0), corners.max(axis=0)
    return Vector((low + high) / 2), float(np.linalg.norm(high - low)) / 2


def _camera(scene: bpy.types.Scene, middle: Vector, radius: float) -> None:
    data = bpy.data.cameras.new("Camera")
    data.lens = 70.0
    camera = bpy.data.objects.new("Camera", data)
    direction = Vector((0.62, -1.0, 0.55)).normalized()
    camera.location = middle + direction * (radius * 1.12 / math.sin(data.angle / 2))
    camera.rotation_euler = direction.to_track_quat("Z", "Y").to_euler()
    data.clip_start, data.clip_end = radius / 100, radius * 1000
    scene.collection.objects.link(camera)
    scene.camera = camera


def _lights(scene: bpy.types.Scene, middle: Vector, radius: float) -> None:
    world = bpy.data.worlds.new("World")
    if world.node_tree is None:
        world.use_nodes = True
    tree: Any = world.node_tree
    background = tree.nodes["Background"]
    background.inputs["Color"].default_value = (1.0, 1.0, 1.0, 1.0)
    background.inputs["Strength"].default_value = 0.6
    scene.world = world
    for name, place, power in (("Key", (-2.2, -2.6, 3.4), 60.0), ("Rim", (2.8, 2.4, 2.2), 25.0)):
        data: Any = bpy.data.lights.new(name, "AREA")
        data.size = 3.0 * radius
        # Watts fall with the square of the distance, which grows with the object.
        data.energy = power * radius**2 * 4
        light = bpy.data.objects.new(name, data)
        light.location = middle + Vector(place) * radius
        light.rotation_euler = Vector(place).to_track_quat("Z", "Y").to_euler()
        scene.collection.objects.link(light)


def _ground(scene: bpy.types.Scene, middle: Vector, radius: float, height: float) -> None:
    mesh = bpy.data.meshes.new("Ground")
    half = radius * 60
    mesh.from_pydata([(-half, -half, 0), (half, -half, 0), (half, half, 0), (-half, half, 0)], [], [(0, 1, 2, 3)])
    material = bpy.data.materials.new("Ground")
    if material.node_tree is None:
        material.use_nodes = True
    tree: Any = material.node_tree
    surface = tree.nodes["Principled BSDF"]
    surface.inputs["Base Color"].default_value = (_GREY, _GREY, _GREY, 1.0)
    surface.inputs["Roughness"].default_value = 1.0
    mesh.materials.append(material)
    ground = bpy.data.objects.new("Ground", mesh)
    ground.location = (middle.x, middle.y, height - radius * 1e-3)
    scene.collection.objects.link(ground)
