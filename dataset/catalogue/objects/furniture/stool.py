"""Stools: a seat without a back on legs or on a pedestal that it turns on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...arrays import turned
from ...curves import circle, in_plane, rounded_square
from ...kinds import Kind, Words
from ...mesh import Floats, Mesh, Part, turn
from ...params import choice, span
from ...solids import frustum, lathe, loft, rod, torus


@dataclass(frozen=True)
class Params:
    """Lengths in rough metres; `ring_level` is a share of the height."""

    height: float = span(0.42, 0.85)
    radius: float = span(0.16, 0.225)
    thickness: float = span(0.05, 0.1)
    cushion_height: float = span(0.06, 0.12)
    cushion_share: float = span(0.86, 1.04)
    dip: float = span(0.02, 0.06)
    leg_radius: float = span(0.026, 0.042)
    splay: float = span(0.0, 0.11)
    ring_level: float = span(0.22, 0.42)
    ring_radius: float = span(0.024, 0.032)
    foot: float = span(0.7, 0.95)
    seat: str = choice("round", "round", "square", "saddle")
    legs: str = choice("four", "three", "pedestal")
    cushion: str = choice("none", "round", "none")
    footrest: str = choice("ring", "rungs")


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a stool."""
    swivel = turn((0.0, 0.0, p.height), (0.0, 0.0, 1.0)) if p.legs == "pedestal" else None
    parts = [Part("seat", "primary", (_seat(p),), joint=swivel), *_support(p)]
    if p.cushion == "round" and p.seat != "saddle":
        parts.append(Part("cushion", "tertiary", (_cushion(p),), joint=swivel))
    return tuple(parts)


def _outline(p: Params, reach: float) -> Floats:
    return circle(reach) if p.seat == "round" else rounded_square(reach, 0.22, 28)


def _seat(p: Params) -> Mesh:
    middle = p.height - p.thickness / 2
    if p.seat != "saddle":
        levels = ((-0.5, 0.94), (-0.25, 1.0), (0.25, 1.0), (0.5, 0.93))
        return loft([in_plane(_outline(p, p.radius * k), "z", middle + p.thickness * z) for z, k in levels])
    # A saddle rises towards its ends at -X and +X.
    rings = []
    for t in np.linspace(-1, 1, 9):
        x, z = 1.3 * p.radius * t, middle + 1.6 * p.dip * t**2
        y, h = 0.72 * p.radius * (1 - 0.12 * t**4), p.thickness / 2
        rings.append([(x, y * a, z + h * b) for a, b in ((-0.9, -1), (0.9, -1), (1, 0), (0.9, 1), (-0.9, 1), (-1, 0))])
    return loft(rings)


def _cushion(p: Params) -> Mesh:
    top, bulge = p.height - 0.02, p.cushion_height / 2
    reach = p.radius * p.cushion_share
    levels = ((-1.0, 0.9), (-0.4, 1.0), (0.4, 1.0), (1.0, 0.8))
    return loft([in_plane(_outline(p, reach * k), "z", top + bulge * (1 + t)) for t, k in levels])


def _support(p: Params) -> list[Part]:
    radius, under = p.leg_radius, p.height - 0.6 * p.thickness
    z = p.height * p.ring_level
    if p.legs == "pedestal":
        stem = frustum(radius * 1.5, radius * 1.2, 0.03, under, segments=16)
        base = lathe([(0, 0), (p.radius * p.foot, 0), (p.radius * p.foot, 0.045), (radius * 2, 0.1), (0, 0.1)])
        collar = frustum(radius * 2.4, p.radius * 0.6, under - 0.12, under + 0.01, segments=20)
        parts = [
            Part("stem", "metal", (stem,)),
            Part("base", "secondary", (base,)),
            Part("collar", "tertiary", (collar,)),
        ]
        if p.footrest == "ring":
            reach = p.radius * 0.72
            spokes = turned(rod((0, 0, z), (reach, 0, z), p.ring_radius), 3, np.pi / 2)
            ring = torus(reach, p.ring_radius, segments=24, sides=8).moved((0, 0, z))
            parts.append(Part("footrest", "secondary", (ring, *spokes)))
        return parts
    count = 4 if p.legs == "four" else 3
    start = np.pi / 4 if count == 4 else np.pi / 2
    upper = p.radius * (0.92 if p.seat == "square" and count == 4 else 0.66 if p.seat == "saddle" else 0.74)
    lower = upper + p.splay
    reach = lower + (upper - lower) * z / under
    leg = rod((lower, 0, 0.01), (upper, 0, under), (radius * 0.85, radius * 1.1))
    tip = frustum(radius * 1.15, radius * 1.15, 0, 0.055, segments=12).moved((lower, 0, 0))
    parts = [
        Part("legs", "secondary", turned(leg, count, start), label="leg", count=count),
        Part("feet", "dark", turned(tip, count, start), label="foot", count=count),
    ]
    if p.footrest == "ring":
        ring = torus(reach, p.ring_radius, segments=24, sides=8).moved((0, 0, z))
        return [*parts, Part("footrest", "tertiary", (ring,))]
    ends = (reach, 0, z), (reach * np.cos(2 * np.pi / count), reach * np.sin(2 * np.pi / count), z)
    rungs = turned(rod(*ends, p.ring_radius, segments=8), count, start)
    return [*parts, Part("rungs", "tertiary", rungs, label="rung", count=count)]


def words(p: Params) -> Words:
    """What may be said of this stool."""
    adjectives = [] if p.seat == "saddle" else [p.seat]
    adjectives += ["tall"] if p.height > 0.68 else ["low"] if p.height < 0.52 else []
    features = [f"a {p.seat} seat", {"four": "four legs", "three": "three legs", "pedestal": "a pedestal"}[p.legs]]
    if p.footrest == "ring":
        features.append("a footrest")
    elif p.legs != "pedestal":
        features.append("rungs")
    if p.cushion == "round" and p.seat != "saddle":
        features.append("a cushion")
    return Words(tuple(adjectives), tuple(features), ("bar stool",) if p.height > 0.65 else ())


KIND = Kind("stool", Params, build, words, natural=(("red", "gray", "black"), ("brown", "brown", "beige")))
