"""Farm tractors: a narrow hood, two big rear wheels with treads, two small ones, a cab or an open seat."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...arrays import corners, mirrored_pair
from ...curves import arc
from ...kinds import Kind, Words
from ...mesh import Mesh, Part, turn
from ...params import choice, span
from ...solids import box, frustum, loft, rod, tapered_box, torus
from .forms import hubcaps, treaded, tyre


@dataclass(frozen=True)
class Params:
    """Lengths in rough metres."""

    hood_length: float = span(1.3, 1.8)
    hood_width: float = span(0.62, 0.84)
    hood_height: float = span(0.55, 0.75)
    slope: float = span(0.0, 0.16)
    rear_radius: float = span(0.78, 1.0)
    rear_tyre: float = span(0.42, 0.58)
    front_radius: float = span(0.4, 0.55)
    front_tyre: float = span(0.28, 0.38)
    track: float = span(0.7, 0.86)
    hub: float = span(0.5, 0.62)
    cab_height: float = span(1.0, 1.35)
    cab_width: float = span(0.98, 1.2)
    roof: float = span(0.14, 0.22)
    exhaust: float = span(0.5, 0.85)
    fender: float = span(0.1, 0.18)
    top: str = choice("cab", "cab", "canopy", "open")
    tool: str = choice("none", "none", "bucket", "plough")
    treads: int = choice(8, 10, 12)


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a tractor that drives towards -Y; its rear axle is at y = 0.7."""
    floor, rear = p.front_radius + 0.12, 0.7
    nose = rear - 0.75 - p.hood_length
    top = floor + p.hood_height + 0.2
    hood = loft(
        [
            [
                (x * p.hood_width / 2 * k, y, z)
                for x, z in ((1, low), (-1, low), (-1, high - 0.1), (-0.75, high), (0.75, high), (1, high - 0.1))
            ]
            for y, low, high, k in ((nose, floor, top - p.slope, 0.9), (rear - 0.6, floor, top, 1.0))
        ]
    )
    grille = box((p.hood_width * 0.66, 0.16, p.hood_height * 0.66), (0, nose, floor + 0.08 + p.hood_height * 0.4))
    base = box((p.hood_width * 1.15, 1.5, 0.7), (0, rear - 0.15, floor + 0.25), bevel=0.04)
    cheek = box(
        (0.14, 0.9, p.rear_radius * 2 + 0.12 - floor),
        (p.hood_width * 0.4 + 0.06, rear, p.rear_radius + 0.06 + floor / 2),
    )
    x, front = p.track, nose + 0.42
    wheels = [
        *(_wheel(f"rear {side} wheel", (s * x, rear, p.rear_radius, p.rear_tyre), p.treads) for side, s in _SIDES),
        *(_wheel(f"front {side} wheel", (s * x * 0.92, front, p.front_radius, p.front_tyre), 0) for side, s in _SIDES),
    ]
    bars = [
        rod((-x, rear, p.rear_radius), (x, rear, p.rear_radius), 0.15, segments=8),
        rod((-x * 0.92, front, p.front_radius), (x * 0.92, front, p.front_radius), 0.13, segments=8),
        box((0.3, 0.3, 0.4), (0, front, floor - 0.05)),
    ]
    places = [(s * x, rear, p.rear_radius, p.rear_tyre) for s in (1, -1)]
    places += [(s * x * 0.92, front, p.front_radius, p.front_tyre) for s in (1, -1)]
    pipe = rod(
        (p.hood_width * 0.22, nose + p.hood_length * 0.5, top - 0.2),
        (p.hood_width * 0.22, nose + p.hood_length * 0.5, top + p.exhaust),
        0.075,
    )
    return (
        Part("body", "primary", (hood, base, *_frame(p, rear, floor + 0.5))),
        Part("grille", "dark", (grille, *bars)),
        Part("fenders", "primary", (*mirrored_pair(_fender(p, rear)), *mirrored_pair(cheek)), label="fender", count=2),
        *_seat(p, rear, floor + 0.5),
        *wheels,
        hubcaps(places, p.hub, 0.05, "secondary"),
        *(() if p.top == "canopy" and p.tool != "none" else (Part("exhaust pipe", "metal", (pipe,)),)),
        *_tool(p, nose, rear, floor),
    )


_SIDES = (("left", 1), ("right", -1))


def _wheel(name: str, place: tuple[float, float, float, float], treads: int) -> Part:
    """One wheel; `treads` bars stand out of it all around."""
    x, y, radius, width = place
    centre = (x, y, radius)
    if not treads:
        return Part(name, "dark", (tyre(radius, width).moved(centre),), label="wheel", joint=turn(centre, (1, 0, 0)))
    tread = treaded(radius, width, 0.09, treads).moved(centre)
    return Part(name, "dark", (tread,), label="wheel", joint=turn(centre, (1, 0, 0)))


def _fender(p: Params, rear: float) -> Mesh:
    """A bow over the left rear wheel."""
    outer, inner = p.rear_radius + 0.08 + p.fender, p.rear_radius + 0.08
    angles = (0.35, 2.75)
    bow = np.stack([arc(inner, *angles, 9), arc(outer, *angles, 9)], 1)  # (9, 2, 2) of y and z
    low, high = p.hood_width * 0.4, p.track + p.rear_tyre * 0.42
    rings = [[(low, *i), (high, *i), (high, *o), (low, *o)] for i, o in bow.tolist()]
    return loft(rings).moved((0, rear, p.rear_radius))


