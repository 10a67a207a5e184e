"""Under the prompt: the words that the model does not know, and buttons that put the closest ones in their place."""

from __future__ import annotations

from typing import Any

import bpy

from ...core.errors import PointsmithError
from ...core.understanding import Unknown, understand
from ..translation import retold, tell
from ..wording import lines

SHOWN = 3
"""So many words have a line of their own."""


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
    """Draw a sentence for each unknown word, `width` pixels wide; nothing when all is understood.

    The buttons change the prompt of the request, or of the other end of a blend.
    """
    found = unknown_words(prompt, with_images=with_images)
    if not found:
        return
    preferences: Any = bpy.context.preferences
    scale = preferences.system.ui_scale or 1.0  # 0 where there is no window
    column = layout.column(align=True)
    for entry in found[:SHOWN]:
        row = column.row(align=True)
        told = row.column(align=True)
        for number, line in enumerate(lines(retold(entry.sentence), width, scale)):
            told.label(text=line, icon="BLANK1" if number else "INFO")
        if entry.closest:
            button: Any = row.operator("pointsmith.use_closest_word", text="", icon="FORWARD")
            button.word, button.closest, button.of_blend = entry.word, entry.closest.name, of_blend
    if len(found) > SHOWN:
        column.label(text=tell("and {count} more", count=len(found) - SHOWN), icon="BLANK1")
