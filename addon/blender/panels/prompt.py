"""The prompt: a line that completes itself, or a text of many lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...core.request import MAX_PROMPT
from ..settings.text import prompt_of, too_long
from ..translation import tell
from .text import draw_text

if TYPE_CHECKING:
    from ..settings.panel import POINTSMITH_PG_settings

_SHOWN = 160
"""Letters of a long text that are shown."""


def draw_prompt(layout: Any, settings: POINTSMITH_PG_settings, placeholder: str, width: float) -> None:
    """Draw where the prompt is written, what helps with it, and of a text how it begins and how long it is."""
    text: Any = settings.text
    row = layout.row(align=True)
    if not text.use_block:
        row.prop(settings, "prompt", text="", placeholder=placeholder)
        row.menu("POINTSMITH_MT_words", text="", icon="DOWNARROW_HLT")
        row.operator("pointsmith.edit_prompt", text="", icon="TEXT")
        return
    row.template_ID(text, "block", new="text.new", open="text.open")
    row.menu("POINTSMITH_MT_words", text="", icon="DOWNARROW_HLT")
    row.operator("pointsmith.edit_prompt", text="", icon="GREASEPENCIL")
    row.operator("pointsmith.prompt_to_line", text="", icon="X")
    box = layout.box().column(align=True)
    words = prompt_of(settings)
    if not words:
        draw_text(box, "The text is empty; write in it what to make", width, "INFO")
        return
    draw_text(box, f"{words[:_SHOWN]}…" if len(words) > _SHOWN else words, width)
    row = box.row()
    row.alert = bool(too_long(settings))
    row.label(text=tell("{count} of {most} letters", count=f"{len(words):,}", most=f"{MAX_PROMPT:,}"))
