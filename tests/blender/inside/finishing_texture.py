"""Runs in a real Blender with the extension enabled: colours become a texture that looks the same, also in files."""

import argparse
import json
import struct
from pathlib import Path

import bpy
import finishing_objects as objects
import harness
import numpy as np


def pixels_of(image):
    """Pixels (H, W, 3) as stored, the first row at v = 0."""
    width, height = image.size
    values = np.empty(width * height * 4, np.float32)
    image.pixels.foreach_get(values)
    return values.reshape(height, width, 4)[..., :3]


def image_of(item):
    (node,) = [n for n in item.data.materials[0].node_tree.nodes if n.bl_idname == "ShaderNodeTexImage"]
    assert node.outputs["Color"].links[0].to_socket.name == "Base Color"
    return node.image


def in_texture(item):
    """The texture's colour at the middle of every triangle (T, 3), and its UV coordinates (T, 3, 2)."""
    mesh = item.data
    mesh.calc_loop_triangles()
    loops = np.array([triangle.loops[:] for triangle in mesh.loop_triangles])
    uv = np.empty(len(mesh.loops) * 2, np.float32)
    mesh.uv_layers.active.data.foreach_get("uv", uv)
    corners = uv.reshape(-1, 2)[loops]
    pixels = pixels_of(image_of(item))
    at = np.clip((corners.mean(axis=1) * pixels.shape[0]).astype(int), 0, pixels.shape[0] - 1)
    return pixels[at[:, 1], at[:, 0]], corners


def check_bake():
    item = objects.dumbbell()
    objects.run("bake_texture", size="1024")
    item = objects.again(item)
    image = image_of(item)
    assert tuple(image.size) == (1024, 1024)
    assert image.packed_file is not None
    assert image.colorspace_settings.name == "sRGB"
    surface = next(n for n in item.data.materials[0].node_tree.nodes if n.bl_idname == "ShaderNodeBsdfPrincipled")
    np.testing.assert_allclose(surface.inputs["Roughness"].default_value, 0.6, rtol=1e-6)
    assert item.data.color_attributes.active_color_name == "Color"
    found, corners = in_texture(item)
    assert corners.min() > 0
    assert corners.max() < 1
    check_no_overlap(corners)
    sheet = harness.module("addon.blender.finishing.sheet").sheet_of(item.data)
    linear = sheet.colors[..., :3].mean(axis=1)
    wanted = harness.module("addon.core.colors").linear_to_srgb(linear)
    # Of triangles that have one colour; in the others the middle of a texel is not the middle of the triangle.
    plain = np.ptp(sheet.colors[..., :3], axis=1).max(axis=1) < 1e-3
    distance = np.linalg.norm(objects.lab(found) - objects.lab(wanted), axis=1)[plain]
    assert distance.max() < 1.5, distance.max()
    check_margin(item, corners)


def check_no_overlap(corners):
    """No texel's middle lies in two triangles: rasterised by itself, each covers what all together cover."""
    raster = harness.module("addon.blender.finishing.raster")
    _, x, y = raster.covered(corners * 1024, 1024, 1024)
    assert len(x) > 0.2 * 1024 * 1024
    assert len(np.unique(y.astype(np.int64) * 1024 + x)) > 0.999 * len(x)


def check_margin(item, corners):
    """Four texels beyond a chart's edge the picture still has a colour of the object, not the background's."""
    raster = harness.module("addon.blender.finishing.raster")
    _, x, y = raster.covered(corners * 1024, 1024, 1024)
    inside = np.zeros((1024, 1024), bool)
    inside[y, x] = True
    near = inside.copy()
    for _ in range(4):
        near[1:] |= near[:-1].copy()
        near[:-1] |= near[1:].copy()
    pixels = pixels_of(image_of(item))[near & ~inside]
    distance = np.linalg.norm(objects.lab(pixels)[:, None] - objects.lab(objects.PAINT)[None], axis=2).min(axis=1)
    assert np.quantile(distance, 0.98) < 1.5, np.quantile(distance, 0.98)


def check_bake_again():
    """A third texture takes the second one's place, and leaves nothing behind."""
    item = objects.dumbbell(rings=32, sides=32)
    images, materials = len(bpy.data.images), len(bpy.data.materials)
    for size in ("1024", "2048", "1024"):
        objects.run("bake_texture", size=size)
        item = objects.again(item)
        assert tuple(image_of(item).size) == (int(size), int(size))
        assert len(bpy.data.images) == images + 1
        assert len(bpy.data.materials) == materials + 1


