"""Part labels as an artist and a program find them: an attribute, vertex groups, and the parts' names."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import bpy
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

ATTRIBUTE = "part"
PROPERTY = "pointsmith_parts"


def label_parts(item: bpy.types.Object, ids: NDArray[np.uint8] | None, names: tuple[str, ...]) -> None:
    """Write on a mesh object which part each vertex belongs to; without labels (None) nothing is written.

    The integer attribute `part` holds the (V,) numbers, the custom property `pointsmith_parts` a JSON list of the
    names that they index, and a vertex group of the same index and name selects each part.
    """
    if ids is None:
        return
    mesh: Any = item.data
    mesh.attributes.new(ATTRIBUTE, "INT", "POINT").data.foreach_set("value", ids.astype(np.int32))
    for number, name in enumerate(names):
        item.vertex_groups.new(name=name).add(np.nonzero(ids == number)[0].tolist(), 1.0, "REPLACE")
    item[PROPERTY] = json.dumps(names, ensure_ascii=False)


def part_names(item: bpy.types.Object) -> tuple[str, ...]:
    """Return the names that an object's numbers index; none for an object without parts."""
    try:
        names = json.loads(item.get(PROPERTY, "[]"))
    except (TypeError, ValueError):
        return ()
    return tuple(str(name) for name in names) if isinstance(names, list) else ()
