"""Files of points become objects."""
# mypy: disable-error-code="valid-type"
# Blender reads the annotations: each is a property, not a type.

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import bpy
from bpy.props import FloatProperty, StringProperty

from ...core.errors import PointsmithError
from ..session import session
from ..translation import tell
from .generate import failed
from .wait_cursor import wait_cursor

if TYPE_CHECKING:
    from bpy.stub_internal.rna_enums import OperatorReturnItems

_SUFFIXES = ".ply;.xyz;.txt;.csv;.asc;.pts;.obj;.las"


class POINTSMITH_OT_import_cloud(bpy.types.Operator):
    """Bring a file of coloured points into the scene: PLY, XYZ and other text, PTS, OBJ, LAS."""

    bl_idname = "pointsmith.import_cloud"
    bl_label = "Import Point Cloud"
    bl_options = {"REGISTER", "UNDO"}

    filepath: StringProperty(name="File", description="The file of points", subtype="FILE_PATH", options={"SKIP_SAVE"})
    filter_glob: StringProperty(default=";".join(f"*{s}" for s in _SUFFIXES.split(";")), options={"HIDDEN"})
    size: FloatProperty(
        name="Size",
        description="Longest side in the scene; 0 keeps the file's own units",
        min=0.0,
        soft_max=100.0,
        unit="LENGTH",
    )

    def invoke(self, context: bpy.types.Context, _event: bpy.types.Event) -> set[OperatorReturnItems]:
        """Ask for the file."""
        if self.filepath:
            return self.execute(context)
        manager: Any = context.window_manager
        manager.fileselect_add(self)
        return {"RUNNING_MODAL"}

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Read the file and put its points at the 3D cursor."""
        from ..scene.imported import insert_points  # noqa: PLC0415 - brings numpy: 60 ms where Blender has not yet

        path = Path(bpy.path.abspath(self.filepath))
        try:
            with wait_cursor(context):
                item = insert_points(path, self.size)
        except PointsmithError as error:
            return failed(self, error)
        session.clear()
        self.report({"INFO"}, tell("{count} points", count=f"{len(item.data.vertices):,}"))  # type: ignore[union-attr]
        return {"FINISHED"}


class POINTSMITH_FH_import_cloud(bpy.types.FileHandler):
    """Files of points, dropped onto the 3D view."""

    bl_idname = "POINTSMITH_FH_import_cloud"
    bl_label = "Point Cloud (Pointsmith)"
    bl_import_operator = "pointsmith.import_cloud"
    bl_file_extensions = ".ply;.las;.xyz;.pts"

    @classmethod
    def poll_drop(cls, context: bpy.types.Context | None) -> bool:
        """Only over a 3D view."""
        return context is not None and context.area is not None and context.area.type == "VIEW_3D"


def draw_in_import_menu(menu: Any, _context: Any = None) -> None:
    """The line in File > Import."""
    menu.layout.operator(POINTSMITH_OT_import_cloud.bl_idname, text="Point Cloud, Pointsmith (.ply/.las/.xyz/.pts)")


CLASSES = (POINTSMITH_OT_import_cloud, POINTSMITH_FH_import_cloud)
