"""Saws: the blade upright along X, the teeth down, the handle at +X."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...curves import arc, half_ellipse, spline
from ...kinds import Kind, Words
from ...mesh import Floats, Mesh, Part
from ...params import choice, span
from ...solids import box, ellipsoid, frustum, rod, tube
from .strips import flanks, rotated, slab


@dataclass(frozen=True)
class Params:
    """Lengths relative to a blade of about one unit."""

    length: float = span(0.72, 1.0)
    heel: float = span(0.27, 0.37)
    toe: float = span(0.12, 0.2)
    thickness: float = span(0.036, 0.07)
    tooth: float = span(0.055, 0.085)
    depth: float = span(0.035, 0.055)
    handle_length: float = span(0.36, 0.44)
    handle_width: float = span(0.21, 0.26)
    handle_bar: float = span(0.065, 0.085)
    handle_thickness: float = span(0.11, 0.15)
    tilt: float = span(-0.4, -0.05)
    frame_height: float = span(0.24, 0.36)
    frame_radius: float = span(0.03, 0.042)
    rivet: float = span(0.022, 0.032)
    saw: str = choice("hand", "hand", "hand", "tenon", "hack", "hack", "bow")
    handle: str = choice("closed", "open")


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a saw."""
    return _framed(p) if p.saw in ("hack", "bow") else _bladed(p)


def _bladed(p: Params) -> tuple[Part, ...]:
    """A stiff blade behind a handle."""
    length = p.length * (0.85 if p.saw == "tenon" else 1.0)
    toe = p.heel * 0.85 if p.saw == "tenon" else p.toe
    x = np.linspace(-length, 0.06, 9)
    low = np.stack([x, np.full(9, p.depth * 0.6)], -1)
    high = np.stack([x, np.interp(x, (-length, 0), (toe, p.heel))], -1)
    # The toe's corner is cut.
    high[0, 1] -= 0.25 * toe
    blade = slab([low, high], p.thickness)
    parts = [
        Part("blade", "primary", (blade,)),
        Part("teeth", "metal", (_teeth(p, -length + 0.01, 0.0, p.depth, p.thickness + 0.014),)),
        *_handle(p, (0.02, p.heel * 0.55)),
    ]
    if p.saw == "tenon":
        thick = p.thickness + 0.05
        spine = box((length + 0.02, thick, 0.06), (-length / 2 + 0.02, 0, p.heel * 0.94), bevel=0.012)
        tilt = np.arctan2(p.heel - toe, length)
        turned = spine.moved((0, 0, -p.heel * 0.94)).rotated("y", -tilt).moved((0, 0, p.heel * 0.94))
        parts.append(Part("spine", "tertiary", (turned,)))
    return tuple(parts)


def _teeth(p: Params, start: float, end: float, depth: float, thickness: float) -> Mesh:
    """A row of teeth whose tips stand at z = 0, with a back of its own."""
    count = round((end - start) / p.tooth)
    x = np.linspace(start, end, 2 * count + 1)
    zigzag = np.where(np.arange(2 * count + 1) % 2 == 0, depth, 0.0)
    return slab([np.stack([x, zigzag], -1), np.stack([x, np.full(len(x), depth + 0.022)], -1)], thickness)


def _handle(p: Params, root: tuple[float, float]) -> list[Part]:
    """A handle to the right of `root` (x, z), tilted about it."""
    half, reach, bar = p.handle_length / 2, p.handle_width, p.handle_bar

    def placed(points: Floats) -> Floats:
        moved: Floats = rotated(points, p.tilt) + np.array(root)
        return moved

    if p.handle == "closed":
        t = np.linspace(0, 2 * np.pi, 25)[:-1]
        # A rounded letter D: flat towards the blade.
        shape = np.stack([np.where(np.cos(t) > 0, np.cos(t), 0.55 * np.cos(t)), np.sin(t)], -1)
        shape = np.sign(shape) * np.abs(shape) ** 0.8
        middle = np.array([reach * 0.36, 0.0])
        lines = [placed(middle + shape * (reach * 0.64 - c * bar, half - c * bar)) for c in (0.0, 0.25, 0.75, 1.0)]
        loops = (slab(lines, p.handle_thickness * np.array([0.86, 1, 1, 0.86]), closed=True),)
    else:
        knots = [(-0.01, half * 0.75), (reach * 0.45, half * 0.85), (reach * 0.72, 0.1 * half)]
        knots += [(reach * 0.8, -0.6 * half), (reach * 1.08, -half)]
        path = placed(spline(knots, 4))
        sides = flanks(path, bar * np.interp(np.linspace(0, 1, len(path)), (0, 0.5, 1), (1.5, 1.05, 1.3)))
        lines = [sides[0] + s * (sides[1] - sides[0]) for s in (0.0, 0.25, 0.75, 1.0)]
        loops = (slab(lines, p.handle_thickness * np.array([0.86, 1, 1, 0.86])),)
    cheek_size = (0.13, p.handle_thickness * 0.9, p.handle_length * 0.72)
    cheek = box(cheek_size, bevel=0.02).rotated("y", -p.tilt).moved((root[0] + 0.01, 0, root[1]))
    across = p.handle_thickness + 0.028
    spots = placed(np.array([(-0.015, z * p.handle_length) for z in (-0.2, 0.2)]))
    rivets = tuple(_disc(p.rivet, across).moved((x, 0, z)) for x, z in spots.tolist())
    return [
        Part("handle", "secondary", (*loops, cheek)),
        Part("rivets", "tertiary", rivets, label="rivet", count=2),
    ]


