"""What lies under the mouse in a 3D view: a place on a surface, or on the ground, and how an object stands there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import bpy
from mathutils import Quaternion, Vector
from mathutils.geometry import intersect_line_plane

_UP = Vector((0.0, 0.0, 1.0))
_FAR = 1e7
"""Scene units: a ground that is hit further away is the horizon."""


@dataclass(frozen=True, slots=True)
class Aim:
    """A place under the mouse.

    Attributes
    ----------
    location
        In scene units.
    normal
        Of the surface, towards the viewer, unit length; up for the ground.
    name
        Of the object that was hit; empty for the ground.
    """

    location: Vector
    normal: Vector
    name: str = ""

    def rotation(self, *, align: bool, turn: float) -> Quaternion:
        """Return how an object stands there: upright or out from the surface, turned by so many radians."""
        around = Quaternion(_UP, turn)
        return _UP.rotation_difference(self.normal) @ around if align else around


def aim(context: bpy.types.Context, region: bpy.types.Region, mouse: tuple[int, int]) -> Aim | None:
    """Return what is under the mouse, in pixels of a 3D view's region; None for the sky.

    A surface first, then the ground, and where the view never meets it the plane through the 3D cursor that faces us.
    """
    from bpy_extras import view3d_utils  # noqa: PLC0415 - only where there is a view

    view: Any = region.data
    direction = view3d_utils.region_2d_to_vector_3d(region, view, mouse)
    origin = view3d_utils.region_2d_to_origin_3d(region, view, mouse)
    found = along(context, origin, direction)
    if found is not None or view.is_perspective or abs(direction.z) > 1e-3:
        return found
    scene: Any = context.scene
    return Aim(view3d_utils.region_2d_to_location_3d(region, view, mouse, scene.cursor.location), _UP.copy())


def along(context: bpy.types.Context, origin: Vector, direction: Vector) -> Aim | None:
    """Return what a ray meets first: a visible surface, or the plane z = 0; None for the sky."""
    scene: Any = context.scene
    hit, place, normal, _face, item, _matrix = scene.ray_cast(context.evaluated_depsgraph_get(), origin, direction)
    if hit:
        if normal.dot(direction) > 0:
            normal = -normal
        return Aim(place.copy(), normal.normalized() if normal.length > 0 else _UP.copy(), item.name)
    ground = intersect_line_plane(origin, origin + direction, Vector(), _UP)
    if ground is None or (ground - origin).dot(direction) <= 0 or (ground - origin).length > _FAR:
        return None
    return Aim(ground, _UP.copy())
