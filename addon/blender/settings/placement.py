"""Where the next results go: settings stored with the scene, and the destinations that they make."""
# mypy: disable-error-code="valid-type"
# Blender reads the annotations: each is a property, not a type.

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import bpy
from bpy.props import BoolProperty, EnumProperty, IntProperty, PointerProperty, StringProperty

from ...core.catalogs import paths
from ...core.destination import TRIANGLES, AssetPlace, Destination, Place, Then
from ..assets.libraries import folders
from .library_menu import library_menu

if TYPE_CHECKING:
    from collections.abc import Sequence


def _catalogs(settings: Any, _context: bpy.types.Context, edited: str) -> Sequence[str]:
    folder = folders().get(settings.library)
    known = paths(folder) if folder is not None else []
    return [path for path in known if edited.casefold() in path.casefold()]


class POINTSMITH_PG_placement(bpy.types.PropertyGroup):
    """Where results go, and as what."""

    use_rotation: BoolProperty(
        name="Turn with the 3D Cursor",
        description="Take the 3D cursor's rotation too, and not only its place",
    )
    collection: PointerProperty(
        name="Collection",
        description="The collection that takes new objects; empty for the active one",
        type=bpy.types.Collection,
    )
    align: BoolProperty(
        name="Align to the Surface",
        description="Place by Click stands the object out from the surface, instead of upright",
    )
    stretch: BoolProperty(
        name="Stretch",
        description="Fill the selected object's box on every axis; off keeps the proportions and stays inside",
    )
    then: EnumProperty(
        name="Then",
        description="What becomes of the object whose place is taken",
        items=(
            (Then.HIDE.name, "Hide It", "Hide it in the view and in renders", "HIDE_ON", 0),
            (Then.REMOVE.name, "Remove It", "Delete it; what hangs on it then hangs on the new object", "TRASH", 1),
            (Then.KEEP.name, "Keep It", "Leave it as it is", "HIDE_OFF", 2),
        ),
    )
    names_as_prompts: BoolProperty(
        name="Names as Prompts",
        description="Ask for what each selected object is called, such as “red chair.001”, instead of the prompt above",
    )
    reduce: BoolProperty(
        name="Limit Triangles",
        description="Reduce each new surface to this many triangles; a texture baked later still shows fine colours",
    )
    triangles: IntProperty(
        name="Triangles",
        description="At most so many triangles, as game engines count them",
        default=5_000,
        min=TRIANGLES[0],
        max=TRIANGLES[1],
        soft_min=100,
        soft_max=100_000,
    )
    flat: BoolProperty(
        name="Flat Faces",
        description="Show every face flat, as low-poly models are",
    )
    as_asset: BoolProperty(
        name="As Asset",
        description="Mark each result as an asset, with a picture, tags, and how it was made",
    )
    library: StringProperty(
        name="Library",
        description="The asset library that takes a copy of each result; empty to mark it in this file alone",
    )
    library_menu: library_menu("This File Only")
    catalog: StringProperty(
        name="Catalogue",
        description="The catalogue that lists it, such as Props/Furniture; empty for one that the words decide",
        search=_catalogs,
        search_options={"SUGGESTION"},
    )
    tags: StringProperty(
        name="Tags",
        description="Tags beside those of the prompt's words, with commas between them",
    )

    @property
    def asset(self) -> AssetPlace | None:
        """How results become assets; None when they do not."""
        return self.asset_place() if self.as_asset else None

    def asset_place(self) -> AssetPlace:
        """Return what is chosen for assets, whether or not results become such."""
        tags = tuple(tag.strip() for tag in self.tags.split(",") if tag.strip())
        return AssetPlace(self.library, self.catalog.strip(), tags)

    def destination(self, location: Place, rotation: Place = (0.0, 0.0, 0.0)) -> Destination:
        """Return the destination of a result at a place, with all else as it is chosen here.

        Raises
        ------
        PointsmithError
            BAD_SETTING, such as for too many tags.
        """
        asked = Destination(
            location=location,
            rotation=rotation,
            collection=self.collection.name if self.collection is not None else "",
            then=Then[self.then],
            triangles=self.triangles if self.reduce else 0,
            flat=self.flat,
            asset=self.asset,
        )
        return Destination.from_json(asked.to_json())


def at_cursor(context: bpy.types.Context) -> Destination:
    """Return the destination that the panel means: the 3D cursor, with all that is chosen. Raises BAD_SETTING."""
    scene: Any = context.scene
    placement: POINTSMITH_PG_placement = scene.pointsmith.placement
    x, y, z = scene.cursor.location
    if not placement.use_rotation:
        return placement.destination((x, y, z))
    turned = scene.cursor.matrix.to_euler("XYZ")
    return placement.destination((x, y, z), (turned.x, turned.y, turned.z))


CLASSES = (POINTSMITH_PG_placement,)
