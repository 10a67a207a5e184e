"""Mend the prompt: a word that the model does not know gives way to the closest one that it knows."""
# mypy: disable-error-code="valid-type"
# Blender reads the annotations: each is a property, not a type.

from __future__ import annotations

from typing import TYPE_CHECKING

import bpy
from bpy.props import BoolProperty, StringProperty

from ...core.request import MAX_PROMPT
from ...core.words import replaced
from ..settings.panel import settings_of
from ..settings.text import prompt_of, put_prompt

if TYPE_CHECKING:
    from bpy.stub_internal.rna_enums import OperatorReturnItems


class POINTSMITH_OT_use_closest_word(bpy.types.Operator):
    """Put the closest word that the model knows in this one's place."""

    bl_idname = "pointsmith.use_closest_word"
    bl_label = "Use the Closest Word"
    bl_options = {"REGISTER", "UNDO", "INTERNAL"}

    word: StringProperty(name="Word", description="The word of the prompt to replace", options={"SKIP_SAVE"})
    closest: StringProperty(name="Closest", description="The words to put there", options={"SKIP_SAVE"})
    of_blend: BoolProperty(
        name="Of Blend", description="In the prompt of the row's other end instead", options={"SKIP_SAVE"}
    )

    @classmethod
    def description(cls, _context: bpy.types.Context, properties: bpy.types.OperatorProperties) -> str:
        """Name both words in the tooltip."""
        return f"Replace “{properties.word}” by “{properties.closest}” in the prompt"

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Change the prompt, wherever the word stands in it."""
        settings = settings_of(context)
        prompt = settings.blend.prompt if self.of_blend else prompt_of(settings)
        changed = replaced(prompt, self.word, self.closest) if self.closest else prompt
        if changed == prompt or len(changed) > MAX_PROMPT:
            return {"CANCELLED"}
        if self.of_blend:
            settings.blend.prompt = changed
        else:
            put_prompt(settings, changed)
        return {"FINISHED"}


CLASSES = (POINTSMITH_OT_use_closest_word,)
