"""Write the prompt: in the Text Editor, out of the menus, or by chance."""
# mypy: disable-error-code="valid-type"
# Blender reads the annotations: each is a property, not a type.

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import bpy
from bpy.props import IntProperty, StringProperty

from ...core.errors import PointsmithError
from ...core.request import MAX_PROMPT
from ...core.suggestions import surprise, with_word
from ..scene.viewport import windows
from ..settings.panel import settings_of
from ..settings.text import prompt_of, put_prompt
from ..translation import tell
from .generate import failed

if TYPE_CHECKING:
    from bpy.stub_internal.rna_enums import OperatorReturnItems

_NAME = "Prompt"
_SURPRISES = 1_000_000
_STRIP, _LOWEST = 0.25, 400
"""How much of a 3D view a new Text Editor takes, and how many pixels high the view has to be for that."""


class POINTSMITH_OT_edit_prompt(bpy.types.Operator):
    """Write the prompt in a text of many lines, and show it in a Text Editor."""

    bl_idname = "pointsmith.edit_prompt"
    bl_label = "Edit in Text Editor"
    bl_options = {"REGISTER", "UNDO"}

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Take the text that is chosen, or make one of what was typed; show it where there is a window."""
        settings = settings_of(context)
        text = settings.text
        if text.block is None:
            text.block = bpy.data.texts.new(_NAME)
            text.block.from_string(settings.prompt)
        text.use_block = True
        if not bpy.app.background:
            _show(context, text.block)
        return {"FINISHED"}


class POINTSMITH_OT_prompt_to_line(bpy.types.Operator):
    """Take the prompt from the line in the panel again; the text stays in the file."""

    bl_idname = "pointsmith.prompt_to_line"
    bl_label = "Back to One Line"
    bl_options = {"REGISTER", "UNDO"}

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Copy what fits into the line."""
        settings = settings_of(context)
        words = settings.text.words
        settings.text.use_block = False
        if words:
            settings.prompt = words[:MAX_PROMPT]
        return {"FINISHED"}


class POINTSMITH_OT_put_word(bpy.types.Operator):
    """Put this word into the prompt: an object or a colour in the place of the one that is there."""

    bl_idname = "pointsmith.put_word"
    bl_label = "Put into the Prompt"
    bl_options = {"REGISTER", "UNDO"}

    word: StringProperty(name="Word", description="A word that the model knows", options={"SKIP_SAVE"})

    @classmethod
    def description(cls, _context: bpy.types.Context, properties: bpy.types.OperatorProperties) -> str:
        """Name the word in the tooltip."""
        return tell("Put “{word}” into the prompt, in the place of its like", word=properties.word)

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Change the prompt."""
        settings = settings_of(context)
        try:
            changed = with_word(prompt_of(settings), self.word)
        except PointsmithError as error:
            return failed(self, error)
        if not self.word or len(changed) > MAX_PROMPT:
            return {"CANCELLED"}
        put_prompt(settings, changed)
        return {"FINISHED"}


class POINTSMITH_OT_surprise(bpy.types.Operator):
    """Make up a prompt of what the model knows; the same seed makes up the same one."""

    bl_idname = "pointsmith.surprise"
    bl_label = "Surprise Me"
    bl_options = {"REGISTER", "UNDO"}

    seed: IntProperty(name="Seed", description="Which prompt is made up", min=0, options={"SKIP_SAVE"})

    def invoke(self, context: bpy.types.Context, _event: bpy.types.Event) -> set[OperatorReturnItems]:
        """Throw the dice first."""
        self.seed = random.randrange(_SURPRISES)
        return self.execute(context)

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Write the prompt."""
        try:
            put_prompt(settings_of(context), surprise(self.seed))
        except PointsmithError as error:
            return failed(self, error)
        return {"FINISHED"}


def _show(context: bpy.types.Context, block: bpy.types.Text) -> None:
    """Show a text in a Text Editor that is open, else below the 3D view, else in a new window."""
    area: Any = next((area for window in windows() for area in window.screen.areas if area.type == "TEXT_EDITOR"), None)
    area = area or _below(context) or _in_a_window(context)
    if area is None:
        return
    area.ui_type = "TEXT_EDITOR"
    space = area.spaces.active
    space.text, space.show_word_wrap = block, True
    area.tag_redraw()


def _below(context: bpy.types.Context) -> Any:
    """Cut a strip off the 3D view; None where that is too low for one, or fills the screen alone."""
    screen: Any = context.screen
    area = context.area
    if area is None or area.type != "VIEW_3D" or area.height < _LOWEST or screen.show_fullscreen:
        return None
    known = {each.as_pointer() for each in screen.areas}
    bpy.ops.screen.area_split(direction="HORIZONTAL", factor=_STRIP)
    new: list[Any] = [each for each in screen.areas if each.as_pointer() not in known]
    return min((area, *new), key=lambda each: each.y) if new else None


def _in_a_window(context: bpy.types.Context) -> Any:
    known = {window.as_pointer() for window in windows()}
    bpy.ops.wm.window_new()
    window = next((window for window in windows() if window.as_pointer() not in known), context.window)
    return window.screen.areas[0] if window is not None else None


CLASSES = (
    POINTSMITH_OT_edit_prompt,
    POINTSMITH_OT_prompt_to_line,
    POINTSMITH_OT_put_word,
    POINTSMITH_OT_surprise,
)
