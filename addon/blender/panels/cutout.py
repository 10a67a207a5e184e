"""Below a slot: how the object is cut out, before and after, and what corrects it."""

from __future__ import annotations

from typing import Any, NamedTuple

from ...core.cutout import WHOLE
from ...core.errors import PointsmithError
from ..cutouts.driver import known, shown_key
from ..session import session
from ..settings.cutout import box_of, cutout_of
from ..settings.image_slots import POINTSMITH_PG_image_slot
from .text import draw_text

_PICTURE = 5.4
"""Of the pictures before and after, in rows of the interface: two beside each other fill a sidebar."""
_VISIBLE = 12
"""Alpha of 255 above which a pixel is the object's for the worker."""
_SIDES = ("Left", "Top", "Right", "Bottom")


class Place(NamedTuple):
    """A slot and where it is: its number at `where`."""

    where: str
    number: int
    slot: POINTSMITH_PG_image_slot


def draw_cutout(box: Any, head: Any, place: Place, icons: tuple[int, int], width: float) -> None:
    """Draw the switch that opens it into `head`, and, where it is open, the rest into `box`."""
    where, index, slot = place
    row = head.row(align=True)
    icon = "DOWNARROW_HLT" if slot.show_cutout else "RIGHTARROW"
    corrected = not cutout_of(slot).is_automatic
    row.prop(slot, "show_cutout", text="Cut-out, corrected" if corrected else "Cut-out", icon=icon, toggle=True)
    key = shown_key(where, index, slot)
    answer = known.get(key) if key is not None else None
    if isinstance(answer, PointsmithError):
        draw_text(box, answer.sentence, width, "ERROR")
    elif answer is not None and not bool((answer.pixels[..., 3] > _VISIBLE).any()):
        draw_text(box, "Nothing is taken for the object: lower the threshold, or invert.", width, "ERROR")
    if not slot.show_cutout:
        return
    if icons != (0, 0):
        row = box.row(align=True)
        row.template_icon(icon_value=icons[0], scale=_PICTURE)
        row.template_icon(icon_value=icons[1], scale=_PICTURE)
    elif not session.is_ready:
        draw_text(box, "It is shown once the worker is set up.", width, "INFO")
    elif not isinstance(answer, PointsmithError):
        box.label(text="Looking for the object", icon="SORTTIME")
    brings_alpha = answer is not None and not isinstance(answer, PointsmithError) and answer.brings_alpha
    if brings_alpha:
        told = "Its own transparency is ignored." if slot.ignore_alpha else "The picture's transparency is its cut-out."
        draw_text(box, told, width, "IMAGE_RGB_ALPHA")
        box.prop(slot, "ignore_alpha")
    column = box.column(align=True)
    column.prop(slot, "threshold", slider=True)
    row = column.row(align=True)
    row.prop(slot, "invert", toggle=True, icon="SELECT_SUBTRACT")
    draw = row.operator("pointsmith.draw_box", icon="SELECT_SET")
    draw.where, draw.index = where, index
    reset = row.row(align=True)
    reset.enabled = corrected
    button = reset.operator("pointsmith.reset_cutout", text="", icon="LOOP_BACK")
    button.where, button.index = where, index
    if box_of(slot) != WHOLE:
        grid = box.grid_flow(columns=2, even_columns=True, align=True, row_major=True)
        for number, side in enumerate(_SIDES):
            grid.prop(slot, "box", index=number, text=side)