def _disc(radius: float, length: float) -> Mesh:
    return frustum(radius, radius, -length / 2, length / 2, segments=12).rotated("x", np.pi / 2)


def _framed(p: Params) -> tuple[Part, ...]:
    """A thin blade that a frame keeps tight."""
    length, radius, height = p.length * 0.85, p.frame_radius, p.frame_height
    blade_z = p.depth + 0.03
    strip = box((length + 0.1, p.thickness, 0.05), (-length / 2, 0, blade_z + 0.02))
    teeth = _teeth(p, -length, -0.02, p.depth, p.thickness + 0.014)
    ends = tuple(_disc(p.rivet * 1.3, p.handle_thickness + 0.03).moved((x, 0, blade_z + 0.02)) for x in (-length, 0.0))
    if p.saw == "bow":
        arch = half_ellipse((-length / 2, 0, blade_z), (0, 0, height), (length / 2, 0, 0), 17)
        arch[[0, -1], 2] -= 0.02
        keep = np.linspace(0.66, 0.9, 5)
        t = -np.pi / 2 + keep * np.pi
        points = np.stack([-length / 2 + np.sin(t) * length / 2, 0 * t, blade_z + np.cos(t) * height], -1)
        grip = Part("handle", "secondary", (tube(points, radius * 1.3, segments=12),))
        frame = tube(arch, radius, segments=12)
        return (
            Part("frame", "primary", (frame,)),
            Part("blade", "metal", (strip, teeth)),
            grip,
            Part("bolts", "tertiary", ends, label="bolt", count=2),
        )
    top = blade_z + height
    bend = arc(0.08, np.pi, np.pi / 2, 5) + np.array((-length + 0.08, top - 0.08))
    other = arc(0.08, np.pi / 2, 0, 5) + np.array((-0.08, top - 0.08))
    line = np.concatenate([[(-length, blade_z - 0.02)], bend, other, [(0.0, blade_z - 0.02)]])
    frame = tube(np.insert(line, 1, 0.0, axis=1), radius, segments=12)
    nut = rod((-length - 0.09, 0, blade_z + 0.02), (-length, 0, blade_z + 0.02), 0.042, segments=10)
    knob = ellipsoid((0.035, 0.035, 0.055), (-length - 0.09, 0, blade_z + 0.02), segments=12, rings=6)
    handle, rivets = _handle(p, (0.03, blade_z + 0.3 * height))
    return (
        Part("frame", "primary", (frame,)),
        Part("blade", "metal", (strip, teeth)),
        handle,
        rivets,
        Part("nut", "tertiary", (nut, knob), label="wing nut"),
        Part("bolts", "tertiary", ends, label="bolt", count=2),
    )


def words(p: Params) -> Words:
    """What may be said of this saw."""
    adjectives = []
    if p.length > 0.92:
        adjectives.append("long")
    if p.length < 0.8:
        adjectives.append("short")
    if p.saw == "hand" and p.heel > 0.335:
        adjectives.append("wide")
    if p.saw in ("hack", "bow") and p.frame_height > 0.325:
        adjectives.append("tall")
    features = ["sharp teeth"]
    features.append({"hand": "a wide blade", "tenon": "a straight spine"}.get(p.saw, "a thin blade in a frame"))
    if p.saw != "bow":
        features.append({"closed": "a closed handle", "open": "an open handle"}[p.handle])
    nouns = {"hand": ("handsaw",), "tenon": ("handsaw", "tenon saw"), "hack": ("hacksaw",), "bow": ("bow saw",)}
    return Words(tuple(adjectives), tuple(features), nouns[p.saw])


KIND = Kind(
    "saw",
    Params,
    build,
    words,
    natural=(("gray", "brown", "black"), ("gray", "orange", "black"), ("black", "yellow", "gray")),
)
