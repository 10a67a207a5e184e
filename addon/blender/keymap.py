"""Keys: Esc stops a job; others are there, switched off until the artist wants them.

At any other time Esc goes on to Blender.
"""

from __future__ import annotations

from typing import Any

import bpy

_MAP = "3D View Generic"
"""The generic map serves the view and its side panels."""
_SPACE: Any = "VIEW_3D"
_PIE = "POINTSMITH_MT_pie"

_items: list[tuple[bpy.types.KeyMap, bpy.types.KeyMapItem]] = []


def add() -> None:
    """Add the keys."""
    manager = bpy.context.window_manager
    configuration = manager.keyconfigs.addon if manager is not None else None
    if configuration is None:
        return
    keymap = configuration.keymaps.new(name=_MAP, space_type=_SPACE)
    _items.append((keymap, keymap.keymap_items.new("pointsmith.cancel", "ESC", "PRESS")))
    # These three are free in Blender's own keymap from 4.2 to 5.2 (tests/blender/test_keyboard.py).
    _offer(keymap, "pointsmith.generate", "RET", ctrl=True)
    _offer(keymap, "pointsmith.type_prompt", "RET", ctrl=True, shift=True)
    pie: Any = _offer(keymap, "wm.call_menu_pie", "P", shift=True, alt=True)
    pie.properties.name = _PIE


def remove() -> None:
    """Take the keys away."""
    for keymap, item in _items:
        keymap.keymap_items.remove(item)
    _items.clear()


def draw_keys(layout: Any) -> None:
    """Draw the keys for the preferences, as the artist has changed them."""
    import rna_keymap_ui  # noqa: PLC0415 - Blender's own, only with a window

    configuration = bpy.context.window_manager.keyconfigs.user  # type: ignore[union-attr]
    keymap = configuration.keymaps.get(_MAP) if configuration is not None else None
    if keymap is None:
        return
    for item in keymap.keymap_items:
        if is_ours(item):
            layout.context_pointer_set("keymap", keymap)
            rna_keymap_ui.draw_kmi([], configuration, keymap, item, layout, 0)


def is_ours(item: bpy.types.KeyMapItem) -> bool:
    """Whether a key is one of those above."""
    if item.idname == "wm.call_menu_pie":
        return getattr(item.properties, "name", "") == _PIE
    return item.idname.startswith("pointsmith.")


def _offer(keymap: bpy.types.KeyMap, operator: str, key: Any, **modifiers: bool) -> bpy.types.KeyMapItem:
    item = keymap.keymap_items.new(operator, key, "PRESS", **modifiers)  # type: ignore[arg-type]
    item.active = False
    _items.append((keymap, item))
    return item
