"""Wells: a ring of stone with water in it, a roof on posts, a crank that winds up a bucket."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...arrays import turned
from ...kinds import Kind, Words
from ...mesh import Mesh, Part, slide, turn
from ...params import choice, span
from ...solids import annulus, box, lathe, rod, torus, wheel
from .pieces import gable, hip_roof, roof_shell, sided

SIDES = {"round": 20, "hexagonal": 6, "square": 4}


@dataclass(frozen=True)
class Params:
    """Lengths in rough metres."""

    radius: float = span(0.72, 1.0)
    wall_height: float = span(0.6, 0.95)
    wall_thickness: float = span(0.16, 0.26)
    rim: float = span(0.04, 0.1)
    rim_height: float = span(0.1, 0.18)
    stone: float = span(0.24, 0.36)
    water: float = span(0.35, 0.75)
    post_height: float = span(1.15, 1.55)
    post: float = span(0.07, 0.1)
    roof_rise: float = span(0.4, 0.75)
    roof_reach: float = span(0.16, 0.34)
    roof_depth: float = span(0.6, 0.85)
    spindle: float = span(0.09, 0.13)
    crank: float = span(0.26, 0.36)
    bucket: float = span(0.2, 0.27)
    bucket_hang: float = span(0.35, 0.55)
    wall: str = choice("round", "round", "hexagonal", "square")
    roof: str = choice("gable", "gable", "pyramid", "none")
    winder: str = choice("crank", "wheel")


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a well whose spindle lies along X, the crank at +X."""
    sides, h, r = SIDES[p.wall], p.wall_height, p.radius
    scale = 1 / np.cos(np.pi / sides) if sides < 12 else 1.0
    turned_by = np.pi / sides - np.pi / 2
    thick = p.wall_thickness
    ring = annulus([(r * scale, 0), (r * scale, h)], thick * scale, segments=sides).rotated("z", turned_by)
    edge = (r + p.rim) * scale
    low, high = h - 0.03, h + p.rim_height
    rim = annulus([(edge, low), (edge, high)], (thick + 2 * p.rim) * scale, segments=sides).rotated("z", turned_by)
    inside = r - thick * 0.6
    water = sided([(0, 0.03), (inside, 0.03), (inside, p.water * h), (0, p.water * h)], sides)
    parts = [
        Part("wall", "primary", (ring,)),
        Part("rim", "tertiary", (rim,)),
        Part("stones", "tertiary", _stones(p), label="stone", count=2 * _stones_in_row(p)),
        Part("water", "glass", (water,)),
        *_frame(p, high),
    ]
    return tuple(parts)


def _stones_in_row(p: Params) -> int:
    return {"round": 8, "hexagonal": 6, "square": 8}[p.wall]


def _stones(p: Params) -> tuple[Mesh, ...]:
    """Two rows of stones that stand out from the wall."""
    faces = {"round": 8, "hexagonal": 6, "square": 4}[p.wall]
    each = _stones_in_row(p) // faces
    pitch = 2 * p.radius * np.tan(np.pi / faces) / each
    stones: list[Mesh] = []
    for row, shift in ((0.24, -0.22), (0.7, 0.22)):
        stone = box((p.stone, 0.2, p.wall_height * 0.28), (0, -p.radius + 0.06, p.wall_height * row))
        for k in range(each):
            u = (k - (each - 1) / 2 + shift) * pitch
            start = u / p.radius if p.wall == "round" else 0.0
            stones += turned(stone if start else stone.moved((u, 0, 0)), faces, start)
    return tuple(stones)


