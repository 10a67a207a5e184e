"""Make other things of selected meshes: voxels, point clouds, collision hulls, levels of detail."""
# mypy: disable-error-code="valid-type"
# Blender reads the annotations: each is a property, not a type.

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import bpy
from bpy.props import BoolProperty, EnumProperty, FloatProperty, FloatVectorProperty, IntProperty

from .finishing import OnMeshes, each

if TYPE_CHECKING:
    from collections.abc import Callable

    from bpy.stub_internal.rna_enums import OperatorReturnItems

_HIDE_ORIGINAL = BoolProperty(
    name="Hide the Original",
    description="Take the original out of views and renders; the outliner's eye brings it back",
    default=True,
)


def _made(
    operator: Any, context: bpy.types.Context, make: Callable[[Any], list[Any]], hide_original: bool
) -> set[OperatorReturnItems]:
    """Make objects of every selected mesh, and select them in its place."""
    from ..finishing.derived import choose, hide  # noqa: PLC0415

    new: list[Any] = []

    def change(item: Any) -> str:
        made = make(item)
        new.extend(made)
        if hide_original:
            hide(item)
        return f"{item.name}: {len(made)} objects" if len(made) > 1 else ""

    status = each(operator, context, change)
    if new:
        choose(new)
    return status


class POINTSMITH_OT_voxels(OnMeshes, bpy.types.Operator):
    """Build the object of coloured cubes, as a new object in its place."""

    bl_idname = "pointsmith.voxels"
    bl_label = "Voxels"
    bl_options = {"REGISTER", "UNDO"}

    count: IntProperty(
        name="Cubes",
        description="How many cubes the longest side has",
        default=48,
        min=2,
        max=256,
        soft_min=8,
        soft_max=128,
    )
    form: EnumProperty(
        name="As",
        items=(
            ("MESH", "One Mesh", "The outer faces of all cubes; one colour each, on face corners"),
            ("NODES", "Geometry Nodes", "A point for each cube; size and gap can be changed afterwards"),
        ),
    )
    gap: FloatProperty(
        name="Gap",
        description="Part of a cube's side that is left free, with Geometry Nodes",
        subtype="FACTOR",
        default=0.0,
        min=0.0,
        max=0.9,
    )
    hide_original: _HIDE_ORIGINAL

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Make the cubes."""
        from ..finishing.voxels import voxel_object  # noqa: PLC0415 - brings numpy: 60 ms where Blender has not yet

        def make(item: Any) -> list[Any]:
            return [voxel_object(item, self.count, instances=self.form == "NODES", gap=self.gap)]

        return _made(self, context, make, self.hide_original)


class POINTSMITH_OT_to_cloud(OnMeshes, bpy.types.Operator):
    """Spread coloured points evenly over the surface, as a new object in its place.

    From Blender 4.5 on it is a native point cloud; before, Geometry Nodes draw the points.
    """

    bl_idname = "pointsmith.to_cloud"
    bl_label = "Point Cloud"
    bl_options = {"REGISTER", "UNDO"}

    count: IntProperty(
        name="Points",
        description="How many points are spread over each object",
        default=20_000,
        min=100,
        max=5_000_000,
        soft_max=500_000,
    )
    radius: FloatProperty(
        name="Radius",
        description="Of a point; 0 for one at which neighbours just touch",
        subtype="DISTANCE",
        default=0.0,
        min=0.0,
        soft_max=0.1,
    )
    native: BoolProperty(
        name="Native",
        description="Blender's own kind of object, from 4.5 on; otherwise vertices with Geometry Nodes",
        default=True,
    )
    hide_original: _HIDE_ORIGINAL

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Spread the points."""
        from ..finishing.cloud import cloud_object  # noqa: PLC0415

        def make(item: Any) -> list[Any]:
            return [cloud_object(item, self.count, self.radius, native=self.native)]

        return _made(self, context, make, self.hide_original)


class POINTSMITH_OT_collision_hull(OnMeshes, bpy.types.Operator):
    """Give the object convex collision hulls of few vertices, as wire children that are not rendered."""

    bl_idname = "pointsmith.collision_hull"
    bl_label = "Collision Hull"
    bl_options = {"REGISTER", "UNDO"}

    most: IntProperty(
        name="Vertices",
        description="At most so many vertices for each hull; physics engines like few",
        default=32,
        min=4,
        max=256,
    )
    by_parts: BoolProperty(
        name="One a Part",
        description="A hull around each piece of each part, closer to the form than one around all; needs part labels",
        default=False,
    )

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Make the hulls, in place of those the object had."""
        from ..finishing.hull import add_hulls  # noqa: PLC0415

        def change(item: Any) -> str:
            hulls = add_hulls(item, self.most, by_parts=self.by_parts)
            return f"{item.name}: {len(hulls)} hulls" if len(hulls) > 1 else ""

        return each(self, context, change)


class POINTSMITH_OT_levels_of_detail(OnMeshes, bpy.types.Operator):
    """Make copies with fewer and fewer triangles, named _LOD0 to _LOD3 as game engines expect, in a collection."""

    bl_idname = "pointsmith.levels_of_detail"
    bl_label = "Levels of Detail"
    bl_options = {"REGISTER", "UNDO"}

    ratios: FloatVectorProperty(
        name="Ratios",
        description="Part of the triangles in each level",
        size=4,
        subtype="NONE",
        default=(1.0, 0.5, 0.25, 0.1),
        min=0.001,
        max=1.0,
    )
    spacing: FloatProperty(
        name="Spacing",
        description="Distance between the levels along X, to compare them; 0 puts them all in one place",
        subtype="DISTANCE",
        default=0.0,
        min=0.0,
        soft_max=10.0,
    )
    hide_original: _HIDE_ORIGINAL

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Make the levels; where they stand in one place, only the finest is shown."""
        from ..finishing.lods import add_levels  # noqa: PLC0415

        ratios = tuple(sorted(self.ratios, reverse=True))

        def make(item: Any) -> list[Any]:
            levels = add_levels(item, ratios, self.spacing)
            for level in levels[1:]:
                level.hide_set(self.spacing == 0)
            return levels if self.spacing else levels[:1]

        return _made(self, context, make, self.hide_original)
