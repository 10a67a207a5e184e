"""A catalogue object as a Blender mesh."""

from __future__ import annotations

from typing import Any

import bpy
import numpy as np

from addon.core.colors import srgb_to_linear

from ..catalogue.asset import Asset
from .finishes import COLOR_ATTRIBUTE, PART_ATTRIBUTE

SHARP = float(np.radians(32.0))
"""Edges that bend more than this are shown sharp."""


def asset_mesh(asset: Asset, materials: dict[str, bpy.types.Material]) -> bpy.types.Mesh:
    """Mesh of all parts, colour and part by face, with the finishes' `materials`."""
    flat = asset.flattened()
    mesh: Any = bpy.data.meshes.new("asset")
    mesh.from_pydata(flat.vertices.astype(np.float32), [], flat.faces)
    rgba = np.ones((len(flat.faces), 4), np.float32)
    rgba[:, :3] = srgb_to_linear(flat.face_rgb.astype(np.float32))
    mesh.attributes.new(COLOR_ATTRIBUTE, "FLOAT_COLOR", "FACE").data.foreach_set("color", rgba.ravel())
    part = flat.face_part.astype(np.float32)
    mesh.attributes.new(PART_ATTRIBUTE, "FLOAT", "FACE").data.foreach_set("value", part)
    names = list(materials)
    for name in names:
        mesh.materials.append(materials[name])
    slot = np.array([names.index(paint.finish) for paint in asset.paints], np.int32)
    mesh.polygons.foreach_set("material_index", slot[flat.face_part])
    mesh.shade_smooth()
    mesh.set_sharp_from_angle(angle=SHARP)
    return mesh  # type: ignore[no-any-return]
