"""The cut-out of a slot's picture: the artist's corrections."""
# mypy: disable-error-code="valid-type"
# Blender reads the annotations: each is a property, not a type.

from __future__ import annotations

from typing import Any

from bpy.props import BoolProperty, FloatProperty, FloatVectorProperty

from ...core.cutout import AUTOMATIC, THRESHOLD, WHOLE, Box, CutOut, box_between


class CutOutProperties:
    """What a slot has beside its picture and side."""

    threshold: FloatProperty(
        name="Threshold",
        description="How far a pixel must differ from the background to be the object's: less keeps more",
        subtype="FACTOR",
        default=AUTOMATIC.threshold,
        min=THRESHOLD[0],
        max=THRESHOLD[1],
    )
    invert: BoolProperty(
        name="Invert",
        description="Take the background for the object, and the object for the background",
        default=AUTOMATIC.invert,
    )
    box: FloatVectorProperty(
        name="Box",
        description="The object lies within: left, top, right, bottom as shares of the picture from its top left",
        size=len(WHOLE),
        default=WHOLE,
        min=0.0,
        max=1.0,
        step=1,
        precision=3,
    )
    ignore_alpha: BoolProperty(
        name="Ignore Alpha",
        description="Look for the object in the colours, although the picture brings a transparent background",
        default=AUTOMATIC.ignore_alpha,
    )
    show_cutout: BoolProperty(
        name="Cut-out",
        description="Show how the object is cut out of its background, and correct it",
        default=False,
    )


def box_of(slot: Any) -> Box:
    """Return a slot's box with its corners in order; one without area is the whole picture."""
    left, top, right, bottom = (round(value, 4) for value in slot.box)
    return box_between((left, top), (right, bottom)) or WHOLE


def cutout_of(slot: Any) -> CutOut:
    """Return a slot's corrections, which are always valid."""
    return CutOut(round(slot.threshold, 4), slot.invert, box_of(slot), slot.ignore_alpha)


def fill_cutout(slot: Any, cutout: CutOut) -> None:
    """Put corrections into a slot."""
    slot.threshold, slot.invert, slot.ignore_alpha = cutout.threshold, cutout.invert, cutout.ignore_alpha
    slot.box = cutout.box
