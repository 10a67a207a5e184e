"""Runs in a real Blender with the extension enabled: fewer faces, quads, smooth by angle, on a labelled mesh."""

import bpy
import finishing_objects as objects
import numpy as np
from mathutils import Matrix


def check_reduce():
    item = objects.dumbbell()
    before = objects.facts(item)
    objects.run("reduce_faces", target=2_000)
    item = objects.again(item)
    after = objects.facts(item)
    assert abs(after["triangles"] - 2_000) <= 40, after["triangles"]
    check_carried(before, after, item)
    assert item.data.materials[0].name == "Pointsmith Colors"
    assert isinstance(item["pointsmith_detail"], bpy.types.Mesh)
    bpy.ops.ed.undo()
    assert objects.facts(bpy.data.objects["dumbbell"])["triangles"] == before["triangles"]
    assert "pointsmith_detail" not in bpy.data.objects["dumbbell"]


def check_reduce_keeps_the_artists_own():
    item = objects.dumbbell()
    item.vertex_groups.new(name="soft").add([v.index for v in item.data.vertices if v.co.z > 0], 0.5, "REPLACE")
    item.modifiers.new("Mine", "SUBSURF")
    item.data.uv_layers.new(name="Mine")
    item.location, item.scale = (1, 2, 3), (2, 1, 1)
    objects.run("reduce_faces", target=1_000, keep_detail=False)
    item = objects.again(item)
    assert [modifier.name for modifier in item.modifiers] == ["Mine"]
    assert "Mine" in item.data.uv_layers
    assert tuple(item.location) == (1, 2, 3)
    assert "pointsmith_detail" not in item
    soft = item.vertex_groups["soft"].index
    weights = np.array([sum(e.weight for e in v.groups if e.group == soft) for v in item.data.vertices])
    height = np.array([v.co.z for v in item.data.vertices])
    # The collapse leaves edges of 0.1 about: beyond one of them from the border a weight is what it was.
    np.testing.assert_allclose(weights[height > 0.15], 0.5, atol=0.02)
    np.testing.assert_allclose(weights[height < -0.15], 0.0, atol=0.02)


def check_already_there():
    item = objects.dumbbell()
    count = objects.facts(item)["triangles"]
    objects.run("reduce_faces", target=count * 3)
    assert objects.facts(objects.again(item))["triangles"] == count


def check_quads(method):
    item = objects.dumbbell()
    before = objects.facts(item)
    objects.run("quads", method=method, target=1_500)
    item = objects.again(item)
    after = objects.facts(item)
    sides = [len(face.vertices) for face in item.data.polygons]
    assert sides.count(4) > 0.95 * len(sides), sides
    assert 0.8 * 1_500 < len(sides) < 1.2 * 1_500, len(sides)
    check_carried(before, after, item)
    bpy.ops.ed.undo()
    assert objects.facts(bpy.data.objects["dumbbell"])["triangles"] == before["triangles"]


def check_carried(before, after, item):
    """Closed as before, the same form, every part in its place, its colour clean, and its vertex group alike."""
    assert before["closed"]
    assert after["closed"]
    assert after["color"] == "Color"
    assert set(after["parts"]) == set(before["parts"])
    np.testing.assert_allclose(after["low"], before["low"], atol=0.03)
    np.testing.assert_allclose(after["high"], before["high"], atol=0.03)
    wanted = objects.PAINT[after["parts"]]
    distance = np.linalg.norm(objects.lab(after["colors"]) - objects.lab(wanted), axis=1)
    # Not one vertex has a colour of another part, or a mixture.
    assert distance.max() < 1.0, distance.max()
    expected = objects.part_at(after["places"])
    assert (expected == after["parts"]).mean() > 0.97
    assert [group.name for group in item.vertex_groups] == list(objects.PARTS)
    groups = [[entry.group for entry in vertex.groups if entry.weight > 0.5] for vertex in item.data.vertices]
    assert groups == [[part] for part in after["parts"]]


def check_quads_say_why_not():
    item = objects.dumbbell(open_=True)
    said = objects.refused("quads", method="QUADRIFLOW", target=500)
    assert "open edges" in said, said
    assert "Voxels" in said
    assert len(objects.again(item).data.polygons[0].vertices) == 3


def check_quads_of_something_small():
    """Half a centimetre high, with edges of a tenth of a millimetre."""
    item = objects.dumbbell()
    item.data.transform(Matrix.Scale(0.005, 4))
    objects.run("quads", method="QUADRIFLOW", target=1_000)
    item = objects.again(item)
    assert sum(len(face.vertices) == 4 for face in item.data.polygons) > 0.9 * len(item.data.polygons)
    np.testing.assert_allclose(objects.facts(item)["high"][2], 0.0025, rtol=0.05)


def check_shape_keys_are_refused():
    item = objects.dumbbell()
    item.shape_key_add(name="Basis")
    count = len(item.data.polygons)
    assert "shape keys" in objects.refused("reduce_faces", target=500)
    assert len(objects.again(item).data.polygons) == count


def check_smooth():
    bpy.ops.mesh.primitive_cube_add()
    item = bpy.context.active_object
    objects.run("smooth_by_angle", angle=np.radians(40))
    item = objects.again(item)
    sharp = [value.value for value in item.data.attributes["sharp_edge"].data]
    assert sum(sharp) == 12
    assert all(face.use_smooth for face in item.data.polygons)
    objects.run("smooth_by_angle", angle=np.radians(100))
    item = objects.again(item)
    found = item.data.attributes.get("sharp_edge")
    assert found is None or not any(value.value for value in found.data)


def check_what_cannot_be_changed_says_so():
    objects.empty()
    assert not bpy.ops.pointsmith.reduce_faces.poll()
    bpy.ops.object.light_add()
    assert not bpy.ops.pointsmith.bake_texture.poll()
    objects.dumbbell()
    assert bpy.ops.pointsmith.bake_texture.poll()
    bpy.ops.object.mode_set(mode="EDIT")
    assert not bpy.ops.pointsmith.voxels.poll()
    bpy.ops.object.mode_set(mode="OBJECT")


def main():
    check_reduce()
    check_reduce_keeps_the_artists_own()
    check_already_there()
    check_quads("VOXELS")
    check_quads("QUADRIFLOW")
    check_quads_of_something_small()
    check_quads_say_why_not()
    check_shape_keys_are_refused()
    check_smooth()
    check_what_cannot_be_changed_says_so()
    return {}
