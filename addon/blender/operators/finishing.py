"""Finish the surface of selected meshes: fewer faces, quads, smooth by angle."""
# mypy: disable-error-code="valid-type"
# Blender reads the annotations: each is a property, not a type.

from __future__ import annotations

import math
from typing import Any

import bpy
from bpy.props import BoolProperty, EnumProperty, FloatProperty, IntProperty

from .on_meshes import OnMeshes, triangles_of

_KEEP_DETAIL = BoolProperty(
    name="Remember the Fine Surface",
    description="Keep the old mesh data in the file, so that a texture baked later shows its finer colours",
    default=True,
)


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

    def seconds(self, item: Any) -> float:
        """Every edge is weighed, and the colours of what is left are looked up."""
        return 1e-5 * triangles_of(item) if self.target < triangles_of(item) else 0.0

    def change(self, item: Any) -> str:
        """Exchange the mesh data."""
        from ..finishing.decimate import decimated, miss  # noqa: PLC0415 - brings numpy: 60 ms where Blender has not yet
        from ..finishing.replace import replace  # noqa: PLC0415

        before = triangles_of(item)
        if not (told := miss(item.data, self.target)):
            return f"{item.name}: it has this many triangles already"
        if self.target < before:
            replace(item, lambda mesh: decimated(mesh, self.target), keep_detail=self.keep_detail)
            told = miss(item.data, self.target) or f"{before:,} triangles became {triangles_of(item):,}"
        return f"{item.name}: {told}"


class POINTSMITH_OT_quads(OnMeshes, bpy.types.Operator):
    """Build the surface anew of quads, for sculpting and subdivision; colours, parts and vertex groups go along."""

    bl_idname = "pointsmith.quads"
    bl_label = "Quads"
    bl_options = {"REGISTER", "UNDO"}

    method: EnumProperty(
        name="Method",
        description="How it is done",
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

    def seconds(self, item: Any) -> float:
        """QuadriFlow's own time goes with the triangles that it is given."""
        triangles = triangles_of(item)
        if self.method == "VOXELS":
            return 7e-6 * triangles + 1e-5 * int(self.target)
        given = max(30_000, 5 * int(self.target))
        return 2e-4 * min(given, triangles) + (1e-5 * triangles if triangles > given else 0.0)

    def change(self, item: Any) -> str:
        """Exchange the mesh data."""
        from ..finishing.quads import quadriflow, voxel_quads  # noqa: PLC0415
        from ..finishing.replace import replace  # noqa: PLC0415

        make = quadriflow if self.method == "QUADRIFLOW" else voxel_quads
        replace(item, lambda mesh: make(mesh, self.target), keep_detail=self.keep_detail)
        return f"{item.name}: {len(item.data.polygons):,} quads"


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

    def seconds(self, item: Any) -> float:
        """Nothing is computed anew."""
        return 1e-7 * triangles_of(item)

    def change(self, item: Any) -> str:
        """Mark the edges."""
        from ..finishing.shading import smooth_by_angle  # noqa: PLC0415

        return f"{item.name}: {smooth_by_angle(item.data, self.angle):,} sharp edges"


CLASSES = (POINTSMITH_OT_reduce_faces, POINTSMITH_OT_quads, POINTSMITH_OT_smooth_by_angle)
