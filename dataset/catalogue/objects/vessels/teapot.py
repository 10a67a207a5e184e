"""Teapots: a round body, a spout, a handle, a lid with a knob."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...curves import half_ellipse, spline
from ...kinds import Kind, Words
from ...mesh import Floats, Mesh, Part, slide
from ...params import choice, span
from ...solids import annulus, ellipsoid, frustum, lathe, torus, tube
from .hollow import hollow, radius_at


@dataclass(frozen=True)
class Params:
    """Lengths relative to a body of about one unit across; the spout points to -X."""

    radius: float = span(0.36, 0.48)
    height: float = span(0.5, 0.8)
    base: float = span(0.55, 0.75)
    mouth: float = span(0.45, 0.62)
    foot: float = span(0.05, 0.1)
    spout_reach: float = span(0.24, 0.4)
    spout_radius: float = span(0.055, 0.075)
    spout_rise: float = span(-0.04, 0.12)
    handle_reach: float = span(0.24, 0.36)
    handle_radius: float = span(0.042, 0.058)
    lid_height: float = span(0.08, 0.18)
    knob_size: float = span(0.06, 0.085)
    shape: str = choice("round", "round", "tall", "cone")
    handle: str = choice("ear", "square", "arch")
    spout: str = choice("curved", "straight")
    knob: str = choice("ball", "cone", "ring")


def _profile(p: Params) -> Floats:
    r, h = p.radius, p.height
    if p.shape == "tall":
        return spline([(r * 0.8, 0), (r * 0.88, h * 0.55), (r * 0.82, h * 0.95), (r * p.mouth, h * 1.2)], steps=4)
    if p.shape == "cone":
        return spline([(r * 1.05, 0), (r * 0.98, h * 0.25), (r * 0.8, h * 0.65), (r * p.mouth, h * 1.05)], steps=4)
    return spline([(r * p.base, 0), (r, h * 0.45), (r * 0.9, h * 0.75), (r * p.mouth, h)], steps=4)


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a teapot."""
    outer = _profile(p)
    top, rim, base = float(outer[-1, 1]), float(outer[-1, 0]), float(outer[0, 0])
    foot = frustum(base * 0.92, base * 0.84, -p.foot, 0.03)
    collar = annulus([(rim + 0.035, top - 0.035), (rim + 0.025, top + 0.02)], 0.07)
    peak = top + p.lid_height
    dome = [((rim + 0.008) * np.cos(t), top + p.lid_height * np.sin(t)) for t in np.linspace(0.15, 1.25, 6)]
    lid = lathe([(0, top - 0.02), (rim - 0.02, top - 0.02), *dome, (0, peak)])
    return (
        Part("body", "primary", (hollow(outer, 0.05),)),
        Part("foot", "tertiary", (foot,)),
        Part("collar", "tertiary", (collar,)),
        Part("spout", "secondary", (_spout(p, outer),)),
        Part("handle", "secondary", (_handle(p, outer),)),
        Part("lid", "primary", (lid,), joint=slide((0, 0, top), (0, 0, 1), 0.0, 0.35)),
        Part("knob", "secondary", _knob(p, peak), joint=slide((0, 0, peak + 0.02), (0, 0, 1), 0.0, 0.35)),
    )


def _spout(p: Params, outer: Floats) -> Mesh:
    top = float(outer[-1, 1])
    low, radius = 0.3 * top, p.spout_radius
    tip = (-p.radius - p.spout_reach, 0, top * 0.92 + p.spout_rise)
    start = (-radius_at(outer, low) + 0.06, 0, low)
    if p.spout == "straight":
        return tube([start, tip], (radius * 1.7, radius * 0.85))
    bend = (-p.radius - 0.45 * p.spout_reach, 0, low + 0.08)
    rise = (-p.radius - 0.62 * p.spout_reach, 0, low + 0.55 * (tip[2] - low))
    path = spline([start, bend, rise, tip], steps=4)
    return tube(path, radius * np.interp(np.linspace(0, 1, len(path)), (0, 0.4, 0.85, 1), (1.8, 1.25, 0.8, 0.95)))


def _handle(p: Params, outer: Floats) -> Mesh:
    top = float(outer[-1, 1])
    low, high = 0.25 * top, 0.8 * top
    x0, x1 = radius_at(outer, low) - 0.025, radius_at(outer, high) - 0.025
    if p.handle == "arch":
        # Over the lid, from side to side.
        height = p.lid_height + 2.4 * p.knob_size + 0.08 + p.handle_reach * 0.4
        angles = np.linspace(0, np.pi, 15)
        return tube(
            [(x1 * np.cos(a), 0, high + (top - high + height) * np.sin(a) ** 0.8) for a in angles], p.handle_radius
        )
    reach = max(x0, x1) + p.handle_reach
    if p.handle == "square":
        bend = 0.06
        path = [
            (x0, 0, low + 0.06),
            (reach - bend, 0, low + 0.06),
            (reach, 0, low + 0.06 + bend),
            (reach, 0, high - bend),
        ]
        return tube([*path, (reach - bend, 0, high), (x1, 0, high)], p.handle_radius)
    middle, half, inner = (low + high) / 2, (high - low) / 2, min(x0, x1)
    return tube(half_ellipse((inner, 0, middle), (reach - inner, 0, 0.3 * half), (0, 0, half)), p.handle_radius)


def _knob(p: Params, z: float) -> tuple[Mesh, ...]:
    size = p.knob_size
    if p.knob == "ring":
        ring = torus(size * 0.9, size * 0.38, segments=20, sides=8).rotated("x", np.pi / 2)
        return (ring.moved((0, 0, z + size * 0.95)),)
    neck = frustum(size * 0.55, size * 0.5, z - 0.03, z + size)
    if p.knob == "cone":
        return (neck, frustum(size * 1.05, size * 0.35, z + size * 0.5, z + size * 2.2, segments=20))
    return (neck, ellipsoid((size,) * 3, (0, 0, z + size * 1.15), segments=16, rings=9))


def words(p: Params) -> Words:
    """What may be said of this teapot."""
    adjectives = []
    if p.shape == "round":
        adjectives.append("round")
    if p.shape == "tall":
        adjectives.append("tall")
    if p.shape == "cone":
        adjectives.append("conical")
    if p.shape != "tall" and p.height / p.radius < 1.35:
        adjectives += ["short", "wide"]
    features = [
        {"ear": "a curved handle", "square": "a square handle", "arch": "a handle over the lid"}[p.handle],
        f"a {p.spout} spout",
        {"ball": "a round knob", "cone": "a pointed knob", "ring": "a ring on the lid"}[p.knob],
        "a lid",
    ]
    return Words(tuple(adjectives), tuple(features))


KIND = Kind(
    "teapot",
    Params,
    build,
    words,
    nouns=("tea pot",),
    natural=(("white", "blue", "blue"), ("brown", "beige", "black"), ("white", "pink", "green")),
    finishes=("matte", "glossy", "metallic", "striped", "checkered"),
)
