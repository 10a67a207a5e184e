"""The record on an object that says how it was made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import bpy

if TYPE_CHECKING:
    from ...core.provenance import Provenance

PROPERTY = "pointsmith"


def record_of(item: bpy.types.Object | None) -> str:
    """Return the record's text, or an empty one for an object that Pointsmith did not make."""
    record = item.get(PROPERTY, "") if item is not None else ""
    return record if isinstance(record, str) else ""


def origin_of(item: bpy.types.Object | None) -> Provenance:
    """Read the record. Raises PointsmithError BAD_SETTING for one that cannot be read."""
    from ...core.provenance import Provenance  # noqa: PLC0415 - brings numpy: 60 ms where Blender has not yet

    return Provenance.loads(record_of(item))
