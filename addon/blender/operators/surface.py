"""Surfaces of clouds that are there: again, with other settings."""
# mypy: disable-error-code="valid-type"
# Blender reads the annotations: each is a property, not a type.

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import bpy
from bpy.props import BoolProperty, IntProperty

from ...core.errors import ErrorCode, PointsmithError
from ...core.surface_request import SurfaceRequest
from ...core.surface_settings import RESOLUTION, SurfaceSettings
from ..scene.origin import origin_of
from ..tasks import SurfaceTask
from .generate import can_start, failed, start

if TYPE_CHECKING:
    from bpy.stub_internal.rna_enums import OperatorReturnItems

_CLOUD = "pointsmith_cloud"


class POINTSMITH_OT_surface_again(bpy.types.Operator):
    """Close the active object's surface again around its points, with other settings, without generating again."""

    bl_idname = "pointsmith.surface_again"
    bl_label = "Surface Again"
    bl_options = {"REGISTER"}

    resolution: IntProperty(
        name="Resolution",
        description="Voxels along the longest side: more show finer detail, and take longer",
        default=128,
        min=RESOLUTION[0],
        max=RESOLUTION[1],
    )
    sharp: BoolProperty(
        name="Sharp Edges",
        description="Edges and corners as sharp as the points' normals say, instead of a little rounded",
    )
    open_holes: BoolProperty(
        name="Leave Holes Open",
        description="No surface where no point lies near, as for a scan of one side",
    )

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        """Say in the tooltip why it cannot start."""
        item = context.active_object
        if item is None or item.type != "MESH" or not isinstance(item.get(_CLOUD), bpy.types.Mesh):
            cls.poll_message_set("The active object holds no points that a surface could be made of.")
            return False
        return can_start(cls)

    def invoke(self, context: bpy.types.Context, _event: bpy.types.Event) -> set[OperatorReturnItems]:
        """Begin with the settings that the surface was made with, and ask."""
        try:
            now = settings_behind(context.active_object)
        except PointsmithError as error:
            return failed(self, error)
        self.resolution, self.sharp, self.open_holes = now.resolution, now.sharp, now.open_holes
        manager: Any = context.window_manager
        asked: set[OperatorReturnItems] = manager.invoke_props_dialog(self, confirm_text="Surface Again")
        return asked

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Start the job; the timer puts the new surface in the old one's place."""
        from ..scene.stored_cloud import kept_cloud  # noqa: PLC0415 - brings numpy: 60 ms where Blender has not yet

        item: Any = context.active_object
        settings = SurfaceSettings(self.resolution, self.sharp, self.open_holes)
        try:
            settings_behind(item)
            cloud = kept_cloud(item)
            if cloud is None:
                raise PointsmithError(ErrorCode.BAD_SETTING, "the points behind this object cannot be read")
            start(self, [SurfaceTask(SurfaceRequest(item.name, settings), cloud, item.session_uid)], item.name)
        except PointsmithError as error:
            return failed(self, error)
        return {"FINISHED"}


def settings_behind(item: bpy.types.Object | None) -> SurfaceSettings:
    """How the surface of an object was made. Raises PointsmithError BAD_SETTING when its record cannot be read."""
    record = origin_of(item)
    return record.surface or SurfaceSettings(record.request.surface_resolution)
