"""Buckets: a tapered body with hoops, a bail handle that turns, perhaps water in it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...arrays import mirrored_pair
from ...kinds import Kind, Words
from ...mesh import Floats, Part, turn
from ...params import choice, span
from ...solids import rod, tube, wheel
from .hollow import band, filling, hollow, radius_at


@dataclass(frozen=True)
class Params:
    """Lengths relative to a bucket of about one unit; the bail turns about X."""

    radius: float = span(0.36, 0.48)
    height: float = span(0.6, 0.9)
    taper: float = span(0.66, 0.86)
    wall: float = span(0.045, 0.06)
    rim_width: float = span(0.05, 0.09)
    rim_out: float = span(0.014, 0.035)
    hoop_width: float = span(0.05, 0.09)
    bail_height: float = span(0.36, 0.6)
    bail_radius: float = span(0.026, 0.036)
    grip_length: float = span(0.22, 0.34)
    grip_radius: float = span(0.045, 0.06)
    ear_size: float = span(0.075, 0.1)
    level: float = span(0.7, 0.86)
    hoops: str = choice("one", "two", "none")
    content: str = choice("none", "water", "soil")
    bail: str = choice("round", "square")


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a bucket."""
    h = p.height
    outer: Floats = np.array([(p.radius * (p.taper + (1 - p.taper) * t), t * h) for t in np.linspace(0, 1, 5)])
    rim = band(outer, h - p.rim_width, h + 0.014, p.rim_out, p.wall + p.rim_out + 0.014, count=2)
    base = band(outer, -0.02, 0.06, 0.02, 0.07, count=2)
    axle = h - 0.035 - p.ear_size
    x = radius_at(outer, axle) + 0.01
    ear = wheel(p.ear_size, 0.07, bevel=0.2).moved((x, 0, axle))
    path = _bail(p, x + 0.02, axle)
    top = float(path[:, 2].max())
    grip = rod((-p.grip_length / 2, 0, top), (p.grip_length / 2, 0, top), p.grip_radius, segments=16)
    swing = turn((0, 0, axle), (1, 0, 0), -1.8, 1.8)
    parts = [
        Part("body", "primary", (hollow(outer, p.wall),)),
        Part("rim", "secondary", (rim,)),
        Part("base", "secondary", (base,)),
        Part("ears", "tertiary", mirrored_pair(ear), label="ear", count=2),
        Part("bail", "metal", (tube(path, p.bail_radius, segments=10),), joint=swing),
        Part("grip", "tertiary", (grip,), joint=turn((0, 0, top), (1, 0, 0))),
    ]
    levels = {"none": (), "one": (0.42,), "two": (0.28, 0.58)}[p.hoops]
    half = p.hoop_width / 2
    hoops = tuple(band(outer, t * h - half, t * h + half, 0.018, count=2) for t in levels)
    if hoops:
        parts.append(Part("hoops", "secondary", hoops, label="hoop", count=len(hoops)))
    if p.content != "none":
        fill = filling(outer, 0.4 * p.wall, p.level * h, p.wall)
        parts.append(Part(p.content, "glass" if p.content == "water" else "dark", (fill,)))
    return tuple(parts)


def _bail(p: Params, x: float, z: float) -> Floats:
    """Path of the handle from ear to ear."""
    rise = p.height - z + p.bail_height
    angles = np.linspace(np.pi, 0, 17)
    sharpness = 0.5 if p.bail == "square" else 0.9
    cos, sin = np.cos(angles), np.sin(angles)
    across = np.sign(cos) * np.abs(cos) ** sharpness
    path: Floats = np.stack([x * across, np.zeros_like(angles), z + rise * np.abs(sin) ** sharpness], -1)
    return path


def words(p: Params) -> Words:
    """What may be said of this bucket."""
    adjectives = []
    if p.height / p.radius > 1.95:
        adjectives += ["tall", "narrow"]
    if p.height / p.radius < 1.6:
        adjectives += ["short", "wide"]
    features = ["a handle", "a square handle" if p.bail == "square" else "a curved handle"]
    features += {"none": [], "one": ["a hoop"], "two": ["two hoops"]}[p.hoops]
    if p.content != "none":
        features.append(p.content)
    return Words(tuple(adjectives), tuple(features), ("water bucket",) if p.content == "water" else ())


KIND = Kind(
    "bucket",
    Params,
    build,
    words,
    nouns=("pail",),
    natural=(("gray", "gray", "brown"), ("brown", "gray", "black"), ("blue", "white", "red")),
)
