"""Runs in a real Blender: finished objects go through Blender's own exporters and importers and come back the same."""

import re
from pathlib import Path

import bpy
import finishing_objects as objects
import harness
import numpy as np
from mathutils.bvhtree import BVHTree

_FORMATS = ("glb", "usdc", "obj", "ply")
_FAR = 2e-4
"""Of an object 1 high: OBJ writes six digits."""
_DELTA = 2.5
"""CIELAB distance that no eye sees: GLB and PLY keep colours as bytes."""


def plain():
    objects.dumbbell(rings=48, sides=32)


def reduced():
    objects.dumbbell(rings=48, sides=32)
    objects.run("reduce_faces", target=800)


def quads():
    objects.dumbbell(rings=48, sides=32)
    objects.run("quads", method="VOXELS", target=600)


def voxels():
    objects.dumbbell(rings=48, sides=32)
    objects.run("voxels", count=12)


def baked():
    objects.dumbbell(rings=48, sides=32)
    objects.run("bake_texture", size="1024")


def textured_voxels():
    """OBJ and PLY have one colour a vertex, and cubes that touch share theirs: OBJ needs the texture."""
    voxels()
    objects.run("bake_texture", size="1024")


def apart():
    objects.dumbbell(rings=48, sides=32)
    objects.run("take_apart", into="OBJECTS")
    for item in bpy.context.view_layer.objects.active.children_recursive:
        item.select_set(True)


_NOT_KEPT = {(voxels, "obj"), (voxels, "ply"), (textured_voxels, "ply")}


def write(path):
    """Export what is selected, with the options that the guide names."""
    file = str(path)
    match path.suffix:
        case ".glb":
            bpy.ops.export_scene.gltf(filepath=file, use_selection=True)
        case ".usdc":
            bpy.ops.wm.usd_export(filepath=file, selected_objects_only=True)
        case ".obj":
            bpy.ops.wm.obj_export(
                filepath=file, export_selected_objects=True, export_colors=True, path_mode="COPY", apply_modifiers=True
            )
        case ".ply":
            bpy.ops.wm.ply_export(filepath=file, export_selected_objects=True, export_colors="SRGB")


def read(path):
    objects.empty()
    file = str(path)
    match path.suffix:
        case ".glb":
            bpy.ops.import_scene.gltf(filepath=file)
        case ".usdc":
            bpy.ops.wm.usd_import(filepath=file)
        case ".obj":
            bpy.ops.wm.obj_import(filepath=file)
        case ".ply":
            bpy.ops.wm.ply_import(filepath=file, import_colors="SRGB")


def meshes():
    """The shown meshes, by name, without what an importer changes about names."""
    found = [item for item in bpy.context.view_layer.objects if item.type == "MESH" and item.visible_get()]
    return {re.sub(r"\W", "_", item.name): item for item in found}


def pictured(item, corners):
    """Colour in the texture at the middle of every triangle: (T, 3) sRGB; `corners` are indices (T, 3) of loops."""
    (texture,) = [
        node
        for node in item.data.materials[0].node_tree.nodes
        if node.bl_idname == "ShaderNodeTexImage" and node.image is not None
    ]
    width, height = texture.image.size
    pixels = np.empty(width * height * 4, np.float32)
    texture.image.pixels.foreach_get(pixels)
    uv = np.empty(len(item.data.loops) * 2, np.float32)
    item.data.uv_layers.active.data.foreach_get("uv", uv)
    at = (uv.reshape(-1, 2)[corners].mean(axis=1) * (width, height)).astype(int)
    return pixels.reshape(height, width, 4)[at[:, 1], at[:, 0], :3]


def shape(item, texture):
    """Places (V, 3) in the world, triangles (T, 3), and the colour (T, 3), sRGB, in the middle of each."""
    bpy.context.view_layer.update()
    sheet = harness.module("addon.blender.finishing.sheet").sheet_of(item.data)
    matrix = np.array(item.matrix_world)
    places = sheet.vertices @ matrix[:3, :3].T + matrix[:3, 3]
    if texture:
        corners = np.array([triangle.loops[:] for triangle in item.data.loop_triangles])
        return places, sheet.triangles, pictured(item, corners)
    assert sheet.colors is not None, f"{item.name} has no colours"
    linear = np.ascontiguousarray(sheet.colors[..., :3].mean(axis=1))
    return places, sheet.triangles, harness.module("addon.core.colors").linear_to_srgb(linear)


