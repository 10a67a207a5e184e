"""Runs in a real Blender with the extension enabled: a synthetic result becomes objects and files. Needs no worker."""

import argparse
import importlib
import json
import re
import struct
import sys
from pathlib import Path

import bpy
import numpy as np

PACKAGE = "bl_ext.user_default.pointsmith"
CURSOR = (1.0, -2.0, 0.5)
SIZE = 1.5
PROMPT = "a red and blue chair"
PARTS = ("back", "front left leg é", "seat")
CORNER_PARTS = np.array([0, 0, 2, 2, 1, 1, 1, 1])
"""Of the box's corners: every face has a side to itself, or is torn between two."""


def module(name):
    return importlib.import_module(f"{PACKAGE}.addon.{name}")


def box():
    """A box of 8 vertices, twice as high as wide, one corner colour each."""
    corners = np.array([[x, y, z] for x in (0, 1) for y in (0, 1) for z in (0, 1)], np.float32)
    vertices = (corners - 0.5) * np.array([0.5, 0.4, 1.0], np.float32)
    quads = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]
    faces = np.array([t for a, b, c, d in quads for t in ((a, b, c), (a, c, d))], np.int32)
    return vertices, faces, (0.1 + 0.8 * corners).astype(np.float32)


def synthetic():
    """A job's result as the engine hands it over."""
    vertices, faces, colors = box()
    random = np.random.default_rng(0)
    cloud = random.uniform(-0.5, 0.5, (500, 3)).astype(np.float32)
    cloud[:2] = (-0.5, -0.5, -0.5), (0.5, 0.5, 0.5)
    normals = np.tile(np.array([[0, 0, 1]], np.float32), (500, 1))
    mesh = module("core.mesh").TriangleMesh(vertices, faces, colors, CORNER_PARTS.astype(np.uint8), PARTS)
    ids = (np.arange(500) % 3).astype(np.uint8)
    points = module("core.cloud").PointCloud(cloud, (cloud + 0.5).astype(np.float32), normals, ids, PARTS)
    return module("jobs.job").JobResult(points, mesh, "cpu", "0" * 64, {"coarse": 1.0})


def colors_of(mesh, encoding="color_srgb"):
    attribute = mesh.color_attributes[mesh.color_attributes.active_color_index]
    values = np.empty(len(attribute.data) * 4, np.float32)
    attribute.data.foreach_get(encoding, values)
    if attribute.domain == "CORNER":
        vertices = np.empty(len(mesh.loops), np.int32)
        mesh.loops.foreach_get("vertex_index", vertices)
        whole = np.zeros((len(mesh.vertices), 4), np.float32)
        whole[vertices] = values.reshape(-1, 4)
        return whole[:, :3]
    return values.reshape(-1, 4)[:, :3]


def positions_of(item):
    values = np.empty(len(item.data.vertices) * 3, np.float32)
    item.data.vertices.foreach_get("co", values)
    return np.array([item.matrix_world @ v.co for v in item.data.vertices], np.float64)


def by_place(positions, *columns):
    """Sort colours and parts by where they are, so that an exporter may order vertices as it likes."""
    keys = np.round(positions, 3) + 0.0
    order = np.lexsort(keys.T)
    return keys[order], *(column[order] for column in columns)


def parts_of(mesh):
    attribute = mesh.attributes["part"]
    assert attribute.domain == "POINT"
    return np.array([item.value for item in attribute.data])


def insert(output):
    settings = {"prompt": PROMPT, "seed": 7, "size": SIZE, "output": output}
    request = module("core.request").GenerationRequest.from_json(settings)
    new = module("blender.scene.insert").insert(request, synthetic(), CURSOR)
    bpy.ops.ed.undo_push(message="insert")
    return request, new


def check_object(item, record_request):
    bpy.context.view_layer.update()
    low, high = positions_of(item).min(axis=0), positions_of(item).max(axis=0)
    np.testing.assert_allclose((high - low).max(), SIZE, rtol=1e-5)
    np.testing.assert_allclose(low[2], CURSOR[2], atol=1e-5)
    np.testing.assert_allclose((low + high)[:2] / 2, CURSOR[:2], atol=1e-5)
    assert tuple(item.location) == CURSOR
    assert tuple(item.scale) == (1, 1, 1)
    assert item.select_get()
    attributes = item.data.color_attributes
    assert attributes.active_color_name == "Color"
    assert attributes[attributes.render_color_index].name == "Color"
    assert attributes["Color"].domain == "POINT"
    assert attributes["Color"].data_type == "FLOAT_COLOR"
    record = json.loads(item["pointsmith"])
    assert record["request"] == record_request.to_json()
    assert record["model_hash"] == "0" * 64
    assert record["parts"] == list(PARTS)
    check_parts(item)
    again = module("blender.scene.origin").origin_of(item)
    assert again.request == record_request


