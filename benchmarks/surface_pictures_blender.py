"""Renders for `benchmarks.surface_pictures`, by a Python that has bpy: IN_FOLDER OUT_FOLDER SIZE.

Of every `NAME.npz` with vertices, faces and colours (display-referred sRGB) `NAME-shaded.png`, the whole object, and
`NAME-wire.png`, its edges from near. Cycles on the processor. Imports nothing of the project.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import bpy
import numpy as np
from mathutils import Vector

TOWARDS = Vector((0.75, -1.6, 0.75)).normalized()
"""From the object to the camera: in front, to the right, from above."""
WHOLE, NEAR = 1.2, 0.22
"""Width of the pictures, in the longest side."""
_SAMPLES = 24
_LINE = 0.6
"""Width of an edge in pixels."""


def prepared_scene(size: int) -> Any:
    """An empty scene with a camera, a sun and a bright sky."""
    bpy.ops.wm.read_factory_settings(use_empty=True)
    scene: Any = bpy.context.scene
    scene.render.engine, scene.cycles.samples, scene.cycles.use_denoising = "CYCLES", _SAMPLES, False
    scene.render.resolution_x = scene.render.resolution_y = size
    scene.view_settings.view_transform = "Standard"
    scene.world = bpy.data.worlds.new("sky")
    scene.world.use_nodes = True
    scene.world.node_tree.nodes["Background"].inputs[0].default_value = (1, 1, 1, 1)
    scene.world.node_tree.nodes["Background"].inputs[1].default_value = 0.55
    sun: Any = bpy.data.objects.new("sun", bpy.data.lights.new("sun", "SUN"))
    sun.data.energy, sun.data.angle = 2.2, 0.2
    sun.rotation_euler = Vector((-0.5, -1.0, 1.4)).to_track_quat("Z", "Y").to_euler()
    camera: Any = bpy.data.objects.new("camera", bpy.data.cameras.new("camera"))
    camera.data.type = "ORTHO"
    camera.rotation_euler = TOWARDS.to_track_quat("Z", "Y").to_euler()
    for thing in (sun, camera):
        scene.collection.objects.link(thing)
    scene.camera = camera
    return scene


def material(*, wire: bool) -> Any:
    """The mesh's own colours, with its edges drawn over them if `wire`."""
    made: Any = bpy.data.materials.new("wire" if wire else "shaded")
    made.use_nodes = True
    nodes, links = made.node_tree.nodes, made.node_tree.links
    nodes.clear()
    attribute, surface, out = (
        nodes.new(kind) for kind in ("ShaderNodeAttribute", "ShaderNodeBsdfDiffuse", "ShaderNodeOutputMaterial")
    )
    attribute.attribute_name = "Color"
    links.new(attribute.outputs["Color"], surface.inputs["Color"])
    links.new(surface.outputs[0], out.inputs["Surface"])
    if wire:
        edges, black, mix = (
            nodes.new(kind) for kind in ("ShaderNodeWireframe", "ShaderNodeEmission", "ShaderNodeMixShader")
        )
        edges.use_pixel_size = True
        edges.inputs[0].default_value = _LINE
        black.inputs["Color"].default_value = (0.01, 0.01, 0.01, 1)
        links.new(edges.outputs[0], mix.inputs[0])
        links.new(surface.outputs[0], mix.inputs[1])
        links.new(black.outputs[0], mix.inputs[2])
        links.new(mix.outputs[0], out.inputs["Surface"])
    return made


def shown(vertices: Any, faces: Any, colors: Any) -> Any:
    """The mesh as an object, shaded smooth."""
    mesh: Any = bpy.data.meshes.new("result")
    mesh.from_pydata(vertices.tolist(), [], faces.tolist())
    mesh.polygons.foreach_set("use_smooth", np.ones(len(faces), bool))
    linear = np.where(colors <= 0.04045, colors / 12.92, ((colors + 0.055) / 1.055) ** 2.4)
    rgba = np.concatenate([linear, np.ones((len(colors), 1))], axis=1).astype(np.float32)
    mesh.attributes.new("Color", "FLOAT_COLOR", "POINT").data.foreach_set("color", rgba.ravel())
    item: Any = bpy.data.objects.new("result", mesh)
    bpy.context.scene.collection.objects.link(item)  # type: ignore[union-attr]
    return item


def near_a_border(vertices: Any, faces: Any, colors: Any) -> Any:
    """A place where two colours meet and nothing is in front; the foremost place where none do."""
    depth = vertices @ np.array(TOWARDS)
    spread = np.ptp(colors[faces], axis=1).max(axis=1)
    candidates = faces[spread > 0.2][:, 0] if (spread > 0.2).any() else np.array([int(np.argmax(depth))])
    axes = np.linalg.svd(np.array(TOWARDS)[None])[2][1:]
    flat = vertices @ axes.T
    clear = [
        i
        for i in candidates[:: max(1, len(candidates) // 200)]
        if depth[np.linalg.norm(flat - flat[i], axis=1) < 0.04].max() < depth[i] + 0.08
    ]
    asked = np.array(clear or [int(np.argmax(depth))])
    return vertices[asked[np.argmin(np.linalg.norm(flat[asked] - np.median(flat[asked], axis=0), axis=1))]]


def main() -> None:
    """Render every mesh that has no pictures yet."""
    source, target, size = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    scene = prepared_scene(size)
    looks = {"shaded": (material(wire=False), WHOLE), "wire": (material(wire=True), NEAR)}
    for path in sorted(source.glob("*.npz")):
        if (target / f"{path.stem}-wire.png").exists():
            continue
        with np.load(path) as arrays:
            vertices, faces, colors = arrays["vertices"], arrays["faces"], arrays["colors"]
        item = shown(vertices, faces, colors)
        middle = Vector(((vertices.min(axis=0) + vertices.max(axis=0)) / 2).tolist())
        centres = {"shaded": middle, "wire": Vector(near_a_border(vertices, faces, colors).tolist())}
        for name, (look, width) in looks.items():
            item.data.materials.clear()
            item.data.materials.append(look)
            scene.camera.location = centres[name] + 4 * TOWARDS
            scene.camera.data.ortho_scale = width
            scene.render.filepath = str(target / f"{path.stem}-{name}.png")
            bpy.ops.render.render(write_still=True)
        bpy.data.objects.remove(item)


if __name__ == "__main__":
    main()
