"""The settings of a blend: what the other end of a row is, and how many objects stand in it."""
# mypy: disable-error-code="valid-type"
# Blender reads the annotations: each is a property, not a type.

from __future__ import annotations

import bpy
from bpy.props import BoolProperty, CollectionProperty, EnumProperty, FloatProperty, IntProperty, StringProperty

from ...core.blend_row import COUNT, DEFAULT_COUNT
from ...core.request import MAX_PROMPT, MAX_SEED
from .image_slots import POINTSMITH_PG_image_slot, chosen

SPACING = 1.25
"""From one object of a row to the next, in sizes of an object."""


def _kind_chosen(blend: POINTSMITH_PG_blend, _context: bpy.types.Context) -> None:
    if blend.kind == "IMAGE" and not len(blend.images):
        blend.images.add()


class POINTSMITH_PG_blend(bpy.types.PropertyGroup):
    """What a row of objects goes to, from what the panel asks for."""

    kind: EnumProperty(
        name="To",
        description="What the last object of the row is made from",
        items=(
            ("TEXT", "Text", "Blend to what another prompt describes", "SMALL_CAPS", 0),
            ("IMAGE", "Image", "Blend to what other pictures show", "IMAGE_DATA", 1),
            ("SEED", "Seed", "Blend to the same subject from another seed", "FILE_REFRESH", 2),
        ),
        update=_kind_chosen,
    )
    prompt: StringProperty(
        name="Prompt",
        description="What the last object of the row is, such as “a blue vase”",
        maxlen=MAX_PROMPT,
    )
    images: CollectionProperty(type=POINTSMITH_PG_image_slot, name="Images")
    use_seed: BoolProperty(name="Other Seed", description="Let the noise change along the row too")
    seed: IntProperty(
        name="Seed",
        description="The noise of the last object of the row",
        default=1,
        min=0,
        max=MAX_SEED,
    )
    count: IntProperty(
        name="Objects",
        description="How many objects stand in the row, both ends included",
        default=DEFAULT_COUNT,
        min=COUNT[0],
        max=COUNT[1],
    )
    spacing: FloatProperty(
        name="Spacing",
        description="From one object to the next along X, in sizes of an object",
        default=SPACING,
        min=0.0,
        soft_min=0.5,
        soft_max=4.0,
        max=100.0,
        step=5,
    )

    @property
    def missing(self) -> str:
        """What has to be filled in before a row can start; empty when nothing has."""
        if self.kind == "TEXT" and not self.prompt.strip():
            return "Type what to blend to"
        return "Choose an image to blend to" if self.kind == "IMAGE" and not chosen(self.images) else ""


CLASSES = (POINTSMITH_PG_blend,)
