"""Text in panels: how wide it may be, and sentences as lines."""

from __future__ import annotations

from typing import Any

import bpy

from ..translation import tell
from ..wording import lines

MARGIN = 60
"""Pixels of a panel's width that no text reaches: borders, icon, scroll bar."""
POPOVER = 16
"""Widgets' heights that a pop-over of ours is wide."""
_UNIT = 20
"""Pixels of a widget's height, at an interface scale of 1."""
CROSS = 40
"""Pixels at interface scale 1 beside a line for the button that dismisses or mends it."""


def beside_button(width: float) -> float:
    """Return how much of a width is left beside a button."""
    preferences: Any = bpy.context.preferences
    return width - CROSS * (preferences.system.ui_scale or 1.0)  # 0 without a window


def text_width(context: bpy.types.Context) -> float:
    """Pixels that text may take in the panel that is being drawn."""
    region, area = context.region, context.area
    preferences: Any = context.preferences
    scale: float = preferences.system.ui_scale
    if area is not None and area.type == "VIEW_3D" and region is not None and region.type == "WINDOW":
        return POPOVER * _UNIT * scale  # the view's own region stands behind a pop-over
    return (region.width if region is not None else 300) - MARGIN * scale


def draw_text(layout: Any, text: str, width: float, icon: str = "") -> None:
    """Draw a text as lines of `width` pixels, with an icon before the first."""
    column = layout.column(align=True)
    preferences: Any = bpy.context.preferences
    scale = preferences.system.ui_scale or 1.0  # 0 without a window
    for number, line in enumerate(lines(tell(text), width, scale)):
        column.label(text=line, translate=False, icon=(icon if number == 0 else "BLANK1") if icon else "NONE")
