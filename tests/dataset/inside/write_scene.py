"""Run inside Blender: `write_scene.py FILE` writes a .blend whose scene is as awkward as real ones are.

A cube with a picture on it, a metal ball, a ball of glass, a text, a cone behind a mix of shaders that is shown twice
by instances while its own collection is left out, a hidden box, a lamp and a camera far off.
"""

from __future__ import annotations

import os
import sys

import bpy
import numpy as np


def material(**inputs):
    made = bpy.data.materials.new("material")
    if made.node_tree is None:
        made.use_nodes = True
    surface = made.node_tree.nodes["Principled BSDF"]
    for name, value in inputs.items():
        surface.inputs[name.replace("_", " ")].default_value = value
    bpy.context.object.data.materials.append(made)
    return made.node_tree, surface


bpy.ops.wm.read_factory_settings(use_empty=True)
scene = bpy.context.scene

bpy.ops.mesh.primitive_cube_add(size=1, location=(0, 0, 0.5))
pixels = np.ones((8, 8, 4), np.float32)
pixels[..., :3] = (1, 0.5, 0)
picture = bpy.data.images.new("picture", 8, 8)
picture.pixels.foreach_set(pixels.ravel())
picture.pack()
tree, surface = material()
texture = tree.nodes.new("ShaderNodeTexImage")
texture.image = picture
tree.links.new(texture.outputs["Color"], surface.inputs["Base Color"])

bpy.ops.mesh.primitive_uv_sphere_add(radius=0.5, location=(1.4, 0, 0.5))
material(Base_Color=(0.0, 0.5, 0.0, 1), Metallic=1.0)
bpy.ops.mesh.primitive_uv_sphere_add(radius=0.5, location=(-1.4, 0, 0.5))
material(Base_Color=(0.0, 0.0, 1.0, 1), Alpha=0.3)
bpy.ops.object.text_add(location=(-0.8, 0, 1.2), rotation=(np.pi / 2, 0, 0))
bpy.context.object.data.body, bpy.context.object.data.extrude = "Text", 0.1
material(Base_Color=(0.5, 0.5, 0.5, 1))

apart = bpy.data.collections.new("apart")
scene.collection.children.link(apart)
bpy.ops.mesh.primitive_cone_add(radius1=0.3, depth=0.8)
cone = bpy.context.object
scene.collection.objects.unlink(cone)
apart.objects.link(cone)
tree, surface = material(Base_Color=(1.0, 0.0, 1.0, 1))
mix, gloss = tree.nodes.new("ShaderNodeMixShader"), tree.nodes.new("ShaderNodeBsdfGlossy")
tree.links.new(gloss.outputs[0], mix.inputs[1])
tree.links.new(surface.outputs[0], mix.inputs[2])
tree.links.new(mix.outputs[0], tree.get_output_node("ALL").inputs["Surface"])
bpy.context.view_layer.layer_collection.children["apart"].exclude = True
for x in (-0.7, 0.7):
    shown = bpy.data.objects.new("shown", None)
    shown.instance_type, shown.instance_collection, shown.location = "COLLECTION", apart, (x, -1, 0.4)
    scene.collection.objects.link(shown)

bpy.ops.mesh.primitive_cube_add(size=20)
bpy.context.object.name, bpy.context.object.hide_render = "hidden", True
bpy.ops.object.light_add(location=(0, 0, 90))
bpy.ops.object.camera_add(location=(0, 90, 0))

bpy.ops.wm.save_as_mainfile(filepath=sys.argv[-1], copy=True)
sys.stdout.flush()
os._exit(0)
