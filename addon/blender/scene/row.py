"""Objects in a row: where each stands, and the collection that holds them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import bpy

from ...core.destination import Destination, Place
from .insert import insert

if TYPE_CHECKING:
    from ...core.request import GenerationRequest
    from ..jobs.job import JobResult


def places(start: Place, step: float, count: int) -> list[Place]:
    """Return `count` places from `start` along +X, `step` scene units apart."""
    x, y, z = start
    return [(x + step * number, y, z) for number in range(count)]


def deliver(request: GenerationRequest, result: JobResult, destination: Destination) -> list[bpy.types.Object]:
    """Put a result into the scene as `insert` does, into the destination's collection.

    The collection is made inside the active one where the scene has none, in the same undo step. Raises what
    `insert` raises.
    """
    if not destination.collection:
        return insert(request, result, destination.location)
    with _active(destination.collection):
        return insert(request, result, destination.location)


@contextmanager
def _active(name: str) -> Iterator[None]:
    layer: Any = bpy.context.view_layer
    before = layer.active_layer_collection
    layer.active_layer_collection = _found(layer.layer_collection, name) or _made(layer, name)
    try:
        yield
    finally:
        layer.active_layer_collection = before


def _found(layer_collection: Any, name: str) -> Any:
    if layer_collection.name == name:
        return layer_collection
    return next((found for child in layer_collection.children if (found := _found(child, name))), None)


def _made(layer: Any, name: str) -> Any:
    active = layer.active_layer_collection
    hidden = active.exclude or not active.is_visible or active.collection.library is not None
    parent = layer.layer_collection if hidden else active
    collection = bpy.data.collections.new(name)
    parent.collection.children.link(collection)
    return parent.children[collection.name]
