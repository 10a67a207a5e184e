"""Surfaces of clouds that are there: of an object's own points again, or of any object's points."""
# mypy: disable-error-code="valid-type"
# Blender reads the annotations: each is a property, not a type.

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import bpy
from bpy.props import BoolProperty, IntProperty

from ...core.errors import ErrorCode, PointsmithError
from ...core.surface_request import SurfaceRequest
from ...core.surface_settings import RESOLUTION, SurfaceSettings
from ..scene.origin import record_of
from ..tasks import SurfaceTask
from ..translation import tell
from .generate import can_start, failed, start
from .wait_cursor import wait_cursor

if TYPE_CHECKING:
    from bpy.stub_internal.rna_enums import OperatorReturnItems

_CLOUD = "pointsmith_cloud"
_WITH_POINTS = {"MESH", "POINTCLOUD", "CURVE", "SURFACE", "META", "FONT"}


class _WithSettings:
    resolution: IntProperty(
        name="Resolution",
        description="Voxels along the longest side: more show finer detail, and take longer",
        default=SurfaceSettings().resolution,
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

    def _request(self, item: bpy.types.Object) -> SurfaceRequest:
        settings = SurfaceSettings(self.resolution, self.sharp, self.open_holes)
        # Only what the model said of its own points is trusted.
        return SurfaceRequest(item.name, settings, estimate_normals=not record_of(item))


class POINTSMITH_OT_surface_again(_WithSettings, bpy.types.Operator):
    """Close the active object's surface again around its points, with other settings, without generating again."""

    bl_idname = "pointsmith.surface_again"
    bl_label = "Surface Again"
    bl_options = {"REGISTER"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        """Say in the tooltip why it cannot start."""
        item: Any = context.active_object
        mesh = item is not None and item.type == "MESH" and len(item.data.polygons)
        if not mesh or not isinstance(item.get(_CLOUD), bpy.types.Mesh):
            cls.poll_message_set(tell("The active object holds no points that a surface was made of."))
            return False
        return can_start(cls)

    def invoke(self, context: bpy.types.Context, _event: bpy.types.Event) -> set[OperatorReturnItems]:
        """Begin with the settings that the surface was made with, and ask."""
        from ..scene.stored_cloud import settings_behind  # noqa: PLC0415 - brings numpy: 60 ms where Blender has not yet

        now = settings_behind(context.active_object)  # type: ignore[arg-type]  # poll has seen it
        self.resolution, self.sharp, self.open_holes = now.resolution, now.sharp, now.open_holes
        manager: Any = context.window_manager
        asked: set[OperatorReturnItems] = manager.invoke_props_dialog(self, confirm_text="Surface Again")
        return asked

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Start the job; the timer puts the new surface in the old one's place."""
        from ..scene.stored_cloud import kept_cloud  # noqa: PLC0415 - brings numpy: 60 ms where Blender has not yet

        item: Any = context.active_object
        try:
            with wait_cursor(context):
                stored = kept_cloud(item)
            if stored is None:
                raise PointsmithError(ErrorCode.BAD_SELECTION, "the points behind it cannot be read")
            start(
                self,
                [SurfaceTask(self._request(item), stored, item.session_uid)],
                tell("Surfacing {what}", what=item.name),
            )
        except PointsmithError as error:
            return failed(self, error)
        return {"FINISHED"}


class POINTSMITH_OT_surface_points(_WithSettings, bpy.types.Operator):
    """Close a surface around the points of the active object: a scan, a point cloud, or the vertices of a mesh."""

    bl_idname = "pointsmith.surface_points"
    bl_label = "Surface Points"
    bl_options = {"REGISTER"}

    hide: BoolProperty(name="Hide Points", description="Hide the object whose points they are", default=True)

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        """Say in the tooltip why it cannot start."""
        item = context.active_object
        if item is None or item.type not in _WITH_POINTS:
            cls.poll_message_set(tell("Make an object with points the active one."))
            return False
        return can_start(cls)

    def invoke(self, context: bpy.types.Context, _event: bpy.types.Event) -> set[OperatorReturnItems]:
        """Ask for the settings."""
        manager: Any = context.window_manager
        asked: set[OperatorReturnItems] = manager.invoke_props_dialog(self, confirm_text="Surface Points")
        return asked

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Start the job; the timer puts the surface onto the points."""
        from ..scene.object_cloud import cloud_of  # noqa: PLC0415 - brings numpy: 60 ms where Blender has not yet

        item: Any = context.active_object
        try:
            with wait_cursor(context):
                stored = cloud_of(item)
            request = self._request(item)
            task = SurfaceTask(request, stored, item.session_uid, in_place=False, hide=self.hide)
            start(self, [task], tell("Surfacing {what}", what=item.name))
        except PointsmithError as error:
            return failed(self, error)
        return {"FINISHED"}


CLASSES = (POINTSMITH_OT_surface_again, POINTSMITH_OT_surface_points)
