"""The queue in the file, and the lines that the panel's list shows of it."""
# mypy: disable-error-code="valid-type"
# Blender reads the annotations: each is a property, not a type.

from __future__ import annotations

from typing import Any

import bpy
from bpy.props import CollectionProperty, IntProperty, PointerProperty, StringProperty

from ..session import session


class POINTSMITH_PG_queue(bpy.types.PropertyGroup):
    """The queue as it is saved with the scene."""

    record: StringProperty(name="Queue", description="The jobs that wait, as JSON", options={"HIDDEN"})


class POINTSMITH_PG_queue_line(bpy.types.PropertyGroup):
    """A line of the list: the entry's title is its name."""

    entry: StringProperty(name="Entry", description="Which job of the queue the line shows", options={"HIDDEN"})


class POINTSMITH_PG_queue_list(bpy.types.PropertyGroup):
    """What the list shows; belongs to the window and not to a file."""

    lines: CollectionProperty(
        name="Lines", description="The jobs that run, wait or failed", type=POINTSMITH_PG_queue_line
    )
    index: IntProperty(name="Job", description="The job that the buttons beside the list are for", options={"HIDDEN"})


def queue_list() -> POINTSMITH_PG_queue_list:
    """Return the list of this Blender."""
    manager: Any = bpy.data.window_managers[0]
    found: POINTSMITH_PG_queue_list = manager.pointsmith_queue
    return found


def chosen_entry() -> str:
    """Return the id of the entry whose line is selected; empty without one."""
    shown: Any = queue_list()
    return str(shown.lines[shown.index].entry) if 0 <= shown.index < len(shown.lines) else ""


def choose_entry(entry_id: str) -> None:
    """Select an entry's line."""
    shown: Any = queue_list()
    shown.index = next((at for at, line in enumerate(shown.lines) if line.entry == entry_id), shown.index)


def show_queue() -> None:
    """Make the lines anew; the selected entry stays selected while it is there, and then the one in its place."""
    shown: Any = queue_list()
    before = chosen_entry()
    shown.lines.clear()
    for entry in session.queue.entries:
        line = shown.lines.add()
        line.name, line.entry = entry.task.title, entry.id
    shown.index = max(0, min(shown.index, len(shown.lines) - 1))
    choose_entry(before)


def attach() -> None:
    """Give scenes and the window their properties; the classes are registered already."""
    scene: Any = bpy.types.Scene
    manager: Any = bpy.types.WindowManager
    scene.pointsmith_queue = PointerProperty(type=POINTSMITH_PG_queue)
    manager.pointsmith_queue = PointerProperty(type=POINTSMITH_PG_queue_list)


def detach() -> None:
    """Take the properties away."""
    scene: Any = bpy.types.Scene
    manager: Any = bpy.types.WindowManager
    del scene.pointsmith_queue
    del manager.pointsmith_queue


CLASSES = (POINTSMITH_PG_queue, POINTSMITH_PG_queue_line, POINTSMITH_PG_queue_list)