def _frame(p: Params, rear: float, floor: float) -> tuple[Mesh, ...]:
    """The four posts of the cab or the canopy on their base."""
    if p.top == "open":
        return ()
    x, y, high = p.cab_width / 2, _CAB / 2, floor + p.cab_height + 0.35
    posts = corners(rod((x - 0.04, y - 0.04, floor - 0.3), (x - 0.1, y - 0.1, high), 0.065, segments=6))
    base = box((p.cab_width, _CAB, 0.3), (0, 0, floor + 0.06))
    return tuple(solid.moved((0, rear - 0.1, 0)) for solid in (*posts, base))


_CAB = 1.25
"""Length of the cab."""


def _seat(p: Params, rear: float, floor: float) -> list[Part]:
    """The cab, or a seat with a steering wheel, under a canopy or the sky."""
    w, long, high = p.cab_width, _CAB, floor + p.cab_height + 0.35
    y = rear - 0.1
    roof = box((w + 0.16, long + 0.2, p.roof), (0, y, high), bevel=0.06)
    if p.top == "cab":
        glass = tapered_box((w - 0.1, long - 0.1), (w - 0.2, long - 0.2), floor - 0.2, high).moved((0, y, 0))
        return [
            Part("windows", "glass", (glass,), label="window", count=4),
            Part("roof", "secondary", (roof,)),
        ]
    chair = (
        box((0.5, 0.5, 0.42), (0, rear, floor + 0.1), bevel=0.04),
        box((0.5, 0.16, 0.5), (0, rear + 0.22, floor + 0.4), bevel=0.04),
    )
    ring = torus(0.2, 0.055, segments=16, sides=8).rotated("x", -0.5).moved((0, rear - 0.5, floor + 0.52))
    column = rod((0, rear - 0.78, floor - 0.1), (0, rear - 0.5, floor + 0.52), 0.06, segments=8)
    spoke = box((0.4, 0.1, 0.08)).rotated("x", -0.5).moved((0, rear - 0.5, floor + 0.52))
    parts = [Part("seat", "secondary", chair), Part("steering wheel", "dark", (ring, column, spoke))]
    if p.top == "canopy":
        parts.append(Part("canopy", "secondary", (roof,)))
    return parts


def _tool(p: Params, nose: float, rear: float, floor: float) -> list[Part]:
    """What the tractor works with; it is lifted about its arms' ends."""
    if p.tool == "bucket":
        y, hinge = nose - 0.35, (0.0, nose + 0.7, floor + 0.3)
        x = p.hood_width / 2 + 0.02
        arm = rod((x, nose + 0.7, floor + 0.3), (x, y + 0.1, 0.3), 0.09, segments=8)
        w = p.track + 0.22
        profile = [(-0.3, 0.06), (0.2, 0.06), (0.3, 0.62), (0.14, 0.66), (0.08, 0.24), (-0.3, 0.18)]
        scoop = loft([[(sx * w, y + a, b) for a, b in profile] for sx in (-1, 1)])
        cheek = box((0.12, 0.42, 0.4), (w - 0.06, y, 0.27))
        solids = (*mirrored_pair(arm), scoop, *mirrored_pair(cheek))
        return [Part("bucket", "tertiary", solids, joint=turn(hinge, (1, 0, 0), -0.8, 0.0))]
    if p.tool == "plough":
        y = rear + 0.75
        beam = box((1.5, 0.2, 0.16), (0, y + 0.3, 0.62))
        link = box((0.3, 1.3, 0.18), (0, y - 0.3, 0.62))
        blade = frustum(0.2, 0.1, 0.06, 0.6, segments=8).scaled((1, 0.6, 1)).moved((0, y + 0.3, 0))
        blades = [blade.moved((x, 0, 0)) for x in (-0.55, 0.0, 0.55)]
        hinge = (0.0, rear + 0.1, 0.62)
        return [Part("plough", "tertiary", (beam, link, *blades), joint=turn(hinge, (1, 0, 0), 0.0, 0.5))]
    return []


def words(p: Params) -> Words:
    """What may be said of this tractor."""
    adjectives = []
    if p.hood_length > 1.65:
        adjectives.append("long")
    if p.hood_length < 1.45:
        adjectives.append("short")
    if p.top in ("cab", "canopy") and p.cab_height > 1.22:
        adjectives.append("tall")
    if p.rear_radius > 0.93:
        adjectives.append("big")
    if p.track > 0.82:
        adjectives.append("wide")
    features = [{"cab": "a closed cab", "canopy": "a canopy", "open": "an open seat"}[p.top], "big rear wheels"]
    features += {"none": [], "bucket": ["a bucket"], "plough": ["a plough"]}[p.tool]
    return Words(tuple(adjectives), tuple(features))


KIND = Kind(
    "tractor",
    Params,
    build,
    words,
    nouns=("farm tractor",),
    natural=(
        ("green", "yellow", "yellow"),
        ("red", "white", "gray"),
        ("blue", "white", "orange"),
        ("orange", "beige", "gray"),
    ),
)
