"""The Placement panel: where results go, and as what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import bpy

from ..assets.libraries import folders
from ..settings.panel import settings_of
from ..translation import tell
from .sidebar import Sidebar
from .text import draw_text, text_width

if TYPE_CHECKING:
    from ..settings.placement import POINTSMITH_PG_placement

_LONGEST = 24


class POINTSMITH_PT_placement(Sidebar, bpy.types.Panel):
    """Where results go: at the 3D cursor, where you click, in the place of selected objects; and as what."""

    bl_label = "Placement"
    bl_parent_id = "POINTSMITH_PT_main"
    bl_options = {"DEFAULT_CLOSED"}

    def draw_header_preset(self, context: bpy.types.Context) -> None:
        """Say in a word or two what is chosen, also while the panel is closed."""
        layout: Any = self.layout
        layout.label(text=_told(settings_of(context).placement))

    def draw(self, context: bpy.types.Context) -> None:
        """Draw the ways to place, then the collection and the finish."""
        layout: Any = self.layout
        layout.use_property_split = True
        layout.use_property_decorate = False
        placement = settings_of(context).placement
        column = layout.column(align=True)
        column.operator_context = "INVOKE_DEFAULT"
        column.operator("pointsmith.place_by_click", icon="RESTRICT_SELECT_OFF").action = "GENERATE"
        click = column.operator("pointsmith.place_by_click", text="3D Cursor by Click", icon="PIVOT_CURSOR")
        click.action = "CURSOR"
        column = layout.column(heading="Turn")
        column.prop(placement, "use_rotation", text="With the 3D Cursor")
        column.prop(placement, "align", text="Out from the Surface")
        row = layout.row(align=True)
        row.prop(placement, "collection")
        row.operator("pointsmith.new_collection", text="", icon="ADD")
        column = layout.column(heading="Triangles")
        row = column.row(align=True)
        row.prop(placement, "reduce", text="")
        part = row.row(align=True)
        part.active = placement.reduce
        part.prop(placement, "triangles", text="")
        column.prop(placement, "flat")


class POINTSMITH_PT_proxies(Sidebar, bpy.types.Panel):
    """Objects in the place of the selected ones."""

    bl_label = "In Place of Selected"
    bl_parent_id = "POINTSMITH_PT_placement"

    def draw(self, context: bpy.types.Context) -> None:
        """Draw the button, and how places are taken."""
        from ..scene.proxies import proxies_of  # noqa: PLC0415 - brings numpy: 60 ms where Blender has not yet

        layout: Any = self.layout
        layout.use_property_split = True
        layout.use_property_decorate = False
        placement = settings_of(context).placement
        found = proxies_of(context.selected_objects)
        text = "Select What to Replace"
        if found:
            text = tell("Take the Place of {count} Objects", count=len(found))
        if len(found) == 1:
            text = tell("Take the Place of “{name}”", name=found[0].name[:_LONGEST])
        layout.operator("pointsmith.take_places", text=text, icon="SHADERFX")
        layout.prop(placement, "then", text="The Old One")
        column = layout.column(heading="Box")
        column.prop(placement, "stretch", text="Stretch to Fill")
        column = layout.column(heading="Prompt")
        column.prop(placement, "names_as_prompts", text="From Their Names")


class POINTSMITH_PT_asset(Sidebar, bpy.types.Panel):
    """Results as assets, with a picture, tags, and how they were made."""

    bl_label = "Asset"
    bl_parent_id = "POINTSMITH_PT_placement"
    bl_options = {"DEFAULT_CLOSED"}

    def draw_header(self, context: bpy.types.Context) -> None:
        """Draw the switch."""
        layout: Any = self.layout
        layout.prop(settings_of(context).placement, "as_asset", text="")

    def draw(self, context: bpy.types.Context) -> None:
        """Draw which library, and the buttons for objects that are there."""
        layout: Any = self.layout
        layout.use_property_split = True
        layout.use_property_decorate = False
        placement = settings_of(context).placement
        column = layout.column()
        column.prop(placement, "library_menu")
        column.prop(placement, "catalog", icon="OUTLINER_COLLECTION", placeholder="By its words")
        column.prop(placement, "tags", icon="BOOKMARKS", placeholder="props, level 1")
        if placement.library and placement.library not in folders():
            text = tell("There is no library “{library}” any more", library=placement.library)
            draw_text(layout, text, text_width(context), "ERROR")
        column = layout.column(align=True)
        column.operator("pointsmith.mark_asset", text="Mark Selected as Asset", icon="ASSET_MANAGER")
        column.operator("pointsmith.save_to_library", text="Save to Asset Library…", icon="FILE_TICK")


def _told(placement: POINTSMITH_PG_placement) -> str:
    parts = [placement.collection.name[:_LONGEST] if placement.collection is not None else tell("At the cursor")]
    if placement.reduce:
        parts.append(f"{placement.triangles:,} △")
    if placement.as_asset:
        parts.append(tell("asset"))
    return ", ".join(parts)


CLASSES = (POINTSMITH_PT_placement, POINTSMITH_PT_proxies, POINTSMITH_PT_asset)
