"""Bowls on a foot: empty, or with soup and a spoon, rice and chopsticks, or fruit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...arrays import mirrored_pair
from ...kinds import Kind, Words
from ...mesh import Floats, Part
from ...params import choice, span
from ...solids import annulus, ellipsoid, frustum, rod
from .hollow import band, filling, hollow, radius_at, side_loop


@dataclass(frozen=True)
class Params:
    """Lengths relative to a rim of about one unit across; `curl` bends the wall outwards."""

    radius: float = span(0.45, 0.56)
    height: float = span(0.28, 0.5)
    base: float = span(0.34, 0.5)
    roundness: float = span(0.42, 0.75)
    wall: float = span(0.045, 0.065)
    foot_height: float = span(0.06, 0.14)
    foot_flare: float = span(0.9, 1.2)
    rim_width: float = span(0.035, 0.06)
    band_level: float = span(0.4, 0.6)
    level: float = span(0.68, 0.84)
    heap: float = span(0.12, 0.22)
    ear_reach: float = span(0.1, 0.16)
    content: str = choice("none", "soup", "rice", "fruit")
    ears: str = choice("none", "none", "two")
    decoration: str = choice("rim", "band", "both")


def _profile(p: Params) -> Floats:
    t = np.linspace(0, 1, 10)
    bottom = p.base * p.radius
    curve: Floats = np.stack(
        [bottom + (p.radius - bottom) * np.sin(t * np.pi / 2) ** (p.roundness + 0.25), t * p.height], -1
    )
    return curve


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a bowl."""
    outer, h = _profile(p), p.height
    base = p.base * p.radius
    foot = frustum(base * 0.95 * p.foot_flare, base * 0.95, -p.foot_height, 0.03)
    parts = [Part("body", "primary", (hollow(outer, p.wall),)), Part("foot", "secondary", (foot,))]
    lip = annulus([(p.radius + 0.018, h - p.rim_width), (p.radius + 0.018, h + 0.012)], p.wall + 0.036)
    parts.append(Part("rim", "tertiary" if p.decoration == "band" else "secondary", (lip,)))
    if p.decoration != "rim":
        middle = p.band_level * h
        parts.append(Part("band", "secondary", (band(outer, middle - 0.05, middle + 0.05, 0.014),)))
    if p.ears == "two":
        level = 0.8 * h
        ear = side_loop(radius_at(outer, level) - 0.5 * p.wall, level, p.ear_reach, 0.15, 0.036)
        parts.append(Part("handles", "secondary", mirrored_pair(ear), label="handle", count=2))
    if p.content != "none":
        parts += _content(p, outer)
    elif p.decoration == "rim":
        parts.append(Part("ring", "tertiary", (band(outer, 0.2 * h, 0.2 * h + 0.06, 0.014),)))
    return tuple(parts)


def _content(p: Params, outer: Floats) -> list[Part]:
    level = p.level * p.height
    inside = radius_at(outer, level) - p.wall
    base = filling(outer, 0.4 * p.wall, level, p.wall)
    if p.content == "soup":
        spoon = rod((0.1, 0.05, level - 0.05), (0.42, 0.34, p.height + 0.32), (0.032, 0.038))
        pieces = [(0.45, 2.6), (0.5, 4.1), (0.4, 5.6)]
        bits = [
            ellipsoid((0.07, 0.07, 0.04), (r * inside * np.cos(a), r * inside * np.sin(a), level), segments=10, rings=5)
            for r, a in pieces
        ]
        return [
            Part("soup", "tertiary", (base,)),
            Part("dumplings", "light", tuple(bits), label="dumpling", count=3),
            Part("spoon", "metal", (spoon,)),
        ]
    if p.content == "rice":
        mound = ellipsoid((inside + 0.4 * p.wall, inside + 0.4 * p.wall, p.heap + 0.05), (0, 0, level))
        tilt = p.height + p.heap
        sticks = [
            rod((-0.08 + 0.06 * k, 0.02 * k, level), (0.42 + 0.1 * k, 0.42 - 0.02 * k, tilt + 0.38), (0.026, 0.034))
            for k in (0, 1)
        ]
        return [
            Part("rice", "light", (base, mound)),
            Part("chopsticks", "tertiary", tuple(sticks), label="chopstick", count=2),
        ]
    size = 0.36 * inside
    angles = np.arange(4) * (np.pi / 2) + 0.5
    balls = [
        ellipsoid((size,) * 3, (0.55 * inside * np.cos(a), 0.55 * inside * np.sin(a), level), segments=14, rings=8)
        for a in angles
    ]
    top = ellipsoid((size,) * 3, (0, 0, level + size * 0.95), segments=16)
    stalk = rod((0, 0, level + 1.8 * size), (0.03, 0, level + 2.35 * size), 0.02, segments=8)
    return [
        Part("fruits", "tertiary", (*balls, top), label="fruit", count=5),
        Part("bedding", "leaf", (filling(outer, 0.4 * p.wall, level - 0.5 * size, p.wall),)),
        Part("stalk", "timber", (stalk,)),
    ]


def words(p: Params) -> Words:
    """What may be said of this bowl."""
    adjectives = []
    if p.height / p.radius > 0.82:
        adjectives.append("deep")
    if p.height / p.radius < 0.68:
        adjectives += ["shallow", "wide"]
    features = {
        "none": ["a foot"],
        "soup": ["soup", "a spoon"],
        "rice": ["rice", "two chopsticks"],
        "fruit": ["fruit"],
    }[p.content]
    if p.ears == "two":
        features.append("two handles")
    if p.decoration != "rim":
        features.append("a band")
    nouns = {
        "none": (),
        "soup": ("soup bowl", "bowl of soup"),
        "rice": ("rice bowl", "bowl of rice"),
        "fruit": ("fruit bowl",),
    }
    return Words(tuple(adjectives), tuple(features), nouns[p.content])


KIND = Kind(
    "bowl",
    Params,
    build,
    words,
    natural=(("white", "blue", "red"), ("maroon", "black", "orange"), ("brown", "beige", "green")),
)
