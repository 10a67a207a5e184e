"""A Blender scene that is set up once and shows one object after another.

Light is the diffuse rule of Shap-E's `basic` renders, 0.3 + 0.7 |n . L| times the albedo: two opposite suns along
the direction that Point-E used, and emission for the constant share, so that a few samples are free of noise.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bpy
import numpy as np
from mathutils import Vector
from numpy.typing import NDArray

from ..catalogue.asset import Asset
from .camera import View

SUN = (0.09387503, -0.63953443, -0.7630093)
"""The way the light of the first sun travels; the second sun's light travels back."""
AMBIENT = 0.3


class Studio:
    """Owns Blender's scene: `show` an asset, then take a `picture` of it."""

    def __init__(self, size: int, samples: int, scratch: Path) -> None:
        """Empty Blender and set up Cycles, suns, camera and material.

        size : side of a picture in pixels
        scratch : a file name without ending for Blender to write each picture to
        """
        self._path = scratch.with_suffix(".png")
        self._scene = _empty_scene()
        self._setup_render(size, samples)
        for sign in (1.0, -1.0):
            self._add_sun(Vector(SUN) * sign)
        self._camera: Any = bpy.data.objects.new("camera", bpy.data.cameras.new("camera"))
        self._scene.collection.objects.link(self._camera)
        self._scene.camera = self._camera
        self._object: Any = bpy.data.objects.new("asset", bpy.data.meshes.new("asset"))
        self._scene.collection.objects.link(self._object)
        self._material = _material()

    def _setup_render(self, size: int, samples: int) -> None:
        render, cycles = self._scene.render, self._scene.cycles
        render.engine = "CYCLES"
        render.resolution_x = render.resolution_y = size
        render.resolution_percentage = 100
        render.film_transparent = True
        render.use_persistent_data = True
        render.threads_mode, render.threads = "FIXED", 1
        render.use_compositing = render.use_sequencer = False
        render.image_settings.file_format = "PNG"
        render.image_settings.color_mode = "RGBA"
        render.image_settings.compression = 0
        render.filepath = str(self._path)
        cycles.device, cycles.samples = "CPU", samples
        cycles.use_adaptive_sampling = cycles.use_denoising = False
        cycles.max_bounces = cycles.diffuse_bounces = 0
        cycles.use_auto_tile = False
        self._scene.view_settings.view_transform = "Standard"
        self._scene.view_settings.look = "None"

    def _add_sun(self, direction: Vector) -> None:
        light: Any = bpy.data.lights.new("sun", "SUN")
        light.energy = float(np.pi * (1.0 - AMBIENT))
        light.angle = 0.0092
        lamp = bpy.data.objects.new("sun", light)
        lamp.rotation_euler = direction.to_track_quat("-Z", "Y").to_euler()
        self._scene.collection.objects.link(lamp)

    def show(self, asset: Asset) -> None:
        """Replace what the scene shows by `asset`."""
        mesh: Any = bpy.data.meshes.new("asset")
        flat = asset.flattened()
        mesh.from_pydata(flat.vertices.tolist(), [], flat.faces.tolist())
        colors = np.ones((len(flat.faces), 3, 4), np.float32)
        colors[..., :3] = flat.face_rgb[:, None]
        # Cycles fills an attribute called "color" with the object's own colour, hence the other name.
        attribute: Any = mesh.color_attributes.new("albedo", "FLOAT_COLOR", "CORNER")
        attribute.data.foreach_set("color_srgb", colors.ravel())
        mesh.materials.append(self._material)
        mesh.shade_smooth()
        mesh.set_sharp_from_angle(angle=float(np.radians(32)))
        old = self._object.data
        self._object.data = mesh
        bpy.data.meshes.remove(old)

    def picture(self, view: View) -> NDArray[np.uint8]:
        """Render (size, size, 4): straight-alpha display-referred sRGB, first row at the top."""
        place = Vector(view.location().tolist())
        self._camera.location = place
        self._camera.rotation_euler = (-place).to_track_quat("-Z", "Y").to_euler()
        self._camera.data.angle = view.field_of_view
        bpy.ops.render.render(write_still=True)
        image: Any = bpy.data.images.load(str(self._path))
        image.colorspace_settings.name = "Non-Color"
        image.alpha_mode = "CHANNEL_PACKED"
        width, height = image.size
        pixels = np.empty(width * height * 4, np.float32)
        image.pixels.foreach_get(pixels)
        bpy.data.images.remove(image)
        upright = pixels.reshape(height, width, 4)[::-1]
        return np.round(upright * 255).astype(np.uint8)


def _empty_scene() -> Any:
    bpy.ops.wm.read_factory_settings(use_empty=True)
    return bpy.context.scene


def _material() -> Any:
    """Matte, its albedo from the colour attribute, with a constant share that needs no light."""
    material: Any = bpy.data.materials.new("albedo")
    material.use_nodes = True
    nodes, links = material.node_tree.nodes, material.node_tree.links
    nodes.clear()
    color = nodes.new("ShaderNodeAttribute")
    color.attribute_name = "albedo"
    diffuse, emission = nodes.new("ShaderNodeBsdfDiffuse"), nodes.new("ShaderNodeEmission")
    emission.inputs["Strength"].default_value = AMBIENT
    total, output = nodes.new("ShaderNodeAddShader"), nodes.new("ShaderNodeOutputMaterial")
    for shader in (diffuse, emission):
        links.new(color.outputs["Color"], shader.inputs["Color"])
    links.new(diffuse.outputs[0], total.inputs[0])
    links.new(emission.outputs[0], total.inputs[1])
    links.new(total.outputs[0], output.inputs["Surface"])
    # Otherwise every face becomes a lamp that each hit tries to sample.
    material.cycles.emission_sampling = "NONE"
    return material
