"""Write well-known shapes as model files: `python -m dataset.render.references --out FOLDER` in a Python with bpy.

Suzanne, the Utah teapot and Blender's own primitives, each in one plain colour. Nothing of the catalogue made them, so
they show what a model has learned beyond it: `python -m dataset.run --files FOLDER --path render` renders them.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

import bpy

from ..references.teapot import teapot

_MESH: Any = bpy.ops.mesh


def _suzanne() -> None:
    _MESH.primitive_monkey_add()
    modifier: Any = bpy.context.object.modifiers.new("Smooth", "SUBSURF")  # type: ignore[union-attr]
    modifier.levels = modifier.render_levels = 2


def _teapot() -> None:
    vertices, faces = teapot()
    mesh: Any = bpy.data.meshes.new("teapot")
    mesh.from_pydata(vertices.tolist(), [], faces.tolist())
    item = bpy.data.objects.new("teapot", mesh)
    context: Any = bpy.context
    context.scene.collection.objects.link(item)
    context.view_layer.objects.active = item


SHAPES: dict[str, tuple[Callable[[], object], tuple[float, float, float]]] = {
    "suzanne": (_suzanne, (0.35, 0.12, 0.03)),
    "teapot": (_teapot, (0.70, 0.70, 0.68)),
    "cube": (_MESH.primitive_cube_add, (0.60, 0.02, 0.02)),
    "uv_sphere": (_MESH.primitive_uv_sphere_add, (0.02, 0.10, 0.60)),
    "ico_sphere": (_MESH.primitive_ico_sphere_add, (0.30, 0.03, 0.45)),
    "cylinder": (_MESH.primitive_cylinder_add, (0.03, 0.35, 0.06)),
    "cone": (_MESH.primitive_cone_add, (0.85, 0.25, 0.02)),
    "torus": (_MESH.primitive_torus_add, (0.85, 0.65, 0.03)),
}
"""How each is made, and its colour in linear RGB."""


def write(name: str, folder: Path) -> Path:
    """Write one shape as .glb and return the file."""
    bpy.ops.wm.read_factory_settings(use_empty=True)
    make, color = SHAPES[name]
    make()
    item: Any = bpy.context.view_layer.objects.active  # type: ignore[union-attr]
    item.name = name
    material: Any = bpy.data.materials.new(name)
    if material.node_tree is None:
        material.use_nodes = True
    surface = next(node for node in material.node_tree.nodes if node.type == "BSDF_PRINCIPLED")
    surface.inputs["Base Color"].default_value = (*color, 1.0)
    surface.inputs["Roughness"].default_value = 0.8
    item.data.materials.append(material)
    path = folder / f"{name}.glb"
    bpy.ops.export_scene.gltf(filepath=str(path), export_apply=True)
    return path


def main() -> None:
    """Read the command line and write all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    folder: Path = parser.parse_args().out
    folder.mkdir(parents=True, exist_ok=True)
    for name in SHAPES:
        print(write(name, folder))


if __name__ == "__main__":
    main()
