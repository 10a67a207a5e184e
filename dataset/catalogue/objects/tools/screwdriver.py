"""Screwdrivers: upright on the handle's end, the tip up."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...arrays import turned
from ...kinds import Kind, Words
from ...mesh import Mesh, Part
from ...params import choice, span
from ...solids import ellipsoid, frustum, lathe, rod
from .strips import lobed, slab


@dataclass(frozen=True)
class Params:
    """Lengths relative to a screwdriver of about one unit; shares are of the handle."""

    handle: float = span(0.42, 0.58)
    radius: float = span(0.11, 0.15)
    waist: float = span(0.7, 0.9)
    waist_height: float = span(0.62, 0.8)
    shoulder: float = span(0.5, 0.7)
    bottom: float = span(0.75, 0.95)
    shaft: float = span(0.28, 0.62)
    shaft_radius: float = span(0.035, 0.05)
    tip: float = span(0.16, 0.26)
    tip_width: float = span(1.5, 2.1)
    cap: float = span(0.05, 0.1)
    collar: float = span(0.04, 0.08)
    trim: float = span(0.018, 0.03)
    blade: str = choice("flat", "flat", "cross", "hexagonal")
    section: str = choice("round", "fluted", "hexagonal")
    accent: str = choice("ribs", "rings", "sleeve")


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a screwdriver."""
    top = p.handle
    levels = [0.0, 0.1, 0.3, 0.5, p.waist_height, 0.9, 1.0]
    profile = [(_radius_at(p, t), t * top) for t in levels]
    section = {"round": (0, 0.0, 24), "fluted": (8, 0.045, 32), "hexagonal": (6, 0.03, 6)}[p.section]
    handle = lobed(profile, section[0], section[1], segments=section[2])
    wide = _radius_at(p, 0.05)
    cap = lathe([(0, -p.cap), (wide * 0.7, -p.cap), (wide * 0.95, -p.cap * 0.6), (wide * 0.95, 0.02), (0, 0.02)])
    neck = _radius_at(p, 1.0) + 0.016
    collar = frustum(neck, neck * 0.8, top - 0.025, top + p.collar)
    end = top + p.shaft
    shaft = rod((0, 0, top - 0.05), (0, 0, end), p.shaft_radius, segments=16)
    return (
        Part("handle", "primary", (handle,)),
        _accent(p),
        Part("cap", "tertiary", (cap,), label="end cap"),
        Part("collar", "tertiary", (collar,)),
        Part("shaft", "metal", (shaft,)),
        Part("tip", "metal", tuple(solid.moved((0, 0, end)) for solid in _tip(p))),
    )


def _radius_at(p: Params, t: float) -> float:
    """Radius of the handle at the relative height t: a belly, a waist for the thumb, a shoulder."""
    knots = (0.0, 0.1, 0.5, p.waist_height, 0.9, 1.0)
    return p.radius * float(np.interp(t, knots, (p.bottom, 1.0, 1.0, p.waist, 0.92, p.shoulder)))


def _accent(p: Params) -> Part:
    if p.accent == "ribs":
        low, high = 0.1 * p.handle, 0.52 * p.handle
        rib = ellipsoid((p.trim + 0.006, p.trim + 0.006, (high - low) / 2), segments=10, rings=7)
        ribs = turned(rib.moved((p.radius * 0.94, 0, (low + high) / 2)), 6, np.pi / 6)
        return Part("ribs", "secondary", ribs, label="rib", count=6)
    proud = p.trim * 0.3 + 0.004 + (0.045 * p.radius if p.section == "fluted" else 0.0)
    if p.accent == "sleeve":
        outer = [(_radius_at(p, t) + proud, t * p.handle) for t in np.linspace(0.22, 0.6, 6)]
        return Part("grip", "secondary", (lathe([(0, outer[0][1]), *outer, (0, outer[-1][1])]),))
    rings = []
    for t in (0.18, 0.34, 0.5):
        wide, z = max(_radius_at(p, t - 0.04), _radius_at(p, t + 0.04)) + proud, t * p.handle
        rings.append(frustum(wide, wide, z - p.trim, z + p.trim))
    return Part("rings", "secondary", tuple(rings), label="ring", count=3)


def _tip(p: Params) -> tuple[Mesh, ...]:
    """The working end, from z = 0 up."""
    radius, length = p.shaft_radius, p.tip
    if p.blade == "hexagonal":
        wide = radius * p.tip_width * 0.85
        nut = frustum(wide, wide, -0.3 * length, 0.7 * length, segments=6)
        return (nut, frustum(wide * 0.55, wide * 0.45, 0, length, segments=6))
    heights = np.array([-0.1, 0.0, 0.45, 0.8, 1.0]) * length
    if p.blade == "flat":
        flat = radius * np.array([1.0, 1.1, p.tip_width * 0.9, p.tip_width, p.tip_width * 0.85])
        thick = radius * np.array([2.0, 2.1, 1.6, 1.1, 0.8])
        return (slab([np.stack([s * flat, heights], -1) for s in (-1, 1)], np.array([thick, thick])),)
    half = radius * np.array([1.2, 1.45, 1.45, 0.95, 0.35])
    fin = slab([np.stack([s * half, heights], -1) for s in (-1, 1)], radius * 1.0).rotated("z", np.pi / 4)
    return fin, fin.rotated("z", np.pi / 2)


def words(p: Params) -> Words:
    """What may be said of this screwdriver."""
    adjectives = []
    if p.shaft > 0.52:
        adjectives.append("long")
    if p.shaft < 0.38:
        adjectives.append("short")
    if p.radius > 0.138:
        adjectives.append("thick")
    if p.radius < 0.12:
        adjectives.append("thin")
    blade = {"flat": "a flat tip", "cross": "a cross tip", "hexagonal": "a hexagonal tip"}[p.blade]
    handle = {"round": "a round handle", "fluted": "a fluted handle", "hexagonal": "a hexagonal handle"}[p.section]
    accent = {"ribs": "ribs", "rings": "rings", "sleeve": "a soft grip"}[p.accent]
    nouns = {"flat": ("flathead screwdriver",), "cross": ("phillips screwdriver",), "hexagonal": ()}[p.blade]
    return Words(tuple(adjectives), (blade, handle, accent), nouns)


KIND = Kind(
    "screwdriver",
    Params,
    build,
    words,
    natural=(("yellow", "black", "red"), ("red", "black", "gray"), ("blue", "yellow", "black")),
)
