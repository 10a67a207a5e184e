"""Esc over a 3D view stops a running job; at any other time the key goes on to Blender."""

from __future__ import annotations

import bpy

from .operators.cancel import POINTSMITH_OT_cancel

_items: list[tuple[bpy.types.KeyMap, bpy.types.KeyMapItem]] = []


def add() -> None:
    """Add the key."""
    manager = bpy.context.window_manager
    configuration = manager.keyconfigs.addon if manager is not None else None
    if configuration is not None:
        # The generic map serves the view and its side panels.
        keymap = configuration.keymaps.new(name="3D View Generic", space_type="VIEW_3D")
        _items.append((keymap, keymap.keymap_items.new(POINTSMITH_OT_cancel.bl_idname, "ESC", "PRESS")))


def remove() -> None:
    """Take the key away."""
    for keymap, item in _items:
        keymap.keymap_items.remove(item)
    _items.clear()
