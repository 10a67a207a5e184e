"""Mugs: a hollow body with a handle at +X."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..mesh import Description, Mesh, Part
from ..solids import annulus, half_ellipse, lathe, tube
from ..streams import between, chance, pick


@dataclass(frozen=True)
class Params:
    """Lengths relative to a body of about one unit across."""

    radius: float = 0.4
    height: float = 0.85
    flare: float = 1.0
    belly: float = 0.0
    wall: float = 0.06
    handle: str = "round"
    handle_reach: float = 0.26
    handle_radius: float = 0.05
    band: bool = False


def sample_params(rng: np.random.Generator) -> Params:
    """Draw a mug."""
    return Params(
        radius=between(rng, 0.32, 0.46),
        height=between(rng, 0.55, 1.1),
        flare=between(rng, 0.75, 1.3),
        belly=between(rng, -0.04, 0.1),
        wall=between(rng, 0.05, 0.075),
        handle=pick(rng, ("round", "square", "ear")),
        handle_reach=between(rng, 0.2, 0.32),
        handle_radius=between(rng, 0.042, 0.065),
        band=chance(rng, 0.35),
    )


def _radius_at(p: Params, t: float) -> float:
    """Outer radius at the relative height t in [0, 1]."""
    return float(p.radius * (1 + (p.flare - 1) * (t - 0.5)) + p.belly * np.sin(np.pi * t))


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a mug."""
    levels = np.linspace(0, 1, 9)
    outer = [(_radius_at(p, t), t * p.height) for t in levels]
    floor = p.wall / p.height
    inner = [(_radius_at(p, t) - p.wall, t * p.height) for t in np.linspace(1, floor, 9)]
    body = lathe([(0, 0), *outer, *inner, (0, p.wall)])
    parts = [Part("body", "primary", (body,)), Part("handle", "secondary", (_handle(p),))]
    if p.band:
        parts.append(Part("band", "secondary", (_band(p),)))
    return tuple(parts)


def _handle(p: Params) -> Mesh:
    low, high = p.height * 0.22, p.height * 0.8
    x0, x1 = _radius_at(p, 0.22) - p.wall / 2, _radius_at(p, 0.8) - p.wall / 2
    reach = max(x0, x1) + p.handle_reach
    if p.handle == "square":
        bend = 0.05
        path = [(x0, 0, low), (reach - bend, 0, low), (reach, 0, low + bend), (reach, 0, high - bend)]
        path += [(reach - bend, 0, high), (x1, 0, high)]
    else:
        middle, half = (low + high) / 2, (high - low) / 2
        inner = min(x0, x1)
        tilt = 0.0 if p.handle == "round" else 0.25 * half
        path = list(half_ellipse((inner, 0, middle), (reach - inner, 0, tilt), (0, 0, half)))
    return tube(path, p.handle_radius)


def _band(p: Params) -> Mesh:
    rise = 0.012
    levels = np.linspace(0.05, 0.16, 3)
    return annulus([(_radius_at(p, t) + rise, t * p.height) for t in levels], p.wall * 0.8)


def describe(p: Params) -> Description:
    """What may be said of this mug."""
    adjectives = []
    if p.height / p.radius > 2.5:
        adjectives.append("tall")
    if p.height / p.radius < 1.7:
        adjectives.append("short")
    if p.radius > 0.42:
        adjectives.append("wide")
    return Description(tuple(adjectives), accent="handle", features=("a band",) if p.band else ())
