"""Tables: a top on legs, a pedestal or two panels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..mesh import Description, Mesh, Part
from ..solids import box, corners, frustum, mirrored_pair, tube
from ..streams import between, chance, pick


@dataclass(frozen=True)
class Params:
    """Lengths in rough metres; `length` runs along X."""

    length: float = 1.2
    depth: float = 0.7
    height: float = 0.72
    thickness: float = 0.06
    top: str = "rectangle"
    legs: str = "four"
    leg_radius: float = 0.04
    shelf: bool = False


def sample_params(rng: np.random.Generator) -> Params:
    """Draw a table."""
    return Params(
        length=between(rng, 0.75, 1.4),
        depth=between(rng, 0.55, 0.8),
        height=between(rng, 0.35, 0.95),
        thickness=between(rng, 0.05, 0.10),
        top=pick(rng, ("rectangle", "round", "oval")),
        legs=pick(rng, ("four", "four", "pedestal", "panels")),
        leg_radius=between(rng, 0.034, 0.06),
        shelf=chance(rng, 0.25),
    )


def _size(p: Params) -> tuple[float, float]:
    return (p.depth * 1.3, p.depth * 1.3) if p.top == "round" else (p.length, p.depth)


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a table."""
    length, depth = _size(p)
    if p.top == "rectangle":
        top = box((length, depth, p.thickness), (0, 0, p.height), bevel=0.015)
    else:
        top = frustum(0.5, 0.5, -p.thickness / 2, p.thickness / 2, segments=40)
        top = top.scaled((length, depth, 1)).moved((0, 0, p.height))
    parts = [Part("top", "primary", (top,)), Part("legs", "secondary", _legs(p))]
    if p.shelf and p.legs == "four":
        inset = 0.88 if p.top == "rectangle" else 0.66
        shelf = box((length * inset, depth * inset, 0.045), (0, 0, p.height * 0.35))
        parts.append(Part("shelf", "primary", (shelf,)))
    return tuple(parts)


def _legs(p: Params) -> tuple[Mesh, ...]:
    length, depth = _size(p)
    radius, reach = p.leg_radius, 0.5 if p.top == "rectangle" else 0.36
    x, y = length * reach - radius - 0.01, depth * reach - radius - 0.01
    if p.legs == "four":
        if p.top == "rectangle":
            return corners(box((2 * radius, 2 * radius, p.height), (x, y, p.height / 2)))
        return corners(tube([(x, y, 0), (x, y, p.height)], (0.8 * radius, 1.1 * radius)))
    if p.legs == "pedestal":
        foot = frustum(depth * 0.34, depth * 0.30, 0, 0.06)
        return (frustum(1.5 * radius, 1.5 * radius, 0.03, p.height), foot)
    panel = box((0.06, 1.7 * y, p.height), (x - 0.03, 0, p.height / 2))
    bar = box((2 * x, 0.06, 0.1), (0, 0, p.height * 0.55))
    return (*mirrored_pair(panel), bar)


def describe(p: Params) -> Description:
    """What may be said of this table."""
    length, _ = _size(p)
    adjectives = [p.top] if p.top != "rectangle" else []
    if p.height / length > 0.85:
        adjectives.append("tall")
    if p.height / length < 0.45:
        adjectives.append("low")
    if p.top != "round" and p.length > 1.2:
        adjectives.append("long")
    return Description(
        tuple(adjectives),
        accent={"four": "legs", "pedestal": "base", "panels": "sides"}[p.legs],
        count="four" if p.legs == "four" else "",
        features=("a shelf",) if p.shelf and p.legs == "four" else (),
        nouns=("coffee table",) if p.height < 0.5 else (("desk",) if p.top == "rectangle" else ()),
    )
