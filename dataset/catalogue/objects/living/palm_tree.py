"""Palm trees: a bent, ringed trunk with a head of arching fronds and perhaps coconuts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...curves import spline
from ...kinds import Kind, Words
from ...mesh import Floats, Mesh, Part
from ...params import choice, span
from ...solids import ellipsoid, frustum, lathe, tube
from .shapes import ball, feather, leaf


@dataclass(frozen=True)
class Params:
    """Lengths relative to a palm of about one unit; `turn` in radians places the fronds."""

    height: float = span(0.6, 0.95)
    bend: float = span(-0.3, 0.3)
    trunk_radius: float = span(0.05, 0.072)
    foot: float = span(1.2, 1.7)
    ring_depth: float = span(0.12, 0.3)
    frond_length: float = span(0.42, 0.62)
    frond_width: float = span(0.1, 0.14)
    rise: float = span(0.08, 0.22)
    droop: float = span(0.1, 0.34)
    coconut_size: float = span(0.055, 0.08)
    ground: float = span(0.24, 0.38)
    turn: float = span(0.0, 2 * np.pi)
    fronds: int = choice(6, 7, 8)
    edge: str = choice("toothed", "toothed", "smooth")
    coconuts: str = choice("some", "some", "none")
    base: str = choice("island", "pot", "bare")


def _trunk_path(p: Params) -> Floats:
    return spline([(0, 0, -0.02), (p.bend * 0.25, 0, p.height * 0.4), (p.bend, 0, p.height)], 5)


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a palm tree."""
    path = _trunk_path(p)
    top = path[-1]
    shrink = np.linspace(p.foot, 1.0, len(path))
    trunk = tube(path, p.trunk_radius * shrink * (1 - p.ring_depth * (np.arange(len(path)) % 2)), segments=10)
    rings = [
        tube([path[k] - (0, 0, 0.024), path[k] + (0, 0, 0.024)], p.trunk_radius * shrink[k] * 1.12, segments=10)
        for k in range(2, len(path) - 1, 2)
    ]
    bud = ellipsoid(
        (p.trunk_radius * 1.5, p.trunk_radius * 1.5, 0.1), top + np.array((0, 0, 0.03)), segments=14, rings=7
    )
    fronds = tuple(_frond(p, k).moved(top) for k in range(p.fronds))
    parts = [
        Part("fronds", "primary", fronds, label="frond", count=p.fronds),
        Part("trunk", "secondary", (trunk,)),
        Part("rings", "tertiary", tuple(rings), label="ring", count=len(rings)),
        Part("bud", "leaf", (bud,)),
    ]
    if p.coconuts == "some":
        size, reach = p.coconut_size, p.trunk_radius + p.coconut_size * 0.55
        angles = p.turn + 2 * np.pi * np.arange(4) / 4
        places = np.stack([reach * np.cos(angles), reach * np.sin(angles), 0 * angles - size], axis=1) + top
        nuts = tuple(ball(size, place, segments=10) for place in places)
        parts.append(Part("coconuts", "timber", nuts, label="coconut", count=4))
    return (*parts, *_base(p))


def _base(p: Params) -> list[Part]:
    if p.base == "island":
        profile = [(0, -0.07), (p.ground, -0.07), (p.ground * 0.85, 0.0), (p.ground * 0.4, 0.05), (0, 0.06)]
        return [Part("island", "tertiary", (lathe(profile),))]
    if p.base == "pot":
        pot = frustum(p.ground * 0.5, p.ground * 0.68, -0.24, 0.0)
        soil = frustum(p.ground * 0.58, p.ground * 0.58, -0.04, 0.03)
        return [Part("pot", "tertiary", (pot,)), Part("soil", "dark", (soil,))]
    return []


def _frond(p: Params, k: int) -> Mesh:
    """One frond from the origin: it rises, arches over and hangs; every second one is higher and shorter."""
    up, length = (p.rise + 0.12, p.frond_length * 0.8) if k % 2 else (p.rise, p.frond_length)
    path = [(0, 0, 0.0), (length * 0.45, 0, up), (length * 0.85, 0, up - p.droop * 0.5), (length, 0, up - p.droop)]
    draw = feather if p.edge == "toothed" else leaf
    return draw(path, p.frond_width, 0.022, (0, 1, 0)).rotated("z", p.turn + 2 * np.pi * k / p.fronds)


def words(p: Params) -> Words:
    """What may be said of this palm tree."""
    adjectives = []
    if p.height > 0.84:
        adjectives.append("tall")
    if p.height < 0.7:
        adjectives.append("short")
    if abs(p.bend) > 0.17:
        adjectives += ["bent", "leaning"]
    if abs(p.bend) < 0.07:
        adjectives.append("straight")
    features = [{"island": "a small island", "pot": "a pot", "bare": "a bare trunk"}[p.base]]
    features.append({6: "six fronds", 7: "seven fronds", 8: "eight fronds"}[p.fronds])
    if p.coconuts == "some":
        features.append("coconuts")
    return Words(tuple(adjectives), tuple(features), ("coconut palm",) if p.coconuts == "some" else ())


KIND = Kind(
    "palm tree",
    Params,
    build,
    words,
    nouns=("palm",),
    natural=(("green", "brown", "beige"), ("lime", "brown", "beige")),
    finishes=("matte", "glossy", "metallic"),
)
