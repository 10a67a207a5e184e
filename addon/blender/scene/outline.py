"""A box drawn over the 3D view: where an object will stand, its front, and the way that the surface faces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mathutils import Matrix, Vector

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mathutils import Quaternion

_COLOR = (1.0, 0.62, 0.2, 1.0)
_FAINT = 0.25
"""Opacity of what lies behind a surface."""
_FRONT = (0.35, 0.8, 1.0, 1.0)
_WIDTH = 2.0
_PLAN = ((-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5))


def box_lines(location: Vector, rotation: Quaternion, size: float) -> list[Vector]:
    """Return the 12 edges, as pairs of points, of a cube of `size` scene units that stands on `location`."""
    matrix = _matrix(location, rotation, size)
    low = [matrix @ Vector((x, y, 0.0)) for x, y in _PLAN]
    high = [matrix @ Vector((x, y, 1.0)) for x, y in _PLAN]
    pairs = [(ring[k], ring[(k + 1) % 4]) for ring in (low, high) for k in range(4)]
    pairs += list(zip(low, high, strict=True))
    return [point for pair in pairs for point in pair]


def front_lines(location: Vector, rotation: Quaternion, size: float) -> list[Vector]:
    """Return an arrow on the ground, as pairs of points, that shows the way in which the object looks."""
    matrix = _matrix(location, rotation, size)
    tail, tip = Vector((0.0, -0.5, 0.0)), Vector((0.0, -0.9, 0.0))
    barbs = [Vector((side, -0.76, 0.0)) for side in (-0.1, 0.1)]
    return [matrix @ point for point in (tail, tip, tip, barbs[0], tip, barbs[1])]


def _matrix(location: Vector, rotation: Quaternion, size: float) -> Matrix:
    return Matrix.Translation(location.to_tuple()) @ rotation.to_matrix().to_4x4() @ Matrix.Scale(size, 4)


def draw(location: Vector, rotation: Quaternion, size: float, viewport: Sequence[float]) -> None:
    """Draw both in the 3D view that is being drawn; what lies behind surfaces shows faintly."""
    import gpu  # noqa: PLC0415 - has no platform without a window
    from gpu_extras.batch import batch_for_shader  # noqa: PLC0415 - as above

    shader = gpu.shader.from_builtin("POLYLINE_UNIFORM_COLOR")
    shader.bind()
    shader.uniform_float("lineWidth", _WIDTH)
    shader.uniform_float("viewportSize", viewport)
    gpu.state.blend_set("ALPHA")
    parts = ((box_lines(location, rotation, size), _COLOR), (front_lines(location, rotation, size), _FRONT))
    for faint in (True, False):
        gpu.state.depth_test_set("NONE" if faint else "LESS_EQUAL")
        for points, color in parts:
            batch = batch_for_shader(shader, "LINES", {"pos": [point.to_tuple() for point in points]})
            shader.uniform_float("color", (*color[:3], _FAINT) if faint else color)
            batch.draw(shader)
    gpu.state.depth_test_set("NONE")
    gpu.state.blend_set("NONE")
