"""Clouds from elsewhere: files and other objects' points become coloured surfaces in their own place."""

from __future__ import annotations

import math
import time
from pathlib import Path
from typing import Any

import bpy
import harness
import numpy as np


def ball(count: int = 3000) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """An egg 4 x 2 x 2 about (100, 200, 300), red above and blue below, with normals."""
    rng = np.random.default_rng(0)
    normals = rng.standard_normal((count, 3))
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    colors = np.where(normals[:, 2:] > 0, (0.9, 0.1, 0.1), (0.1, 0.1, 0.9))
    return normals * (2, 1, 1) + (100, 200, 300), colors.astype(np.float32), normals.astype(np.float32)


def positions(item: bpy.types.Object) -> np.ndarray:
    values = np.empty(len(item.data.vertices) * 3, np.float32)
    item.data.vertices.foreach_get("co", values)
    return values.reshape(-1, 3)


def colors(item: bpy.types.Object) -> np.ndarray:
    attribute = item.data.color_attributes.active_color
    values = np.empty(len(attribute.data) * 4, np.float32)
    attribute.data.foreach_get("color_srgb", values)
    return values.reshape(-1, 4)[:, :3]


def check_egg(item: bpy.types.Object, scale: float) -> None:
    found, paint = positions(item), colors(item)
    assert np.abs(np.ptp(found, axis=0) - np.array([4, 2, 2]) * scale).max() < 0.1 * scale
    middle = (found.max(axis=0)[2] + found.min(axis=0)[2]) / 2
    above, below = found[:, 2] > middle + 0.1 * scale, found[:, 2] < middle - 0.1 * scale
    assert (paint[above][:, 0] > paint[above][:, 2]).mean() > 0.98
    assert (paint[below][:, 2] > paint[below][:, 0]).mean() > 0.98


def closed(item: bpy.types.Object) -> bool:
    edges = np.concatenate([list(p.edge_keys) for p in item.data.polygons])
    return bool((np.unique(edges, axis=0, return_counts=True)[1] == 2).all())


def from_file(folder: Path) -> None:
    files = harness.module("addon.core.cloud_files")
    xyz, rgb, normals = ball()
    path = folder / "Ein Scan é.ply"
    files.write_ply(path, xyz, rgb, normals)
    bpy.context.scene.cursor.location = (5.0, 0.0, 1.0)
    assert bpy.ops.pointsmith.import_cloud(filepath=str(path)) == {"FINISHED"}
    points = bpy.context.view_layer.objects.active
    assert points.name == path.stem
    assert len(points.data.vertices) == len(xyz)
    assert tuple(points.location) == (5.0, 0.0, 1.0)
    assert abs(positions(points)[:, 2].min()) < 1e-4
    check_egg(points, 1.0)
    points.rotation_euler = (0.0, 0.0, math.radians(90))
    bpy.context.view_layer.update()
    assert bpy.ops.pointsmith.surface_points(resolution=64) == {"FINISHED"}
    egg = bpy.context.view_layer.objects.active
    assert egg is not points
    assert points.hide_get()
    assert closed(egg)
    check_egg(egg, 1.0)
    bpy.context.view_layer.update()
    assert np.abs(np.array(egg.matrix_world) - np.array(points.matrix_world)).max() < 1e-5
    assert bpy.ops.pointsmith.surface_again(resolution=96) == {"FINISHED"}
    check_egg(bpy.context.view_layer.objects.active, 1.0)
    assert bpy.ops.pointsmith.import_cloud(filepath=str(path), size=0.5) == {"FINISHED"}
    check_egg(bpy.context.view_layer.objects.active, 0.125)


def a_large_one() -> None:
    """300,000 points are all there, and the viewport draws few enough of them not to stand still."""
    xyz, rgb, normals = ball(300_000)
    path = Path(bpy.app.tempdir) / "large.ply"
    harness.module("addon.core.cloud_files").write_ply(path, xyz, rgb, normals)
    assert bpy.ops.pointsmith.import_cloud(filepath=str(path)) == {"FINISHED"}
    points = bpy.context.view_layer.objects.active
    count = len(points.data.vertices)
    assert count > 290_000
    shown = points.evaluated_get(bpy.context.evaluated_depsgraph_get()).data
    balls = (len(shown.vertices) - count) / 12
    assert 0.15 * count < balls < 70_000, balls
    assert shown.color_attributes.active_color_name == "Color"
    bpy.data.objects.remove(points)


def from_vertices() -> None:
    """Bare vertices without normals: those are estimated."""
    xyz, rgb, _ = ball()
    mesh = bpy.data.meshes.new("scan")
    mesh.from_pydata((xyz - (100, 200, 300)).tolist(), [], [])
    attribute = mesh.color_attributes.new("paint", "BYTE_COLOR", "POINT")
    attribute.data.foreach_set("color_srgb", np.hstack([rgb, np.ones((len(rgb), 1))]).astype(np.float32).ravel())
    item = bpy.data.objects.new("scan", mesh)
    bpy.context.scene.collection.objects.link(item)
    item.scale = (2.0, 2.0, 2.0)
    bpy.context.view_layer.objects.active = item
    assert bpy.ops.pointsmith.surface_points(resolution=64, hide=False) == {"FINISHED"}
    egg = bpy.context.view_layer.objects.active
    assert not item.hide_get()
    assert tuple(egg.scale) == (2, 2, 2)
    assert closed(egg)
    check_egg(egg, 1.0)


def from_a_mesh() -> None:
    bpy.ops.mesh.primitive_torus_add(major_segments=64, minor_segments=24)
    assert bpy.ops.pointsmith.surface_points(resolution=96) == {"FINISHED"}
    torus = bpy.context.view_layer.objects.active
    vertices, faces = len(torus.data.vertices), len(torus.data.polygons)
    assert vertices - len(torus.data.edges) + faces == 0, "a torus stays a torus"


def half_an_egg_stays_open() -> None:
    xyz, rgb, normals = ball()
    files, cloud = harness.module("addon.core.cloud_files"), xyz[:, 2] > 300
    path = Path(bpy.app.tempdir) / "half.ply"
    files.write_ply(path, xyz[cloud], rgb[cloud], normals[cloud])
    bpy.ops.pointsmith.import_cloud(filepath=str(path))
    assert bpy.ops.pointsmith.surface_points(resolution=64, open_holes=True) == {"FINISHED"}
    assert not closed(bpy.context.view_layer.objects.active)


def refusals(folder: Path) -> None:
    bad = folder / "bad.ply"
    bad.write_text("ply\nformat ascii 1.0\nelement vertex 3\nend_header\n")
    before = len(bpy.data.objects)
    bpy.ops.object.camera_add()
    for ask in (
        lambda: bpy.ops.pointsmith.import_cloud(filepath=str(bad)),
        lambda: bpy.ops.pointsmith.import_cloud(filepath=str(folder / "none.las")),
    ):
        try:
            ask()
        except RuntimeError as error:
            assert "cannot be used" in str(error) or "cannot be read" in str(error), error
        else:
            raise AssertionError("it did not refuse")
    assert len(bpy.data.objects) == before + 1
    assert not bpy.ops.pointsmith.surface_points.poll(), "a camera has no points"


def main() -> dict[str, Any]:
    folder = Path(bpy.app.tempdir)
    began = time.monotonic()
    from_file(folder)
    a_large_one()
    from_vertices()
    from_a_mesh()
    half_an_egg_stays_open()
    refusals(folder)
    return {"seconds": time.monotonic() - began}
