"""Slots for reference images: up to four, each with the side that it shows."""
# mypy: disable-error-code="valid-type"
# Blender reads the annotations: each is a property, not a type.

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import bpy
from bpy.props import EnumProperty, PointerProperty

from ...core.errors import ErrorCode, PointsmithError
from ...core.reference import MAX_IMAGES, Side

if TYPE_CHECKING:
    from collections.abc import Iterable

SLOTS = ("images", "blend.images")
"""Where slots are, as paths from the panel's settings."""


class POINTSMITH_PG_image_slot(bpy.types.PropertyGroup):
    """One reference image, or room for one."""

    image: PointerProperty(
        name="Image",
        description="A picture of one object",
        type=bpy.types.Image,
    )
    side: EnumProperty(
        name="Side",
        description="From where the picture shows the object",
        items=(
            (Side.UNKNOWN.name, "Any Side", "From somewhere; the model finds out"),
            (Side.FRONT.name, "Front", "Seen from the front, which looks towards -Y"),
            (Side.RIGHT.name, "Right", "Seen from +X"),
            (Side.BACK.name, "Back", "Seen from +Y"),
            (Side.LEFT.name, "Left", "Seen from -X"),
        ),
    )


def chosen(slots: Iterable[POINTSMITH_PG_image_slot]) -> list[POINTSMITH_PG_image_slot]:
    """Return the slots that hold an image."""
    return [slot for slot in slots if slot.image is not None]


def slot_for(slots: Any, side: Side) -> POINTSMITH_PG_image_slot | None:
    """Return the slot of a side, else an empty one, else None: there is room for a new one.

    Raises
    ------
    PointsmithError
        BAD_IMAGE when all slots hold other sides.
    """
    slot: POINTSMITH_PG_image_slot | None = next((slot for slot in slots if slot.side == side.name), None)
    slot = slot or next((slot for slot in slots if slot.image is None), None)
    if slot is None and len(slots) >= MAX_IMAGES:
        raise PointsmithError(ErrorCode.BAD_IMAGE, f"all {MAX_IMAGES} slots hold other sides; remove one first")
    return slot


CLASSES = (POINTSMITH_PG_image_slot,)
