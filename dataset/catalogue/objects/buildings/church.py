"""Churches: a nave with arched windows, a steeple with a cross, doors towards -Y."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...arrays import mirrored_pair, turned
from ...curves import arc, circle
from ...kinds import Kind, Words
from ...mesh import Mesh, Part
from ...params import choice, span
from ...solids import box, frustum, lathe, prism
from .pieces import arch, gable, hinge, roof_shell


@dataclass(frozen=True)
class Params:
    """Lengths in rough metres, smaller than life along the nave."""

    width: float = span(3.4, 5.0)
    length: float = span(5.2, 8.0)
    wall: float = span(2.4, 3.6)
    rise: float = span(1.6, 2.8)
    roof_thickness: float = span(0.3, 0.45)
    tower_width: float = span(1.7, 2.3)
    tower_height: float = span(0.9, 2.0)
    spire: float = span(2.3, 4.2)
    spire_flare: float = span(1.05, 1.25)
    cross_size: float = span(1.0, 1.5)
    door_width: float = span(1.1, 1.4)
    door_height: float = span(1.8, 2.2)
    window_width: float = span(0.6, 0.85)
    window_height: float = span(1.3, 1.8)
    tower: str = choice("front", "front", "side", "ridge")
    top: str = choice("pyramid", "octagon", "onion")
    arches: str = choice("round", "pointed")
    apse: str = choice("none", "one")


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a church whose ridge runs along Y."""
    half, front = p.width / 2, -p.length / 2
    outline = [(-half, 0), (half, 0), (half, p.wall), (0, p.wall + p.rise), (-half, p.wall)]
    roof = roof_shell(gable(half, p.wall, p.rise, 0.4, 0.12), p.roof_thickness + 0.1, p.length + 0.7)
    walls, roofs = [prism(outline, p.length)], [roof]
    if p.apse == "one":
        radius = p.width * 0.38
        wall = frustum(radius, radius, 0, p.wall * 0.85, segments=20)
        cap = lathe([(0, 0), (radius + 0.25, 0), (radius + 0.25, 0.25), (0, 1.5)], segments=20)
        walls.append(wall.moved((0, p.length / 2, 0)))
        roofs.append(cap.moved((0, p.length / 2, p.wall * 0.85 - 0.1)))
    parts = [
        Part("nave", "primary", tuple(walls)),
        Part("roof", "secondary", tuple(roofs)),
        *_steeple(p),
        *_doors(p, front - p.tower_width + 0.4 if p.tower == "front" else front),
        *_windows(p),
    ]
    if p.tower != "front":
        rosette = prism(circle(min(0.75, p.width * 0.17), 16), 0.5).moved((0, front + 0.17, p.wall * 0.95 + 0.2))
        parts.append(Part("round window", "glass", (rosette,)))
    return tuple(parts)


def _steeple(p: Params) -> list[Part]:
    """The tower with its openings, its spire and its cross."""
    w = p.tower_width * (0.8 if p.tower == "ridge" else 1.0)
    top = p.wall + p.rise + p.tower_height
    places = {
        "front": (0.0, -p.length / 2 - w / 2 + 0.4, 0.0),
        "side": (p.width / 2 + w / 2 - 0.5, -p.length / 2 + w / 2 + 0.3, 0.0),
        "ridge": (0.0, -p.length / 2 + w / 2 + 0.3, p.wall * 0.8),
    }
    x, y, foot = places[p.tower]
    body = box((w, w, top - foot), (x, y, (foot + top) / 2))
    cornice = box((w + 0.35, w + 0.35, 0.34), (x, y, top - 0.02))
    opening = prism(arch(w * 0.42, 1.15, p.arches == "pointed"), 0.6).moved((0, -w / 2 + 0.18, top - 1.5))
    flare, h = w / 2 * p.spire_flare, p.spire
    profile = [(0, 0), (flare, 0), (flare, 0.22), (0.16, h), (0, h)]
    if p.top == "onion":
        h *= 0.85
        profile = [(0, 0), (flare * 0.8, 0), (flare * 1.05, h * 0.2), (flare, h * 0.36), (flare * 0.6, h * 0.56)]
        profile += [(flare * 0.26, h * 0.72), (0.16, h), (0, h)]
    spire = lathe(profile, segments={"pyramid": 4, "octagon": 8, "onion": 20}[p.top])
    if p.top == "pyramid":
        spire = spire.rotated("z", np.pi / 4).scaled((2**0.5, 2**0.5, 1))
    size, tip = p.cross_size, top + 0.1 + h
    bars = [box((0.32, 0.32, size + 0.3), (x, y, tip + size / 2 - 0.2))]
    bars.append(box((size * 0.75, 0.3, 0.3), (x, y, tip + size * 0.58)))
    return [
        Part("tower", "primary", (body,)),
        Part("cornice", "tertiary", (cornice,)),
        Part("belfry openings", "dark", tuple(s.moved((x, y, 0)) for s in turned(opening, 4)), "opening", 4),
        Part("spire", "secondary", (spire.moved((x, y, top + 0.1)),), label="dome" if p.top == "onion" else "spire"),
        Part("cross", "tertiary", tuple(bars)),
    ]


