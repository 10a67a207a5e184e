"""Finish the surface of selected meshes: fewer faces, quads, smooth by angle."""
# mypy: disable-error-code="valid-type"
# Blender reads the annotations: each is a property, not a type.

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import bpy
from bpy.props import BoolProperty, EnumProperty, FloatProperty, IntProperty

from ...core.errors import PointsmithError
from .generate import failed

if TYPE_CHECKING:
    from collections.abc import Callable

    from bpy.stub_internal.rna_enums import OperatorReturnItems

_KEEP_DETAIL = BoolProperty(
    name="Remember the Fine Surface",
    description="Keep the old mesh data in the file, so that a texture baked later shows its finer colours",
    default=True,
)


def meshes_of(context: bpy.types.Context) -> list[Any]:
    """Return the selected mesh objects that have faces and can be changed, the active one first."""
    found: list[Any] = [
        item
        for item in context.selected_objects
        if item.type == "MESH" and len(item.data.polygons) and item.library is None and item.data.library is None  # type: ignore[union-attr]
    ]
    return sorted(found, key=lambda item: item != context.active_object)


class OnMeshes:
    """What the operators of selected meshes share."""

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        """Say in the tooltip what is missing."""
        operator: Any = cls
        if context.mode != "OBJECT":
            operator.poll_message_set("Go to Object Mode first.")
            return False
        if not meshes_of(context):
            operator.poll_message_set("Select a mesh with faces that is not linked from another file.")
            return False
        return True


def each(operator: Any, context: bpy.types.Context, change: Callable[[Any], str]) -> set[OperatorReturnItems]:
    """Change every selected mesh; report what `change` says of it, and the first error of the closed list.

    An object that cannot be changed stays as it is; the others are changed all the same.
    """
    error, done = None, 0
    for item in meshes_of(context):
        try:
            told = change(item)
        except PointsmithError as raised:
            error = error or raised
            continue
        done += 1
        if told:
            operator.report({"INFO"}, told)
    if error is None:
        return {"FINISHED"}
    cancelled = failed(operator, error)
    return {"FINISHED"} if done else cancelled


class POINTSMITH_OT_reduce_faces(OnMeshes, bpy.types.Operator):
    """Collapse edges until the mesh has this many triangles; colours, parts and vertex groups stay."""

    bl_idname = "pointsmith.reduce_faces"
    bl_label = "Reduce Faces"
    bl_options = {"REGISTER", "UNDO"}

    target: IntProperty(
        name="Triangles",
        description="How many triangles each object shall have, as game engines count them",
        default=5_000,
        min=12,
        max=5_000_000,
        soft_min=100,
        soft_max=200_000,
    )
    keep_detail: _KEEP_DETAIL

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Exchange the mesh data."""
        from ..finishing.decimate import decimated, miss  # noqa: PLC0415 - brings numpy: 60 ms where Blender has not yet
        from ..finishing.replace import replace  # noqa: PLC0415

        def change(item: Any) -> str:
            if not (told := miss(item.data, self.target)):
                return f"{item.name}: it has this many triangles already"
            if self.target < len(item.data.loops) - 2 * len(item.data.polygons):
                replace(item, lambda mesh: decimated(mesh, self.target), keep_detail=self.keep_detail)
                told = miss(item.data, self.target)
            return f"{item.name}: {told}" if told else ""

        return each(self, context, change)


class POINTSMITH_OT_quads(OnMeshes, bpy.types.Operator):
    """Build the surface anew of quads, for sculpting and subdivision; colours, parts and vertex groups go along."""

    bl_idname = "pointsmith.quads"
    bl_label = "Quads"
    bl_options = {"REGISTER", "UNDO"}

    method: EnumProperty(
        name="Method",
        items=(
            ("QUADRIFLOW", "QuadriFlow", "Rows of quads that follow the form; slower, and for closed surfaces only"),
            ("VOXELS", "Voxels", "An even grid; fast, closes holes, and loses what is thinner than a quad"),
        ),
    )
    target: IntProperty(
        name="Quads",
        description="About how many quads each object shall have",
        default=5_000,
        min=50,
        max=500_000,
        soft_max=50_000,
    )
    keep_detail: _KEEP_DETAIL

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Exchange the mesh data."""
        from ..finishing.quads import quadriflow, voxel_quads  # noqa: PLC0415
        from ..finishing.replace import replace  # noqa: PLC0415

        make = quadriflow if self.method == "QUADRIFLOW" else voxel_quads

        def change(item: Any) -> str:
            replace(item, lambda mesh: make(mesh, self.target), keep_detail=self.keep_detail)
            return f"{item.name}: {len(item.data.polygons):,} faces"

        return each(self, context, change)


class POINTSMITH_OT_smooth_by_angle(OnMeshes, bpy.types.Operator):
    """Draw the surface smooth, and edges sharp where faces meet at more than an angle; the geometry stays."""

    bl_idname = "pointsmith.smooth_by_angle"
    bl_label = "Smooth by Angle"
    bl_options = {"REGISTER", "UNDO"}

    angle: FloatProperty(
        name="Angle",
        description="Edges between faces that differ by more than this are drawn sharp",
        subtype="ANGLE",
        default=math.radians(30),
        min=0.0,
        max=math.pi,
    )

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Mark the edges."""
        from ..finishing.shading import smooth_by_angle  # noqa: PLC0415

        return each(self, context, lambda item: f"{item.name}: {smooth_by_angle(item.data, self.angle):,} sharp edges")
