"""Airplanes: a fuselage with wings and a tail, nose towards -Y."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..mesh import Description, Mesh, Part
from ..solids import box, ellipsoid, frustum, loft, mirrored_pair, spline, tube
from ..streams import between, chance, pick


@dataclass(frozen=True)
class Params:
    """Lengths relative to a fuselage of about two units."""

    length: float = 2.0
    radius: float = 0.17
    span: float = 1.0
    chord: float = 0.45
    sweep: float = 0.3
    wing_level: float = 0.0
    fin: float = 0.4
    engines: str = "jets"
    biplane: bool = False


def sample_params(rng: np.random.Generator) -> Params:
    """Draw an airplane; `span` is the length of one wing."""
    engines = pick(rng, ("jets", "propeller", "none"))
    return Params(
        length=between(rng, 1.7, 2.4),
        radius=between(rng, 0.15, 0.23),
        span=between(rng, 0.75, 1.15),
        chord=between(rng, 0.38, 0.58),
        sweep=between(rng, 0.0, 0.12) if engines == "propeller" else between(rng, 0.2, 0.6),
        wing_level=pick(rng, (-0.45, 0.0, 0.6)),
        fin=between(rng, 0.34, 0.5),
        engines=engines,
        biplane=engines == "propeller" and chance(rng, 0.4),
    )


def build(p: Params) -> tuple[Part, ...]:
    """The parts of an airplane that flies towards -Y."""
    half = p.length / 2
    knots = [(-half, 0.35), (-half * 0.85, 0.8), (-half * 0.5, 1.0), (half * 0.2, 0.98), (half * 0.7, 0.6), (half, 0.3)]
    curve = spline(knots, steps=4)
    rise = np.maximum(curve[:, 0], 0) ** 2 * 0.12
    path = np.c_[np.zeros(len(curve)), curve[:, 0], rise]
    fuselage = tube(path, p.radius * curve[:, 1], segments=20)
    nose = ellipsoid((0.4 * p.radius, 0.5 * p.radius, 0.4 * p.radius), (0, -half, 0))
    cockpit = ellipsoid((p.radius * 0.62, p.length * 0.11, p.radius * 0.5), (0, -half * 0.55, p.radius * 0.8))
    parts = [
        Part("fuselage", "primary", (fuselage, nose)),
        Part("wings", "secondary", _wings(p)),
        Part("tail", "secondary", _tail(p, half, 0.12 * half**2)),
        Part("cockpit", "dark", (cockpit,)),
    ]
    if p.engines == "jets":
        x, z = p.span * 0.42, p.wing_level * p.radius - 0.09
        y = -p.chord * 0.35 + p.sweep * 0.42
        jet = tube([(x, y - 0.2, z), (x, y - 0.1, z), (x, y + 0.2, z)], (0.085, 0.1, 0.07))
        parts.append(Part("engines", "primary", mirrored_pair(jet)))
    if p.engines == "propeller":
        y = -half - 0.55 * p.radius
        blade = box((p.radius * 3.4, 0.065, 0.1), (0, y, 0), bevel=0.02)
        hub = ellipsoid((0.07, 0.1, 0.07), (0, y, 0))
        parts.append(Part("propeller", "dark", (blade, blade.rotated("y", np.pi / 2), hub)))
    return tuple(parts)


def _panel(root: float, tip: float, span: float, sweep: float, thickness: float) -> Mesh:
    """Flat wing from the axis out along +X, leading edge towards -Y, swept back by `sweep`."""
    rings = []
    for x, chord, y, scale in ((0.0, root, 0.0, 1.0), (span, tip, sweep, 0.75)):
        c, t = chord / 2, thickness / 2 * scale
        profile = [(-c, -0.3 * t), (-0.6 * c, -t), (0.5 * c, -t), (c, -0.3 * t)]
        profile += [(-u, -v) for u, v in profile]
        rings.append([(x, y + u, v) for u, v in profile])
    return loft(rings)


def _wings(p: Params) -> tuple[Mesh, ...]:
    wing = _panel(p.chord, p.chord * 0.6, p.span, p.sweep, 0.075)
    level = (0, -0.1 * p.length + 0.1, p.wing_level * p.radius)
    if not p.biplane:
        return mirrored_pair(wing.moved(level))
    low, high = (0, level[1], -0.55 * p.radius), (0, level[1], p.radius + 0.22)
    gap = high[2] - low[2]
    strut = frustum(0.035, 0.035, low[2], low[2] + gap, segments=10).moved((p.span * 0.6, level[1], 0))
    cabane = frustum(0.035, 0.035, 0, high[2], segments=10).moved((p.radius * 0.4, level[1], 0))
    pairs = [mirrored_pair(solid) for solid in (wing.moved(low), wing.moved(high), strut, cabane)]
    return tuple(solid for pair in pairs for solid in pair)


def _tail(p: Params, half: float, z: float) -> tuple[Mesh, ...]:
    size = p.chord * 0.62
    plane = _panel(size, size * 0.6, p.span * 0.38, p.sweep * 0.4, 0.07).moved((0, half - size * 0.5, z))
    fin = _panel(size * 1.1, size * 0.6, p.fin, 0.16, 0.075).rotated("y", -np.pi / 2)
    return (*mirrored_pair(plane), fin.moved((0, half - size * 0.55, z)))


def describe(p: Params) -> Description:
    """What may be said of this airplane."""
    adjectives = []
    if p.span > 1.05:
        adjectives.append("wide")
    if p.length / p.radius > 12.5:
        adjectives.append("slim")
    if p.length / p.radius < 9.0:
        adjectives.append("chubby")
    features = {"jets": ("two engines",), "propeller": ("a propeller",), "none": ()}[p.engines]
    nouns = ("biplane",) if p.biplane else (("jet",) if p.engines == "jets" else ())
    return Description(tuple(adjectives), accent="wings", features=features, nouns=nouns)