def area(places, triangles):
    a, b, c = (places[triangles[:, corner]] for corner in range(3))
    return float(np.linalg.norm(np.cross(b - a, c - a), axis=1).sum() / 2)


def compare(before, after, what):
    """One object: extent, area, every triangle on the old surface, and its colour there."""
    (places, triangles, paint), (places2, triangles2, paint2) = before, after
    for end in (np.min, np.max):
        np.testing.assert_allclose(end(places2, axis=0), end(places, axis=0), atol=_FAR, err_msg=what)
    np.testing.assert_allclose(area(places2, triangles2), area(places, triangles), rtol=1e-3, err_msg=what)
    tree = BVHTree.FromPolygons(places.tolist(), triangles.tolist(), all_triangles=True)
    middles = places2[triangles2].mean(axis=1)
    found = [tree.find_nearest(middle) for middle in middles.tolist()]
    assert max(distance for *_, distance in found) < _FAR, what
    near = np.array([index for _, _, index, _ in found])
    # Where a triangle spans two colours, the middle of another triangulation has another mixture.
    plain_ = (np.abs(paint[near][:, None] - objects.PAINT[None]).max(axis=2) < 0.02).any(axis=1)
    assert plain_.mean() > 0.6, what
    off = np.linalg.norm(objects.lab(paint[near]) - objects.lab(paint2), axis=1)[plain_]
    assert np.quantile(off, 0.99) < _DELTA, (what, np.quantile(off, [0.5, 0.9, 0.99]))


def check(make, ending, folder):
    """Write one kind of object in one format, read it back, and compare."""
    what = f"{make.__name__} as {ending}"
    make()
    before = {name: shape(item, texture=False) for name, item in meshes().items()}
    textured = make in (baked, textured_voxels) and ending != "ply"
    if textured and ending == "obj":
        unpack(folder)
    # In a folder of its own: textures lie beside some formats.
    path = folder / f"{make.__name__} é" / f"object.{ending}"
    path.parent.mkdir(exist_ok=True)
    write(path)
    read(path)
    after = {name: shape(item, textured) for name, item in meshes().items()}
    if ending == "ply":
        compare_whole(before, after, what)
        return
    assert set(after) == set(before), (what, set(after))
    for name, each in before.items():
        compare(each, after[name], f"{what}: {name}")


def unpack(folder):
    """Make the packed texture a file, as File > External Data > Unpack does: the OBJ exporter copies files only."""
    for image in bpy.data.images:
        if image.packed_file is not None:
            image.filepath_raw = str(folder / "texture é.png")
            image.unpack(method="WRITE_ORIGINAL")


def compare_whole(before, after, what):
    """PLY knows one object: all parts in one, with all of their triangles and colours."""
    (one,) = after.values()
    if len(before) == 1:
        compare(next(iter(before.values())), one, what)
        return
    total = sum(area(places, triangles) for places, triangles, _ in before.values())
    np.testing.assert_allclose(area(*one[:2]), total, rtol=1e-3, err_msg=what)
    everything = np.concatenate([places for places, _, _ in before.values()])
    np.testing.assert_allclose(np.ptp(one[0], axis=0), np.ptp(everything, axis=0), atol=_FAR, err_msg=what)
    for color in objects.PAINT:
        shares = [
            sum(float((np.abs(paint - color).max(axis=1) < 0.02).sum()) for *_, paint in group) / total
            for group in (before.values(), [one])
        ]
        np.testing.assert_allclose(shares[1], shares[0], rtol=0.02, err_msg=what)


def main(folder):
    for make in (plain, reduced, quads, voxels, textured_voxels, baked, apart):
        for ending in _FORMATS:
            if (make, ending) not in _NOT_KEPT:
                check(make, ending, Path(folder))
    return len(_FORMATS)
