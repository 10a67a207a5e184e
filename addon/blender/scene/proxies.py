"""Objects that hold a place: which box each of them is, and the words that its name says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import bpy
from mathutils import Vector

from ...core.errors import ErrorCode, PointsmithError
from ...core.fitting import Stand, stand_of

if TYPE_CHECKING:
    from collections.abc import Iterable

_CENTRED = {"CUBE", "SPHERE"}
"""Empties that are drawn as a volume around their origin; others are drawn as a place to stand on."""
_NO_PROXY = {"CAMERA", "LIGHT", "LIGHT_PROBE", "SPEAKER", "ARMATURE"}
_NUMBER = re.compile(r"[._\- ]*\d+$")
_SUFFIX = re.compile(r"\b(proxy|placeholder|blockout|empty)\b", re.IGNORECASE)


def proxies_of(objects: Iterable[Any]) -> list[Any]:
    """Return the objects whose place can be taken, in their order."""
    return [item for item in objects if item.type not in _NO_PROXY and not _made(item)]


def stand_of_proxy(item: Any) -> Stand:
    """Return the box that an object is, with its modifiers.

    Raises
    ------
    PointsmithError
        BAD_SELECTION for an object without size.
    """
    low, high = _bounds(item)
    stand = stand_of([list(row) for row in item.matrix_world], low, high)
    if not any(stand.size):
        raise PointsmithError(ErrorCode.BAD_SELECTION, f"“{item.name}” has no size to fill")
    return stand


def prompt_in_name(name: str) -> str:
    """Return the words of an object's name: "Red_Chair.001" -> "Red Chair"; empty where it says nothing."""
    words = _NUMBER.sub("", name).replace("_", " ").replace(".", " ")
    return " ".join(_SUFFIX.sub(" ", words).split())


def _made(item: Any) -> bool:
    """Whether the object is a result itself: to select it after Generate must not offer to replace it."""
    return "pointsmith" in item


def _bounds(item: Any) -> tuple[tuple[float, ...], tuple[float, ...]]:
    if item.type == "EMPTY":
        reach = item.empty_display_size
        if item.instance_collection is not None:
            return _collection_bounds(item)
        bottom = -reach if item.empty_display_type in _CENTRED else 0.0
        return (-reach, -reach, bottom), (reach, reach, bottom + 2 * reach)
    graph = bpy.context.evaluated_depsgraph_get()
    corners = [tuple(corner) for corner in item.evaluated_get(graph).bound_box]
    return _around(corners)


def _collection_bounds(item: Any) -> tuple[tuple[float, ...], tuple[float, ...]]:
    offset = item.instance_collection.instance_offset
    corners = [
        tuple(each.matrix_world @ Vector(corner) - offset)
        for each in item.instance_collection.all_objects
        for corner in each.bound_box
    ]
    return _around(corners or [(0.0, 0.0, 0.0)])


def _around(corners: list[tuple[float, ...]]) -> tuple[tuple[float, ...], tuple[float, ...]]:
    columns = list(zip(*corners, strict=True))
    return tuple(min(column) for column in columns), tuple(max(column) for column in columns)
