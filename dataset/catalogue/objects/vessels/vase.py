"""Vases: a hollow curved body with a band, a foot and perhaps two handles."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..mesh import Description, Floats, Part
from ..solids import annulus, lathe, mirrored_pair, spline, tube
from ..streams import between, chance, pick


@dataclass(frozen=True)
class Params:
    """Radii at the foot, belly, neck and rim of a vase of the given height."""

    height: float = 1.0
    foot: float = 0.18
    belly: float = 0.34
    belly_level: float = 0.4
    neck: float = 0.14
    rim: float = 0.22
    wall: float = 0.045
    handles: bool = False
    band: str = "middle"


def sample_params(rng: np.random.Generator) -> Params:
    """Draw a vase."""
    return Params(
        height=between(rng, 0.75, 1.15),
        foot=between(rng, 0.14, 0.24),
        belly=between(rng, 0.24, 0.42),
        belly_level=between(rng, 0.3, 0.6),
        neck=between(rng, 0.11, 0.2),
        rim=between(rng, 0.16, 0.3),
        wall=between(rng, 0.04, 0.055),
        handles=chance(rng, 0.35),
        band=pick(rng, ("middle", "rim", "foot")),
    )


def _curve(p: Params) -> Floats:
    """Outer profile (K, 2), radius and z, from foot to rim."""
    levels = (0.0, p.belly_level, 0.84, 1.0)
    radii = (p.foot, p.belly, p.neck, p.rim)
    return spline([(r, t * p.height) for r, t in zip(radii, levels, strict=True)], steps=7)


def _radius_at(p: Params, z: float) -> float:
    curve = _curve(p)
    return float(np.interp(z, curve[:, 1], curve[:, 0]))


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a vase."""
    outer = _curve(p)
    inner = outer[::-1] - np.array([p.wall, 0.0])
    inner = inner[inner[:, 1] > p.wall]
    body = lathe([(0, 0), *outer, *inner, (0, inner[-1, 1])])
    low, high = {"middle": (p.belly_level - 0.09, p.belly_level + 0.09), "rim": (0.92, 1.012), "foot": (-0.012, 0.1)}[
        p.band
    ]
    levels = np.linspace(low, high, 6) * p.height
    band = annulus([(_radius_at(p, z) + 0.016, z) for z in levels], p.wall * 0.7)
    parts = [Part("body", "primary", (body,)), Part("band", "secondary", (band,))]
    if p.handles:
        low_z, high_z = p.belly_level * p.height, 0.86 * p.height
        x0, x1 = _radius_at(p, low_z) - 0.02, _radius_at(p, high_z) - 0.02
        reach = max(x0, x1) + 0.12
        path = [(x0, 0, low_z), (reach, 0, low_z + (high_z - low_z) * 0.35), (reach, 0, high_z - 0.03)]
        path += [(x1 + 0.06, 0, high_z + 0.02), (x1, 0, high_z)]
        handle = tube(spline(path, steps=4), 0.036)
        parts.append(Part("handles", "secondary", mirrored_pair(handle)))
    return tuple(parts)


def describe(p: Params) -> Description:
    """What may be said of this vase."""
    adjectives = []
    if p.height / p.belly > 3.4:
        adjectives.append("slim")
    if p.height / p.belly < 2.5:
        adjectives.append("wide")
    if p.belly > 0.36:
        adjectives.append("round")
    accent = {"middle": "band", "rim": "rim", "foot": "foot"}[p.band]
    return Description(
        tuple(adjectives),
        accent="handles" if p.handles else accent,
        count="two" if p.handles else "",
        nouns=("urn",) if p.handles else (),
    )
