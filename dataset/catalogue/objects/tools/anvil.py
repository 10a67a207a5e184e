"""Anvils: the horn at +X, perhaps on a stump or a stand."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...arrays import corners
from ...curves import circle
from ...kinds import Kind, Words
from ...mesh import Mesh, Part
from ...params import choice, span
from ...solids import annulus, box, frustum, lathe, loft, rod, tapered_box


@dataclass(frozen=True)
class Params:
    """Lengths relative to an anvil of about one unit."""

    length: float = span(0.5, 0.66)
    width: float = span(0.22, 0.3)
    body: float = span(0.13, 0.19)
    waist: float = span(0.45, 0.62)
    waist_height: float = span(0.14, 0.24)
    base_length: float = span(0.85, 1.1)
    base_width: float = span(1.2, 1.5)
    base_height: float = span(0.07, 0.12)
    horn: float = span(0.26, 0.42)
    horn_rise: float = span(0.0, 0.05)
    heel: float = span(0.1, 0.2)
    face: float = span(0.035, 0.055)
    hole: float = span(0.05, 0.075)
    stand: float = span(0.3, 0.5)
    stand_width: float = span(0.95, 1.15)
    under: str = choice("none", "none", "stump", "legs")
    ends: str = choice("heel", "heel", "horns")
    foot: str = choice("block", "bevelled", "feet")


def build(p: Params) -> tuple[Part, ...]:
    """The parts of an anvil."""
    ground = 0.0 if p.under == "none" else p.stand
    return (*_anvil(p, ground), *_stand(p))


def _anvil(p: Params, ground: float) -> tuple[Part, ...]:
    half, low = p.length / 2, ground + p.base_height
    under = low + p.waist_height
    top = under + p.body
    shape = []
    for t in np.linspace(0, 1, 9):
        narrow = 1 - (1 - p.waist) * float(np.sin(np.pi * t)) ** 0.8
        size = np.array([p.length, p.width]) * narrow * (1 - 0.06 * t)
        square = circle(1.0, 4) @ np.array([[0.5, 0.5], [-0.5, 0.5]])
        shape.append(np.insert(square * size, 2, low - 0.02 + (under + 0.04 - low) * t, axis=1))
    block = box((p.length, p.width, p.body), (0, 0, top - p.body / 2), bevel=0.012)
    horn = _horn(p, half, top)
    parts = [Part("body", "primary", (loft(shape), block)), Part("horn", "primary", (horn,))]
    if p.ends == "horns":
        parts.append(Part("back horn", "primary", (horn.mirrored("x"),), label="horn"))
    else:
        end = (p.body * 0.95, p.width * 0.94)
        heel = tapered_box(end, (p.body * 0.5, p.width * 0.9), 0, p.heel + 0.04, shift=(p.body * 0.22, 0))
        turned = heel.rotated("y", -np.pi / 2).moved((0.04 - half, 0, top - p.body * 0.49))
        parts.append(Part("heel", "primary", (turned,)))
    back = half + (p.heel * 0.9 if p.ends == "heel" else 0.0)
    plate = box((half + back - 0.02, p.width + 0.016, p.face), ((half - back) / 2, 0, top), bevel=0.008)
    hole = box((p.hole, p.hole, 0.04), (-back + 0.08, 0, top + p.face / 2 - 0.01))
    return (
        *parts,
        Part("face", "metal", (plate,)),
        Part("hole", "dark", (hole,)),
        Part("base", "secondary", _base(p, ground)),
    )


def _horn(p: Params, start: float, top: float) -> Mesh:
    """A cone whose back is nearly flat and whose tip may rise."""
    rings = []
    t = np.linspace(0, 1, 8)
    for x, share, rise in zip(start - 0.03 + (p.horn + 0.03) * t, np.sqrt(1 - 0.97 * t**1.5), t**2, strict=True):
        wide, tall = p.width * 0.47 * share, p.body * 0.47 * share
        outline = circle(1.0, 16) * (wide, tall) + (0, top - tall - 0.006 + p.horn_rise * rise)
        rings.append(np.insert(outline, 0, x, axis=1))
    return loft(rings)


def _base(p: Params, ground: float) -> tuple[Mesh, ...]:
    long, wide, tall = p.length * p.base_length, p.width * p.base_width, p.base_height
    if p.foot == "bevelled":
        return (tapered_box((long, wide), (long * 0.75, wide * 0.78), ground, ground + tall + 0.02),)
    if p.foot == "block":
        return (box((long, wide, tall), (0, 0, ground + tall / 2), bevel=0.015),)
    slab = box((long * 0.86, wide * 0.84, tall * 0.75), (0, 0, ground + tall * 0.65))
    x, y = long * 0.38, wide * 0.36
    feet = corners(box((long * 0.3, wide * 0.32, tall * 0.85), (x, y, ground + tall * 0.425), bevel=0.012))
    return (slab, *feet)


def _stand(p: Params) -> tuple[Part, ...]:
    wide = p.length * p.stand_width / 2
    if p.under == "stump":
        bark = lathe([(0, 0), (wide * 1.08, 0), (wide, p.stand * 0.4), (wide, p.stand + 0.01), (0, p.stand + 0.01)])
        hoops = tuple(
            annulus([(wide * 1.03 + 0.01, z - 0.03), (wide * 1.01 + 0.01, z + 0.03)], 0.06)
            for z in (p.stand * 0.3, p.stand * 0.8)
        )
        return Part("stump", "timber", (bark,)), Part("hoops", "tertiary", hoops, label="hoop", count=2)
    if p.under == "legs":
        deep = p.width * p.base_width * 0.5
        board = box((2 * wide, 2 * deep + 0.04, 0.07), (0, 0, p.stand - 0.025), bevel=0.012)
        legs = corners(rod((wide * 0.98, deep * 1.15, 0), (wide * 0.75, deep * 0.7, p.stand), (0.045, 0.04)))
        return Part("board", "timber", (board,)), Part("legs", "tertiary", legs, label="leg", count=4)
    x, y = p.length * p.base_length * 0.41, p.width * p.base_width * 0.38
    tall = p.base_height * (0.5 if p.foot == "bevelled" else 1.0)
    bolts = corners(frustum(0.026, 0.026, tall * 0.5, tall + 0.03, segments=8).moved((x, y, 0)))
    return (Part("bolts", "tertiary", bolts, label="bolt", count=4),)


def words(p: Params) -> Words:
    """What may be said of this anvil."""
    adjectives = []
    if p.length + p.horn > 1.0:
        adjectives.append("long")
    if p.length + p.horn < 0.84:
        adjectives.append("short")
    if p.width > 0.275:
        adjectives.append("wide")
    if p.under != "none":
        adjectives.append("tall")
    features = [{"heel": "a pointed horn", "horns": "two horns"}[p.ends]]
    features += {"none": [], "stump": ["a tree stump"], "legs": ["a stand"]}[p.under]
    if p.foot == "feet":
        features.append("four feet")
    return Words(tuple(adjectives), tuple(features))


KIND = Kind(
    "anvil",
    Params,
    build,
    words,
    nouns=("blacksmith anvil",),
    natural=(("gray", "gray", "black"), ("black", "gray", "gray"), ("black", "brown", "gray")),
    finishes=("matte", "glossy", "metallic", "striped", "checkered"),
)
