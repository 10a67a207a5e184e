"""Flowers: a bloom on a stem with leaves, in a pot, on the ground or free."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...kinds import Kind, Words
from ...mesh import Mesh, Part
from ...params import choice, span
from ...solids import annulus, ellipsoid, frustum, lathe
from .shapes import ball, body, leaf, limb, tilted


@dataclass(frozen=True)
class Params:
    """Lengths relative to a flower of about one unit; `tilt` in radians leans the bloom to the front."""

    height: float = span(0.5, 0.85)
    sway: float = span(-0.08, 0.08)
    stem_radius: float = span(0.026, 0.038)
    petal_length: float = span(0.2, 0.3)
    petal_width: float = span(0.85, 1.15)
    cup: float = span(0.0, 0.12)
    heart: float = span(0.09, 0.14)
    tilt: float = span(0.6, 1.15)
    leaf_length: float = span(0.24, 0.38)
    leaf_width: float = span(0.07, 0.11)
    leaf_height: float = span(0.12, 0.4)
    pot_radius: float = span(0.17, 0.25)
    pot_height: float = span(0.2, 0.32)
    bloom: str = choice("daisy", "daisy", "sunflower", "tulip")
    petals: int = choice(5, 6, 8)
    leaves: int = choice(1, 2, 2, 3)
    place: str = choice("pot", "pot", "ground", "free")


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a flower, its stem's foot at z = 0."""
    top = (p.sway, 0.0, p.height)
    stem = limb([(0, 0, -0.04), (-p.sway * 0.4, 0, p.height * 0.5), top], p.stem_radius, sides=10)
    parts = [Part("stem", "leaf", (stem,)), _leaves(p)]
    parts += _tulip(p, top) if p.bloom == "tulip" else _open_bloom(p, top)
    return (*parts, *_place(p))


def _leaves(p: Params) -> Part:
    blades = []
    for k in range(p.leaves):
        z, angle = p.height * p.leaf_height * (1 - 0.25 * k), (-0.15, np.pi + 0.15, -1.3)[k]
        length = p.leaf_length * (1 - 0.1 * k)
        path = [(0, 0, z), (length * 0.5, 0, z + length * 0.38), (length, 0, z + length * 0.42)]
        blades.append(leaf(path, p.leaf_width, 0.024, (0, 1, 0)).rotated("z", angle))
    return Part("leaves", "leaf", tuple(blades), label="leaf", count=p.leaves)


def _open_bloom(p: Params, top: tuple[float, float, float]) -> list[Part]:
    """Flat petals around a disc, built facing up and then leaned to the front."""
    count = p.petals * 2 if p.bloom == "sunflower" else p.petals
    heart = p.heart * (1.5 if p.bloom == "sunflower" else 1.0)
    wide = np.pi * (heart + p.petal_length * 0.5) / count * p.petal_width
    width = min(wide, p.petal_length * 0.55)
    petals = []
    for k in range(count):
        lift = p.cup + 0.02 * (k % 2)
        reach = heart + p.petal_length
        knots = [
            (heart * 0.55, 0, 0.0, width * 0.5, 0.024),
            (heart + p.petal_length * 0.55, 0, lift * 0.6, width, 0.024),
            (reach - width * 0.25, 0, lift, width * 0.62, 0.02),
        ]
        petals.append(body(knots, side=(0, 1, 0), sides=8, steps=3).rotated("z", 2 * np.pi * k / count + np.pi / 2))
    disc = lathe([(0, -0.05), (heart * 0.8, -0.05), (heart, 0.02), (heart * 0.8, 0.065), (0, 0.085)], segments=20)
    sepal = frustum(0.03, heart * 0.75, -0.09, 0.0, segments=14)

    def lean(mesh: Mesh) -> Mesh:
        return tilted(mesh, "x", p.tilt).moved(top)

    parts = [
        Part("petals", "primary", tuple(map(lean, petals)), label="petal", count=count),
        Part("heart", "secondary", (lean(disc),)),
        Part("sepals", "leaf", (lean(sepal),)),
    ]
    if p.bloom == "sunflower":
        ring = annulus([(heart * 0.72, 0.03), (heart * 0.7, 0.1)], heart * 0.25, segments=20)
        parts.append(Part("seed ring", "tertiary", (lean(ring),)))
    return parts


