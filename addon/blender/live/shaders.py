"""The two shaders: round points, and rectangles with round corners. For OpenGL, Vulkan and Metal.

Colours come in as display-referred sRGB, as Blender's own shaders take them: what is drawn over a view passes no view
transform, and Blender sets `srgbTarget` where the target stores sRGB and expects linear values.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import gpu

_TO_TARGET = """
vec3 to_target(vec3 srgb)
{
  vec3 low = srgb / 12.92;
  vec3 high = pow((max(srgb, vec3(0.0)) + vec3(0.055)) / 1.055, vec3(2.4));
  return srgbTarget ? mix(low, high, step(vec3(0.04045), srgb)) : srgb;
}
"""

_POINT_VERTEX = """
void main()
{
  vec3 place = target + left * (start - target) + moved * velocity;
  gl_Position = viewProjection * vec4(place, 1.0);
  float light = clamp(slope.w + dot(slope.xyz, place), 0.75, 1.2);
  tint = light * (targetColor + left * (startColor - targetColor));
  diameter = clamp(zoom / gl_Position.w, limits.x, limits.y);
  gl_PointSize = diameter + 1.0;
}
"""

# A ball about as bright as Solid view shows the finished object, lit from the eye because up is not up in gl_PointCoord
# everywhere. Its soft edge is drawn after all the balls and leaves no depth behind, so that it hides nothing.
_POINT_FRAGMENT = """
void main()
{
  float off = length(gl_PointCoord - vec2(0.5)) * (diameter + 1.0);
  float coverage = clamp(0.5 * diameter + 0.5 - off, 0.0, 1.0);
  bool edge = coverage < 1.0;
  if (edge != (fringe > 0.5) || coverage == 0.0) {
    discard;
  }
  float across = min(2.0 * off / diameter, 1.0);
  float facing = sqrt(1.0 - across * across);
  color = vec4(to_target(tint * mix(0.52, 0.92, facing)), coverage * opacity);
}
"""

_BOX_VERTEX = """
void main()
{
  place = corner * box.zw;
  gl_Position = ModelViewProjectionMatrix * vec4(box.xy + place, 0.0, 1.0);
}
"""

_BOX_FRAGMENT = """
void main()
{
  vec2 away = abs(place - 0.5 * box.zw) - 0.5 * box.zw + vec2(radius);
  float outside = length(max(away, vec2(0.0))) + min(max(away.x, away.y), 0.0) - radius;
  color = vec4(to_target(fill.rgb), fill.a * clamp(0.5 - outside, 0.0, 1.0));
}
"""


@cache
def points() -> gpu.types.GPUShader:
    """Return the shader of round points.

    Takes `target`, `start`, `velocity`, `targetColor` and `startColor`, three floats each; `left` and `moved` of
    `core.settling`; `slope`, how the light grows with the place, and what it is at the origin; `zoom`, pixels of a
    point's diameter at distance 1, and its `limits`; `fringe`, 1 to draw the points' soft edges and 0 to draw the rest.
    """
    between: Any = gpu.types.GPUStageInterfaceInfo("pointsmith_point")
    between.smooth("VEC3", "tint")
    between.smooth("FLOAT", "diameter")
    info: Any = gpu.types.GPUShaderCreateInfo()
    info.push_constant("MAT4", "viewProjection")
    info.push_constant("VEC4", "slope")
    info.push_constant("VEC2", "limits")
    for name in ("zoom", "left", "moved", "opacity", "fringe"):
        info.push_constant("FLOAT", name)
    info.push_constant("BOOL", "srgbTarget")
    for slot, name in enumerate(POINT_ATTRIBUTES):
        info.vertex_in(slot, "VEC3", name)
    return _created(info, between, _POINT_VERTEX, _POINT_FRAGMENT)


POINT_ATTRIBUTES = ("target", "start", "velocity", "targetColor", "startColor")


@cache
def box() -> gpu.types.GPUShader:
    """Return the shader of a rectangle with round corners.

    Takes `corner`, (0, 0) to (1, 1); `box`, left, bottom, width and height in pixels; `radius` in pixels; `fill`, RGBA.
    """
    between: Any = gpu.types.GPUStageInterfaceInfo("pointsmith_box")
    between.smooth("VEC2", "place")
    info: Any = gpu.types.GPUShaderCreateInfo()
    info.push_constant("MAT4", "ModelViewProjectionMatrix")
    info.push_constant("VEC4", "box")
    info.push_constant("VEC4", "fill")
    info.push_constant("FLOAT", "radius")
    info.push_constant("BOOL", "srgbTarget")
    info.vertex_in(0, "VEC2", "corner")
    return _created(info, between, _BOX_VERTEX, _BOX_FRAGMENT)


def _created(info: Any, between: Any, vertex: str, fragment: str) -> gpu.types.GPUShader:
    info.vertex_out(between)
    info.fragment_out(0, "VEC4", "color")
    info.vertex_source(vertex)
    info.fragment_source(_TO_TARGET + fragment)
    return gpu.shader.create_from_info(info)
