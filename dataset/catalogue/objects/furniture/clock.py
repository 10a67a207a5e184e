"""Grandfather clocks: a tall case with a face, two hands and a pendulum behind an open door."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...arrays import turned
from ...kinds import Kind, Words
from ...mesh import Mesh, Part, turn
from ...params import choice, span
from ...solids import box, ellipsoid, frustum, prism, rod
from .joinery import carcass, frame, hinge


@dataclass(frozen=True)
class Params:
    """Lengths in rough metres; hands point to shares of a turn, clockwise from twelve."""

    width: float = span(0.54, 0.68)
    depth: float = span(0.3, 0.4)
    base_height: float = span(0.22, 0.36)
    waist_height: float = span(0.52, 0.74)
    waist_share: float = span(0.74, 0.86)
    dial: float = span(0.78, 0.9)
    moulding: float = span(0.06, 0.09)
    overhang: float = span(0.03, 0.06)
    crown: float = span(0.14, 0.26)
    door_bar: float = span(0.055, 0.075)
    bob: float = span(0.08, 0.115)
    bob_level: float = span(0.62, 0.78)
    hour: float = span(0.0, 1.0)
    minute: float = span(0.0, 1.0)
    top: str = choice("arch", "gable", "flat")
    face: str = choice("round", "square")
    finial: str = choice("none", "one", "three")


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a clock."""
    waist = p.width * p.waist_share
    low, high = p.base_height, p.base_height + p.waist_height
    top, m = high + p.width, p.moulding
    wall = 0.06
    depth = p.depth * 0.86
    case = (
        box((p.width, p.depth, low), (0, 0, low / 2)),
        carcass(waist, depth, low - 0.02, high + 0.02, wall),
    )
    hood = box((p.width, p.depth, p.width), (0, 0, high + p.width / 2))

    def ledge(z: float, width: float) -> Mesh:
        return box((width + 2 * p.overhang, p.depth + 1.4 * p.overhang, m), (0, 0, z), bevel=0.015)

    ledges = (
        ledge(m / 2 - 0.012, p.width),
        ledge(low, p.width - 0.02),
        ledge(high, p.width - 0.02),
        ledge(top, p.width),
    )
    door_at = (0.0, -depth / 2 - 0.01, (low + high) / 2)
    door = frame(waist + 0.012, p.waist_height - m + 0.02, p.door_bar, 0.07).moved(door_at)
    knob = ellipsoid(
        (0.03,) * 3, (waist / 2 - p.door_bar / 2, -depth / 2 - 0.05, (low + high) / 2), segments=10, rings=5
    )
    return (
        Part("case", "primary", case),
        Part("hood", "primary", (hood,)),
        Part("mouldings", "secondary", ledges, label="moulding", count=4),
        Part("door", "secondary", (door, knob), joint=hinge(door_at, waist, -1)),
        Part(
            "pendulum",
            "tertiary",
            _pendulum(p, high),
            joint=turn((0.0, 0.0, high - 0.08), (0.0, -1.0, 0.0), -0.15, 0.15),
        ),
        *_dial(p, high + p.width / 2),
        *_crown(p, top + m / 2 - 0.012),
    )


def _pendulum(p: Params, high: float) -> tuple[Mesh, ...]:
    z = high - p.bob_level * p.waist_height
    disc = frustum(p.bob, p.bob, -0.03, 0.03, segments=22).rotated("x", np.pi / 2).moved((0, -0.02, z))
    return (box((0.05, 0.05, high - z), (0, -0.015, (high + z) / 2)), disc)


def _dial(p: Params, z: float) -> list[Part]:
    reach, front = p.width / 2 * p.dial, -p.depth / 2
    if p.face == "round":
        plate = frustum(reach, reach, -0.03, 0.03, segments=28).rotated("x", np.pi / 2)
        white = frustum(reach * 0.86, reach * 0.86, -0.04, 0.04, segments=28).rotated("x", np.pi / 2)
    else:
        plate, white = (box((2 * k * reach, t, 2 * k * reach)) for k, t in ((0.96, 0.06), (0.82, 0.08)))
    mark = box((0.055, 0.055, 0.055), (reach * 0.68, 0, 0))
    marks = tuple(solid.rotated("x", np.pi / 2).moved((0, front - 0.028, z)) for solid in turned(mark, 4))
    pivot = (0.0, front - 0.05, z)

    def hand(length: float, share: float, width: float, y: float) -> Mesh:
        bar = rod((0, 0, -0.04), (0, 0, length), (width, width * 0.7), segments=8)
        return bar.rotated("y", 2 * np.pi * share).moved((0, y, z))

    axis = (0.0, 1.0, 0.0)
    return [
        Part("dial frame", "tertiary", (plate.moved((0, front, z)),)),
        Part("face", "light", (white.moved((0, front, z)),)),
        Part("marks", "dark", marks, label="mark", count=4),
        Part(
            "hour hand", "dark", (hand(reach * 0.46, p.hour, 0.034, pivot[1]),), label="hand", joint=turn(pivot, axis)
        ),
        Part(
            "minute hand",
            "dark",
            (hand(reach * 0.72, p.minute, 0.03, pivot[1]),),
            label="hand",
            joint=turn(pivot, axis),
        ),
    ]


def _crown(p: Params, z: float) -> list[Part]:
    x, deep = p.width / 2 - 0.01, p.depth * 0.9
    parts, peak = [], 0.0
    if p.top != "flat":
        t = np.linspace(0, np.pi, 13)
        curve = np.c_[x * np.cos(t), p.crown * np.sin(t)] if p.top == "arch" else [(x, 0.03), (0, p.crown), (-x, 0.03)]
        outline = [(-x, -0.01), (x, -0.01), *curve]
        parts.append(Part("crown", "primary", (prism(outline, deep).moved((0, 0, z)),)))
        peak = p.crown
    spots = {"none": [], "one": [(0.0, peak)], "three": [(0.0, peak), (x, 0.0), (-x, 0.0)]}[p.finial]
    if spots:
        balls = tuple(ellipsoid((0.055, 0.055, 0.075), (at, 0, z + h + 0.045), segments=12, rings=7) for at, h in spots)
        parts.append(Part("finials", "tertiary", balls, label="finial", count=len(balls)))
    return parts


def words(p: Params) -> Words:
    """What may be said of this clock."""
    total = p.base_height + p.waist_height + p.width
    adjectives = ["tall"] if total / p.width > 2.75 else ["short"] if total / p.width < 2.45 else []
    adjectives += ["narrow"] if p.width < 0.57 else ["wide"] if p.width > 0.65 else []
    features = ["a pendulum", "two hands", f"a {p.face} face"]
    features += {"arch": ["an arched top"], "gable": ["a pointed top"], "flat": ["a flat top"]}[p.top]
    features += {"none": [], "one": ["a finial"], "three": ["three finials"]}[p.finial]
    return Words(tuple(adjectives), tuple(features))


KIND = Kind(
    "clock",
    Params,
    build,
    words,
    nouns=("grandfather clock", "longcase clock"),
    natural=(("brown", "brown", "yellow"), ("maroon", "brown", "yellow"), ("brown", "black", "yellow")),
)
