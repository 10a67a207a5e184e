"""A mesh after one modifier or one node group, as new mesh data; the artist's own modifiers take no part."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import bpy


@contextmanager
def stand_in(mesh: bpy.types.Mesh) -> Iterator[Any]:
    """Lend an object of the scene that holds `mesh`, at the world's origin, removed afterwards."""
    scene: Any = bpy.context.scene
    item = bpy.data.objects.new("pointsmith stand-in", mesh)
    scene.collection.objects.link(item)
    try:
        yield item
    finally:
        bpy.data.objects.remove(item)


def evaluated(mesh: bpy.types.Mesh, modify: Callable[[Any], None]) -> bpy.types.Mesh:
    """Return new mesh data: what `mesh` is after the modifiers that `modify` puts on an object of it."""
    with stand_in(mesh) as item:
        modify(item)
        graph = bpy.context.evaluated_depsgraph_get()
        after = item.evaluated_get(graph)
        return bpy.data.meshes.new_from_object(after, preserve_all_data_layers=True, depsgraph=graph)


def apply_modifier(mesh: bpy.types.Mesh, kind: str, **settings: Any) -> bpy.types.Mesh:
    """Return new mesh data: `mesh` after one modifier of Blender's with these settings."""

    def modify(item: Any) -> None:
        modifier = item.modifiers.new(kind.capitalize(), kind)
        for name, value in settings.items():
            setattr(modifier, name, value)

    return evaluated(mesh, modify)
