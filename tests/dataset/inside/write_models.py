"""Run inside Blender: `write_models.py FOLDER` writes one small coloured model in every format.

A red body of 4 x 2 x 2, a green cube before it (-Y), a blue one on its right end (+X, +Z). `painted.*` carry vertex
colours and no material.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import bpy

FOLDER = Path(sys.argv[-1])
SOLIDS = {
    "body": ((4, 2, 2), (10, 5, 3), (0.8, 0.05, 0.05)),
    "front": ((1, 1, 1), (10, 3.5, 3), (0.05, 0.8, 0.05)),
    "top": ((1, 1, 1), (11.5, 5, 4.5), (0.05, 0.05, 0.8)),
}


def build():
    bpy.ops.wm.read_factory_settings(use_empty=True)
    for name, (size, place, color) in SOLIDS.items():
        bpy.ops.mesh.primitive_cube_add(size=1, location=place)
        solid = bpy.context.object
        solid.name, solid.scale = name, size
        material = bpy.data.materials.new(name)
        if material.node_tree is None:
            material.use_nodes = True
        material.node_tree.nodes["Principled BSDF"].inputs["Base Color"].default_value = (*color, 1)
        solid.data.materials.append(material)


def paint():
    for solid in bpy.data.objects:
        color = [*SOLIDS[solid.name][2], 1.0]
        attribute = solid.data.color_attributes.new("displayColor", "FLOAT_COLOR", "POINT")
        attribute.data.foreach_set("color", color * len(solid.data.vertices))
        solid.data.materials.clear()


def place(name):
    return str(FOLDER / name)


build()
bpy.ops.wm.save_as_mainfile(filepath=place("model.blend"), copy=True)
bpy.ops.export_scene.gltf(filepath=place("model.glb"), export_format="GLB")
bpy.ops.export_scene.gltf(filepath=place("apart.gltf"), export_format="GLTF_SEPARATE")
bpy.ops.wm.obj_export(filepath=place("model.obj"))
bpy.ops.export_scene.fbx(filepath=place("model.fbx"))
bpy.ops.wm.usd_export(filepath=place("model.usd"))
bpy.ops.wm.usd_export(filepath=place("model.usdz"))
bpy.ops.wm.stl_export(filepath=place("model.stl"))
paint()
bpy.ops.wm.ply_export(filepath=place("painted.ply"), export_colors="SRGB")
bpy.ops.wm.obj_export(filepath=place("painted.obj"), export_colors=True)
bpy.ops.export_scene.gltf(filepath=place("painted.glb"), export_format="GLB", export_vertex_color="ACTIVE")
bpy.ops.wm.usd_export(filepath=place("painted.usdc"), export_mesh_colors=True)
sys.stdout.flush()
os._exit(0)
