"""Mend the prompt: a word that the model does not know gives way to the closest one that it knows."""
# mypy: disable-error-code="valid-type"
# Blender reads the annotations: each is a property, not a type.

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import bpy
from bpy.props import BoolProperty, StringProperty

from ...core.errors import PointsmithError
from ...core.request import MAX_PROMPT
from ...core.understanding import understand
from ...core.words import replaced
from ..settings.panel import settings_of
from ..settings.text import prompt_of, put_prompt
from ..translation import tell
from .generate import failed

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
        return tell("Replace “{word}” by “{closest}” in the prompt", word=properties.word, closest=properties.closest)

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Change the prompt, wherever the word stands in it."""
        settings = settings_of(context)
        prompt = settings.blend.prompt if self.of_blend else prompt_of(settings)
        changed = replaced(prompt, self.word, self.closest) if self.closest else prompt
        if changed == prompt or len(changed) > MAX_PROMPT:
            return {"CANCELLED"}
        _put(settings, changed, of_blend=self.of_blend)
        return {"FINISHED"}


class POINTSMITH_OT_use_closest_words(bpy.types.Operator):
    """Put the closest word that the model knows in the place of each one that it does not know."""

    bl_idname = "pointsmith.use_closest_words"
    bl_label = "Use the Closest Words"
    bl_options = {"REGISTER", "UNDO"}

    of_blend: BoolProperty(
        name="Of Blend", description="In the prompt of the row's other end instead", options={"SKIP_SAVE"}
    )

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Change the prompt."""
        settings = settings_of(context)
        before = changed = settings.blend.prompt if self.of_blend else prompt_of(settings)
        try:
            for entry in understand(before).unknown:
                changed = replaced(changed, entry.word, entry.closest.name) if entry.closest else changed
        except PointsmithError as error:
            return failed(self, error)
        if changed == before or len(changed) > MAX_PROMPT:
            return {"CANCELLED"}
        _put(settings, changed, of_blend=self.of_blend)
        return {"FINISHED"}


def _put(settings: Any, prompt: str, *, of_blend: bool) -> None:
    if of_blend:
        settings.blend.prompt = prompt
    else:
        put_prompt(settings, prompt)


CLASSES = (POINTSMITH_OT_use_closest_word, POINTSMITH_OT_use_closest_words)
