"""Objects in a row: where each stands, the collection that holds them, and the one undo step in which they come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import bpy

from ...core.destination import Destination, Place
from ...core.errors import ErrorCode, PointsmithError
from ...core.request import GenerationRequest
from ...jobs.job import JobResult
from .ahead import ahead
from .arrival import arrive, become_asset

if TYPE_CHECKING:
    from ...jobs.job import Job


def places(start: Place, step: float, count: int) -> list[Place]:
    """Return `count` places from `start` along +X, `step` scene units apart."""
    x, y, z = start
    return [(x + step * number, y, z) for number in range(count)]


def deliver(job: Job, destinations: Sequence[Destination], title: str) -> list[list[bpy.types.Object]]:
    """Put the members of a finished job into the scene, each at its destination, as one undo step of that title.

    Returns each member's objects, the first to be active first; none for one that failed, of which the job's notices
    then tell. All of them are selected, the first is active. Collections are made inside the active one where the
    scene has none.

    Raises
    ------
    PointsmithError
        EMPTY_RESULT when no member can be shown.
    """
    found: list[list[bpy.types.Object]] = []
    failures: list[tuple[GenerationRequest, PointsmithError]] = []
    for request, result, destination in zip(job.requests, job.results, destinations, strict=True):
        assert isinstance(request, GenerationRequest)
        objects: list[bpy.types.Object] = []
        try:
            if isinstance(result, PointsmithError):
                raise result
            assert isinstance(result, JobResult)
            objects = _placed(request, result, destination)
        except PointsmithError as error:
            failures.append((request, error))
        found.append(objects)
    new = [item for objects in found for item in objects]
    if not new:
        raise failures[0][1] if failures else PointsmithError(ErrorCode.EMPTY_RESULT)
    job.notices += [f"“{request.title}”, seed {request.seed}: {error.sentence}" for request, error in failures]
    told = [become_asset(objects, destination) for objects, destination in zip(found, destinations, strict=True)]
    job.notices += filter(None, told)
    for item in new:
        item.select_set(True)
    layer: Any = bpy.context.view_layer
    layer.objects.active = new[0]
    bpy.ops.ed.undo_push(message=f"Generate {title}")
    return found


def _placed(request: GenerationRequest, result: JobResult, destination: Destination) -> list[bpy.types.Object]:
    made = ahead.take(result.mesh) if result.mesh is not None else None
    if not destination.collection:
        return arrive(request, result, destination, made)
    with _active(destination.collection):
        return arrive(request, result, destination, made)


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
