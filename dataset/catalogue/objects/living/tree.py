"""Trees: a trunk with a conifer's cones, a round crown, a poplar's or a cloud of leaves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..mesh import Description, Mesh, Part
from ..solids import ellipsoid, lathe, tube
from ..streams import between, pick


@dataclass(frozen=True)
class Params:
    """Lengths relative to a tree of about one unit; `turn` in radians places the lobes of a cloud."""

    kind: str = "round"
    trunk: float = 0.4
    trunk_radius: float = 0.06
    crown: float = 0.34
    crown_height: float = 0.6
    tiers: int = 3
    turn: float = 0.0


def sample_params(rng: np.random.Generator) -> Params:
    """Draw a tree."""
    return Params(
        kind=pick(rng, ("conifer", "conifer", "round", "poplar", "cloud")),
        trunk=between(rng, 0.22, 0.5),
        trunk_radius=between(rng, 0.045, 0.085),
        crown=between(rng, 0.27, 0.42),
        crown_height=between(rng, 0.55, 0.9),
        tiers=pick(rng, (2, 3, 4)),
        turn=between(rng, 0.0, 2 * np.pi),
    )


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a tree."""
    radius = p.trunk_radius
    path = [(0, 0, 0), (0, 0, p.trunk * 0.3), (0, 0, p.trunk + 0.12)]
    trunk = tube(path, (radius * 1.4, radius, radius * 0.8))
    return (Part("leaves", "primary", _crown(p)), Part("trunk", "secondary", (trunk,)))


def _crown(p: Params) -> tuple[Mesh, ...]:
    if p.kind == "round":
        return (ellipsoid((p.crown, p.crown, p.crown * 0.95), (0, 0, p.trunk + p.crown * 0.85)),)
    if p.kind == "poplar":
        half = p.crown_height * 0.62
        return (ellipsoid((p.crown * 0.62, p.crown * 0.62, half), (0, 0, p.trunk + half * 0.92)),)
    if p.kind == "conifer":
        return _tiers(p)
    centre = p.trunk + p.crown * 0.7
    lobes = [ellipsoid((p.crown * 0.7,) * 3, (0, 0, centre + p.crown * 0.3))]
    for k in range(5):
        angle = p.turn + 2 * np.pi * k / 5
        size = p.crown * (0.46 + 0.08 * np.sin(2.3 * k + p.turn))
        place = (0.6 * p.crown * np.cos(angle), 0.6 * p.crown * np.sin(angle), centre - 0.12 * p.crown * (k % 2))
        lobes.append(ellipsoid((size, size, size * 0.85), place))
    return tuple(lobes)


def _tiers(p: Params) -> tuple[Mesh, ...]:
    step = p.crown_height / p.tiers
    cones = []
    for k in range(p.tiers):
        radius = p.crown * (1 - 0.62 * k / p.tiers)
        base, height = p.trunk + k * step, step * (1.55 if k + 1 < p.tiers else 1.35)
        if p.tiers == 2:
            height *= 1.1
        cones.append(lathe([(0, base + 0.03), (radius, base), (0.02, base + height), (0, base + height + 0.005)]))
    return tuple(cones)


def describe(p: Params) -> Description:
    """What may be said of this tree."""
    adjectives = []
    if p.trunk > 0.42:
        adjectives.append("tall")
    if p.trunk < 0.28:
        adjectives.append("short")
    if p.kind == "round":
        adjectives.append("round")
    nouns = ("pine tree", "fir") if p.kind == "conifer" else (("poplar",) if p.kind == "poplar" else ())
    return Description(tuple(adjectives), accent="trunk", nouns=nouns)
