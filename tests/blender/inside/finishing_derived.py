"""Runs in a real Blender with the extension enabled: voxels, point clouds, hulls and levels of detail of a mesh."""

import bpy
import finishing_objects as objects
import harness
import numpy as np


def topology_of(item):
    sheet = harness.module("addon.blender.finishing.sheet").sheet_of(item.data)
    return sheet, harness.module("addon.blender.finishing.topology").soundness(sheet.triangles)


def volume(sheet):
    a, b, c = (sheet.vertices[sheet.triangles[:, corner]].astype(float) for corner in range(3))
    return float(np.einsum("ij,ij->i", a, np.cross(b, c)).sum() / 6)


def srgb(linear):
    return harness.module("addon.core.colors").linear_to_srgb(np.ascontiguousarray(linear, np.float32))


def check_one_mesh_of_voxels():
    item = objects.dumbbell()
    original, _ = topology_of(item)
    objects.run("voxels", count=32, form="MESH")
    made, item = objects.again("dumbbell voxels"), objects.again("dumbbell")
    assert item.hide_get()
    assert bpy.context.view_layer.objects.active == made
    assert all(len(face.vertices) == 4 for face in made.data.polygons)
    sheet, sound = topology_of(made)
    assert not sound.open_edges
    assert not sound.turned_edges
    # Whole cubes, 32 of them along the longest side, and as much volume as the object has.
    cubes = volume(sheet) * 32**3
    np.testing.assert_allclose(cubes, round(cubes), atol=0.01)
    np.testing.assert_allclose(volume(sheet), volume(original), rtol=0.08)
    np.testing.assert_allclose(np.ptp(sheet.vertices, axis=0).max(), 1.0, rtol=1e-5)
    sides = np.array([face.area for face in made.data.polygons]) * 32**2
    np.testing.assert_allclose(sides, 1, rtol=1e-4)
    # One colour a face, of its part.
    assert np.ptp(sheet.colors, axis=1).max() == 0
    distance = np.linalg.norm(
        objects.lab(srgb(sheet.colors[:, 0, :3])) - objects.lab(objects.PAINT[sheet.parts[:, 0]]), axis=1
    )
    assert distance.max() < 1.0
    middles = sheet.vertices[sheet.triangles].mean(axis=1)
    assert (objects.part_at(middles) == sheet.parts[:, 0]).mean() > 0.9
    bpy.ops.ed.undo()
    assert "dumbbell voxels" not in bpy.data.objects
    assert not objects.again("dumbbell").hide_get()


def check_thin_things_become_voxels():
    """A rod and a plate far thinner than a cube are there all the same, whole."""
    objects.empty()
    bpy.ops.mesh.primitive_cube_add(size=1)
    rod = bpy.context.active_object
    rod.data.transform(((0.004, 0, 0, 0.01), (0, 0.004, 0, 0.01), (0, 0, 1, 0), (0, 0, 0, 1)))
    objects.run("voxels", count=16, form="NODES")
    heights = sorted(vertex.co.z for vertex in objects.again("Cube voxels").data.vertices)
    np.testing.assert_allclose(np.unique(np.round(heights, 5)), (np.arange(16) + 0.5) / 16 - 0.5, atol=1e-4)


def check_cubes_by_nodes():
    objects.dumbbell()
    objects.run("voxels", count=24, form="NODES", gap=0.5)
    made = objects.again("dumbbell voxels")
    count = len(made.data.vertices)
    assert count > 300
    assert len(made.data.polygons) == 0
    shown = made.evaluated_get(bpy.context.evaluated_depsgraph_get()).data
    assert len(shown.polygons) == 6 * count
    np.testing.assert_allclose(shown.polygons[0].area, (0.5 / 24) ** 2, rtol=1e-3)
    assert shown.color_attributes.active_color_name == "Color"
    assert [group.name for group in made.vertex_groups] == list(objects.PARTS)


def check_cloud():
    item = objects.dumbbell()
    original, _ = topology_of(item)
    item.location = (1, 2, 3)
    objects.run("to_cloud", count=3_000, form="NATIVE")
    made = objects.again("dumbbell cloud")
    native = bpy.app.version >= (4, 5, 0)
    assert made.type == ("POINTCLOUD" if native else "MESH")
    assert tuple(made.location) == (1, 2, 3)
    data = made.data
    places, colors, parts = np.empty(9_000, np.float32), np.empty(12_000, np.float32), np.empty(3_000, np.int32)
    data.attributes["position"].data.foreach_get("vector", places)
    data.attributes["Color"].data.foreach_get("color", colors)
    data.attributes["part"].data.foreach_get("value", parts)
    places = places.reshape(-1, 3)
    paint = objects.lab(objects.PAINT[parts])
    assert np.linalg.norm(objects.lab(srgb(colors.reshape(-1, 4)[:, :3])) - paint, axis=1).max() < 1.0
    assert (objects.part_at(places) == parts).mean() > 0.98
    # Spread by area: as many in the upper half as in the lower one, and all on the surface.
    assert abs((places[:, 2] > 0).mean() - 0.5) < 0.01
    nearest = harness.module("addon.blender.finishing.nearest")
    triangle, weights = nearest.nearest_on(original, places)
    found = np.einsum("nk,nkc->nc", weights, original.vertices[original.triangles[triangle]])
    assert np.linalg.norm(found - places, axis=1).max() < 1e-4
    if native:
        radius = np.empty(3_000, np.float32)
        data.attributes["radius"].data.foreach_get("value", radius)
        assert 0.005 < radius.min() == radius.max() < 0.05
    assert data.materials[0].name == "Pointsmith Colors"
    bpy.ops.ed.undo()
    assert "dumbbell cloud" not in bpy.data.objects


