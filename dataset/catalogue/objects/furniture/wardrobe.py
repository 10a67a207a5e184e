"""Wardrobes: a tall hollow case with doors that turn, perhaps a drawer below them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...kinds import Kind, Words
from ...mesh import Mesh, Part
from ...params import choice, span
from ...solids import box, frustum, prism
from .joinery import carcass, drawer, feet, handle, hinge


@dataclass(frozen=True)
class Params:
    """Lengths in rough metres."""

    width: float = span(0.85, 1.45)
    height: float = span(1.45, 1.95)
    depth: float = span(0.45, 0.6)
    foot_height: float = span(0.08, 0.18)
    wall: float = span(0.05, 0.07)
    door: float = span(0.055, 0.075)
    gap: float = span(0.025, 0.04)
    panel_inset: float = span(0.07, 0.11)
    panel_split: float = span(0.35, 0.65)
    cornice: float = span(0.07, 0.13)
    overhang: float = span(0.03, 0.07)
    knob: float = span(0.046, 0.06)
    drawer_height: float = span(0.22, 0.32)
    doors: str = choice("two", "two", "three")
    top: str = choice("cornice", "flat", "arch")
    extra: str = choice("none", "drawer", "mirror")
    feet: str = choice("blocks", "turned", "plinth")


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a wardrobe."""
    x, low, high = p.width / 2, p.foot_height, p.height
    case = [carcass(p.width, p.depth, low, high, p.wall)]
    floor = low + p.gap
    base = feet(p.feet, x, p.depth / 2, low, 0.13)
    parts = [Part("feet", "tertiary", base, label="foot", count=1 if p.feet == "plinth" else 4), _top(p)]
    face = -p.depth / 2 - p.door / 2
    if p.extra == "drawer":
        center = (0.0, face, floor + p.drawer_height / 2)
        size = (p.width - 2 * p.gap, p.drawer_height, p.depth * 0.85)
        parts += drawer("drawer", center, size, thick=p.door, pull=("knob", p.knob), accent="tertiary")
        floor += p.drawer_height + p.gap
        case.append(box((p.width - p.wall, p.depth - 0.06, p.wall), (0, -0.01, floor - p.gap / 2)))
    count = 2 if p.doors == "two" else 3
    width, tall = (p.width - (count + 1) * p.gap) / count, high - p.gap - floor
    names = ("left", "right") if count == 2 else ("left", "middle", "right")
    for k, name in enumerate(names):
        x = (k - (count - 1) / 2) * (width + p.gap)
        side = 1 if name == "right" else -1
        center = (x, face + p.door / 2, (floor + high - p.gap) / 2)
        joint = hinge(center, width, side)
        mirrored = p.extra == "mirror" and name == names[-2]
        fittings = _fittings(p, side, width, tall)
        solids = _door(p, width, tall, panels=not mirrored)
        for part, role, made in (("door", "secondary", solids), ("fittings", "tertiary", fittings)):
            moved = tuple(solid.moved(center) for solid in made)
            parts.append(Part(f"{name} {part}", role, moved, label=part.removesuffix("s"), joint=joint))
        if mirrored:
            pane = box((width - 0.1, 0.06, tall - 0.16), (x, face + 0.006, center[2]))
            parts.append(Part("mirror", "glass", (pane,), joint=joint))
        if k:
            # The post behind the gap between two doors.
            post = box(
                (p.wall, p.wall, high - low - p.wall),
                (x - (width + p.gap) / 2, -p.depth / 2 + p.wall * 0.5, (low + high) / 2),
            )
            case.append(post)
    return (Part("body", "primary", tuple(case)), *parts)


def _door(p: Params, width: float, tall: float, *, panels: bool) -> tuple[Mesh, ...]:
    """A door about 0, with two raised panels."""
    solids = [box((width, p.door, tall), bevel=0.012)]
    if panels:
        inset = min(p.panel_inset, 0.24 * width)
        inner, split = tall - 3 * inset, p.panel_split
        lower, upper = inner * split, inner * (1 - split)
        for high, z in ((lower, inset + lower / 2 - tall / 2), (upper, tall / 2 - inset - upper / 2)):
            solids.append(box((width - 2 * inset, 0.06, high), (0, -p.door / 2 + 0.008, z), bevel=0.018))
    return tuple(solids)


def _fittings(p: Params, side: int, width: float, tall: float) -> tuple[Mesh, ...]:
    """The knob of a door about 0, and its two hinges at the edge towards `side`."""
    knob = handle("knob", p.knob, 0.0)[0].moved((-side * (width / 2 - 0.055), -p.door / 2 + 0.012, -0.02))
    pin = frustum(0.028, 0.028, -0.08, 0.08, segments=10)
    return (knob, *(pin.moved((side * (width / 2 + 0.004), -p.door / 2, z)) for z in (-0.36 * tall, 0.36 * tall)))


def _top(p: Params) -> Part:
    x, y = p.width / 2 + p.overhang, -p.overhang / 2 - p.door / 4
    deep = p.depth + p.overhang + p.door / 2
    if p.top == "arch":
        t = np.linspace(0, np.pi, 15)
        outline = np.c_[x * np.cos(t), 0.06 + 1.5 * p.cornice * np.sin(t)]
        return Part("arch", "tertiary", (prism([(-x, 0), (x, 0), *outline], deep).moved((0, y, p.height - 0.015)),))
    slab = box((2 * x, deep, 0.05), (0, y, p.height + 0.01), bevel=0.01)
    if p.top == "flat":
        return Part("top", "tertiary", (slab,))
    crown = box((2 * x + 0.06, deep + 0.04, p.cornice), (0, y - 0.01, p.height + 0.02 + p.cornice / 2), bevel=0.03)
    return Part("cornice", "tertiary", (slab, crown))


def words(p: Params) -> Words:
    """What may be said of this wardrobe."""
    ratio = p.height / p.width
    adjectives = ["tall"] if ratio > 1.65 else ["wide"] if ratio < 1.3 else []
    adjectives += ["narrow"] if p.width < 1.0 else []
    features = [f"{p.doors} doors"]
    features += {"none": [], "drawer": ["a drawer"], "mirror": ["a mirror"]}[p.extra]
    features += {"cornice": ["a cornice"], "flat": ["a flat top"], "arch": ["an arched top"]}[p.top]
    features.append({"turned": "slanted feet", "blocks": "block feet", "plinth": "a plinth"}[p.feet])
    return Words(tuple(adjectives), tuple(features))


KIND = Kind(
    "wardrobe",
    Params,
    build,
    words,
    nouns=("closet",),
    natural=(("brown", "brown", "beige"), ("white", "white", "gray")),
)