def check_parts(item):
    assert item.data.attributes["part"].data_type == "INT"
    assert json.loads(item["pointsmith_parts"]) == list(PARTS)
    assert module("blender.scene.parts").part_names(item) == PARTS
    assert tuple(group.name for group in item.vertex_groups) == PARTS
    # A group has its part's number, and every vertex is in the one group of its part.
    groups = [[(entry.group, entry.weight) for entry in vertex.groups] for vertex in item.data.vertices]
    assert groups == [[(part, 1.0)] for part in parts_of(item.data)]


def check_a_part_can_be_taken_away():
    module("blender.headless.export").empty_scene()
    _request, (item,) = insert("mesh")
    item.vertex_groups.active_index = PARTS.index("seat")
    bpy.ops.object.mode_set(mode="EDIT")
    bpy.ops.mesh.select_all(action="DESELECT")
    bpy.ops.object.vertex_group_select()
    bpy.ops.mesh.separate(type="SELECTED")
    bpy.ops.object.mode_set(mode="OBJECT")
    seat = next(other for other in bpy.data.objects if other != item)
    assert set(parts_of(seat.data)) == {PARTS.index("seat")}


def check_without_labels_there_is_nothing():
    module("blender.headless.export").empty_scene()
    bare = synthetic()
    for thing in (bare.cloud, bare.mesh):
        object.__setattr__(thing, "part_ids", None)
        object.__setattr__(thing, "part_names", ())
    request = module("core.request").GenerationRequest.from_json({"prompt": PROMPT, "output": "both"})
    for item in module("blender.scene.insert").insert(request, bare, CURSOR):
        assert "part" not in item.data.attributes
        assert not item.vertex_groups
        assert "pointsmith_parts" not in item
        assert module("blender.scene.parts").part_names(item) == ()
        assert json.loads(item["pointsmith"])["parts"] == []


def check_mesh():
    module("blender.headless.export").empty_scene()
    request, new = insert("mesh")
    assert [item.name for item in new] == [PROMPT]
    item = new[0]
    assert bpy.context.view_layer.objects.active == item
    check_object(item, request)
    assert len(item.data.polygons) == 12
    np.testing.assert_allclose(colors_of(item.data), box()[2], atol=1e-4)
    tree = item.data.materials[0].node_tree
    assert any(node.bl_idname == "ShaderNodeVertexColor" and node.layer_name == "Color" for node in tree.nodes)


def check_points():
    module("blender.headless.export").empty_scene()
    request, new = insert("points")
    check_object(new[0], request)
    assert len(new[0].data.vertices) == 500
    shown = new[0].evaluated_get(bpy.context.evaluated_depsgraph_get()).data
    assert len(shown.vertices) == 500 * 13  # each with a ball around it, whose colours Solid view shows
    assert shown.color_attributes.active_color_name == "Color"
    colored = [shown.materials[face.material_index].name for face in shown.polygons]
    assert set(colored) == {"Pointsmith Colors"}


def check_both_share_one_material_and_place():
    module("blender.headless.export").empty_scene()
    _request, new = insert("both")
    assert [item.name for item in new] == [PROMPT, f"{PROMPT} points"]
    assert new[0].data.materials[0] == new[1].data.materials[0]
    assert tuple(new[0].location) == tuple(new[1].location) == CURSOR
    insert("mesh")
    assert len(bpy.data.materials) == 1


def check_one_undo_step():
    module("blender.headless.export").empty_scene()
    # A name, not a reference: undo frees the objects.
    bpy.ops.mesh.primitive_cube_add()
    before = {item.name for item in bpy.data.objects}
    bpy.ops.ed.undo_push(message="before")
    insert("both")
    assert len(bpy.data.objects) == len(before) + 2
    bpy.ops.ed.undo()
    assert {item.name for item in bpy.data.objects} == before
    bpy.ops.ed.redo()
    assert len(bpy.data.objects) == len(before) + 2


def check_linked_and_hidden_collections_are_left_alone():
    module("blender.headless.export").empty_scene()
    hidden = bpy.data.collections.new("hidden")
    bpy.context.scene.collection.children.link(hidden)
    layer = bpy.context.view_layer.layer_collection.children["hidden"]
    bpy.context.view_layer.active_layer_collection = layer
    layer.exclude = True
    _request, new = insert("mesh")
    assert new[0].name in bpy.context.view_layer.objects


IMPORTERS = {
    ".ply": lambda path: bpy.ops.wm.ply_import(filepath=path, import_colors="SRGB"),
    ".obj": lambda path: bpy.ops.wm.obj_import(filepath=path),
    ".usd": lambda path: bpy.ops.wm.usd_import(filepath=path),
    ".blend": lambda path: bpy.ops.wm.open_mainfile(filepath=path),
}


def from_blender(path):
    """Import a file; return world positions, sRGB colours and parts."""
    module("blender.headless.export").empty_scene()
    IMPORTERS[path.suffix](str(path))
    bpy.context.view_layer.update()
    (found,) = [item for item in bpy.data.objects if item.type == "MESH"]
    if path.suffix == ".obj":
        return positions_of(found), colors_of(found.data), parts_in_obj(path, len(found.data.vertices))
    return positions_of(found), colors_of(found.data), parts_of(found.data)


