"""Objects become assets: marked in this file, or copied into a library."""
# mypy: disable-error-code="valid-type"
# Blender reads the annotations: each is a property, not a type.

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import bpy
from bpy.props import StringProperty

from ...core.catalogs import paths
from ...core.destination import AssetPlace
from ...core.errors import PointsmithError
from ..assets.libraries import folder_of, folders
from ..settings.library_menu import library_menu
from ..settings.panel import settings_of
from ..translation import tell
from .generate import failed
from .on_meshes import meshes_of
from .wait_cursor import wait_cursor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bpy.stub_internal.rna_enums import OperatorReturnItems


def _catalogs(operator: Any, _context: bpy.types.Context, edited: str) -> Sequence[str]:
    folder = folders().get(operator.library)
    return [path for path in (paths(folder) if folder else ()) if edited.casefold() in path.casefold()]


class _OnAssets:
    catalog: StringProperty(
        name="Catalogue",
        description="The catalogue that lists it, such as Props/Furniture; empty for one that its words decide",
        search=_catalogs,
        search_options={"SUGGESTION"},
    )
    tags: StringProperty(name="Tags", description="Tags beside those of the prompt's words, with commas between them")

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        """Say in the tooltip what is missing."""
        operator: Any = cls
        if context.mode != "OBJECT":
            operator.poll_message_set(tell("Go to Object Mode first."))
            return False
        if not meshes_of(context):
            operator.poll_message_set(tell("Select a mesh with faces that is not linked from another file."))
            return False
        return True

    def place(self, library: str) -> AssetPlace:
        """Return what is asked for. Raises BAD_SETTING."""
        tags = [tag.strip() for tag in self.tags.split(",") if tag.strip()]
        return AssetPlace.from_json({"library": library, "catalog": self.catalog.strip(), "tags": tags})


class POINTSMITH_OT_mark_asset(_OnAssets, bpy.types.Operator):
    """Mark the selected objects as assets of this file, with a picture, tags, and how they were made."""

    bl_idname = "pointsmith.mark_asset"
    bl_label = "Mark as Asset"
    bl_options = {"REGISTER", "UNDO"}

    library: StringProperty(options={"HIDDEN"})

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Mark them."""
        from ..assets.mark import make_asset  # noqa: PLC0415 - brings numpy: 60 ms where Blender has not yet

        meshes = meshes_of(context)
        try:
            with wait_cursor(context):
                for item in meshes:
                    make_asset(item, self.place(""))
        except PointsmithError as error:
            return failed(self, error)
        told = tell("Marked as asset: {what}", what=_many(meshes))
        if not bpy.data.filepath:
            told = tell("{told}; save the file to list them in a catalogue", told=told)
        self.report({"INFO"}, told)
        return {"FINISHED"}


class POINTSMITH_OT_save_to_library(_OnAssets, bpy.types.Operator):
    """Keep a copy of each selected object in an asset library, in a file of its own, with a picture and tags."""

    bl_idname = "pointsmith.save_to_library"
    bl_label = "Save to Asset Library"
    bl_options = {"REGISTER"}

    library: StringProperty(
        name="Library",
        description="One of the asset libraries of the preferences",
    )
    library_menu: library_menu()

    def invoke(self, context: bpy.types.Context, _event: bpy.types.Event) -> set[OperatorReturnItems]:
        """Begin with what the Placement panel says, and ask."""
        placement = settings_of(context).placement
        known = list(folders())
        self.library = placement.library or self.library or next(iter(known), "")
        self.catalog, self.tags = placement.catalog, placement.tags
        try:
            folder_of(self.library)
        except PointsmithError as error:
            return failed(self, error)
        manager: Any = context.window_manager
        asked: set[OperatorReturnItems] = manager.invoke_props_dialog(self, width=380, confirm_text="Save")
        return asked

    def draw(self, context: bpy.types.Context) -> None:
        """Draw the choices and where it goes."""
        layout: Any = self.layout
        layout.use_property_split = True
        layout.prop(self, "library_menu")
        layout.prop(self, "catalog", icon="OUTLINER_COLLECTION", placeholder="By its words")
        layout.prop(self, "tags", icon="BOOKMARKS", placeholder="props, level 1")
        folder = folders().get(self.library)
        if folder is not None:
            text = tell("{what} into {folder}", what=_many(meshes_of(context)), folder=folder)
            layout.label(text=text, icon="FILE_FOLDER")

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Write the files."""
        from ..assets.mark import make_asset  # noqa: PLC0415 - brings numpy: 60 ms where Blender has not yet

        meshes = meshes_of(context)
        try:
            folder_of(self.library)
            with wait_cursor(context):
                files = [make_asset(item, self.place(self.library)) for item in meshes]
        except PointsmithError as error:
            return failed(self, error)
        first = next(file for file in files if file is not None)
        where = first if len(files) == 1 else first.parent
        self.report({"INFO"}, tell("{what} kept in {where}", what=_many(meshes), where=where))
        return {"FINISHED"}


def _many(items: Sequence[Any]) -> str:
    return f"“{items[0].name}”" if len(items) == 1 else tell("{count} objects", count=len(items))


CLASSES = (POINTSMITH_OT_mark_asset, POINTSMITH_OT_save_to_library)
