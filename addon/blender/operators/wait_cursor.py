"""The mouse says that Blender is busy, while something takes a second or two at once."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    import bpy


@contextmanager
def wait_cursor(context: bpy.types.Context) -> Iterator[None]:
    """Show the waiting mouse in the window of the context, where there is one."""
    window = context.window
    if window is not None:
        window.cursor_modal_set("WAIT")
    try:
        yield
    finally:
        if window is not None:
            window.cursor_modal_restore()