def parts_in_obj(path, count):
    """Read the groups of faces: a part of each vertex whose face is all of one part, -1 of the others."""
    part, found = -1, np.full(count, -1)
    for line in path.read_text(encoding="utf-8").splitlines():
        kind, _, rest = line.partition(" ")
        if kind == "g":
            part = PARTS.index(rest)
        elif kind == "f":
            vertices = {int(corner.split("/")[0]) - 1 for corner in rest.split()}
            if all(CORNER_PARTS[vertex] == part for vertex in vertices):
                found[list(vertices)] = part
    return found


def from_glb(path):
    """Read the file itself: Blender 4.2's importer leaves out the colours of bare points."""
    content = path.read_bytes()
    (length,) = struct.unpack_from("<I", content, 12)
    scene = json.loads(content[20 : 20 + length])
    attributes = scene["meshes"][0]["primitives"][0]["attributes"]

    def array(name):
        accessor = scene["accessors"][attributes[name]]
        start = 28 + length + scene["bufferViews"][accessor["bufferView"]].get("byteOffset", 0)
        kind = {5126: np.float32, 5123: np.uint16}[accessor["componentType"]]
        width = 1 if accessor["type"] == "SCALAR" else int(accessor["type"][-1])
        values = np.frombuffer(content, kind, accessor["count"] * width, start).reshape(-1, width)
        return values / 65535 if kind is np.uint16 else values

    x, y, z = array("POSITION").T
    x0, y0, z0 = scene["nodes"][0]["translation"]
    positions = np.stack([x + x0, -z - z0, y + y0], axis=1)
    # The names of the parts go along; the record with the artist's folders does not.
    assert list(scene["nodes"][0]["extras"]) == ["pointsmith_parts"], scene["nodes"][0]["extras"]
    assert json.loads(scene["nodes"][0]["extras"]["pointsmith_parts"]) == list(PARTS)
    assert "extras" not in scene["scenes"][0], scene["scenes"][0]["extras"]
    return positions, module("core.colors").linear_to_srgb(array("COLOR_0")[:, :3]), array("_PART")[:, 0]


def from_usda(path):
    """Read the file's text: Blender's importer leaves out the colours of bare points."""
    text = path.read_text()

    def array(name):
        values = text.split(f"{name} = [", 1)[1].split("]", 1)[0]
        return np.array(re.findall(r"-?[\d.]+(?:e-?\d+)?", values), np.float32).reshape(-1, 3)

    colors = module("core.colors").linear_to_srgb(array("primvars:displayColor"))
    parts = text.split("int[] primvars:part = [", 1)[1].split("]", 1)[0]
    return array("point3f[] points") + CURSOR, colors, np.array(parts.split(","), int)


READERS = {".glb": from_glb, ".usda": from_usda}


def check_refused(call, word):
    try:
        call()
    except module("core.errors").PointsmithError as error:
        assert word in str(error)
    else:
        raise AssertionError("not refused")


def check_export(folder, suffix, output):
    export = module("blender.headless.export")
    export.empty_scene()
    _request, new = insert(output)
    wanted = by_place(positions_of(new[0]), colors_of(new[0].data), parts_of(new[0].data))
    before = new[0]["pointsmith"]
    path = folder / f"out é {output}{suffix}"
    if (suffix, output) == (".glb", "points") and bpy.app.version < (4, 5, 0):
        check_refused(lambda: export.export(path), "PLY")
        return
    export.export(path)
    assert path.is_file()
    assert not list(folder.glob(".part-*"))
    assert new[0]["pointsmith"] == before
    assert "part" in new[0].data.attributes
    positions, colors, parts = by_place(*READERS.get(suffix, from_blender)(path))
    np.testing.assert_allclose(positions, wanted[0], atol=2e-3)
    np.testing.assert_allclose(colors, wanted[1], atol=1.5 / 255)
    if suffix == ".obj":  # has groups of faces only
        assert output == "points" or (parts >= 0).sum() >= 4
        wanted_parts = np.where(parts < 0, -1, wanted[2])
    else:
        wanted_parts = wanted[2]
    np.testing.assert_array_equal(parts, wanted_parts)


def main(folder):
    folder = Path(folder)
    checks = [
        check_mesh,
        check_points,
        check_both_share_one_material_and_place,
        check_one_undo_step,
        check_linked_and_hidden_collections_are_left_alone,
        check_a_part_can_be_taken_away,
        check_without_labels_there_is_nothing,
    ]
    for check in checks:
        check()
        sys.stdout.write(f"passed {check.__name__}\n")
    for output in ("mesh", "points"):
        for suffix in (".glb", ".ply", ".obj", ".usda" if output == "points" else ".usd", ".blend"):
            check_export(folder, suffix, output)
            sys.stdout.write(f"passed export {output} {suffix}\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path, help="takes the exported files")
    given = sys.argv[sys.argv.index("--") + 1 :] if "--" in sys.argv else sys.argv[1:]
    main(parser.parse_args(given).folder)
