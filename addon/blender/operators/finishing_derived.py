"""Make other things of selected meshes: voxels, point clouds, collision hulls, levels of detail."""
# mypy: disable-error-code="valid-type"
# Blender reads the annotations: each is a property, not a type.

from __future__ import annotations

from typing import Any

import bpy
from bpy.props import BoolProperty, EnumProperty, FloatProperty, FloatVectorProperty, IntProperty

from .on_meshes import OnMeshes, triangles_of

_HIDE_ORIGINAL = BoolProperty(
    name="Hide the Original",
    description="Take the original out of views and renders; the outliner's eye brings it back",
    default=True,
)


class _Making(OnMeshes):
    """Makes objects of every selected mesh, and selects them in its place."""

    hide_original: bool

    def begin(self, context: bpy.types.Context) -> None:
        """Nothing is made yet."""
        super().begin(context)
        self._new: list[Any] = []

    def make(self, item: Any) -> list[Any]:
        """Return the objects that are made of one, the finest first. Raises PointsmithError."""
        raise NotImplementedError

    def change(self, item: Any) -> str:
        """Make them, and hide what they were made of."""
        from ..finishing.derived import hide  # noqa: PLC0415 - brings numpy: 60 ms where Blender has not yet

        made = self.make(item)
        self._new += made
        if self.hide_original:
            hide(item)
        return f"{item.name}: {len(made)} objects" if len(made) > 1 else ""

    def finish(self) -> None:
        """Select what was made."""
        from ..finishing.derived import choose  # noqa: PLC0415

        choose(self._new)


class POINTSMITH_OT_voxels(_Making, bpy.types.Operator):
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
        description="What the result is",
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

    def make(self, item: Any) -> list[Any]:
        """Make the cubes."""
        from ..finishing.voxels import voxel_object  # noqa: PLC0415

        return [voxel_object(item, self.count, instances=self.form == "NODES", gap=self.gap)]


class POINTSMITH_OT_to_cloud(_Making, bpy.types.Operator):
    """Spread coloured points evenly over the surface, as a new object in its place.

    Geometry Nodes draw them in their colours, or it is a point cloud of Blender's own kind.
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
    form: EnumProperty(
        name="As",
        description="What the result is",
        items=(
            ("NODES", "Geometry Nodes", "Coloured in every view; the radius can be changed afterwards"),
            ("NATIVE", "Point Cloud Object", "Blender's own kind, from 4.5 on; Solid view shows it without colours"),
        ),
    )
    hide_original: _HIDE_ORIGINAL

    def make(self, item: Any) -> list[Any]:
        """Spread the points."""
        from ..finishing.cloud import cloud_object  # noqa: PLC0415

        return [cloud_object(item, self.count, self.radius, native=self.form == "NATIVE")]


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
    around: EnumProperty(
        name="Around",
        description="Which mesh the hulls go around",
        items=(
            ("ALL", "The Whole Object", "One hull"),
            ("PARTS", "Each Part", "A hull around each piece of each part, closer to the form; needs part labels"),
        ),
    )

    def change(self, item: Any) -> str:
        """Make the hulls, in place of those the object had."""
        from ..finishing.hull import add_hulls  # noqa: PLC0415

        hulls = add_hulls(item, self.most, by_parts=self.around == "PARTS")
        return f"{item.name}: {len(hulls)} hulls" if len(hulls) > 1 else f"{item.name}: one hull around all of it"


class POINTSMITH_OT_levels_of_detail(_Making, bpy.types.Operator):
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

    def seconds(self, item: Any) -> float:
        """Each level is made of the one before."""
        return 1.4e-5 * triangles_of(item)

    def make(self, item: Any) -> list[Any]:
        """Make the levels; where they stand in one place, only the finest is shown."""
        from ..finishing.lods import add_levels  # noqa: PLC0415

        levels = add_levels(item, tuple(sorted(self.ratios, reverse=True)), self.spacing)
        for level in levels[1:]:
            level.hide_set(self.spacing == 0)
        return levels if self.spacing else levels[:1]


CLASSES = (POINTSMITH_OT_voxels, POINTSMITH_OT_to_cloud, POINTSMITH_OT_collision_hull, POINTSMITH_OT_levels_of_detail)
