"""Rockets: a body with a nose, fins, a window and a nozzle."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..mesh import Description, Mesh, Part
from ..solids import ellipsoid, frustum, lathe, loft, mirrored_pair, spline, turned
from ..streams import between, chance, pick


@dataclass(frozen=True)
class Params:
    """Lengths relative to a rocket of about one unit and a half."""

    length: float = 1.3
    radius: float = 0.2
    waist: float = 0.85
    nose: float = 0.35
    fins: int = 3
    fin_reach: float = 0.2
    fin_height: float = 0.4
    window: bool = True
    boosters: bool = False


def sample_params(rng: np.random.Generator) -> Params:
    """Draw a rocket."""
    return Params(
        length=between(rng, 0.95, 1.5),
        radius=between(rng, 0.16, 0.27),
        waist=between(rng, 0.65, 1.0),
        nose=between(rng, 0.26, 0.5),
        fins=pick(rng, (3, 4)),
        fin_reach=between(rng, 0.16, 0.3),
        fin_height=between(rng, 0.3, 0.5),
        window=chance(rng, 0.7),
        boosters=chance(rng, 0.25),
    )


def build(p: Params) -> tuple[Part, ...]:
    """The parts of an upright rocket, its window towards -Y."""
    curve = spline([(p.radius * p.waist, 0), (p.radius, p.length * 0.45), (p.radius * 0.82, p.length)])
    body = [lathe([(0, 0), *curve, (0, p.length)])]
    if p.boosters:
        x = p.radius + 0.07
        booster = lathe([(0, -0.05), (0.1, -0.05), (0.1, 0.5), (0.07, 0.62), (0, 0.7)], segments=18)
        body += mirrored_pair(booster.moved((x, 0, 0)))
    base, top = p.length - 0.02, p.length + p.nose
    tip = spline([(p.radius * 0.84, base), (p.radius * 0.55, p.length + p.nose * 0.6), (0.03, top)])
    nose = lathe([(0, base), *tip, (0, top + 0.01)])
    nozzle = frustum(p.radius * 0.62, p.radius * 0.42, -0.12, 0.03)
    start = np.pi / 4 if p.boosters and p.fins == 4 else np.pi / 2
    parts = [
        Part("body", "primary", tuple(body)),
        Part("nose", "secondary", (nose,)),
        Part("fins", "secondary", turned(_fin(p), p.fins, start)),
        Part("nozzle", "dark", (nozzle,)),
    ]
    if p.window:
        z = p.length * 0.66
        surface = float(np.interp(z, curve[:, 1], curve[:, 0]))
        disc = ellipsoid((p.radius * 0.42, 0.05, p.radius * 0.42), (0, -surface, z))
        parts.append(Part("window", "dark", (disc,)))
    return tuple(parts)


def _fin(p: Params) -> Mesh:
    """One fin along +X, swept down past the base."""
    inner, outer = p.radius * 0.6, p.radius + p.fin_reach
    profile = [(inner, 0.06), (outer, -0.12), (outer, p.fin_height * 0.3), (inner, p.fin_height)]
    rings = [[(x, y, z) for x, z in profile] for y in (0.032, -0.032)]
    return loft(rings)


def describe(p: Params) -> Description:
    """What may be said of this rocket."""
    adjectives = []
    slender = (p.length + p.nose) / p.radius
    if slender > 9.0:
        adjectives.append(("tall", "slim")[p.radius < 0.19])
    if slender < 6.8:
        adjectives.append(("short", "chubby")[p.radius > 0.22])
    features = tuple(name for name, there in (("a window", p.window), ("two boosters", p.boosters)) if there)
    return Description(tuple(adjectives), accent="fins", count={3: "three", 4: "four"}[p.fins], features=features)
