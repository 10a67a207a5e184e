"""Water towers: a tank high on legs or on a pedestal, with a ladder and a walkway."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...arrays import turned
from ...kinds import Kind, Words
from ...mesh import Mesh, Part
from ...params import choice, span
from ...solids import annulus, box, ellipsoid, frustum, lathe, rod, torus
from .pieces import lattice, railing


@dataclass(frozen=True)
class Params:
    """Lengths in rough metres; `spread` is how much wider the feet stand than the tank's edge."""

    height: float = span(4.0, 6.2)
    radius: float = span(1.7, 2.4)
    tank_height: float = span(1.8, 3.0)
    roof_height: float = span(0.8, 1.7)
    eave: float = span(0.1, 0.4)
    bottom: float = span(0.5, 1.1)
    leg: float = span(0.17, 0.22)
    spread: float = span(0.9, 1.25)
    brace: float = span(0.17, 0.2)
    pipe: float = span(0.22, 0.4)
    walkway: float = span(0.5, 0.75)
    band: float = span(0.28, 0.45)
    knob: float = span(0.2, 0.32)
    tank: str = choice("cone roof", "cone roof", "domed", "ball")
    support: str = choice("four", "six", "pedestal")
    walk: str = choice("walkway", "none")
    hoops: str = choice("one", "two", "three")


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a water tower with its ladder towards -Y."""
    tank, foot, top = _tank(p)
    hoop_count = {"one": 1, "two": 2, "three": 3}[p.hoops]
    middle, reach = (foot + top) / 2, (top - foot) * 0.3
    heights = [middle] if hoop_count == 1 else np.linspace(middle - reach, middle + reach, hoop_count).tolist()
    hoops = []
    for z in heights:
        outer = _radius_at(p, z, foot, top) + 0.1
        hoops.append(annulus([(outer, z - p.band / 2), (outer, z + p.band / 2)], 0.45, segments=20))
    parts = [Part("tank", "primary", (tank,)), Part("hoops", "secondary", tuple(hoops), label="band", count=hoop_count)]
    parts += _top(p, top)
    ground = frustum(p.radius * p.spread + 0.4, p.radius * p.spread + 0.3, -0.3, 0.06, segments=20)
    parts.append(Part("foundation", "metal", (ground,), finish="matte"))
    parts += _support(p, foot)
    if p.walk == "walkway":
        z = foot + 0.5 * (top - foot) - 0.6 if p.tank == "ball" else foot - 0.05
        edge = _radius_at(p, z, foot, top) + p.walkway
        deck = annulus([(edge, z - 0.15), (edge, z + 0.15)], p.walkway + 0.25, segments=20)
        parts.append(Part("walkway", "dark", (deck, railing(edge - 0.16, z, z + 0.85, 10, 0.28))))
    return tuple(parts)


def _tank(p: Params) -> tuple[Mesh, float, float]:
    """The tank, and where its wall begins and ends."""
    r, z = p.radius, p.height
    if p.tank == "ball":
        size = r * 1.15
        high = size * (0.76 + 0.08 * p.tank_height)
        return ellipsoid((size, size, high), (0, 0, z + high), segments=20, rings=9), z, z + 2 * high
    foot, top = z + p.bottom, z + p.bottom + p.tank_height
    bowl = [(r * np.cos(a), foot - p.bottom * np.sin(a)) for a in np.linspace(1.35, 0, 5)]
    return lathe([(0, z), *bowl, (r, top), (0, top)], segments=20), foot, top


def _radius_at(p: Params, z: float, foot: float, top: float) -> float:
    if p.tank != "ball":
        return p.radius
    t = (z - (foot + top) / 2) / ((top - foot) / 2)
    return float(p.radius * 1.15 * np.sqrt(max(1 - t * t, 0.05)))


def _top(p: Params, top: float) -> list[Part]:
    """The roof with its knob, or the hatch of a ball."""
    r, h = p.radius + p.eave, p.roof_height
    if p.tank == "ball":
        roof, tip = (
            frustum(p.radius * 0.36, p.radius * 0.3, top - 0.45, top + 0.12 + p.eave * 0.5, segments=16),
            top + p.eave * 0.5,
        )
    elif p.tank == "domed":
        curve = [(r * np.cos(a), top + 0.15 + h * 0.8 * np.sin(a)) for a in np.linspace(0, 1.3, 6)]
        roof, tip = (
            lathe([(0, top - 0.06), (r, top - 0.06), *curve, (0, top + 0.15 + 0.8 * h)], segments=24),
            top + 0.8 * h,
        )
    else:
        roof, tip = lathe([(0, top - 0.06), (r, top - 0.06), (r, top + 0.16), (0, top + h)], segments=24), top + h - 0.1
    knob = ellipsoid((p.knob, p.knob, p.knob), (0, 0, tip + 0.8 * p.knob + 0.1), segments=10, rings=5)
    label = "hatch" if p.tank == "ball" else "roof"
    return [Part(label, "secondary", (roof,)), Part("knob", "tertiary", (knob,))]


def _support(p: Params, foot: float) -> list[Part]:
    """Legs with braces about a pipe, or a pedestal; the ladder leans on either."""
    r = p.radius * (0.72 if p.tank == "ball" else 0.86)
    high = foot + (0.8 if p.tank == "ball" else 0.15)
    out = p.radius * p.spread
    start = np.pi / 4 if p.support == "four" else 0.0
    if p.support == "pedestal":
        wide, thin = p.radius * 0.3 * p.spread + p.leg, p.radius * 0.18 + p.leg
        profile = [(0, 0), (wide * 1.7, 0), (wide, p.height * 0.14), (thin, p.height * 0.5), (thin, p.height * 0.75)]
        profile += [(thin * 1.9, p.height + 0.25), (0, p.height + 0.35)]
        column = lathe(profile, segments=20)
        collar = torus(thin + 0.02, p.pipe * 0.5 + 0.05, segments=20, sides=8).moved((0, 0, p.height * 0.62))
        parts = [Part("pedestal", "tertiary", (column,)), Part("collar", "metal", (collar,))]
        return [*parts, _ladder(p, -wide * 0.9, 0.06 * p.height)]
    count = 4 if p.support == "four" else 6
    legs = turned(rod((out, 0, 0), (r, 0, high), p.leg, segments=6), count, start)
    braces: list[Mesh] = []
    angle = 2 * np.pi / count

    def corner(k: int, t: float) -> tuple[float, float, float]:
        radius = out + (r - out) * t
        return radius * np.cos(start + k * angle), radius * np.sin(start + k * angle), high * t

    for k in range(count):
        braces.append(rod(corner(k, 0.48), corner(k + 1, 0.48), p.brace, segments=4))
        braces.append(rod(corner(k + k % 2, 0.04), corner(k + 1 - k % 2, 0.48), p.brace, segments=4))
    pipe = frustum(p.pipe, p.pipe, 0, p.height + 0.4, segments=12)
    return [
        Part("legs", "tertiary", legs, label="leg", count=count),
        Part("braces", "metal", tuple(braces), label="brace", count=len(braces)),
        Part("pipe", "metal", (pipe,)),
        _ladder(p, -p.pipe, 0.0),
    ]


def _ladder(p: Params, y: float, low: float) -> Part:
    high = p.height + (0.7 if p.support == "pedestal" else 0.5)
    ladder = lattice(0.9, high - low, (1, 6), 0.28, 0.3).moved((0, y - 0.08, (low + high) / 2))
    stays = [box((0.6, abs(y) + 0.1, 0.32), (0, y / 2, high * t)) for t in (0.3, 0.8)]
    return Part("ladder", "dark", (ladder, *stays))


def words(p: Params) -> Words:
    """What may be said of this water tower."""
    total = p.height + p.tank_height
    adjectives = ["tall"] if total > 8.3 else ["short"] if total < 6.7 else []
    adjectives += ["wide"] if p.radius > 2.2 else ["narrow"] if p.radius < 1.9 else []
    adjectives += ["round"] if p.tank == "ball" else []
    features = [{"cone roof": "a pointed roof", "domed": "a domed roof", "ball": "a ball tank"}[p.tank], "a ladder"]
    features.append({"four": "four legs", "six": "six legs", "pedestal": "a pedestal"}[p.support])
    features += ["a walkway"] if p.walk == "walkway" else []
    return Words(tuple(adjectives), tuple(features))


KIND = Kind(
    "water tower",
    Params,
    build,
    words,
    nouns=("water tank",),
    natural=(
        ("brown", "gray", "maroon"),
        ("white", "blue", "gray"),
        ("gray", "red", "white"),
        ("turquoise", "white", "white"),
    ),
)
