"""Chairs: seat, backrest and legs, perhaps armrests."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..mesh import Description, Mesh, Part
from ..solids import box, corners, frustum, mirrored_pair, tube, turned
from ..streams import between, chance, pick


@dataclass(frozen=True)
class Params:
    """Lengths in rough metres; `splay` is how far a leg's foot stands out."""

    width: float = 0.45
    depth: float = 0.45
    seat_height: float = 0.45
    seat_thickness: float = 0.06
    back_height: float = 0.45
    back: str = "slab"
    legs: str = "four"
    armrests: bool = False
    leg_radius: float = 0.028
    splay: float = 0.02


def sample_params(rng: np.random.Generator) -> Params:
    """Draw a chair."""
    return Params(
        width=between(rng, 0.36, 0.62),
        depth=between(rng, 0.38, 0.52),
        seat_height=between(rng, 0.32, 0.62),
        seat_thickness=between(rng, 0.05, 0.11),
        back_height=between(rng, 0.28, 0.62),
        back=pick(rng, ("slab", "slats", "bars")),
        legs=pick(rng, ("four", "four", "three", "pedestal")),
        armrests=chance(rng, 0.4),
        leg_radius=between(rng, 0.026, 0.040),
        splay=between(rng, 0.0, 0.07),
    )


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a chair that faces -Y."""
    top = p.seat_height + p.seat_thickness / 2
    seat = box((p.width, p.depth, p.seat_thickness), (0, 0, p.seat_height), bevel=0.015)
    parts = [
        Part("seat", "primary", (seat,)),
        Part("back", "primary", _back(p, top)),
        Part("legs", "secondary", _legs(p)),
    ]
    if p.armrests:
        parts.append(Part("armrests", "primary", _armrests(p, top)))
    return tuple(parts)


def _back(p: Params, top: float) -> tuple[Mesh, ...]:
    thick, y = 0.05, p.depth / 2 - 0.027
    base, head = top - 0.02, top + p.back_height
    if p.back == "slab":
        return (box((p.width * 0.96, thick, head - base), (0, y, (base + head) / 2), bevel=0.015),)
    post = box((0.05, thick, head - base), (p.width / 2 - 0.03, y, (base + head) / 2))
    rail = 0.09
    if p.back == "slats":
        heights = np.linspace(top + 0.12, head - rail / 2, 3)
        bars = [box((p.width - 0.05, thick * 0.8, rail), (0, y, z)) for z in heights]
    else:
        bars = [box((p.width - 0.04, thick * 0.9, rail), (0, y, head - rail / 2))]
        xs = np.linspace(-0.25, 0.25, 3) * p.width
        bars += [box((0.05, thick * 0.8, head - base - 0.02), (x, y, (base + head) / 2 - 0.01)) for x in xs]
    return (*mirrored_pair(post), *bars)


def _legs(p: Params) -> tuple[Mesh, ...]:
    radius, height = p.leg_radius, p.seat_height
    if p.legs == "pedestal":
        stem = frustum(radius * 1.6, radius * 1.6, 0.02, height)
        reach = min(p.width, p.depth) * 0.5
        return (stem, *turned(box((reach, 2 * radius, 0.06), (reach / 2, 0, 0.03)), 5, np.pi / 2))
    radii = (radius * 0.85, radius * 1.15)
    if p.legs == "three":
        reach = min(p.width, p.depth) / 2 - radius - 0.01
        leg = tube([(0, -reach - p.splay, 0), (0, -reach, height)], radii)
        return turned(leg, 3)
    x, y = p.width / 2 - radius - 0.015, p.depth / 2 - radius - 0.015
    return corners(tube([(x + p.splay, y + p.splay, 0), (x, y, height)], radii))


def _armrests(p: Params, top: float) -> tuple[Mesh, ...]:
    height = min(0.22, p.back_height * 0.6)
    x = p.width / 2 - 0.012
    rest = box((0.06, p.depth * 0.92, 0.05), (x, 0.01, top + height), bevel=0.012)
    post = box((0.045, 0.05, height + 0.02), (x, -p.depth * 0.36, top + height / 2 - 0.01))
    return (*mirrored_pair(rest), *mirrored_pair(post))


def describe(p: Params) -> Description:
    """What may be said of this chair."""
    adjectives = []
    if p.seat_height + p.back_height > 1.0:
        adjectives.append("tall")
    if p.seat_height + p.back_height < 0.75:
        adjectives.append("short")
    if p.width > 0.54:
        adjectives.append("wide")
    if p.width < 0.42:
        adjectives.append("narrow")
    return Description(
        tuple(adjectives),
        accent="base" if p.legs == "pedestal" else "legs",
        count={"four": "four", "three": "three", "pedestal": ""}[p.legs],
        features=("armrests",) if p.armrests else (),
        nouns=("armchair",) if p.armrests else (),
    )
