"""Desks: a top on legs and on pedestals of drawers, perhaps with a computer or a raised shelf."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ...arrays import mirrored_pair
from ...kinds import Kind, Words
from ...mesh import Mesh, Part
from ...params import choice, span
from ...solids import box, rod
from .joinery import drawer


@dataclass(frozen=True)
class Params:
    """Lengths in rough metres; one sits at -Y."""

    length: float = span(1.05, 1.55)
    depth: float = span(0.52, 0.72)
    height: float = span(0.68, 0.84)
    thickness: float = span(0.05, 0.085)
    overhang: float = span(0.015, 0.06)
    pedestal: float = span(0.32, 0.44)
    clearance: float = span(0.05, 0.14)
    gap: float = span(0.032, 0.05)
    front: float = span(0.05, 0.065)
    knob: float = span(0.036, 0.046)
    leg: float = span(0.032, 0.045)
    panel: float = span(0.25, 0.5)
    screen: float = span(0.3, 0.42)
    shelf: float = span(0.2, 0.32)
    drawers: str = choice("right", "left", "both")
    legs: str = choice("straight", "slanted", "panel")
    handles: str = choice("knob", "bar")
    extra: str = choice("none", "computer", "shelf", "none")


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a desk."""
    if p.drawers == "both":
        p = replace(p, pedestal=min(p.pedestal, 0.28 * p.length))  # leaves room for the knees
    x, y = p.length / 2 - p.overhang, p.depth / 2 - p.overhang
    under = p.height - p.thickness
    top = box((p.length, p.depth + p.front, p.thickness), (0, -p.front / 2, p.height - p.thickness / 2), bevel=0.015)
    high = under - p.clearance
    block = box((p.pedestal, 2 * y, high + 0.012), (x - p.pedestal / 2, 0, under - high / 2 + 0.006))
    sides = {"right": (1,), "left": (-1,), "both": (1, -1)}[p.drawers]
    blocks = tuple(block if side == 1 else block.mirrored("x") for side in sides)
    tall = p.panel * under
    sheet = box((2 * x - 0.05, 0.05, tall), (0, y - 0.06, under - tall / 2 + 0.01))
    parts = [
        Part("top", "primary", (top,)),
        Part("pedestals", "primary", blocks, label="pedestal", count=len(sides)),
        Part("back panel", "primary", (sheet,)),
        _legs(p, x, y, under, sides),
        *_extra(p),
    ]
    rows = 3 if len(sides) == 1 else 2
    height = (high - (rows + 1) * p.gap) / rows
    # Twelve parts are the most: four drawers below a computer keep their handles to themselves.
    accent = "tertiary" if len(parts) + 2 * rows * len(sides) <= 12 else ""
    for side in sides:
        for i in range(rows):
            z = under - p.gap - height / 2 - i * (height + p.gap)
            row = "lower" if i == rows - 1 else ("upper", "middle")[i]
            name = f"{row} drawer" if len(sides) == 1 else f"{row} {'right' if side == 1 else 'left'} drawer"
            center = (side * (x - p.pedestal / 2), -y - p.front / 2, z)
            size = (p.pedestal - 2 * p.gap, height, 1.8 * y)
            parts += drawer(name, center, size, thick=p.front, pull=(p.handles, p.knob), accent=accent)
    return tuple(parts)


def _legs(p: Params, x: float, y: float, under: float, sides: tuple[int, ...]) -> Part:
    """Four legs, those below a pedestal short, or a panel on the side without one."""
    top, inset = under + 0.01, p.leg + 0.012
    short = p.clearance + 0.03
    if p.legs == "panel":
        made: list[Mesh] = []
        for side in (1, -1):
            if side in sides:
                made.append(box((p.pedestal - 0.05, 2 * y - 0.05, short), (side * (x - p.pedestal / 2), 0, short / 2)))
            else:
                made.append(box((0.06, 2 * y - 0.02, top), (side * (x - 0.04), 0, top / 2)))
        return Part("sides", "tertiary", tuple(made), label="side", count=2)
    made = []
    for side in (1, -1):
        for end in (1, -1):
            high = short if side in sides else top
            spots = [(side * (x - inset), end * (y - inset))]
            if side in sides:
                spots.append((side * (x - p.pedestal + inset), end * (y - inset)))
            for at in spots:
                if p.legs == "straight":
                    made.append(box((2 * p.leg, 2 * p.leg, high), (*at, high / 2)))
                else:
                    foot = (at[0] + side * 0.06, at[1] + end * 0.03) if high == top else at
                    made.append(rod((*foot, 0), (*at, high), (p.leg * 0.75, p.leg * 1.1)))
    return Part("legs", "tertiary", tuple(made), label="leg", count=len(made))


def _extra(p: Params) -> list[Part]:
    z, y = p.height, p.depth / 2
    if p.extra == "computer":
        wide, tall = p.screen * 1.35, p.screen * 0.85
        at = z + 0.1 + tall / 2
        foot = box((wide * 0.4, 0.16, 0.05), (0, y - 0.2, z + 0.012))
        neck = box((0.08, 0.05, 0.2), (0, y - 0.18, z + 0.1))
        keys = box((wide * 0.9, 0.14, 0.055), (0, y - 0.42, z + 0.01), bevel=0.01)
        shell = box((wide, 0.06, tall), (0, y - 0.21, at), bevel=0.01)
        pane = box((wide - 0.07, 0.05, tall - 0.07), (0, y - 0.226, at))
        return [Part("computer", "dark", (foot, neck, keys, shell)), Part("screen", "glass", (pane,))]
    if p.extra == "shelf":
        wide = p.length - 0.1
        plank = box((wide, 0.22, 0.05), (0, y - 0.13, z + p.shelf))
        side = box((0.05, 0.2, p.shelf), (wide / 2 - 0.04, y - 0.13, z + p.shelf / 2 - 0.012))
        return [Part("shelf", "tertiary", (plank, *mirrored_pair(side), side.moved((0.04 - wide / 2, 0, 0))))]
    return []


def words(p: Params) -> Words:
    """What may be said of this desk."""
    adjectives = ["long"] if p.length > 1.42 else ["small"] if p.length < 1.18 else []
    adjectives += ["tall"] if p.height > 0.8 else ["low"] if p.height < 0.71 else []
    features = ["four drawers" if p.drawers == "both" else "three drawers"]
    features.append("knobs" if p.handles == "knob" else "bar handles")
    features += {"straight": ["straight legs"], "slanted": ["slanted legs"], "panel": ["solid sides"]}[p.legs]
    features += {"none": [], "computer": ["a computer"], "shelf": ["a raised shelf"]}[p.extra]
    nouns = ("computer desk",) if p.extra == "computer" else ()
    return Words(tuple(adjectives), tuple(features), nouns)


KIND = Kind(
    "desk",
    Params,
    build,
    words,
    nouns=("writing desk",),
    natural=(("brown", "brown", "black"), ("white", "white", "gray"), ("beige", "white", "gray")),
)
