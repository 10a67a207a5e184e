"""The clouds, drawn into a 3D view among its objects."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import bpy
import gpu
from mathutils import Matrix

from . import shaders

if TYPE_CHECKING:
    from ...core.settling import Settling
    from .clouds import LiveCloud

_LIMITS = (1.5, 16.0)
"""Least and greatest diameter of a point, pixels at interface scale 1."""

_batches: dict[int, tuple[Settling, gpu.types.GPUBatch]] = {}


def draw_clouds(clouds: list[LiveCloud]) -> None:
    """Draw clouds into the view of the context; a callback of type POST_VIEW calls it, the view's depth is bound."""
    context: Any = bpy.context
    now = time.monotonic()
    shader = shaders.points()
    scale = context.preferences.system.ui_scale
    projection = gpu.matrix.get_projection_matrix()
    view = projection @ gpu.matrix.get_model_view_matrix()
    pixels = projection[1][1] * context.region.height
    gpu.state.depth_test_set("LESS_EQUAL")
    gpu.state.program_point_size_set(True)
    gpu.state.blend_set("ALPHA")
    shader.bind()
    shader.uniform_float("limits", tuple(scale * limit for limit in _LIMITS))
    try:
        for fringe in (0.0, 1.0):
            gpu.state.depth_mask_set(not fringe)
            shader.uniform_float("fringe", fringe)
            for cloud in clouds:
                settling = cloud.settling
                left, moved = settling.factors(now)
                matrix: Any = view @ Matrix.Translation(cloud.location)
                shader.uniform_float("viewProjection", matrix)
                shader.uniform_float("zoom", pixels * settling.radius(now))
                shader.uniform_float("left", left)
                shader.uniform_float("moved", moved)
                shader.uniform_float("opacity", cloud.opacity(now))
                _batch(settling).draw(shader)
    finally:
        gpu.state.depth_mask_set(False)
        gpu.state.depth_test_set("NONE")
        gpu.state.program_point_size_set(False)
        gpu.state.blend_set("NONE")


def keep_only(clouds: list[LiveCloud]) -> None:
    """Give back the graphics memory of all others."""
    wanted = {id(cloud.settling) for cloud in clouds}
    for key in _batches.keys() - wanted:
        del _batches[key]


def _batch(settling: Settling) -> gpu.types.GPUBatch:
    known = _batches.get(id(settling))
    if known is not None:
        return known[1]
    form = gpu.types.GPUVertFormat()
    for name in shaders.POINT_ATTRIBUTES:
        form.attr_add(id=name, comp_type="F32", len=3, fetch_mode="FLOAT")
    buffer = gpu.types.GPUVertBuf(form, len(settling.target))
    arrays = (settling.target, settling.start, settling.velocity, settling.target_colors, settling.start_colors)
    for name, values in zip(shaders.POINT_ATTRIBUTES, arrays, strict=True):
        data: Any = values
        buffer.attr_fill(name, data)
    batch = gpu.types.GPUBatch(type="POINTS", buf=buffer)
    # With its points, so that the number stays theirs.
    _batches[id(settling)] = settling, batch
    return batch
