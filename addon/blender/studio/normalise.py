"""Into the unit cube, as the paper's script does it: from the eight bound_box corners of each object, not its vertices.

All roots hang on one empty before anything is scaled: the paper's first script scaled each root about its own origin,
which pulls a scene of several roots apart (Shap-E's fix).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import bpy
from mathutils import Matrix, Vector

_GEOMETRY = {"MESH", "CURVE", "SURFACE", "FONT", "META", "CURVES", "POINTCLOUD"}


def with_children(objects: Iterable[bpy.types.Object]) -> list[bpy.types.Object]:
    """Return the objects and all below them, each once, in a fixed order."""
    found: dict[bpy.types.Object, None] = {}
    for item in objects:
        for each in (item, *item.children_recursive):
            found[each] = None
    return list(found)


def world_bounds(objects: Iterable[bpy.types.Object]) -> tuple[Vector, Vector]:
    """Return the least and the greatest corner of the objects' box in the world, what they instance included.

    Raises ValueError where there is no geometry.
    """
    corners = [corner for _, box in _shown(objects) for corner in box]
    if not corners:
        raise ValueError("there is no geometry")
    low, high = (Vector([pick(corner[axis] for corner in corners) for axis in range(3)]) for pick in (min, max))
    return low, high


def shown_geometry(objects: Iterable[bpy.types.Object]) -> list[bpy.types.Object]:
    """Return the objects with geometry that `objects` show: themselves, what is below them, what they instance."""
    return list(dict.fromkeys(item for item, _ in _shown(objects)))


def _shown(objects: Iterable[bpy.types.Object]) -> Iterator[tuple[bpy.types.Object, list[Vector]]]:
    """Yield each object that is shown, once for each place, with the corners of its box there."""
    wanted = set(with_children(objects))
    layer: Any = bpy.context.view_layer
    layer.update()
    for instance in bpy.context.evaluated_depsgraph_get().object_instances:
        owner: Any = instance.parent if instance.is_instance else instance.object
        item: Any = instance.object
        if owner.original not in wanted or item.type not in _GEOMETRY or item.hide_render or not instance.show_self:
            continue
        matrix = instance.matrix_world.copy()
        box = [Vector(corner) for corner in item.bound_box]
        # An object without data reports a box of size zero, or one turned inside out.
        if any(box[6][axis] > box[0][axis] for axis in range(3)):
            yield item.original, [matrix @ corner for corner in box]


def normalising_matrix(objects: Iterable[bpy.types.Object]) -> Matrix:
    """Return the 4x4 that scales the objects' box to longest side 1 and moves its middle to the origin.

    Raises ValueError where there is no geometry, or only a point of it.
    """
    low, high = world_bounds(objects)
    longest = max((high - low)[:])
    if longest <= 0:
        raise ValueError("the object is a single point")
    middle = (low + high) / 2.0
    return Matrix.Scale(1.0 / longest, 4) @ Matrix.Translation((-middle)[:])


def normalise_scene(objects: Iterable[bpy.types.Object]) -> bpy.types.Object:
    """Parent the roots of `objects` to one new empty and move that, so that all lie in the unit cube; return it.

    Raises ValueError as `normalising_matrix`.
    """
    items = list(objects)
    matrix = normalising_matrix(items)
    frame = bpy.data.objects.new("Unit Cube", None)
    scene: Any = bpy.context.scene
    scene.collection.objects.link(frame)
    for item in items:
        if item.parent is None:
            item.parent = frame
            item.matrix_parent_inverse = Matrix.Identity(4)
    frame.matrix_world = matrix
    layer: Any = bpy.context.view_layer
    layer.update()
    return frame
