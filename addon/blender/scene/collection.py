"""New objects where the artist works: in the active collection, selected, seen."""

from __future__ import annotations

from typing import Any

import bpy

from . import viewport


def link(new: list[bpy.types.Object]) -> None:
    """Link objects into the active collection and select them alone, the first one active."""
    layer: Any = bpy.context.view_layer
    collection = _collection(layer)
    for other in layer.objects.selected:
        other.select_set(False)
    screens = [window.screen for window in viewport.windows()]
    for item in new:
        collection.objects.link(item)
        viewport.show_in_local_view(screens, item)
        item.select_set(True)
    layer.objects.active = new[0]
    viewport.show_colors(screens)


def _collection(layer: Any) -> bpy.types.Collection:
    """Return the active collection, or the scene's own where the artist would not see what is put into it."""
    active = layer.active_layer_collection
    hidden = active.exclude or not active.is_visible or active.collection.library is not None
    chosen: bpy.types.Collection = (layer.layer_collection if hidden else active).collection
    return chosen


def collections_of(item: bpy.types.Object) -> list[bpy.types.Collection]:
    """Return the collections of the current scene that an object is in."""
    scene: Any = bpy.context.scene
    inside = {scene.collection, *scene.collection.children_recursive}
    return [collection for collection in item.users_collection if collection in inside]
