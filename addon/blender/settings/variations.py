"""How many objects one Generate makes, and what becomes of them."""
# mypy: disable-error-code="valid-type"
# Blender reads the annotations: each is a property, not a type.

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import bpy
from bpy.props import EnumProperty, FloatProperty, IntProperty

from ...core.batches import MOST
from ...core.destination import Destination
from ...core.request import GenerationRequest
from ...core.variations import SPACING, Layout, places, seeds, variations
from ..gallery_tasks import GalleryTask
from ..tasks import GenerationTask, Task
from .given import Instead

LAYOUTS = (
    (Layout.ROW.name, "Row", "Put them side by side along X, in a collection of their own", "SNAP_EDGE", 0),
    (Layout.GRID.name, "Grid", "Put them into lines of a square, in a collection of their own", "SNAP_GRID", 1),
    (
        Layout.GALLERY.name,
        "Gallery",
        "Make only the clouds, which is fast, and pick those that become objects",
        "IMGDISPLAY",
        2,
    ),
)


class POINTSMITH_PG_variations(bpy.types.PropertyGroup):
    """How many objects one Generate makes, and what becomes of them."""

    count: IntProperty(
        name="Variations",
        description="How many to make at once: the first has the seed above, the others the seeds that follow it",
        default=1,
        min=1,
        max=MOST,
    )
    layout: EnumProperty(name="Layout", description="What becomes of several variations", items=LAYOUTS)
    spacing: FloatProperty(
        name="Spacing",
        description="From one object's middle to the next one's, in sizes of the object",
        default=1.25,
        min=SPACING[0],
        max=SPACING[1],
        step=5,
        precision=2,
    )


NAMES = {"count": "variations", "layout": "arrangement"}
"""What properties are called where they stand beside those of the request."""


def instead_of(settings: POINTSMITH_PG_variations, values: Mapping[str, Any]) -> Any:
    """Return the panel's settings with values, under their names beside a request's, in the place of some."""
    own = {after: before for before, after in NAMES.items()}
    return Instead(settings, {own.get(name, name): value for name, value in values.items()})


def task_of(request: GenerationRequest, settings: Any, destination: Destination) -> Task:
    """Return the task that the panel asks for; the first object goes to `destination`."""
    return task_for(request, destination, settings.count, Layout[settings.layout], settings.spacing)


def task_for(
    request: GenerationRequest, destination: Destination, count: int, layout: Layout, spacing: float
) -> GenerationTask | GalleryTask:
    """Return the task for `count` variations; `spacing` is in sizes of the object."""
    if count == 1 and layout is not Layout.GALLERY:
        return GenerationTask.one(request, destination)
    requests, step = variations(request, count), request.size * spacing
    if layout is Layout.GALLERY:
        return GalleryTask(requests, destination, step)
    where = places(layout, destination.location, step, count)
    collection = destination.collection or request.way_title
    spread = tuple(replace(destination, location=place, collection=collection) for place in where)
    return GenerationTask(requests, spread)


def told(settings: POINTSMITH_PG_variations, seed: int) -> str:
    """Return which seeds the variations have; empty for a single one."""
    if settings.count == 1:
        return ""
    every = seeds(seed, settings.count)
    return f"Seeds {every[0]} to {every[-1]}"


CLASSES = (POINTSMITH_PG_variations,)
