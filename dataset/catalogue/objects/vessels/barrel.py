"""Barrels: bulging staves and hoops, upright, open or lying on a stand, perhaps with a tap."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ...arrays import mirrored_pair
from ...kinds import Kind, Words
from ...mesh import Floats, Mesh, Part, turn
from ...params import choice, span
from ...solids import box, ellipsoid, frustum, loft, rod
from .hollow import band, radius_at


@dataclass(frozen=True)
class Params:
    """Lengths relative to a barrel of about one unit; `bulge` is how much wider its middle is than its ends."""

    height: float = span(0.85, 1.15)
    radius: float = span(0.27, 0.35)
    bulge: float = span(1.15, 1.42)
    groove: float = span(0.022, 0.034)
    chime: float = span(0.045, 0.065)
    recess: float = span(0.05, 0.08)
    hoop_width: float = span(0.055, 0.085)
    hoop_out: float = span(0.016, 0.026)
    hoop_gap: float = span(0.12, 0.17)
    tap_level: float = span(0.13, 0.22)
    tap_reach: float = span(0.13, 0.2)
    water: float = span(0.06, 0.14)
    pose: str = choice("upright", "upright", "open", "lying")
    hoops: str = choice("four", "two", "six")
    tap: str = choice("none", "tap")
    staves: int = choice(12, 16)


def _profile(p: Params) -> Floats:
    t = np.linspace(0, 1, 9)
    return np.stack([p.radius * (1 + (p.bulge - 1) * np.sin(np.pi * t) ** 0.9), t * p.height], -1)


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a barrel."""
    outer, h = _profile(p), p.height
    deep = 0.24 * h if p.pose == "open" else p.recess
    parts = [Part("staves", "primary", (_staves(p, outer, deep),), label="stave", count=p.staves), _hoops(p, outer)]
    inside = p.radius - p.chime + 0.02
    bottom = frustum(inside, inside, p.recess - 0.045, p.recess + 0.01)
    if p.pose == "open":
        # The water lies where the deep recess is wider than the mouth.
        reach = radius_at(outer, h - deep) - p.chime
        parts.append(Part("base", "tertiary", (bottom,)))
        parts.append(Part("water", "glass", (frustum(reach, reach, h - deep - 0.04, h - deep + p.water),)))
    else:
        head = frustum(inside, inside, h - p.recess - 0.01, h - p.recess + 0.03)
        bar = box((2 * inside - 0.01, 0.1, 0.05), (0, 0, h - p.recess + 0.035))
        parts.append(Part("heads", "tertiary", (head, bottom), label="head", count=2))
        parts.append(Part("crossbar", "secondary", (bar,)))
    if p.pose == "lying":
        # The axis comes to lie along Y with the head in front.
        middle = p.radius * p.bulge + 0.12
        parts = [
            replace(
                part,
                solids=tuple(
                    s.moved((0, 0, -h / 2)).rotated("x", np.pi / 2).moved((0, 0, middle)) for s in part.solids
                ),
            )
            for part in parts
        ]
        parts.append(_stand(p, middle))
        front = np.array((0, -h / 2 + p.recess, middle - 0.5 * p.radius))
    else:
        z = p.tap_level * h + 0.06
        front = np.array((0, -radius_at(outer, z) + 0.05, z))
    return (*parts, *_tap(p, front))


def _staves(p: Params, outer: Floats, deep: float) -> Mesh:
    """The body: each stave is flat and a groove parts it from the next; both ends are recessed."""
    count = 3 * p.staves
    angles = (np.arange(count) + 0.5) * (2 * np.pi / count)
    grooved = np.where(np.arange(count) % 3 == 0, -p.groove, 0.0)
    h, r = p.height, p.radius - p.chime
    wide = radius_at(outer, h - deep) - p.chime if p.pose == "open" else r
    rows = [(r, p.recess, 0.0), (r, 0.0, 0.0), *((*row, 1.0) for row in outer), (r, h, 0.0), (wide, h - deep, 0.0)]
    rings = [
        np.c_[
            (radius + depth * grooved) * np.cos(angles), (radius + depth * grooved) * np.sin(angles), np.full(count, z)
        ]
        for radius, z, depth in rows
    ]
    return loft(rings)


def _hoops(p: Params, outer: Floats) -> Part:
    levels = {
        "two": (0.2,),
        "four": (0.04, 0.04 + 1.5 * p.hoop_gap),
        "six": (0.04, 0.04 + p.hoop_gap, 0.04 + 2 * p.hoop_gap),
    }
    hoops = []
    for t in levels[p.hoops]:
        for low in (t * p.height, (1 - t) * p.height - p.hoop_width):
            hoops.append(band(outer, low, low + p.hoop_width, p.hoop_out, p.hoop_out + 0.04, count=2))
    return Part("hoops", "secondary", tuple(hoops), label="hoop", count=len(hoops))


def _stand(p: Params, middle: float) -> Part:
    width = 1.5 * p.radius
    chock = box((width * 1.25, 0.1, middle - 0.75 * p.radius), (0, 0.27 * p.height, (middle - 0.75 * p.radius) / 2))
    rail = box((0.09, 0.8 * p.height, 0.09), (width / 2, 0, 0.045))
    return Part("stand", "timber", (*mirrored_pair(chock, "y"), *mirrored_pair(rail)))


def _tap(p: Params, front: Floats) -> list[Part]:
    """A tap that points to -Y, or a bung in its place."""
    if p.tap == "none":
        return [Part("bung", "timber", (rod(front, front - np.array((0, 0.09, 0)), 0.055),))]
    tip = front - np.array((0, p.tap_reach + 0.05, 0))
    pipe, nozzle = rod(front, tip, 0.036), rod((0, 0.02, 0.03), (0, 0.02, -0.1), 0.034).moved(tip)
    pivot = tip + np.array((0, 0.05, 0.02))
    key = (
        rod((0, 0, 0), (0, 0, 0.08), 0.026).moved(pivot),
        ellipsoid((0.075, 0.032, 0.032), segments=10, rings=5).moved((0, 0, 0.09)).moved(pivot),
    )
    x, y, z = pivot
    return [
        Part("tap", "metal", (pipe, nozzle)),
        Part("tap key", "secondary", key, joint=turn((x, y, z), (0, 0, 1), -1.57, 1.57)),
    ]


def words(p: Params) -> Words:
    """What may be said of this barrel."""
    adjectives = []
    if p.bulge > 1.3:
        adjectives.append("round")
    if p.height / p.radius > 3.5:
        adjectives += ["tall", "narrow"]
    if p.height / p.radius < 3.0:
        adjectives += ["short", "wide"]
    if p.pose != "upright":
        adjectives.append(p.pose)
    features = [f"{p.hoops} hoops", "staves"]
    if p.tap == "tap":
        features.append("a tap")
    if p.pose == "lying":
        features.append("a stand")
    if p.pose == "open":
        features.append("water")
    nouns = {"upright": ("keg",), "open": ("water barrel", "rain barrel"), "lying": ("wine barrel",)}
    return Words(tuple(adjectives), tuple(features), nouns[p.pose])


KIND = Kind(
    "barrel",
    Params,
    build,
    words,
    nouns=("cask",),
    natural=(("brown", "gray", "beige"), ("brown", "black", "brown"), ("beige", "brown", "brown")),
    finishes=("matte", "matte", "glossy", "metallic", "wooden"),
)
