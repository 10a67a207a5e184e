"""Lamps: a shade on a stem with a foot."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..mesh import Description, Mesh, Part
from ..solids import ellipsoid, frustum, lathe, tube, turned
from ..streams import between, pick


@dataclass(frozen=True)
class Params:
    """Lengths relative to a table lamp of about one unit."""

    height: float = 0.8
    shade: str = "cone"
    shade_radius: float = 0.28
    shade_height: float = 0.3
    taper: float = 0.6
    foot: str = "disc"
    foot_radius: float = 0.2
    stem_radius: float = 0.03


def sample_params(rng: np.random.Generator) -> Params:
    """Draw a lamp."""
    return Params(
        height=between(rng, 0.5, 1.25),
        shade=pick(rng, ("cone", "cone", "dome", "globe")),
        shade_radius=between(rng, 0.2, 0.34),
        shade_height=between(rng, 0.22, 0.4),
        taper=between(rng, 0.4, 0.9),
        foot=pick(rng, ("disc", "tripod", "urn")),
        foot_radius=between(rng, 0.15, 0.24),
        stem_radius=between(rng, 0.028, 0.042),
    )


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a lamp."""
    return (Part("shade", "primary", (_shade(p),)), Part("base", "secondary", _base(p)))


def _shade(p: Params) -> Mesh:
    radius, height, z, wall = p.shade_radius, p.shade_height, p.height, 0.045
    if p.shade == "globe":
        return ellipsoid((radius * 0.85,) * 3, (0, 0, z + radius * 0.6))
    if p.shade == "dome":
        angles = np.linspace(0, np.pi / 2, 9)[:-1]
        outer = np.c_[radius * np.cos(angles), height * np.sin(angles)]
        inner = (outer * (1 - wall / radius))[::-1]
        inner[-1, 1] = 0.0
        # The inside is drawn first: it opens downwards.
        profile = [(0, (height - wall)), *inner, *outer, (0, height)]
        return lathe(profile).moved((0, 0, z))
    small = radius * p.taper
    inside = [(0, height - wall), (small - wall, height - wall), (radius - wall, 0)]
    return lathe([*inside, (radius, 0), (small, height), (0, height)]).moved((0, 0, z))


def _base(p: Params) -> tuple[Mesh, ...]:
    top = p.height + (0.05 if p.shade == "globe" else p.shade_height - 0.02)
    stem = frustum(p.stem_radius, p.stem_radius, 0.03, top, segments=16)
    if p.foot == "tripod":
        knee = p.height * 0.55
        leg = tube([(0, 0, knee), (0, -p.foot_radius * 1.5, 0)], p.stem_radius, segments=10)
        upper = frustum(p.stem_radius, p.stem_radius, knee - 0.04, top)
        return (upper, *turned(leg, 3))
    if p.foot == "urn":
        z, radius = p.height * 0.32, p.foot_radius * 0.85
        return (stem, ellipsoid((radius, radius, z * 0.9), (0, 0, z)), frustum(radius, radius * 0.7, 0, 0.09))
    return (stem, frustum(p.foot_radius, p.foot_radius * 0.8, 0, 0.06))


def describe(p: Params) -> Description:
    """What may be said of this lamp."""
    adjectives = []
    if p.height > 1.0:
        adjectives.append("tall")
    if p.height < 0.65:
        adjectives.append("short")
    if p.shade == "globe":
        adjectives.append("round")
    if p.shade_radius > 0.3:
        adjectives.append("wide")
    return Description(
        tuple(adjectives),
        accent="legs" if p.foot == "tripod" else "base",
        count="three" if p.foot == "tripod" else "",
        nouns=("floor lamp",) if p.height > 1.0 else (("table lamp",) if p.height < 0.8 else ()),
    )
