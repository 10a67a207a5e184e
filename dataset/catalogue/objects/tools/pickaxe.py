"""Pickaxes: a long curved head along X on top of an upright handle."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...curves import circle
from ...kinds import Kind, Words
from ...mesh import Floats, Mesh, Part
from ...params import choice, span
from ...solids import box, sweep
from .strips import flanks, slab


@dataclass(frozen=True)
class Params:
    """Lengths relative to a pickaxe of about one unit; `drop` is how far the tips hang down."""

    handle: float = span(0.72, 0.98)
    handle_radius: float = span(0.042, 0.056)
    oval: float = span(0.8, 1.1)
    foot: float = span(1.1, 1.5)
    swell: float = span(1.1, 1.4)
    half_length: float = span(0.36, 0.5)
    drop: float = span(0.08, 0.2)
    height: float = span(0.1, 0.14)
    thickness: float = span(0.09, 0.13)
    tip: float = span(0.034, 0.062)
    tip_length: float = span(0.18, 0.32)
    adze: float = span(0.13, 0.2)
    grip_length: float = span(0.2, 0.4)
    socket: float = span(1.5, 1.9)
    ends: str = choice("points", "points", "adze", "axe")
    grip: str = choice("none", "wrap", "bands")
    profile: str = choice("curved", "bent")


def build(p: Params) -> tuple[Part, ...]:
    """The parts of an upright pickaxe."""
    top = p.handle + p.height * 0.5 + 0.035
    heights = np.array([0.0, 0.06, 0.2, 0.45, 0.7, 0.9, 1.0]) * top
    oval = circle(1.0, 18) * np.array([1.0, p.oval])
    handle = sweep(oval, [(0, 0, z) for z in heights], _radii(p, heights / top), up=(0, 1, 0))
    radius = p.handle_radius * p.socket
    eye = box((2 * radius, 2 * radius * p.oval + 0.02, p.height * 1.35), (0, 0, p.handle), bevel=0.02)
    left = _arm(p, 0.0, 1.0)
    left_tip = _arm(p, 1.0 - p.tip_length, 1.03)
    right, right_tip = _other(p, left, left_tip)
    parts = [
        Part("head", "primary", (left.mirrored("x"), right)),
        Part("tips", "metal", (left_tip.mirrored("x"), right_tip), label="tip", count=2),
        Part("eye", "tertiary", (eye,), label="socket"),
        Part("handle", "secondary", (handle,)),
    ]
    if p.grip != "none":
        sleeves = _sleeves(p, top, oval)
        label = "grip" if p.grip == "wrap" else "band"
        parts.append(Part("grip", "dark", sleeves, label=label, count=len(sleeves)))
    return tuple(parts)


def _radii(p: Params, t: Floats) -> Floats:
    """Radius of the handle at relative heights t: a foot that does not slip, a thick neck."""
    knots = (0.0, 0.06, 0.2, 0.6, 0.85, 1.0)
    return p.handle_radius * np.interp(t, knots, (p.foot, p.foot, 1.0, 1.0, p.swell, p.swell))


def _path(p: Params, t: Floats) -> Floats:
    """The head's middle line (K, 2) to the right at relative reaches t."""
    fall = t**2 if p.profile == "curved" else 0.25 * t + 0.75 * np.maximum(t - 0.25, 0)
    return np.stack([p.half_length * t, p.handle - p.drop * fall], -1)


def _arm(p: Params, start: float, end: float) -> Mesh:
    """A piece of the head's right half, which gets thin to its point."""
    t = np.linspace(start, end, 9)
    proud = 0.016 if start else 0.0
    height = np.interp(t, (0, 1), (p.height, p.tip)) + proud
    thick = np.interp(t, (0, 1), (p.thickness, p.tip)) + proud
    if start:
        height[-1], thick[-1] = p.tip * 0.6, p.tip * 0.6
    lines = flanks(_path(p, t), height)
    return slab(lines, np.array([thick, thick]))


def _other(p: Params, left: Mesh, left_tip: Mesh) -> tuple[Mesh, Mesh]:
    """The right half of the head, and what its end is."""
    if p.ends == "points":
        return left, left_tip
    t = np.linspace(0, 1, 7)
    share = 1 - p.tip_length * 1.3
    arm, edge = t * 0.92, np.linspace(share, 1.0, 5)
    if p.ends == "adze":
        wide, tall = (p.thickness * 0.9, p.adze * 1.3), (p.height, 0.03)
    else:
        wide, tall = (p.thickness, 0.036), (p.height * 0.9, p.adze * 1.6)
    both = []
    for reach, proud in ((arm, 0.0), (edge, 0.016)):
        thick = np.interp(reach, (0.2, 1), wide) + proud
        lines = flanks(_path(p, reach), np.interp(reach, (0.2, 1), tall) + proud)
        both.append(slab(lines, np.array([thick, thick])))
    return both[0], both[1]


def _sleeves(p: Params, top: float, oval: Floats) -> tuple[Mesh, ...]:
    """Sleeves around the lower handle."""
    low, high = 0.12, 0.12 + p.grip_length
    spans = [(low, high)] if p.grip == "wrap" else [(t, t + 0.05) for t in np.linspace(low, high, 3)]
    sleeves = []
    for start, end in spans:
        t = np.linspace(start, end, 4)
        line = [(0, 0, z) for z in t * top]
        sleeves.append(sweep(oval, line, _radii(p, t) + 0.015, up=(0, 1, 0)))
    return tuple(sleeves)


def words(p: Params) -> Words:
    """What may be said of this pickaxe."""
    adjectives = []
    if p.handle > 0.9:
        adjectives.append("long")
    if p.handle < 0.8:
        adjectives.append("short")
    if p.half_length > 0.46:
        adjectives.append("wide")
    if p.height > 0.13:
        adjectives.append("thick")
    features = [{"points": "two points", "adze": "a flat end", "axe": "an axe end"}[p.ends]]
    features.append({"curved": "a curved head", "bent": "a bent head"}[p.profile])
    features += {"none": [], "wrap": ["a wrapped grip"], "bands": ["bands"]}[p.grip]
    return Words(tuple(adjectives), tuple(features), ("mattock",) if p.ends != "points" else ())


KIND = Kind(
    "pickaxe",
    Params,
    build,
    words,
    nouns=("pick",),
    natural=(("gray", "brown", "black"), ("turquoise", "brown", "brown"), ("black", "beige", "red")),
)