def check_detail_survives():
    """A coarse mesh shows the border where the fine one had it."""
    item = objects.dumbbell()
    objects.run("reduce_faces", target=400)
    objects.run("bake_texture", size="1024")
    item = objects.again(item)
    mesh = item.data
    _, corners = in_texture(item)
    places = np.array([[mesh.vertices[i].co[:] for i in triangle.vertices] for triangle in mesh.loop_triangles])
    pixels = pixels_of(image_of(item))
    random = np.random.default_rng(0)
    weights = random.dirichlet([1, 1, 1], len(places))
    uv, place = np.einsum("tk,tkc->tc", weights, corners), np.einsum("tk,tkc->tc", weights, places)
    at = (uv * 1024).astype(int)
    wanted = objects.PAINT[objects.part_at(place)]
    distance = np.linalg.norm(objects.lab(pixels[at[:, 1], at[:, 0]]) - objects.lab(wanted), axis=1)
    assert (distance < 2).mean() > 0.95, (distance < 2).mean()


def check_hidden_faces_and_the_artists_state():
    """All faces get UVs; what was hidden, selected or active stays so, and nothing is left behind."""
    item = objects.dumbbell(rings=32, sides=32)
    bpy.ops.object.camera_add()
    camera = bpy.context.active_object
    item.select_set(True)
    for face in item.data.polygons:
        face.hide, face.select = face.index % 3 == 0, face.index % 2 == 0
    meshes = len(bpy.data.meshes)
    objects.run("bake_texture", size="1024")
    item, camera = objects.again("dumbbell"), objects.again(camera)
    assert bpy.context.view_layer.objects.active == camera
    assert bpy.context.mode == "OBJECT"
    assert len(bpy.data.meshes) == meshes
    assert [face.hide for face in item.data.polygons] == [face.index % 3 == 0 for face in item.data.polygons]
    _, corners = in_texture(item)
    a, b, c = (corners[:, k] for k in range(3))
    sides = np.stack([b - a, c - a], axis=1).astype(np.float64)
    assert np.abs(np.linalg.det(sides)).min() > 1e-9
    check_no_overlap(corners)


def check_undo():
    item = objects.dumbbell()
    objects.run("bake_texture", size="1024")
    bpy.ops.ed.undo()
    item = objects.again("dumbbell")
    assert not len(item.data.uv_layers)
    assert item.data.materials[0].name == "Pointsmith Colors"


def render(item, path):
    picture = harness.module("addon.blender.studio.picture")
    views = harness.module("addon.core.cameras")
    pictures = []
    for number, azimuth in enumerate((0.6, 3.6)):
        file = path / f"{number}.png"
        view = views.View(azimuth=azimuth, elevation=0.3)
        picture.reference_picture([item], file, view=view, size=160, samples=32, engine="CYCLES")
        image = bpy.data.images.load(str(file))
        width, height = image.size
        values = np.empty(width * height * 4, np.float32)
        image.pixels.foreach_get(values)
        pictures.append(values.reshape(-1, 4))
        bpy.data.images.remove(image)
    return np.concatenate(pictures)


def check_it_looks_the_same(folder):
    item = objects.dumbbell()
    before = render(item, folder)
    objects.run("bake_texture", size="1024")
    after = render(objects.again(item), folder)
    solid = (before[:, 3] > 0.99) & (after[:, 3] > 0.99)
    assert solid.sum() > 2_000
    distance = np.linalg.norm(objects.lab(before[solid, :3]) - objects.lab(after[solid, :3]), axis=1)
    assert distance.mean() < 1.0, distance.mean()
    assert (distance > 10).mean() < 0.005, (distance > 10).mean()
    return {"mean": float(distance.mean()), "far": float((distance > 10).mean())}


def check_files(folder):
    """The picture goes along in GLB, and is still there when the .blend is opened again."""
    item = objects.dumbbell(rings=32, sides=32)
    objects.run("reduce_faces", target=500)
    objects.run("bake_texture", size="1024")
    path = folder / "baked é.glb"
    bpy.ops.export_scene.gltf(filepath=str(path), use_selection=True, export_extras=True)
    content = path.read_bytes()
    (length,) = struct.unpack_from("<I", content, 12)
    scene = json.loads(content[20 : 20 + length])
    assert "baseColorTexture" in scene["materials"][0]["pbrMetallicRoughness"]
    assert "TEXCOORD_0" in scene["meshes"][0]["primitives"][0]["attributes"]
    assert len(scene["images"]) == 1
    assert len(scene["meshes"]) == 1, "the remembered surface is no part of the scene"
    harness.module("addon.blender.headless.export").export(folder / "ours é.glb")
    blend = folder / "baked é.blend"
    bpy.ops.wm.save_as_mainfile(filepath=str(blend))
    bpy.ops.wm.open_mainfile(filepath=str(blend))
    item = objects.again("dumbbell")
    assert pixels_of(image_of(item)).std() > 0.05
    assert isinstance(item["pointsmith_detail"], bpy.types.Mesh)


def check_without_colours():
    objects.empty()
    bpy.ops.mesh.primitive_cube_add()
    assert not bpy.ops.pointsmith.bake_texture.poll()


def main(*arguments):
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args(arguments).folder
    check_bake()
    check_bake_again()
    check_detail_survives()
    check_hidden_faces_and_the_artists_state()
    check_undo()
    seen = check_it_looks_the_same(folder)
    check_files(folder)
    check_without_colours()
    return seen