def _doors(p: Params, y: float) -> list[Part]:
    half, h = p.door_width / 2, p.door_height
    leaf = np.concatenate([[(0.0, 0.0)], arc(half, 0, np.pi / 2, 6) + np.array([0, h - half]), [(0.0, 0.1)]])
    leaf = np.concatenate([[(0.0, 0.0), (half, 0.0)], leaf[1:-1]])
    frame = prism(arch(p.door_width + 0.55, h + 0.28), 0.5).moved((0, y + 0.1, 0.1))
    steps = box((p.door_width + 0.9, 1.1, 0.4), (0, y - 0.2, 0.1))
    right = prism(leaf, 0.4).moved((0, y - 0.06, 0.2))
    left = right.mirrored("x")
    return [
        Part("portal", "light", (frame, steps)),
        Part("left door", "tertiary", (left,), label="door", joint=hinge(-half, y - 0.06, h / 2, -1)),
        Part("right door", "tertiary", (right,), label="door", joint=hinge(half, y - 0.06, h / 2, 1)),
    ]


def _windows(p: Params) -> list[Part]:
    """Tall windows along both sides."""
    w, h = p.window_width, min(p.window_height, p.wall * 0.68)
    pane = prism(arch(w, h, p.arches == "pointed"), 0.5, "x")
    z = p.wall * 0.5 - h / 2
    first = p.tower_width + 0.9 if p.tower == "side" else 0.9
    ys = np.linspace(-p.length / 2 + first, p.length / 2 - 0.9, 3)
    ys = ys[1:] if p.tower == "side" and p.length < 6.4 else ys
    panes: list[Mesh] = []
    for y in ys:
        panes += mirrored_pair(pane.moved((p.width / 2 - 0.1, y, z)))
    return [Part("windows", "glass", tuple(panes), label="window", count=len(panes))]


def words(p: Params) -> Words:
    """What may be said of this church."""
    height = p.wall + p.rise + p.tower_height + p.spire
    adjectives = ["tall"] if height > 10.8 else ["low"] if height < 9.0 else []
    adjectives += ["long"] if p.length > 7.2 else ["short"] if p.length < 5.8 else []
    adjectives += ["wide"] if p.width > 4.6 else ["narrow"] if p.width < 3.8 else []
    tops = {"pyramid": "a pointed steeple", "octagon": "an eight-sided spire", "onion": "an onion dome"}
    places = {"front": "a front tower", "side": "a side tower", "ridge": "a tower over its roof"}
    features = [tops[p.top], places[p.tower], f"{p.arches} arches"]
    features += ["an apse"] if p.apse == "one" else []
    return Words(tuple(adjectives), tuple(features), ("chapel",) if p.tower == "ridge" else ())


KIND = Kind(
    "church",
    Params,
    build,
    words,
    natural=(
        ("white", "gray", "brown"),
        ("white", "red", "yellow"),
        ("beige", "brown", "maroon"),
        ("brown", "gray", "white"),
    ),
)
