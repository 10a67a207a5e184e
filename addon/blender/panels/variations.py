"""How many objects one Generate makes, below the seed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...core.variations import Layout
from ..settings.variations import told
from ..translation import retold

if TYPE_CHECKING:
    from ..settings.panel import POINTSMITH_PG_settings


def draw_variations(column: Any, settings: POINTSMITH_PG_settings) -> None:
    """Draw the count, and for several what becomes of them and which seeds they have."""
    variations = settings.variations
    column.prop(variations, "count")
    if variations.count == 1:
        return
    row = column.row(align=True)
    row.use_property_split = False  # the whole width: the three names would be cut beside a label
    row.prop(variations, "layout", expand=True)
    if variations.layout != Layout.GALLERY.name:
        column.prop(variations, "spacing")
    row = column.row()
    row.alignment = "RIGHT"
    row.label(text=retold(told(variations, settings.seed)))
