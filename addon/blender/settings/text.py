"""Where the words come from: the field of the panel, or a Text data-block for long ones."""
# mypy: disable-error-code="valid-type"
# Blender reads the annotations: each is a property, not a type.

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import bpy
from bpy.props import BoolProperty, PointerProperty

from ...core.errors import PointsmithError
from ...core.request import MAX_PROMPT
from ...core.suggestions import complete
from ..scene.viewport import windows

if TYPE_CHECKING:
    from collections.abc import Sequence


_typing = False
"""Whether the field has asked for suggestions since the prompt last changed."""
_clean = False
"""Whether the file had no undo step behind it when the prompt changed: then it is seen whether Blender makes one."""
_blender_pushes = bpy.app.version < (4, 5, 0)
"""Whether Blender makes an undo step of a field that completes itself: 4.3.2 does, 5.2.2 does not."""


class POINTSMITH_PG_text(bpy.types.PropertyGroup):
    """Which text is asked with."""

    use_block: BoolProperty(
        name="From a Text",
        description="Take the prompt from a text of the Text Editor, which has room for many lines",
    )
    block: PointerProperty(
        name="Text",
        description="The text that is asked with; its lines are put together, extra spaces do not count",
        type=bpy.types.Text,
    )

    @property
    def words(self) -> str:
        """The text as one line; empty where there is none."""
        return folded(self.block) if self.block is not None else ""


class Line:
    """In the place of the group: the prompt is the line alone."""

    use_block, block, words = False, None, ""


def folded(block: Any) -> str:
    """Return a text as one line, its runs of spaces and line ends as one space each."""
    return " ".join(block.as_string().replace("\0", " ").split())


def prompt_of(settings: Any) -> str:
    """Return the prompt that the panel asks with, from wherever it comes; it may be longer than is allowed."""
    text: POINTSMITH_PG_text = settings.text
    return text.words if text.use_block else str(settings.prompt)


def put_prompt(settings: Any, prompt: str) -> None:
    """Write a prompt to where the panel takes it from."""
    text: POINTSMITH_PG_text = settings.text
    if text.use_block and text.block is not None:
        text.block.from_string(prompt)
    else:
        settings.prompt = prompt


def too_long(settings: Any) -> str:
    """Say that the prompt has too many letters, and how many; empty when it has not."""
    length = len(prompt_of(settings))
    return f"The text has {length:,} letters; {MAX_PROMPT:,} are read" if length > MAX_PROMPT else ""


def suggested(_settings: Any, _context: bpy.types.Context, edited: str) -> Sequence[str]:
    """Complete the prompt while it is typed; Blender shows the list under the field."""
    global _typing  # noqa: PLW0603 - there is one keyboard
    _typing = True
    try:
        return complete(edited)
    except PointsmithError:
        return ()  # The worker will name it when it loads the model.


def typed(_settings: Any, _context: bpy.types.Context) -> None:
    """Make what was typed an undo step of its own, where Blender makes none of a field that completes itself.

    Without it, taking back the object would take back its prompt too; with two, Ctrl-Z would seem to do nothing.
    Operators that write the prompt have their own.
    """
    global _typing, _clean  # noqa: PLW0603 - as above
    if _typing and not bpy.app.background and not bpy.app.timers.is_registered(_push):
        _clean = not bpy.data.is_dirty
        bpy.app.timers.register(_push, first_interval=0.0)
    _typing = False


def _push() -> None:
    global _blender_pushes  # noqa: PLW0603 - there is one Blender
    if _clean:
        # An undo step marks the file as changed, and Blender makes its own before a timer runs.
        _blender_pushes = bpy.data.is_dirty
    if _blender_pushes:
        return
    with bpy.context.temp_override(window=next(iter(windows()), None)):
        bpy.ops.ed.undo_push(message="Prompt")


CLASSES = (POINTSMITH_PG_text,)
