"""UV coordinates by Blender's Smart UV Project and its packing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import bpy
import numpy as np

from .evaluate import stand_in
from .sheet import read

if TYPE_CHECKING:
    from numpy.typing import NDArray

UV_MAP = "UVMap"
_STEEPEST = np.radians(66.0)
"""Blender's own default: a face leans at most this far from the direction that its chart is projected along."""


def smart_project(mesh: Any, padding: float) -> None:
    """Write UVs into the mesh's active UV map, which is made where there is none.

    Charts lie `padding` of the square's side apart and inside its border. Hidden and unselected faces take part, and
    the mesh's selection stays as it is.
    """
    uv = _projected(mesh, padding)
    layer = mesh.uv_layers.active or mesh.uv_layers.new(name=UV_MAP)
    mesh.uv_layers.active = layer
    layer.active_render = True
    layer.data.foreach_set("uv", uv.ravel())


def _projected(mesh: Any, padding: float) -> NDArray[np.float32]:
    """Return UVs (L, 2) of all corners, from a copy that is taken into Edit Mode."""
    copy = mesh.copy()
    layer: Any = bpy.context.view_layer
    objects = layer.objects
    active, selected = objects.active, [other for other in objects.selected if other is not None]
    try:
        if copy.shape_keys is not None:
            copy.shape_key_clear()
        # Edit Mode is entered by the active object and by every selected one.
        for other in selected:
            other.select_set(False)
        with stand_in(copy) as item:
            objects.active = item
            with bpy.context.temp_override(
                object=item, active_object=item, selected_objects=[item], selected_editable_objects=[item]
            ):
                bpy.ops.object.mode_set(mode="EDIT")
                try:
                    bpy.ops.mesh.reveal(select=True)
                    bpy.ops.mesh.select_all(action="SELECT")
                    bpy.ops.uv.smart_project(
                        angle_limit=_STEEPEST, margin_method="FRACTION", island_margin=padding, scale_to_bounds=False
                    )
                finally:
                    bpy.ops.object.mode_set(mode="OBJECT")
            return read(copy.uv_layers.active.data, "uv", len(copy.loops), 2)
    finally:
        objects.active = active
        for other in selected:
            other.select_set(True)
        bpy.data.meshes.remove(copy)
