"""A Blender camera that stands where a `View` says."""

from __future__ import annotations

from typing import Any

import bpy
from mathutils import Matrix

from ...core.cameras import View


def add_camera(scene: bpy.types.Scene) -> bpy.types.Object:
    """Give `scene` a camera for square pictures, and return it."""
    data = bpy.data.cameras.new("Studio Camera")
    data.sensor_fit = "HORIZONTAL"
    data.clip_start, data.clip_end = 0.05, 100.0
    camera = bpy.data.objects.new("Studio Camera", data)
    scene.collection.objects.link(camera)
    scene.camera = camera
    return camera


def place_camera(camera: bpy.types.Object, view: View) -> None:
    """Move `camera` to a view of the unit cube."""
    right, down, forward = view.axes()
    # Blender's cameras look along their -Z, with +Y up.
    matrix = Matrix((*zip(right, -down, -forward, view.location(), strict=True), (0.0, 0.0, 0.0, 1.0)))
    camera.matrix_world = matrix
    data: Any = camera.data
    data.angle = view.field_of_view
