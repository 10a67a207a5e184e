"""A surface closed again around an object's own points: in place, undoable, after saving and loading too."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import bpy
import harness
import numpy as np


def made() -> bpy.types.Object:
    item: bpy.types.Object = harness.module().generate(
        "a red chair", seed=3, quality="draft", device="cpu", location=(1.0, 2.0, 3.0)
    )
    return item


def positions(item: bpy.types.Object) -> np.ndarray:
    values = np.empty(len(item.data.vertices) * 3, np.float32)
    item.data.vertices.foreach_get("co", values)
    return values.reshape(-1, 3)


def the_cloud_is_kept(item: bpy.types.Object) -> None:
    cloud = harness.module("addon.blender.scene.stored_cloud").kept_cloud(item).cloud
    assert len(cloud) == 1024
    assert cloud.part_names == tuple(json.loads(item["pointsmith_parts"]))
    assert np.abs(np.linalg.norm(cloud.normals, axis=1) - 1).max() < 1e-3
    assert np.abs(cloud.positions).max() <= 0.5


def in_place(item: bpy.types.Object) -> None:
    name, before = item.name, len(item.data.polygons)
    extent = np.ptp(positions(item), axis=0)
    modifier = item.modifiers.new("Kept", "WEIGHTED_NORMAL")
    bpy.context.view_layer.objects.active = item
    objects, meshes = len(bpy.data.objects), len(bpy.data.meshes)
    assert bpy.ops.pointsmith.surface_again(resolution=128) == {"FINISHED"}
    item = bpy.data.objects[name]
    assert (len(bpy.data.objects), len(bpy.data.meshes)) == (objects, meshes), "it leaves nothing behind"
    assert len(item.data.polygons) > 2.5 * before
    assert np.abs(np.ptp(positions(item), axis=0) - extent).max() < 0.06
    assert tuple(item.location) == (1.0, 2.0, 3.0)
    assert item.modifiers[0].name == modifier.name == "Kept"
    assert item.data.materials[0].name == "Pointsmith Colors"
    assert item.data.color_attributes.active_color.name == "Color"
    assert [group.name for group in item.vertex_groups] == json.loads(item["pointsmith_parts"])
    assert json.loads(item["pointsmith_surface"])["resolution"] == 128


def a_baked_one(name: str) -> None:
    """Its texture belongs to the surface that goes; the points' colours show again."""
    bpy.context.view_layer.objects.active = bpy.data.objects[name]
    bpy.data.objects[name].select_set(True)
    assert bpy.ops.pointsmith.reduce_faces(target=500) == {"FINISHED"}
    assert bpy.ops.pointsmith.bake_texture(size="1024") == {"FINISHED"}
    assert bpy.ops.pointsmith.surface_again(resolution=48) == {"FINISHED"}
    item = bpy.data.objects[name]
    assert [material.name for material in item.data.materials] == ["Pointsmith Colors"]
    assert "pointsmith_detail" not in item
    assert len(item.data.polygons) > 500


def undo(name: str, faces: int) -> None:
    bpy.ops.ed.undo()
    assert len(bpy.data.objects[name].data.polygons) == faces
    bpy.ops.ed.redo()
    assert len(bpy.data.objects[name].data.polygons) > faces


def after_loading(name: str, folder: Path) -> None:
    file = str(folder / "ein Stuhl é.blend")
    bpy.ops.wm.save_as_mainfile(filepath=file)
    bpy.ops.wm.open_mainfile(filepath=file)
    item = bpy.data.objects[name]
    bpy.context.view_layer.objects.active = item
    assert bpy.ops.pointsmith.surface_again(resolution=48) == {"FINISHED"}
    assert json.loads(bpy.data.objects[name]["pointsmith_surface"])["resolution"] == 48


def refusals(name: str) -> None:
    item = bpy.data.objects[name]
    bpy.context.view_layer.objects.active = item
    item["pointsmith_cloud"].attributes.remove(item["pointsmith_cloud"].attributes["point_normal"])
    try:
        bpy.ops.pointsmith.surface_again()
    except RuntimeError as error:
        assert "cannot be read" in str(error), error
    else:
        raise AssertionError("it did not refuse")
    del item["pointsmith_cloud"]
    assert not bpy.ops.pointsmith.surface_again.poll()


def main() -> dict[str, Any]:
    bpy.context.preferences.edit.use_global_undo = True
    item = made()
    name, faces = item.name, len(item.data.polygons)
    the_cloud_is_kept(item)
    in_place(item)
    undo(name, faces)
    after_loading(name, Path(bpy.app.tempdir))
    a_baked_one(name)
    refusals(name)
    return {}
