"""Treasure chests: a hollow box with bands and a lock under a lid that turns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...arrays import corners, mirrored_pair
from ...kinds import Kind, Words
from ...mesh import Mesh, Part, turn
from ...params import choice, span
from ...solids import box, ellipsoid, prism, torus
from .joinery import frame, tray


@dataclass(frozen=True)
class Params:
    """Lengths in rough metres; `rise` is the lid's height."""

    width: float = span(0.8, 1.2)
    depth: float = span(0.52, 0.72)
    height: float = span(0.3, 0.48)
    rise: float = span(0.2, 0.36)
    wall: float = span(0.05, 0.07)
    band: float = span(0.08, 0.13)
    stand_out: float = span(0.014, 0.028)
    rim: float = span(0.05, 0.08)
    spread: float = span(0.26, 0.36)
    lock: float = span(0.1, 0.15)
    foot: float = span(0.05, 0.09)
    ring: float = span(0.07, 0.1)
    lid: str = choice("round", "round", "slanted", "flat")
    bands: str = choice("two", "three")
    handles: str = choice("rings", "none", "bars")
    feet: str = choice("none", "blocks", "balls")


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a chest whose lock is at the front."""
    y, top = p.depth / 2, p.height
    hinge = turn((0.0, y, top), (-1.0, 0.0, 0.0), 0.0, 1.9)
    body = tray((p.width, p.depth, top), p.wall).moved((0, 0, top / 2))
    lid = _lid(p, 0.0, p.width)
    out = p.stand_out
    xs = [-p.spread * p.width, p.spread * p.width, *([0.0] if p.bands == "three" else [])]
    strip = box((p.band, p.wall * 0.7 + out, top - 0.012), (0, -y + (p.wall * 0.7 - out) / 2, top / 2))
    lower = tuple(copy.moved((x, 0, 0)) for x in xs for copy in mirrored_pair(strip, "y"))
    upper = tuple(_lid(p, out, p.band).moved((x, 0, 0)) for x in xs)
    edge = frame(p.width + 2 * out - 0.012, p.depth + 2 * out - 0.012, p.wall * 0.8, p.rim).rotated("x", np.pi / 2)
    size, front = p.lock, -y - out
    plate = box((size, 0.06, size * 1.1), (0, front + 0.012, top - size * 0.75), bevel=0.015)
    hasp = box((size * 0.62, 0.07, size), (0, front - 0.004, top + 0.012), bevel=0.015)
    hole = box((size * 0.3, 0.06, size * 0.42), (0, front - 0.004, top - size * 0.86))
    parts = [
        Part("body", "primary", (body,)),
        Part("lid", "primary", (lid,), joint=hinge),
        Part("bands", "secondary", lower, label="band", count=len(xs)),
        Part("lid bands", "secondary", (*upper, hasp), label="lid band", count=len(xs), joint=hinge),
        Part("rim", "secondary", (edge.moved((0, 0, top - p.rim / 2 - 0.006)),)),
        Part("lock", "tertiary", (plate,)),
        Part("keyhole", "dark", (hole,)),
    ]
    if p.handles != "none":
        parts.append(Part("handles", "tertiary", mirrored_pair(_handle(p)), label="handle", count=2))
    if p.feet != "none":
        parts.append(Part("feet", "tertiary", corners(_foot(p)), label="foot", count=4))
    return tuple(parts)


def _lid(p: Params, out: float, length: float) -> Mesh:
    """The lid, or a band around it that stands out by `out`."""
    y, z = p.depth / 2 + out, p.rise + out
    skirt = 0.06
    if p.lid == "round":
        t = np.linspace(0, np.pi, 15)
        outline = [(-y, 0.0), (y, 0.0), *np.c_[y * np.cos(t), skirt + (z - skirt) * np.sin(t)]]
    elif p.lid == "slanted":
        slope = 0.55 * (p.depth / 2) + out * 0.5
        outline = [(-y, 0.0), (y, 0.0), (y, skirt + out * 0.5), (slope, z), (-slope, z), (-y, skirt + out * 0.5)]
    else:
        high = 0.5 * p.rise + out
        outline = [(-y, 0.0), (y, 0.0), (y, high), (-y, high)]
    # The lid reaches a little into the body, and a band a little less.
    return prism(outline, length, "x").moved((0, 0, p.height - (0.012 if out == 0.0 else 0.004)))


def _handle(p: Params) -> Mesh:
    x, z = p.width / 2, p.height * 0.52
    if p.handles == "rings":
        return (
            torus(p.ring, 0.024, segments=18, sides=8)
            .rotated("x", np.pi / 2)
            .rotated("z", np.pi / 2)
            .moved((x + 0.012, 0, z))
        )
    return box((0.08, p.ring * 2.6, 0.06), (x + 0.02, 0, z), bevel=0.02)


def _foot(p: Params) -> Mesh:
    x, y = p.width / 2 - 0.06, p.depth / 2 - 0.06
    if p.feet == "balls":
        return ellipsoid((0.07, 0.07, p.foot * 0.8), (x, y, -p.foot * 0.5), segments=14, rings=7)
    return box((0.14, 0.14, p.foot + 0.02), (x + 0.008, y + 0.008, 0.01 - p.foot / 2))


def words(p: Params) -> Words:
    """What may be said of this chest."""
    high = p.height + (p.rise if p.lid != "flat" else 0.5 * p.rise)
    adjectives = ["tall"] if high / p.width > 0.76 else ["low"] if high / p.width < 0.52 else []
    adjectives += ["wide"] if p.width > 1.08 else ["small"] if p.width < 0.88 else []
    features = [f"a {p.lid} lid", f"{p.bands} bands", "a lock"]
    features += {"rings": ["ring handles"], "bars": ["side handles"], "none": []}[p.handles]
    features += {"blocks": ["block feet"], "balls": ["round feet"], "none": []}[p.feet]
    return Words(tuple(adjectives), tuple(features))


KIND = Kind(
    "chest",
    Params,
    build,
    words,
    nouns=("treasure chest", "trunk"),
    natural=(("brown", "yellow", "yellow"), ("brown", "gray", "yellow"), ("maroon", "yellow", "yellow")),
    finishes=("matte", "glossy", "metallic", "wooden", "striped"),
)
