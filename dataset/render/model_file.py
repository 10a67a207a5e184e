"""Open any model file that Blender reads. A .blend's scene is appended; lamps, cameras and settings stay outside."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import bpy

from .order import OrderError

_GEOMETRY = {"MESH", "CURVE", "SURFACE", "FONT", "META", "CURVES", "POINTCLOUD", "EMPTY", "ARMATURE", "LATTICE"}


def open_model(path: Path) -> list[bpy.types.Object]:
    """Bring a file's objects into the scene and return them. Raises OrderError with one clear sentence."""
    read = _READERS.get(path.suffix.lower())
    if read is None:
        known = " ".join(sorted(_READERS))
        raise OrderError(f"{path.name} is no model file that Blender opens; it may end in {known}.")
    if not path.is_file():
        raise OrderError(f"There is no file {path}.")
    before = set(bpy.data.objects)
    try:
        read(str(path.resolve()))
    except Exception as error:
        # Importers are programs of their own and fail in any way; what is known is that the file is to blame.
        lines = str(error).strip().splitlines() or [type(error).__name__]
        raise OrderError(f"{path.name} cannot be read: {lines[-1].removeprefix('Error: ')}") from error
    objects = [item for item in bpy.data.objects if item not in before and item.type in _GEOMETRY]
    shown = [item for item in objects if any(True for _ in item.users_scene)]
    if not any(item.type not in ("EMPTY", "ARMATURE", "LATTICE") or item.instance_collection for item in shown):
        raise OrderError(f"{path.name} has no geometry in it, or cannot be read.")
    return shown


def _blend(path: str) -> None:
    """Append the scene with the most objects and link what it shows into ours."""
    libraries: Any = bpy.data.libraries
    with libraries.load(path, link=False) as (inside, wanted):
        wanted.scenes = inside.scenes
        if not inside.scenes:
            wanted.objects = inside.objects
    context: Any = bpy.context
    collection = context.scene.collection
    scenes: list[Any] = [scene for scene in wanted.scenes if scene is not None]
    if scenes:
        scene = max(scenes, key=lambda each: len(each.objects))
        found = _shown(scene.view_layers[0].layer_collection)
        for each in scenes:
            bpy.data.scenes.remove(each)
    else:
        found = [item for item in wanted.objects if item is not None]
    for item in found:
        if item.type in _GEOMETRY:
            collection.objects.link(item)


def _shown(layer: Any) -> list[Any]:
    """Objects of a layer collection and of those below it, but for what is excluded or hidden in renders."""
    if layer.exclude or layer.collection.hide_render:
        return []
    below = [item for child in layer.children for item in _shown(child)]
    return list(dict.fromkeys([*layer.collection.objects, *below]))


def _fbx(path: str) -> None:
    # 4.5 brought a faster reader, which also knows the text form; 4.2 has the old one only.
    if bpy.app.version >= (4, 5, 0):
        bpy.ops.wm.fbx_import(filepath=path)
    else:
        bpy.ops.import_scene.fbx(filepath=path)


def _gltf(path: str) -> None:
    bpy.ops.import_scene.gltf(filepath=path)


def _obj(path: str) -> None:
    bpy.ops.wm.obj_import(filepath=path)


def _ply(path: str) -> None:
    bpy.ops.wm.ply_import(filepath=path)


def _stl(path: str) -> None:
    bpy.ops.wm.stl_import(filepath=path)


def _usd(path: str) -> None:
    bpy.ops.wm.usd_import(filepath=path)


_READERS: dict[str, Callable[[str], None]] = {
    ".blend": _blend,
    ".glb": _gltf,
    ".gltf": _gltf,
    ".obj": _obj,
    ".fbx": _fbx,
    ".ply": _ply,
    ".stl": _stl,
    ".usd": _usd,
    ".usda": _usd,
    ".usdc": _usd,
    ".usdz": _usd,
}
