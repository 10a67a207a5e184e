"""A chain of levels of detail: copies of an object with fewer and fewer triangles, in a collection."""

from __future__ import annotations

from typing import Any

import bpy

from .decimate import decimated, triangle_count
from .derived import beside
from .replace import Old, check_replaceable, dress

_LEAST = 12


def add_levels(item: Any, ratios: tuple[float, ...], spacing: float = 0.0) -> list[bpy.types.Object]:
    """Make "<name>_LOD0", "<name>_LOD1" and so on in the collection "<name> LOD", in place of those it held.

    Parameters
    ----------
    item
        A mesh object with faces; it stays.
    ratios
        Part of its triangles in each level, falling. A level of 1 shares the object's mesh data.
    spacing
        Distance of the levels along X, in scene units.

    Each level is decimated from the one before, and takes colours, parts and groups from the object itself. Raises
    PointsmithError BAD_MESH for an object with shape keys.
    """
    check_replaceable(item)
    collection = _collection(item)
    old = Old.of(item)
    count = triangle_count(item.data)
    finest = item.data
    levels: list[Any] = []
    for number, ratio in enumerate(ratios):
        name = f"{item.name}_LOD{number}"
        target = max(_LEAST, round(count * ratio))
        if ratio >= 1:
            level = beside(item, name, item.data)
        else:
            mesh: Any = decimated(finest, target)
            mesh.name = name
            mesh.materials.clear()
            for material in item.data.materials:
                mesh.materials.append(material)
            level = beside(item, name, mesh)
            dress(level, mesh, old)
            finest = mesh
        for other in level.users_collection:
            other.objects.unlink(level)
        collection.objects.link(level)
        level.location.x += spacing * number
        levels.append(level)
    return levels


def _collection(item: Any) -> Any:
    """Return the emptied collection of an object's levels, made beside the object where there is none."""
    name = f"{item.name} LOD"
    found: Any = bpy.data.collections.get(name)
    if found is not None and found.library is None:
        for level in list(found.objects):
            data = level.data
            bpy.data.objects.remove(level)
            if data is not None and not data.users:
                bpy.data.meshes.remove(data)
        return found
    made: Any = bpy.data.collections.new(name)
    item.users_collection[0].children.link(made)
    return made
