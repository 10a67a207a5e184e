"""Park benches: slats for a seat and a back between two frames."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...arrays import mirrored_pair, row
from ...curves import spline
from ...kinds import Kind, Words
from ...mesh import Mesh, Part
from ...params import choice, span
from ...solids import box, rod, tube


@dataclass(frozen=True)
class Params:
    """Lengths in rough metres; `lean` is how far the back's top lies behind its foot."""

    length: float = span(1.05, 1.75)
    depth: float = span(0.42, 0.56)
    seat_height: float = span(0.4, 0.52)
    back_height: float = span(0.34, 0.55)
    lean: float = span(0.06, 0.18)
    slat: float = span(0.042, 0.06)
    gap: float = span(0.02, 0.04)
    bar: float = span(0.026, 0.036)
    inset: float = span(0.04, 0.22)
    arm_height: float = span(0.18, 0.26)
    block: float = span(0.16, 0.28)
    sides: str = choice("iron", "timber", "blocks")
    back: str = choice("boards", "boards", "bars", "crossed")
    arms: str = choice("two", "two", "none")


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a bench."""
    thick, top = p.slat, p.seat_height
    board = (p.depth - 3 * p.gap) / 4
    seat = row(box((p.length, board, thick), (0, 0, top - thick / 2), bevel=0.01), 4, (0, board + p.gap, 0))
    rails = _rails(p)
    parts = [
        Part("seat slats", "primary", seat, label="seat slat", count=4),
        Part("back slats", "primary", rails, label="back slat", count=len(rails)),
        *_frames(p),
    ]
    if p.arms == "two":
        parts.append(Part("armrests", "tertiary", _arms(p), label="armrest", count=2))
    return tuple(parts)


def _side(p: Params) -> float:
    """Where the frames stand along X."""
    return p.length / 2 - (p.inset * 0.4 + 0.03 if p.arms == "two" else p.inset + 0.03)


def _back_at(p: Params, t: float) -> tuple[float, float]:
    """(y, z) of the back's front at the share t of its height."""
    return p.depth / 2 - 0.02 + p.lean * t, p.seat_height + p.back_height * t


def _rails(p: Params) -> tuple[Mesh, ...]:
    if p.back == "boards":
        count = 3 if p.back_height > 0.42 else 2
        height = p.back_height * (0.86 - 0.06 * count) / count
        levels = np.linspace(0.3, 1.0, count) if count == 3 else np.array((0.45, 0.98))
        return tuple(_leaning(p, box((p.length, p.slat, height), bevel=0.01), t) for t in levels.tolist())
    width = 2 * _side(p) + 0.05
    rails = [_leaning(p, box((width, p.slat * 1.1, 0.085), bevel=0.01), t) for t in (0.16, 0.98)]
    (y0, z0), (y1, z1) = _back_at(p, 0.16), _back_at(p, 0.98)
    if p.back == "bars":
        xs = np.linspace(-0.5, 0.5, 9)[1:-1] * width
        return (*rails, *(rod((x, y0, z0), (x, y1, z1), p.bar * 0.85, segments=8) for x in xs))
    half = width / 2 - 0.03
    crosses = [
        rod((x0, y0, z0), (x1, y1, z1), p.bar * 0.95, segments=8)
        for a, b in ((-half, 0.0), (0.0, half))
        for x0, x1 in ((a, b), (b, a))
    ]
    return (*rails, rod((0, y0, z0), (0, y1, z1), p.bar, segments=8), *crosses)


def _leaning(p: Params, mesh: Mesh, t: float) -> Mesh:
    y, z = _back_at(p, t)
    return mesh.rotated("x", -np.arctan2(p.lean, p.back_height)).moved((0, y, z))


def _frames(p: Params) -> list[Part]:
    x, y, under = _side(p), p.depth / 2, p.seat_height - p.slat
    foot, head = _back_at(p, -0.1), _back_at(p, 1.08)
    shift = p.slat * 0.62  # the back's posts stand behind its slats
    post = rod((x, foot[0] + shift, foot[1] - 0.06), (x, head[0] + shift, head[1]), p.bar * 1.2, segments=8)
    posts = Part("posts", "secondary", mirrored_pair(post), label="post", count=2)
    beam = box((2.4 * p.bar, p.depth + 0.02, 0.07), (x, 0.01, under - 0.015))
    if p.sides == "blocks":
        block = box((p.block, p.depth * 0.86, under - 0.02), (x - p.block * 0.3, 0.02, (under - 0.02) / 2), bevel=0.02)
        return [
            posts,
            Part("blocks", "secondary", mirrored_pair(block), label="block", count=2),
            Part("beams", "tertiary", mirrored_pair(beam), label="beam", count=2),
        ]
    if p.sides == "iron":
        front = spline([(x, -y - 0.05, 0), (x, -y + 0.07, 0.13), (x, -y + 0.01, 0.28), (x, -y + 0.05, under)], 3)
        back = spline([(x, y + 0.12, 0), (x, y - 0.03, 0.15), (x, y - 0.01, 0.3), (x, y - 0.02, under)], 3)
        legs = [tube(path, p.bar, segments=8) for path in (front, back)]
    else:
        legs = [box((0.08, 0.085, under), (x, at, under / 2)) for at in (-y + 0.05, y - 0.03)]
    tie = rod((x, -y + 0.05, 0.16), (x, y - 0.03, 0.16), p.bar * 0.9, segments=8)
    return [
        posts,
        Part("legs", "secondary", tuple(copy for leg in legs for copy in mirrored_pair(leg)), label="leg", count=4),
        Part("beams", "secondary", (*mirrored_pair(beam), *mirrored_pair(tie)), label="beam", count=2),
    ]


def _arms(p: Params) -> tuple[Mesh, ...]:
    x, y, z = _side(p), p.depth / 2, p.seat_height + p.arm_height
    back = _back_at(p, p.arm_height / p.back_height)[0] + p.slat * 0.62
    if p.sides == "iron":
        path = [
            (x, back, z),
            (x, 0, z + 0.02),
            (x, -y + 0.02, z),
            (x, -y - 0.02, z - 0.09),
            (x, -y + 0.05, p.seat_height - 0.05),
        ]
        return mirrored_pair(tube(spline(path, 3), p.bar * 1.15, segments=8))
    rest = box((0.1, back + y + 0.03, 0.055), (x, (back - y - 0.03) / 2, z), bevel=0.012)
    post = box((0.07, 0.075, p.arm_height + 0.05), (x, -y + 0.05, z - p.arm_height / 2 - 0.025))
    return (*mirrored_pair(rest), *mirrored_pair(post))


def words(p: Params) -> Words:
    """What may be said of this bench."""
    adjectives = ["long"] if p.length > 1.5 else ["short"] if p.length < 1.25 else []
    adjectives += ["tall"] if p.back_height > 0.5 else []
    features = [{"iron": "curved legs", "timber": "straight legs", "blocks": "heavy blocks"}[p.sides]]
    features.append({"boards": "a slatted back", "bars": "a barred back", "crossed": "a crossed back"}[p.back])
    features.append("armrests" if p.arms == "two" else "a slatted seat")
    return Words(tuple(adjectives), tuple(features))


KIND = Kind(
    "bench",
    Params,
    build,
    words,
    nouns=("park bench", "garden bench"),
    natural=(("brown", "black", "black"), ("brown", "gray", "brown"), ("green", "black", "black")),
)
