"""Slots for reference images: up to four, each with the side that it shows."""
# mypy: disable-error-code="valid-type"
# Blender reads the annotations: each is a property, not a type.

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import bpy
from bpy.props import EnumProperty, PointerProperty, StringProperty

from ...core.cutout import AUTOMATIC
from ...core.errors import ErrorCode, PointsmithError
from ...core.reference import MAX_IMAGES, Side, side_of_name
from .cutout import CutOutProperties, fill_cutout

if TYPE_CHECKING:
    from collections.abc import Iterable

_SIDES = (
    (Side.UNKNOWN.name, "Any Side", "From somewhere; the model finds out"),
    (Side.FRONT.name, "Front", "Seen from the front, which looks towards -Y"),
    (Side.RIGHT.name, "Right", "Seen from +X"),
    (Side.BACK.name, "Back", "Seen from +Y"),
    (Side.LEFT.name, "Left", "Seen from -X"),
)
_TITLES = {name: title for name, title, _ in _SIDES}
SLOTS = ("images", "blend.images")
"""Where slots are, as paths from the panel's settings."""


def _other_image(slot: POINTSMITH_PG_image_slot, _context: bpy.types.Context) -> None:
    """Start with an automatic cut-out, because the corrections were made for another picture, and with its side."""
    name = slot.image.name_full if slot.image is not None else ""
    if name == slot.corrected:
        return
    slot.corrected = name
    fill_cutout(slot, AUTOMATIC)
    if slot.image is not None and slot.side == Side.UNKNOWN.name:
        slot.side = side_of(slot.image).name


class POINTSMITH_PG_image_slot(CutOutProperties, bpy.types.PropertyGroup):
    """One reference image, or room for one."""

    image: PointerProperty(
        name="Image",
        description="A picture of one object",
        type=bpy.types.Image,
        update=_other_image,
    )
    corrected: StringProperty(
        name="Corrected Image",
        description="Name of the picture that the cut-out's corrections are for",
        options={"HIDDEN"},
    )
    side: EnumProperty(
        name="Side",
        description="From where the picture shows the object",
        items=_SIDES,
    )


def chosen(slots: Iterable[POINTSMITH_PG_image_slot]) -> list[POINTSMITH_PG_image_slot]:
    """Return the slots that hold an image."""
    return [slot for slot in slots if slot.image is not None]


def side_of(image: bpy.types.Image) -> Side:
    """Guess what side a picture shows from the name of its file, or its own."""
    return side_of_name(bpy.path.basename(image.filepath) or image.name)


def twice(slots: Iterable[POINTSMITH_PG_image_slot]) -> list[str]:
    """Return the names of the sides that more than one picture shows."""
    sides = [slot.side for slot in chosen(slots) if slot.side != Side.UNKNOWN.name]
    return [_TITLES[side] for side in dict.fromkeys(sides) if sides.count(side) > 1]


def put(slots: Any, images: Iterable[bpy.types.Image], most: int = MAX_IMAGES) -> int:
    """Put pictures into slots, each with the side that its file's name tells; return how many found no room.

    A picture takes the slot of its side, else an empty one, else a new one; where the model looks at one picture only,
    it takes the place of that.
    """
    left_out = 0
    for image in images:
        side = side_of(image)
        slot = _place(slots, side, most)
        if slot is None:
            left_out += 1
            continue
        slot.image, slot.side = image, side.name
    return left_out


def _place(slots: Any, side: Side, most: int) -> POINTSMITH_PG_image_slot | None:
    if most == 1 and len(slots):
        first: POINTSMITH_PG_image_slot = slots[0]
        return first
    if side is not Side.UNKNOWN:
        same: POINTSMITH_PG_image_slot | None = next((slot for slot in slots if slot.side == side.name), None)
        if same is not None:
            return same
    empty: POINTSMITH_PG_image_slot | None = next((slot for slot in slots if slot.image is None), None)
    return empty or (slots.add() if len(slots) < min(most, MAX_IMAGES) else None)


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