def _tulip(p: Params, top: tuple[float, float, float]) -> list[Part]:
    """A cup of six upright petals about an egg, with stamens in the middle."""
    length, girth = p.petal_length * 1.35, p.petal_length * 0.62
    petals = []
    for k in range(6):
        out = girth * (1.0 if k % 2 else 0.9)
        knots = [
            (out * 0.25, 0, -0.02, girth * 0.4, 0.025),
            (out * 0.9, 0, length * 0.38, girth * 0.66, 0.028),
            (out * (0.8 + 2 * p.cup), 0, length * 0.8, girth * 0.4, 0.026),
            (out * (0.75 + 3 * p.cup), 0, length, girth * 0.1, 0.022),
        ]
        petals.append(body(knots, side=(0, 1, 0), sides=8, steps=3).rotated("z", np.pi * k / 3 - np.pi / 2).moved(top))
    base = ellipsoid((girth * 0.6, girth * 0.6, length * 0.2), (top[0], 0, top[2] + 0.01), segments=16, rings=7)
    filament = limb([(0, 0, 0.02), (0, 0, length * 0.85)], p.heart * 0.32, sides=8)
    tips = [
        ball(p.heart * 0.5, (p.heart * 0.4 * x, p.heart * 0.4 * y, length * 0.88), segments=8)
        for x, y in ((0.9, 0), (-0.5, 0.8), (-0.5, -0.8))
    ]
    return [
        Part("petals", "primary", tuple(petals), label="petal", count=6),
        Part("calyx", "leaf", (base,)),
        Part("stamens", "secondary", tuple(m.moved(top) for m in (filament, *tips)), label="stamen", count=3),
    ]


def _place(p: Params) -> list[Part]:
    if p.place == "pot":
        pot = frustum(p.pot_radius * 0.7, p.pot_radius * 0.95, -p.pot_height, 0.0)
        rim = annulus([(p.pot_radius * 1.1, -0.07), (p.pot_radius * 1.1, 0.012)], p.pot_radius * 0.25)
        soil = frustum(p.pot_radius * 0.92, p.pot_radius * 0.92, -0.06, 0.006)
        return [Part("pot", "tertiary", (pot,)), Part("rim", "secondary", (rim,)), Part("soil", "dark", (soil,))]
    if p.place == "ground":
        wide = p.pot_radius * 1.2
        return [Part("mound", "leaf", (lathe([(0, -0.06), (wide, -0.06), (wide * 0.85, 0.0), (0, 0.04)]),))]
    return []


def words(p: Params) -> Words:
    """What may be said of this flower."""
    adjectives = []
    if p.height > 0.74:
        adjectives += ["tall"]
    if p.height < 0.6:
        adjectives += ["short"]
    if p.petal_length > 0.27 and p.bloom != "tulip":
        adjectives.append("wide")
    if p.petal_length > 0.265:
        adjectives.append("big")
    features = [f"{('a leaf', 'two leaves', 'three leaves')[p.leaves - 1]}"]
    features.append({"pot": "a pot", "ground": "a mound of grass", "free": "a bare stem"}[p.place])
    if p.bloom == "daisy":
        features.append({5: "five petals", 6: "six petals", 8: "eight petals"}[p.petals])
    nouns = {"daisy": ("daisy",), "sunflower": ("sunflower",), "tulip": ("tulip",)}[p.bloom]
    return Words(tuple(adjectives), tuple(features), (*nouns, *(("potted flower",) if p.place == "pot" else ())))


KIND = Kind(
    "flower",
    Params,
    build,
    words,
    nouns=("blossom",),
    natural=(
        ("white", "yellow", "orange"),
        ("red", "yellow", "brown"),
        ("yellow", "brown", "orange"),
        ("pink", "yellow", "white"),
    ),
    finishes=("matte", "glossy"),
)
