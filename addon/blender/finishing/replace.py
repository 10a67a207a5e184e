"""A new surface takes the place of an object's old one, in the same data slot, with what lay on the old one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import bpy

from ...core.errors import ErrorCode, PointsmithError
from ..scene.mesh import COLOR_ATTRIBUTE, DETAIL
from .carry import carry
from .groups import Groups, groups_of, write_groups
from .sheet import Sheet, color_attribute, sheet_of

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True, eq=False)
class Old:
    """What an object was: its arrays, its vertex groups, and the name of its colour attribute."""

    sheet: Sheet
    groups: Groups
    color: str

    @classmethod
    def of(cls, item: Any) -> Old:
        """Read an object."""
        color = color_attribute(item.data)
        return cls(sheet_of(item.data), groups_of(item), COLOR_ATTRIBUTE if color is None else color.name)


def check_replaceable(item: Any) -> None:
    """Raise PointsmithError BAD_MESH for an object whose data cannot be exchanged."""
    if item.data.shape_keys is not None:
        raise PointsmithError(ErrorCode.BAD_MESH, f"“{item.name}” has shape keys, which a new surface cannot keep")


def dress(item: Any, mesh: bpy.types.Mesh, old: Old) -> None:
    """Give `item` the mesh data `mesh`, with what `old` had on its surface."""
    weights = carry(old.sheet, mesh, old.color, old.groups)
    item.data = mesh
    if weights is not None:
        write_groups(item, old.groups.names, weights)


def replace(item: Any, make: Callable[[bpy.types.Mesh], bpy.types.Mesh], *, keep_detail: bool) -> None:
    """Exchange an object's mesh data for what `make` makes of it; colours, parts, groups and materials go along.

    With `keep_detail` the finest data the object had stays in the file, in the property `DETAIL`. Raises
    PointsmithError BAD_MESH, and what `make` raises, with the object as it was.
    """
    check_replaceable(item)
    before = item.data
    old = Old.of(item)
    new: Any = make(before)
    new.materials.clear()
    for material in before.materials:
        new.materials.append(material)
    dress(item, new, old)
    name = before.name
    if keep_detail and not isinstance(item.get(DETAIL), bpy.types.Mesh):
        item[DETAIL] = before
        # Files name objects after their mesh data.
        before.name = f"{name} fine"
    if not before.users:
        bpy.data.meshes.remove(before)
    new.name = name


def shade_like(mesh: Any, before: Any) -> None:
    """Shade a new surface smooth where the old one was."""
    smooth = bool(len(before.polygons)) and before.polygons[0].use_smooth
    mesh.polygons.foreach_set("use_smooth", [smooth] * len(mesh.polygons))
    mesh.update()
