"""Objects that are made from another one stand where it stands, in its collections."""

from __future__ import annotations

from typing import Any

import bpy

from ..scene.parts import PROPERTY as PARTS


def beside(item: Any, name: str, data: Any) -> Any:
    """Make an object of `data` with the place, parent and collections of `item`, and its parts' names."""
    made: Any = bpy.data.objects.new(name, data)
    made.parent, made.parent_type = item.parent, item.parent_type
    made.matrix_parent_inverse = item.matrix_parent_inverse
    made.matrix_basis = item.matrix_basis
    if PARTS in item:
        made[PARTS] = item[PARTS]
    for collection in item.users_collection:
        collection.objects.link(made)
    return made


def choose(new: list[Any]) -> None:
    """Select these objects and no others; the first becomes the active one."""
    layer: Any = bpy.context.view_layer
    # What was removed a moment ago is None there until the layer is brought up to date.
    for other in filter(None, list(layer.objects.selected)):
        other.select_set(False)
    for item in new:
        if item.name in layer.objects:
            item.select_set(True)
    if new and new[0].name in layer.objects:
        layer.objects.active = new[0]


def hide(item: Any) -> None:
    """Take an object out of views and renders; the outliner's eye and camera bring it back."""
    item.hide_set(True)
    item.hide_render = True
