"""Castles: a ring of walls between four corner towers, a gatehouse with a drawbridge, perhaps a keep."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...arrays import corners, turned
from ...kinds import Kind, Words
from ...mesh import Mesh, Part, turn
from ...params import choice, span
from ...solids import box, lathe, prism, rod, tapered_box
from .pieces import arch, battlement, battlement_wall

SEGMENTS = 12


@dataclass(frozen=True)
class Params:
    """Lengths where the castle is about 9 across; `batter` is how much wider a tower's foot is."""

    size: float = span(5.6, 7.6)
    wall_height: float = span(1.7, 2.8)
    tower_radius: float = span(0.85, 1.25)
    tower_height: float = span(3.4, 5.6)
    batter: float = span(1.0, 1.2)
    roof_height: float = span(1.6, 3.0)
    roof_flare: float = span(1.25, 1.5)
    gate_width: float = span(1.1, 1.5)
    gate_height: float = span(1.3, 1.7)
    gatehouse: float = span(0.5, 1.3)
    bridge_length: float = span(1.3, 2.0)
    keep_width: float = span(1.1, 1.5)
    keep_height: float = span(1.0, 2.4)
    flag_length: float = span(0.8, 1.3)
    towers: str = choice("round", "round", "square")
    tops: str = choice("battlements", "cones")
    keep: str = choice("none", "square", "round")
    flags: str = choice("none", "one", "four")


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a castle with its gate towards -Y."""
    half, h = p.size / 2, p.wall_height
    wide = p.size + 1.8
    ground = tapered_box((wide, wide), (wide - 0.4, wide - 0.4), -0.2, 0.3)
    walls = turned(battlement_wall(p.size, 0.5, (0.1, h, h + 0.5), 6).moved((0, -half, 0)), 4)
    square, height = p.towers == "square", p.tower_height
    body = _tower(p.tower_radius, p.batter, height, square)
    parts = [
        Part("ground", "leaf", (ground,)),
        Part("walls", "primary", walls),
        Part("towers", "primary", corners(body.moved((half, half, 0))), label="tower", count=4),
        _tops(p, "tower", p.tower_radius, height, [(x, y) for x in (-half, half) for y in (-half, half)]),
        _slits(p),
        *_gate(p),
    ]
    top = height
    if p.keep != "none":
        top = max(height, h + 1.2) + p.keep_height
        parts.append(Part("keep", "primary", (_tower(p.keep_width, 1.0, top, p.keep == "square"),)))
        parts.append(_tops(p, "keep", p.keep_width, top, [(0, 0)]))
    if p.flags == "four":
        parts += _flags(p, height, [(x, y) for x in (-half, half) for y in (-half, half)])
    elif p.flags == "one":
        parts += _flags(p, top, [(half, half) if p.keep == "none" else (0.0, 0.0)])
    return tuple(parts)


def _tower(radius: float, batter: float, height: float, square: bool) -> Mesh:
    profile = [(0, 0), (radius * batter, 0), (radius, height * 0.6), (radius, height), (0, height)]
    if square:
        return lathe(profile, segments=4).rotated("z", np.pi / 4).scaled((2**0.5, 2**0.5, 1))
    return lathe(profile, segments=SEGMENTS)


def _tops(p: Params, name: str, radius: float, height: float, places: list[tuple[float, float]]) -> Part:
    """Crowns or pointed roofs of the towers at `places`."""
    square = p.keep == "square" if name == "keep" else p.towers == "square"
    if p.tops == "battlements":
        solid = battlement(radius * 1.16, 0.45, (height - 0.5, height + 0.12, height + 0.6), square=square)
        label = f"{name} crown"
    else:
        wide = radius * p.roof_flare
        profile = [(0, height - 0.1), (wide, height - 0.1), (wide, height + 0.1), (0, height + p.roof_height)]
        solid = lathe(profile, segments=4 if square else SEGMENTS)
        if square:
            solid = solid.rotated("z", np.pi / 4).scaled((2**0.5 * 0.9, 2**0.5 * 0.9, 1))
        label = f"{name} roof"
    return Part(f"{label}s", "secondary", tuple(solid.moved((x, y, 0)) for x, y in places), label, len(places))


def _slits(p: Params) -> Part:
    """Dark windows, two outer ones on each tower."""
    z = p.tower_height * 0.7
    x = y = p.size / 2
    out = p.tower_radius - 0.1
    slits = (*corners(box((0.34, 0.5, 0.8), (x, y + out, z))), *corners(box((0.5, 0.34, 0.8), (x + out, y, z))))
    return Part("windows", "dark", slits, label="window", count=8)


def _gate(p: Params) -> list[Part]:
    y, width = -p.size / 2, p.gate_width + 1.0
    top = max(p.wall_height, p.gate_height + 0.5) + p.gatehouse
    block = box((width, 1.3, top), (0, y, top / 2))
    front = y - 0.65
    crown = battlement_wall(width + 0.3, 1.6, (top - 0.3, top + 0.15, top + 0.6), 3).moved((0, y, 0))
    opening = prism(arch(p.gate_width, p.gate_height), 0.5).moved((0, front + 0.1, 0.25))
    frame = prism(arch(p.gate_width + 0.5, p.gate_height + 0.25), 0.4).moved((0, front + 0.12, 0.25))
    plank = box((p.gate_width * 0.9, p.bridge_length + 0.3, 0.28), (0, front - p.bridge_length / 2, 0.32))
    bridge_joint = turn((0.0, front, 0.32), (1.0, 0.0, 0.0), -1.5, 0.0)
    return [
        Part("gatehouse", "tertiary", (block, crown, frame)),
        Part("gate", "dark", (opening,)),
        Part("drawbridge", "timber", (plank,), joint=bridge_joint),
    ]


def _flags(p: Params, height: float, places: list[tuple[float, float]]) -> list[Part]:
    foot = height + (p.roof_height * 0.8 if p.tops == "cones" else -0.3)
    head = foot + (1.7 if p.tops == "cones" else 2.2)
    pole = rod((0, 0, foot), (0, 0, head), 0.15, segments=8)
    cloth = prism([(0, -0.75), (p.flag_length, -0.38), (0, 0)], 0.28).moved((0.02, 0, head - 0.05))
    poles, cloths = ([s.moved((x, y, 0)) for x, y in places] for s in (pole, cloth))
    return [
        Part("flagpoles", "timber", tuple(poles), label="flagpole", count=len(poles)),
        Part("flags", "tertiary", tuple(cloths), label="flag", count=len(cloths)),
    ]


def words(p: Params) -> Words:
    """What may be said of this castle."""
    adjectives = ["tall"] if p.tower_height > 4.9 else ["low"] if p.tower_height < 3.8 and p.keep == "none" else []
    adjectives += ["wide"] if p.size > 7.1 else []
    features = [f"four {p.towers} towers", "a drawbridge"]
    features.append("battlements" if p.tops == "battlements" else "pointed roofs")
    features += {"none": [], "square": ["a square keep"], "round": ["a round keep"]}[p.keep]
    features += {"none": [], "one": ["a flag"], "four": ["four flags"]}[p.flags]
    return Words(tuple(adjectives), tuple(features))


KIND = Kind(
    "castle",
    Params,
    build,
    words,
    nouns=("fortress", "medieval castle"),
    natural=(
        ("gray", "blue", "red"),
        ("beige", "red", "brown"),
        ("gray", "maroon", "white"),
        ("beige", "brown", "gray"),
    ),
)