def _frame(p: Params, rim_top: float) -> list[Part]:
    """Posts, spindle, rope, bucket and roof over the wall."""
    x, top = p.radius - p.wall_thickness / 2, rim_top + p.post_height
    z = rim_top + p.post_height * 0.62
    side = 2 * p.post
    posts = [box((side, side, top - rim_top + 0.2), (s * x, 0, (top + rim_top - 0.2) / 2)) for s in (-1, 1)]
    beam = box((2 * x + side + 0.2, side * 0.9, side * 0.9), (0, 0, top - side))
    drum = rod((-x - 0.12, 0, z), (x + 0.12, 0, z), p.spindle)
    joint = turn((x, 0.0, z), (1.0, 0.0, 0.0))
    reach = x + 0.25
    if p.winder == "wheel":
        size = p.crank * 0.95
        loop = torus(size, 0.065, segments=20, sides=8).rotated("y", np.pi / 2)
        spokes = [box((0.09, 2 * size, 0.09)), box((0.09, 0.09, 2 * size))]
        winder = [s.moved((reach, 0, z)) for s in (loop, *spokes)]
    else:
        arm = box((0.12, 0.12, p.crank + 0.1), (reach - 0.03, 0, z - p.crank / 2))
        winder = [arm, rod((reach - 0.05, 0, z - p.crank), (reach + 0.3, 0, z - p.crank), 0.065)]
    winder.append(rod((x - 0.05, 0, z), (reach + 0.02, 0, z), 0.06))
    knot = wheel(p.spindle + 0.06, 0.34, bevel=0.0).moved((0, 0, z))
    level = z - p.bucket_hang
    rope = rod((0, 0, z), (0, 0, level - 0.1), 0.05, segments=8)
    parts = [
        Part("posts", "timber", (*posts, beam), label="post", count=2),
        Part("spindle", "timber", (drum,), joint=joint),
        Part("crank", "metal", tuple(winder), label=p.winder, joint=joint),
        Part("rope", "light", (knot, rope)),
        _bucket(p, level, -(level - p.water * p.wall_height) * 0.8),
    ]
    if p.roof != "none":
        parts.append(Part("roof", "secondary", (_roof(p, top),)))
    return parts


def _bucket(p: Params, level: float, low: float) -> Part:
    """A pail whose bow's top is at `level`."""
    r, h = p.bucket, p.bucket * 1.75
    pail = lathe([(0, 0), (r * 0.78, 0), (r, h), (r - 0.05, h), (r * 0.7, 0.08), (0, 0.08)], segments=14)
    hoop = annulus([(r * 0.95, h * 0.62), (r * 1.06, h * 0.9)], 0.08, segments=14)
    bow = torus(r * 0.9, 0.045, segments=12, sides=6).rotated("x", np.pi / 2).scaled((1, 1, 0.75)).moved((0, 0, h))
    foot = level - h - r * 0.7
    solids = tuple(s.moved((0, 0, foot)) for s in (pail, hoop, bow))
    role = "tertiary" if p.roof != "none" else "secondary"
    return Part("bucket", role, solids, joint=slide((0.0, 0.0, foot + h / 2), (0.0, 0.0, 1.0), low, 0.05))


def _roof(p: Params, top: float) -> Mesh:
    wide = 2 * (p.radius + p.roof_reach)
    if p.roof == "pyramid":
        return hip_roof((wide, wide * p.roof_depth), (0.12, 0.12), top - 0.08, 0.12, p.roof_rise + 0.2)
    half = p.radius * p.roof_depth
    shell = roof_shell(gable(half, top - p.roof_rise * 0.8, p.roof_rise, 0.14), 0.13, wide, along="x")
    return shell.moved((0, 0, p.roof_rise * 0.8 - p.roof_rise + 0.03))


def words(p: Params) -> Words:
    """What may be said of this well."""
    adjectives = ["wide"] if p.radius > 0.92 else ["narrow"] if p.radius < 0.79 else []
    adjectives += (
        ["tall"] if p.wall_height + p.post_height > 2.3 else ["short"] if p.wall_height + p.post_height < 1.95 else []
    )
    adjectives += {"round": ["round"], "square": ["square"], "hexagonal": ["six-sided"]}[p.wall]
    features = {"gable": ["a gable roof"], "pyramid": ["a pointed roof"], "none": []}[p.roof]
    features += ["a crank" if p.winder == "crank" else "a hand wheel", "a bucket", "a rope"]
    return Words(tuple(adjectives), tuple(features))


KIND = Kind(
    "well",
    Params,
    build,
    words,
    nouns=("water well", "wishing well"),
    natural=(
        ("gray", "red", "white"),
        ("gray", "brown", "beige"),
        ("beige", "maroon", "gray"),
        ("gray", "green", "brown"),
    ),
)
