"""Mushrooms: a cap on a stem, perhaps with spots or with small ones beside it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..mesh import Description, Floats, Mesh, Part
from ..solids import ellipsoid, lathe, spline, tube
from ..streams import between, chance, pick


@dataclass(frozen=True)
class Params:
    """Lengths relative to a mushroom of about one unit; `turn` in radians places spots and small ones."""

    stem: float = 0.55
    stem_radius: float = 0.11
    bulge: float = 1.3
    cap: float = 0.4
    cap_height: float = 0.3
    shape: str = "dome"
    spots: bool = True
    companions: int = 0
    turn: float = 0.0


def sample_params(rng: np.random.Generator) -> Params:
    """Draw a mushroom."""
    return Params(
        stem=between(rng, 0.35, 0.75),
        stem_radius=between(rng, 0.075, 0.15),
        bulge=between(rng, 1.0, 1.6),
        cap=between(rng, 0.3, 0.5),
        cap_height=between(rng, 0.2, 0.42),
        shape=pick(rng, ("dome", "dome", "cone", "flat")),
        spots=chance(rng, 0.5),
        companions=pick(rng, (0, 0, 1, 2)),
        turn=between(rng, 0.0, 2 * np.pi),
    )


def _profile(p: Params) -> Floats:
    """Upper side of the cap (K, 2), radius and height above its rim, from rim to top, the axis left out."""
    rim, top = p.cap, p.cap_height * (0.6 if p.shape == "flat" else 1.0)
    if p.shape == "cone":
        return spline([(rim, 0), (rim * 0.72, top * 0.5), (rim * 0.3, top * 1.05), (rim * 0.06, top * 1.3)])
    angles = np.linspace(0, np.pi / 2, 9)[:-1]
    return np.stack([rim * np.cos(angles), top * np.sin(angles)], axis=1)


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a mushroom."""
    caps, stems = [_cap(p)], [_stem(p)]
    for k in range(p.companions):
        size, angle = (0.5, 0.42)[k], p.turn + 2.2 * k
        reach = p.cap * 0.55 + 0.12
        place = (reach * np.cos(angle), reach * np.sin(angle), 0)
        caps.append(_cap(p).scaled(size).moved(place))
        stems.append(_stem(p).scaled(size).moved(place))
    parts = [Part("cap", "primary", tuple(caps)), Part("stem", "secondary", tuple(stems))]
    if p.spots:
        parts.append(Part("spots", "light", _spots(p)))
    return tuple(parts)


def _cap(p: Params) -> Mesh:
    upper = _profile(p)
    under = [(0, 0.06), (p.cap * 0.45, 0.05), (p.cap * 0.93, -0.03)]
    return lathe([*under, *upper, (0, upper[-1, 1] + 0.01)]).moved((0, 0, p.stem))


def _stem(p: Params) -> Mesh:
    radius = p.stem_radius
    path = [(0, 0, z * p.stem) for z in (0, 0.15, 0.5, 1.0)] + [(0, 0, p.stem + 0.1)]
    return tube(path, (radius * p.bulge * 0.85, radius * p.bulge, radius, radius, radius * 0.9), segments=18)


def _spots(p: Params) -> tuple[Mesh, ...]:
    upper = _profile(p)
    size = p.cap * 0.15
    spots = []
    for k, along in enumerate((0.85, 0.35, 0.4, 0.3, 0.42, 0.33)):
        radius, height = upper[int(along * (len(upper) - 1))]
        angle = p.turn + 2 * np.pi * k / 5
        place = (radius * np.cos(angle), radius * np.sin(angle), p.stem + height)
        spots.append(ellipsoid((size, size, size * 0.75), place, segments=12, rings=7))
    return tuple(spots)


def describe(p: Params) -> Description:
    """What may be said of this mushroom."""
    adjectives = []
    if p.stem / p.cap > 1.7:
        adjectives.append("tall")
    if p.stem / p.cap < 1.05:
        adjectives.append("short")
    if p.cap > 0.45:
        adjectives.append("wide")
    if p.shape == "flat":
        adjectives.append("flat")
    return Description(tuple(adjectives), accent="stem", features=("spots",) if p.spots else ())
