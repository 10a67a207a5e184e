"""Pictures that are at hand: the clipboard's, the render's, the 3D view itself."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import bpy

from ...core.errors import PointsmithError
from ..clipboard import picture_of_clipboard
from ..scene.snapshot import packed, render_result, view_picture
from ..translation import tell
from .generate import failed
from .images import WHERE, load, use
from .wait_cursor import wait_cursor

if TYPE_CHECKING:
    from bpy.stub_internal.rna_enums import OperatorReturnItems


class POINTSMITH_OT_paste_image(bpy.types.Operator):
    """Use the picture on the clipboard as a reference image: a copied picture, or the path of a file."""

    bl_idname = "pointsmith.paste_image"
    bl_label = "Paste Image"
    bl_options = {"REGISTER", "UNDO"}

    where: WHERE  # type: ignore[valid-type]

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Keep the picture in the file and put it into a slot."""
        try:
            with wait_cursor(context):
                found = picture_of_clipboard(context)
            image = load(found) if isinstance(found, Path) else found
            use(self, context, [image], self.where)
        except PointsmithError as error:
            return failed(self, error)
        return {"FINISHED"}


class POINTSMITH_OT_use_render_result(bpy.types.Operator):
    """Keep a copy of the last render, as it is shown, and use it as a reference image."""

    bl_idname = "pointsmith.use_render_result"
    bl_label = "Render Result"
    bl_options = {"REGISTER", "UNDO"}

    where: WHERE  # type: ignore[valid-type]

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Copy the pixels and put them into a slot."""
        scene: Any = context.scene
        with tempfile.TemporaryDirectory(prefix="pointsmith-") as folder:
            path = Path(folder) / "render.png"
            try:
                render_result(scene, path)
                image = packed(path, f"{scene.name}, render")
                use(self, context, [image], self.where)
            except PointsmithError as error:
                return failed(self, error)
        return {"FINISHED"}


class POINTSMITH_OT_use_viewport(bpy.types.Operator):
    """Photograph what this 3D view shows, without overlays and background, and use it as a reference image."""

    bl_idname = "pointsmith.use_viewport"
    bl_label = "3D View"
    bl_options = {"REGISTER", "UNDO"}

    where: WHERE  # type: ignore[valid-type]

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        """Say in the tooltip what is missing."""
        if bpy.app.background:
            cls.poll_message_set(tell("Blender runs without a window, and only a window has a 3D view."))
            return False
        if context.area is None or context.area.type != "VIEW_3D":
            cls.poll_message_set(tell("Use it in a 3D view."))
            return False
        return True

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Draw the view once more and keep the picture."""
        try:
            use(self, context, [view_picture(context)], self.where)
        except PointsmithError as error:
            return failed(self, error)
        return {"FINISHED"}


CLASSES = (POINTSMITH_OT_paste_image, POINTSMITH_OT_use_render_result, POINTSMITH_OT_use_viewport)
