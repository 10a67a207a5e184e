"""Under the prompt: the words that the model does not know, and buttons that put the closest ones in their place."""

from __future__ import annotations

from typing import Any

import bpy

from ...core.errors import PointsmithError
from ...core.understanding import Unknown, understand
from ..translation import tell
from .text import draw_text

SHOWN = 3
"""So many words have a line of their own."""
_HALF = 0.5


def unknown_words(prompt: str, *, with_images: bool) -> tuple[Unknown, ...]:
    """The words to tell of, those that something comes close to first; beside images a prompt needs no object.

    Cheap when asked again for the same prompt.
    """
    try:
        found = understand(prompt).unknown
    except PointsmithError:
        return ()  # The worker will name it when it loads the model.
    told = [entry for entry in found if not (with_images and entry.is_part)]
    return tuple(sorted(told, key=lambda entry: entry.closest is None))


def draw_unknown_words(
    layout: bpy.types.UILayout, prompt: str, width: float, *, with_images: bool = False, of_blend: bool = False
) -> None:
    """Draw a line for each unknown word, in a panel of `width` pixels; nothing when all is understood.

    The words stand in the colour of what is wrong. The buttons change the prompt of the request, or of the other end
    of a blend.
    """
    found = unknown_words(prompt, with_images=with_images)
    if not found:
        return
    column = layout.column(align=True)
    mendable = [entry for entry in found if entry.closest]
    head = column.row(align=True)
    draw_text(head, "Words it does not know" if len(found) > 1 else "A word it does not know", width, "INFO")
    if len(mendable) > 1:
        every: Any = head.operator("pointsmith.use_closest_words", text="", icon="CHECKMARK")
        every.of_blend = of_blend
    for entry in found[:SHOWN]:
        _draw_word(column, entry, of_blend=of_blend)
    if len(found) > SHOWN:
        column.label(text=tell("and {count} more", count=len(found) - SHOWN), icon="BLANK1")


def _draw_word(column: Any, entry: Unknown, *, of_blend: bool) -> None:
    """Draw the word as Blender draws what is wrong, and the closest one on a button beside it."""
    row = column.split(factor=_HALF, align=True)
    word = row.row(align=True)
    word.alert = True
    word.label(text=entry.word, icon="BLANK1")
    if entry.closest is None:
        row.label(text="none is close")
        return
    button = row.operator("pointsmith.use_closest_word", text=entry.closest.name, icon="FORWARD", translate=False)
    button.word, button.closest, button.of_blend = entry.word, entry.closest.name, of_blend
