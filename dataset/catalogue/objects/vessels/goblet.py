"""Goblets: a cup on a stem with a foot, from wine glass to chalice."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...curves import spline
from ...kinds import Kind, Words
from ...mesh import Floats, Mesh, Part
from ...params import choice, span
from ...solids import ellipsoid, frustum, lathe, torus
from .hollow import band, filling, hollow, radius_at


@dataclass(frozen=True)
class Params:
    """Lengths relative to a goblet of about one unit."""

    cup_radius: float = span(0.2, 0.3)
    cup_height: float = span(0.38, 0.56)
    mouth: float = span(0.8, 1.05)
    wall: float = span(0.04, 0.055)
    stem_height: float = span(0.3, 0.5)
    stem_radius: float = span(0.032, 0.05)
    foot_radius: float = span(0.2, 0.28)
    foot_height: float = span(0.05, 0.1)
    knop_size: float = span(0.07, 0.1)
    knop_level: float = span(0.35, 0.7)
    level: float = span(0.55, 0.85)
    rim_width: float = span(0.035, 0.07)
    shape: str = choice("round", "cone", "flute", "chalice")
    knop: str = choice("ball", "ring", "none")
    drink: str = choice("none", "full")
    gems: str = choice("none", "none", "six")


def _cup(p: Params) -> Floats:
    """Outer profile of the cup, from the stem's top at z = 0."""
    r, h, s = p.cup_radius, p.cup_height, p.stem_radius + 0.02
    if p.shape == "cone":
        return np.array([(s + 0.02, 0.0), (s + 0.04, 0.04), (r * 1.45, h * 0.85)])
    if p.shape == "flute":
        return spline([(s, 0), (r * 0.62, h * 0.3), (r * 0.72, h * 0.8), (r * 0.68 * p.mouth, h * 1.35)])
    if p.shape == "chalice":
        return spline([(s, 0), (r * 0.8, h * 0.16), (r * 0.95, h * 0.5), (r * 1.12, h * 0.92)])
    return spline([(s, 0), (r * 0.85, h * 0.2), (r * 1.08, h * 0.5), (r * 0.86 * p.mouth, h)])


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a goblet."""
    cup = _cup(p)
    outer = cup + np.array([0.0, p.foot_height + p.stem_height])
    low, top = outer[0, 1], outer[-1, 1]
    bell = [(p.foot_radius, 0), (p.foot_radius, 0.04), (p.foot_radius * 0.55, 0.04 + 0.35 * p.foot_height)]
    foot = lathe([(0, 0), *bell, (p.stem_radius * 1.3, p.foot_height + 0.06), (0, p.foot_height + 0.08)])
    stem = frustum(p.stem_radius * 1.1, p.stem_radius, 0.02, low + 0.02, segments=16)
    parts = [
        Part("cup", "primary", (hollow(outer, p.wall),)),
        Part("stem", "secondary", (stem,)),
        Part("foot", "primary" if p.shape == "chalice" else "secondary", (foot,)),
        Part("rim", "tertiary", (band(outer, top - p.rim_width, top + 0.012, 0.014, p.wall + 0.028),)),
    ]
    if p.knop != "none":
        parts.append(Part("knop", "tertiary", (_knop(p),)))
    if p.gems == "six":
        z = low + 0.52 * (top - low)
        r = radius_at(outer, z)
        gem = ellipsoid((0.035, 0.05, 0.06), (r, 0, z), segments=8, rings=3)
        gems = tuple(gem.rotated("z", np.pi * (k / 3 + 1 / 6)) for k in range(6))
        parts.append(Part("gems", "secondary", gems, label="gem", count=6))
    if p.drink == "full":
        level = low + p.level * (top - low)
        parts.append(Part("drink", "dark", (filling(outer, low + 0.4 * p.wall, level, p.wall),)))
    return tuple(parts)


def _knop(p: Params) -> Mesh:
    z = p.foot_height + p.stem_height * p.knop_level
    if p.knop == "ball":
        return ellipsoid((p.knop_size, p.knop_size, p.knop_size * 0.85), (0, 0, z), segments=18, rings=9)
    return torus(p.stem_radius + 0.02, p.knop_size * 0.5, segments=20, sides=10).moved((0, 0, z))


def words(p: Params) -> Words:
    """What may be said of this goblet."""
    adjectives = [{"round": "round", "cone": "conical", "flute": "narrow", "chalice": "wide"}[p.shape]]
    if p.stem_height > 0.43:
        adjectives.append("tall")
    if p.stem_height < 0.36 and p.shape != "flute":
        adjectives.append("short")
    features = ["a stem", *{"ball": ["a ball on the stem"], "ring": ["a ring on the stem"], "none": []}[p.knop]]
    if p.gems == "six":
        features.append("six gems")
    if p.drink == "full":
        features.append("a drink")
    nouns = {"round": ("wine glass", "wineglass"), "cone": ("cocktail glass",), "flute": ("champagne glass",)}
    plain = nouns.get(p.shape, ()) if p.gems == "none" else ()
    return Words(tuple(adjectives), tuple(features), plain or ("chalice",))


KIND = Kind(
    "goblet",
    Params,
    build,
    words,
    natural=(("yellow", "yellow", "red"), ("gray", "gray", "maroon"), ("white", "white", "maroon")),
    finishes=("matte", "glossy", "metallic", "metallic", "striped"),
)
