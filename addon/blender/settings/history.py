"""What the History panel shows: belongs to the window and not to a file."""
# mypy: disable-error-code="valid-type"
# Blender reads the annotations: each is a property, not a type.

from __future__ import annotations

from typing import Any

import bpy
from bpy.props import IntProperty, PointerProperty, StringProperty

PAGE = 6
"""Results on a page."""


def _searched(view: POINTSMITH_PG_history_view, _context: bpy.types.Context) -> None:
    view.page = 0


class POINTSMITH_PG_history_view(bpy.types.PropertyGroup):
    """Which results are shown."""

    search: StringProperty(
        name="Search",
        description="Words that all occur in the prompt, seed, quality, model or date",
        options={"SKIP_SAVE", "TEXTEDIT_UPDATE"},
        update=_searched,
    )
    page: IntProperty(name="Page", description="Which page of results, the newest first", min=0, options={"SKIP_SAVE"})


def history_view() -> POINTSMITH_PG_history_view:
    """Return the view of this Blender."""
    manager: Any = bpy.data.window_managers[0]
    found: POINTSMITH_PG_history_view = manager.pointsmith_history
    return found


def attach() -> None:
    """Give the window its property; the class is registered already."""
    manager: Any = bpy.types.WindowManager
    manager.pointsmith_history = PointerProperty(type=POINTSMITH_PG_history_view)


def detach() -> None:
    """Take the property away."""
    manager: Any = bpy.types.WindowManager
    del manager.pointsmith_history


CLASSES = (POINTSMITH_PG_history_view,)
