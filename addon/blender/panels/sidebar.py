"""Where every panel of the extension is."""

from __future__ import annotations

from typing import Any

from ..catalogue import OWN_CONTEXT


class Sidebar:
    """The Pointsmith tab in the 3D view's sidebar."""

    bl_space_type: Any = "VIEW_3D"
    bl_region_type: Any = "UI"
    bl_category = "Pointsmith"
    bl_translation_context = OWN_CONTEXT
