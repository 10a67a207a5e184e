"""Run inside Blender: `check_studio.py PICTURE` prints what the studio makes of a known scene as one JSON line."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import bpy
import numpy as np
from mathutils import Matrix, Vector

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from addon.blender.studio.normalise import normalise_scene, normalising_matrix, world_bounds
from addon.blender.studio.picture import reference_picture


def cube(name, place, turn=0.0, parent=None):
    bpy.ops.mesh.primitive_cube_add(size=2, location=place, rotation=(0, 0, turn))
    item = bpy.context.object
    item.name, item.parent = name, parent
    return item


def counts():
    data = bpy.data
    return [
        len(store) for store in (data.objects, data.scenes, data.collections, data.cameras, data.lights, data.worlds)
    ]


def corners(low_high):
    return [[round(x, 5) for x in corner] for corner in low_high]


bpy.ops.wm.read_factory_settings(use_empty=True)
told = {}

# Two roots, one turned by 45 degrees: the paper's box is that of the turned bound_box corners.
first, second = cube("first", (0, 0, 0), np.pi / 4), cube("second", (10, 0, 0))
told["roots"] = corners(world_bounds([first, second]))
# A child counts with its parent; a lamp and an empty do not.
child = cube("child", (0, 0, 5), parent=first)
bpy.ops.object.light_add(location=(0, 0, 99))
told["child"] = corners(world_bounds([first]))
told["empty"] = ""
try:
    world_bounds([bpy.context.object])
except ValueError as error:
    told["empty"] = str(error)

# The panel's picture leaves everything as it was.
before, matrices = counts(), [item.matrix_world.copy() for item in bpy.data.objects]
reference_picture([first, second], Path(sys.argv[-1]), size=64, samples=8)
told["unchanged"] = before == counts() and matrices == [item.matrix_world for item in bpy.data.objects]

# Where a corner goes by the matrix is where it goes when the scene is moved.
goal = normalising_matrix([first, second]) @ second.matrix_world @ Vector((1, 1, 1))
normalise_scene([first, second])
told["same"] = (goal - second.matrix_world @ Vector((1, 1, 1))).length < 1e-5
told["cube"] = corners(world_bounds([first, second]))
told["gap"] = round((second.matrix_world.translation - first.matrix_world.translation).length, 5)

# A collection instance counts with what it shows.
bpy.ops.wm.read_factory_settings(use_empty=True)
shape = cube("shape", (0, 0, 0))
group = bpy.data.collections.new("group")
bpy.context.scene.collection.objects.unlink(shape)
group.objects.link(shape)
instance = bpy.data.objects.new("instance", None)
instance.instance_type, instance.instance_collection = "COLLECTION", group
instance.matrix_world = Matrix.Translation((5, 0, 0)) @ Matrix.Diagonal((2, 1, 1, 1))
bpy.context.scene.collection.objects.link(instance)
told["instance"] = corners(world_bounds([instance]))

sys.stdout.write("\nRESULT " + json.dumps(told) + "\n")
sys.stdout.flush()
os._exit(0)
