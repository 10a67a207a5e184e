"""The presets: a menu at the panel's top."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import bpy

from ...core.saved_presets import BUILT_IN
from ..settings.panel import settings_of
from ..settings.presets import followed, known_presets

if TYPE_CHECKING:
    from ...core.saved_presets import SavedPreset


class POINTSMITH_MT_presets(bpy.types.Menu):
    """Sets of settings: those that ship, and the artist's own."""

    bl_label = "Presets"

    def draw(self, context: bpy.types.Context | None) -> None:
        """Draw them; the one that the panel follows has a mark."""
        layout: Any = self.layout
        now = followed(settings_of(context or bpy.context))
        for preset in BUILT_IN:
            _draw(layout, preset, now)
        own = known_presets()
        if own:
            layout.separator()
            for preset in own:
                _draw(layout, preset, now)
        layout.separator()
        layout.operator_context = "INVOKE_DEFAULT"
        layout.operator("pointsmith.save_preset", text="Save as Preset…", icon="ADD")
        if own:
            layout.menu("POINTSMITH_MT_remove_preset", icon="REMOVE")


class POINTSMITH_MT_remove_preset(bpy.types.Menu):
    """Presets of the artist's own, to remove."""

    bl_label = "Remove Preset"

    def draw(self, _context: bpy.types.Context | None) -> None:
        """Draw them."""
        layout: Any = self.layout
        layout.operator_context = "INVOKE_DEFAULT"
        for preset in known_presets():
            layout.operator(
                "pointsmith.remove_preset", text=preset.name, icon="TRASH", translate=False
            ).name = preset.name


def _draw(layout: Any, preset: SavedPreset, now: str) -> None:
    icon = "CHECKMARK" if preset.name == now else "BLANK1"
    layout.operator("pointsmith.use_preset", text=preset.name, icon=icon).name = preset.name


CLASSES = (POINTSMITH_MT_presets, POINTSMITH_MT_remove_preset)
