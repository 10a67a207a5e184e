"""Menus of what the model knows: objects by family, colours, finishes, sizes."""

from __future__ import annotations

from typing import Any

import bpy

from ...core.errors import PointsmithError
from ...core.families import COLORS, FAMILIES, FINISHES, SIZES, known_families
from ..swatches import swatch

_ICONS = {
    "Furniture": "HOME",
    "Vessels": "META_CAPSULE",
    "Tools": "TOOL_SETTINGS",
    "Vehicles": "AUTO",
    "Buildings": "WORLD",
    "Plants and Food": "OUTLINER_OB_CURVES",
    "Animals and Toys": "GHOST_ENABLED",
    "Shapes": "MESH_CUBE",
}


class _Words:
    """A menu of words."""

    words: tuple[str, ...] = ()
    family = ""

    def draw(self, _context: bpy.types.Context | None) -> None:
        """Draw a button for each word."""
        menu: Any = self
        layout = menu.layout
        for word in self._known():
            icon = {"icon_value": swatch(word)} if word in COLORS else {}
            layout.operator("pointsmith.put_word", text=word.capitalize(), **icon).word = word

    def _known(self) -> tuple[str, ...]:
        if not self.family:
            return self.words
        try:
            return known_families().get(self.family, ())
        except PointsmithError:
            return ()  # The worker will name it when it loads the model.


def _menu(name: str, label: str, *, family: str = "", words: tuple[str, ...] = ()) -> type:
    """Return a menu class; Blender finds menus by the names of their classes."""
    made = type(name, (_Words, bpy.types.Menu), {"bl_label": label, "family": family, "words": words})
    made.__doc__ = f"{label} that the model knows."
    return made


_FAMILY_MENUS = tuple(
    _menu(f"POINTSMITH_MT_family_{number}", each, family=each) for number, each in enumerate(FAMILIES)
)
_COLOR_MENU = _menu("POINTSMITH_MT_colors", "Colours", words=tuple(COLORS))
_FINISH_MENU = _menu("POINTSMITH_MT_finishes", "Finishes", words=FINISHES)
_SIZE_MENU = _menu("POINTSMITH_MT_sizes", "Sizes", words=SIZES)


class POINTSMITH_MT_words(bpy.types.Menu):
    """What the model knows, to put into the prompt."""

    bl_label = "Words"

    def draw(self, _context: bpy.types.Context | None) -> None:
        """Draw the families, then what can be said of all of them."""
        layout: Any = self.layout
        layout.operator("pointsmith.surprise", icon="FILE_REFRESH")
        layout.separator()
        for menu, family in zip(_FAMILY_MENUS, FAMILIES, strict=True):
            layout.menu(menu.__name__, icon=_ICONS[family])
        layout.separator()
        for menu, icon in ((_COLOR_MENU, "COLOR"), (_FINISH_MENU, "MATERIAL"), (_SIZE_MENU, "FULLSCREEN_ENTER")):
            layout.menu(menu.__name__, icon=icon)


CLASSES = (*_FAMILY_MENUS, _COLOR_MENU, _FINISH_MENU, _SIZE_MENU, POINTSMITH_MT_words)
