"""What the artist looks at: windows, the 3D cursor, colours in Solid view."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import bpy

_BLENDERS_DEFAULT = "MATERIAL"


def windows() -> list[bpy.types.Window]:
    """Return every window of this Blender."""
    manager = bpy.context.window_manager
    return list(manager.windows) if manager is not None else []


def cursor() -> tuple[float, float, float]:
    """Return where the 3D cursor is."""
    scene: Any = bpy.context.scene
    x, y, z = scene.cursor.location
    return x, y, z


def show_colors(screens: Iterable[bpy.types.Screen]) -> None:
    """Let Solid view show colour attributes, in 3D views that still have Blender's own default."""
    for space in _views(screens):
        if space.shading.color_type == _BLENDERS_DEFAULT:
            space.shading.color_type = "VERTEX"


def show_in_local_view(screens: Iterable[bpy.types.Screen], new: bpy.types.Object) -> None:
    """Let 3D views that are in local view show a new object too."""
    for space in _views(screens):
        if space.local_view is not None:
            new.local_view_set(space, True)


def _views(screens: Iterable[bpy.types.Screen]) -> Iterable[bpy.types.SpaceView3D]:
    for screen in screens:
        for area in screen.areas:
            if area.type == "VIEW_3D" and isinstance(area.spaces.active, bpy.types.SpaceView3D):
                yield area.spaces.active
