"""The colours of a surface become a texture, with UVs and a material that any program reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import bpy
import numpy as np

from ...core.errors import ErrorCode, PointsmithError
from ..scene.material import BAKED, principled
from ..scene.mesh import DETAIL
from .carry import sampled
from .sheet import Sheet, read, sheet_of
from .texture import Texels, margin, png, rasterise
from .unwrap import smart_project

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray


def bake(item: Any, size: int, *, unwrap: bool = True) -> bpy.types.Image:
    """Give a mesh object UVs, a packed base-colour image of `size` texels a side, and a material that shows it.

    Where the object remembers a finer surface (`DETAIL`), the texture has the colours of that one.

    Parameters
    ----------
    item
        A mesh object with a colour attribute, which it keeps.
    size
        Texels a side.
    unwrap
        Make new UVs; otherwise the active UV map is used, and made only where there is none.

    Raises
    ------
    PointsmithError
        BAD_MESH without colours or faces.
    """
    mesh = item.data
    sheet = sheet_of(mesh)
    if sheet.colors is None or not len(sheet.triangles):
        raise PointsmithError(ErrorCode.BAD_MESH, f"“{item.name}” has no colour attribute on faces to bake")
    if unwrap or mesh.uv_layers.active is None:
        smart_project(mesh, margin(size) / size)
    uv = read(mesh.uv_layers.active.data, "uv", len(mesh.loops), 2)
    corners = read(mesh.loop_triangles, "loops", len(mesh.loop_triangles), 3, np.int32)
    pixels = rasterise(uv[corners].astype(np.float64), size, _colors(item, sheet))
    image = _packed(f"{item.name} base color", pixels)
    _wear(item, image)
    return image


def _colors(item: Any, sheet: Sheet) -> Callable[[Texels], NDArray[np.float32]]:
    detail = item.get(DETAIL)
    fine = sheet_of(detail) if isinstance(detail, bpy.types.Mesh) else None
    if fine is None or fine.colors is None or not len(fine.triangles):
        own: Any = sheet.colors
        return lambda texels: np.einsum("pk,pkc->pc", texels.weights, own[texels.triangle, :, :3])
    source, colors = fine, fine.colors

    def of_detail(texels: Texels) -> NDArray[np.float32]:
        corners = sheet.triangles[texels.triangle]
        place = np.einsum("pk,pkc->pc", texels.weights, sheet.vertices[corners])
        normal = np.einsum("pk,pkc->pc", texels.weights, sheet.normals[corners])
        triangle, weights = sampled(source, place, normal)
        linear: NDArray[np.float32] = np.einsum("pk,pkc->pc", weights, colors[triangle, :, :3])
        return linear

    return of_detail


def _packed(name: str, pixels: NDArray[np.uint8]) -> bpy.types.Image:
    image: Any = bpy.data.images.new(name, *pixels.shape[:2], alpha=False)
    content: Any = png(pixels)
    image.pack(data=content, data_len=len(content))
    image.source = "FILE"
    packed: bpy.types.Image = image
    return packed


def _wear(item: Any, image: bpy.types.Image) -> None:
    """Put a textured material in the place of every slot that shows the colour attribute, or of the empty one."""
    material = _textured(f"{item.name} baked", image)
    slots = item.data.materials
    if not len(slots):
        slots.append(material)
    for index, slot in enumerate(slots):
        if slot is None or _shows_attribute(slot) or BAKED in slot:
            slots[index] = material
            if slot is not None and BAKED in slot and not slot.users:
                _discard(slot)


def _discard(material: Any) -> None:
    """Remove an earlier bake's material, and its picture where nothing else shows it."""
    images = [node.image for node in material.node_tree.nodes if node.bl_idname == "ShaderNodeTexImage" and node.image]
    bpy.data.materials.remove(material)
    for image in images:
        if not image.users:
            bpy.data.images.remove(image)


def _shows_attribute(material: Any) -> bool:
    tree = material.node_tree
    return tree is not None and any(node.bl_idname == "ShaderNodeVertexColor" for node in tree.nodes)


def _textured(name: str, image: bpy.types.Image) -> bpy.types.Material:
    material: Any
    material, texture = principled(name, "ShaderNodeTexImage")
    material[BAKED] = True
    texture.image = image
    textured: bpy.types.Material = material
    return textured
