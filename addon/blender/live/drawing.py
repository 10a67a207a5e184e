"""The clouds, drawn into a 3D view among its objects."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import bpy
import gpu
from mathutils import Matrix, Vector

from . import shaders

if TYPE_CHECKING:
    from ...core.settling import Settling
    from .clouds import LiveCloud

_LIMITS = (1.5, 16.0)
"""Least and greatest diameter of a point, pixels at interface scale 1."""

_LIGHT = Vector((-0.45, 0.65, 0.6)).normalized()
"""Where the light comes from, seen by the artist: above, left, behind."""
_CONTRAST = 0.3


@dataclass(frozen=True, slots=True, eq=False)
class _Drawable:
    """A cloud's arrays on the graphics card; `middle` and `half` of its longest side in scene units."""

    settling: Settling
    batch: gpu.types.GPUBatch
    middle: Vector
    half: float


_drawables: dict[int, _Drawable] = {}


def draw_clouds(clouds: list[LiveCloud]) -> None:
    """Draw clouds into the view of the context; a callback of type POST_VIEW calls it, the view's depth is bound."""
    context: Any = bpy.context
    now = time.monotonic()
    shader = shaders.points()
    scale = context.preferences.system.ui_scale
    projection = gpu.matrix.get_projection_matrix()
    to_view = gpu.matrix.get_model_view_matrix()
    view, light = projection @ to_view, to_view.to_3x3().inverted() @ _LIGHT
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
                world = Matrix(cloud.matrix.tolist())
                settling, drawable = cloud.settling, _drawable(cloud.settling)
                left, moved = settling.factors(now)
                matrix: Any = view @ world
                shader.uniform_float("viewProjection", matrix)
                shader.uniform_float("zoom", pixels * settling.radius(now))
                shader.uniform_float("left", left)
                shader.uniform_float("moved", moved)
                shader.uniform_float("opacity", cloud.opacity(now))
                shader.uniform_float("slope", _slope(drawable, world.to_3x3().transposed() @ light))
                drawable.batch.draw(shader)
    finally:
        gpu.state.depth_mask_set(False)
        gpu.state.depth_test_set("NONE")
        gpu.state.program_point_size_set(False)
        gpu.state.blend_set("NONE")


def keep_only(clouds: list[LiveCloud]) -> None:
    """Give back the graphics memory of all others."""
    wanted = {id(cloud.settling) for cloud in clouds}
    for key in _drawables.keys() - wanted:
        del _drawables[key]


def _drawable(settling: Settling) -> _Drawable:
    known = _drawables.get(id(settling))
    if known is not None:
        return known
    form = gpu.types.GPUVertFormat()
    for name in shaders.POINT_ATTRIBUTES:
        form.attr_add(id=name, comp_type="F32", len=3, fetch_mode="FLOAT")
    buffer = gpu.types.GPUVertBuf(form, len(settling.target))
    arrays = (settling.target, settling.start, settling.velocity, settling.target_colors, settling.start_colors)
    for name, values in zip(shaders.POINT_ATTRIBUTES, arrays, strict=True):
        data: Any = values
        buffer.attr_fill(name, data)
    low, high = Vector(settling.target.min(axis=0).tolist()), Vector(settling.target.max(axis=0).tolist())
    made = _Drawable(
        settling, gpu.types.GPUBatch(type="POINTS", buf=buffer), (low + high) / 2, max((high - low)[:]) / 2
    )
    # With its points, so that the number stays theirs.
    _drawables[id(settling)] = made
    return made


def _slope(drawable: _Drawable, light: Vector) -> tuple[float, float, float, float]:
    """Return how the light grows with the place, and what it is at the cloud's origin: 1 in the middle."""
    slope = light * (_CONTRAST / (drawable.half or 1.0))
    return slope.x, slope.y, slope.z, 1.0 - slope.dot(drawable.middle)