def check_cloud_by_nodes():
    objects.dumbbell()
    objects.run("to_cloud", count=500, radius=0.02)
    made = objects.again("dumbbell cloud")
    assert made.type == "MESH"
    assert len(made.evaluated_get(bpy.context.evaluated_depsgraph_get()).data.vertices) == 500 * 13


def outside(hull, points):
    """How far each of (N, 3) points lies outside a convex mesh."""
    normals = np.array([face.normal[:] for face in hull.data.polygons])
    starts = np.array([hull.data.vertices[face.vertices[0]].co[:] for face in hull.data.polygons])
    return ((points[:, None] - starts) * normals).sum(axis=2).max(axis=1)


def check_hull():
    item = objects.dumbbell()
    sheet, _ = topology_of(item)
    for most, reach in ((8, 0.2), (32, 0.08), (128, 0.03)):
        objects.run("collision_hull", most=most)
        (hull,) = objects.again("dumbbell").children
        assert hull.name == "dumbbell collision"
        assert hull.display_type == "WIRE"
        assert hull.hide_render
        assert hull["pointsmith_collision"] == "convex"
        assert 4 <= len(hull.data.vertices) <= most
        own, sound = topology_of(hull)
        assert sound.is_closed
        assert volume(own) > 0
        # Convex: no corner of it is outside of any of its faces; and it holds the object but for a little.
        assert outside(hull, own.vertices).max() < 1e-5
        assert outside(hull, sheet.vertices).max() < reach, (most, outside(hull, sheet.vertices).max())
    bpy.ops.ed.undo()


def check_a_hull_for_each_part():
    item = objects.dumbbell()
    sheet, _ = topology_of(item)
    objects.run("collision_hull", most=64, around="PARTS")
    hulls = {child.name: child for child in objects.again("dumbbell").children}
    assert sorted(hulls) == sorted(f"dumbbell collision {part}" for part in objects.PARTS)
    for number, part in enumerate(objects.PARTS):
        own = np.unique(sheet.triangles[sheet.parts == number])
        assert outside(hulls[f"dumbbell collision {part}"], sheet.vertices[own]).max() < 0.05
    # The bar's hull is as thin as the bar, which one hull around all is not.
    assert np.ptp([v.co.x for v in hulls["dumbbell collision bar"].data.vertices]) < 0.5
    bpy.ops.ed.undo()
    assert not objects.again("dumbbell").children


def check_flat_things_have_no_hull():
    objects.empty()
    bpy.ops.mesh.primitive_plane_add()
    assert "encloses no volume" in objects.refused("collision_hull")


def check_levels():
    item = objects.dumbbell()
    count = objects.facts(item)["triangles"]
    for _ in range(2):  # the second time they take the places of the first
        bpy.context.view_layer.objects.active = objects.again("dumbbell")
        for other in bpy.data.objects:
            other.hide_set(False)
            other.select_set(other.name == "dumbbell")
        objects.run("levels_of_detail")
    levels = [objects.again(f"dumbbell_LOD{number}") for number in range(4)]
    assert set(bpy.data.collections["dumbbell LOD"].objects) == set(levels)
    for level, ratio in zip(levels, (1, 0.5, 0.25, 0.1), strict=True):
        facts = objects.facts(level)
        np.testing.assert_allclose(facts["triangles"], count * ratio, rtol=0.02)
        assert facts["closed"]
        assert facts["color"] == "Color"
        paint = objects.PAINT[facts["parts"]]
        assert np.linalg.norm(objects.lab(facts["colors"]) - objects.lab(paint), axis=1).max() < 1.0
        assert [group.name for group in level.vertex_groups] == list(objects.PARTS)
        assert level.data.materials[0].name == "Pointsmith Colors"
    assert [level.hide_get() for level in levels] == [False, True, True, True]
    assert objects.again("dumbbell").hide_get()
    bpy.ops.ed.undo()
    bpy.ops.ed.undo()
    bpy.ops.ed.undo()
    assert "dumbbell LOD" not in bpy.data.collections


def main():
    check_one_mesh_of_voxels()
    check_thin_things_become_voxels()
    check_cubes_by_nodes()
    check_cloud()
    check_cloud_by_nodes()
    check_hull()
    check_a_hull_for_each_part()
    check_flat_things_have_no_hull()
    check_levels()
    return {}
