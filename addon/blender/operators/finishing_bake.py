"""Give selected meshes a texture in place of their colour attribute."""
# mypy: disable-error-code="valid-type"
# Blender reads the annotations: each is a property, not a type.

from __future__ import annotations

from typing import Any

import bpy
from bpy.props import BoolProperty, EnumProperty

from ..translation import tell
from .on_meshes import OnMeshes, meshes_of, triangles_of

_DETAIL = "pointsmith_detail"
_SIZES = (("1024", "1K"), ("2048", "2K"), ("4096", "4K"))


class POINTSMITH_OT_bake_texture(OnMeshes, bpy.types.Operator):
    """Unwrap the mesh and bake its colours into an image with a PBR material, for programs that show no vertex colours.

    The image is packed into the file.
    """

    bl_idname = "pointsmith.bake_texture"
    bl_label = "Bake Texture"
    bl_options = {"REGISTER", "UNDO"}

    size: EnumProperty(
        name="Size",
        description="Sides of the image",
        items=tuple((number, name, f"{number} x {number} pixels") for number, name in _SIZES),
        default="2048",
    )
    unwrap: BoolProperty(
        name="New UVs",
        description="Unwrap by Smart UV Project; otherwise the active UV map is used where there is one",
        default=True,
    )

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        """Say in the tooltip what is missing."""
        if not super().poll(context):
            return False
        if not any(len(item.data.color_attributes) for item in meshes_of(context)):
            cls.poll_message_set(tell("The selected meshes have no colour attribute."))
            return False
        return True

    def seconds(self, item: Any) -> float:
        """Corners to unwrap, and texels to paint, which takes longer from a finer surface."""
        return 5e-6 * triangles_of(item) + 1.5e-7 * int(self.size) ** 2 * (4 if _DETAIL in item else 1)

    def change(self, item: Any) -> str:
        """Unwrap, bake, and exchange the material."""
        from ..finishing.bake import bake  # noqa: PLC0415 - brings numpy: 60 ms where Blender has not yet

        image = bake(item, int(self.size), unwrap=self.unwrap)
        return f"{item.name}: {image.name}, packed into the file; Material Preview shows it"


CLASSES = (POINTSMITH_OT_bake_texture,)
