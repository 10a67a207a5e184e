"""The custom properties that move the parts of a taken-apart object, for the panel and for scripts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    import bpy

PROPERTY = "pointsmith_controls"
"""Custom property of the parts' parent, or of an object with a slot for each part: JSON list of their names."""


def name_controls(owner: bpy.types.Object, names: Iterable[str]) -> None:
    """Note which custom properties of `owner` are controls, in the order in which they are shown."""
    owner[PROPERTY] = json.dumps(list(names), ensure_ascii=False)


def control_names(owner: bpy.types.Object) -> tuple[str, ...]:
    """Return the controls that an object has; none for most objects."""
    try:
        names = json.loads(owner.get(PROPERTY, "[]"))
    except (TypeError, ValueError):
        return ()
    # Without keys() Blender would look for the names as indices.
    return tuple(name for name in names if name in owner.keys()) if isinstance(names, list) else ()  # noqa: SIM118


def owner_of_controls(item: bpy.types.Object | None) -> bpy.types.Object | None:
    """Return the object itself or the nearest above it that has controls."""
    while item is not None and not control_names(item):
        item = item.parent
    return item
