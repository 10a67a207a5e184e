"""Frying pans: lying flat with a long handle, perhaps with an egg or pancakes in them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...curves import circle
from ...kinds import Kind, Words
from ...mesh import Floats, Mesh, Part
from ...params import choice, span
from ...solids import box, ellipsoid, frustum, loft, rod, sweep, torus
from .hollow import band, hollow, radius_at, side_loop


@dataclass(frozen=True)
class Params:
    """Lengths relative to a pan of about one unit across; the handle points to +X."""

    radius: float = span(0.44, 0.54)
    height: float = span(0.16, 0.26)
    flare: float = span(0.72, 0.86)
    wall: float = span(0.04, 0.05)
    rim: float = span(0.01, 0.02)
    handle_length: float = span(0.36, 0.58)
    handle_width: float = span(0.065, 0.09)
    handle_lift: float = span(0.12, 0.42)
    neck_length: float = span(0.06, 0.12)
    ring: float = span(0.055, 0.08)
    food_size: float = span(0.54, 0.7)
    band_width: float = span(0.035, 0.055)
    handle: str = choice("round", "flat", "waisted")
    end: str = choice("ring", "cap")
    food: str = choice("egg", "none", "pancakes", "two eggs")
    helper: str = choice("none", "none", "loop")


def _profile(p: Params) -> Floats:
    t = np.linspace(0, 1, 6)
    return np.stack([p.radius * (p.flare + (1 - p.flare) * np.sin(t * np.pi / 2)), t * p.height], -1)


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a pan."""
    outer, h = _profile(p), p.height
    parts = [
        Part("body", "primary", (hollow(outer, p.wall),)),
        Part("rim", "tertiary", (band(outer, h - p.band_width, h + 0.01, p.rim, p.wall + p.rim + 0.014, count=2),)),
        *_handle(p),
    ]
    if p.helper == "loop":
        level = 0.7 * h
        loop = side_loop(radius_at(outer, level) - 0.5 * p.wall, level, 0.14, 0.14, 0.036).rotated("z", np.pi)
        parts.append(Part("loop", "secondary", (loop,)))
    return (*parts, *_food(p, outer))


def _handle(p: Params) -> list[Part]:
    """A metal neck, the grip and what it ends in; all rise outwards by `handle_lift`."""
    start = np.array((p.radius - p.wall, 0, p.height * 0.7))
    along = np.array((1.0, 0, p.handle_lift))
    joint = start + (p.neck_length + p.wall) * along
    end = joint + p.handle_length * along
    stations = {"round": (0.85, 1.0, 1.05, 1.0), "flat": (0.9, 1.1, 1.3, 1.25), "waisted": (1.15, 0.8, 1.0, 1.4)}
    squash = 0.55 if p.handle == "flat" else 0.85
    outline = circle(1.0, 14) * (1.0, squash)
    path = np.linspace(joint - 0.02 * along, end, 4)
    grip = sweep(outline, path, p.handle_width * np.array(stations[p.handle]), up=(0, 0, 1))
    neck = rod(start, joint + 0.03 * along, (0.05, 0.036))
    if p.end == "ring":
        tip: Mesh = torus(p.ring, 0.027, segments=18, sides=8).moved(end + (p.ring + 0.01) * along)
    else:
        tip = ellipsoid((0.06, p.handle_width * 1.45, p.handle_width * 1.1), segments=14, rings=7).moved(end)
    name = "hanging ring" if p.end == "ring" else "end cap"
    return [Part("neck", "metal", (neck,)), Part("handle", "secondary", (grip,)), Part(name, "tertiary", (tip,))]


def _food(p: Params, outer: Floats) -> list[Part]:
    inside = radius_at(outer, p.wall) - p.wall
    reach = inside + 0.5 * p.wall
    bottom = Part("cooking surface", "dark", (frustum(reach, reach, 0.3 * p.wall, p.wall + 0.035),))
    z = p.wall + 0.035
    if p.food == "none":
        return [bottom]
    if p.food == "pancakes":
        size = p.food_size * inside * 1.2
        stack = tuple(
            frustum(size, size * 0.97, z + 0.075 * k, z + 0.075 * k + 0.06).moved((0.02 * (-1) ** k, 0.015 * k, 0))
            for k in range(3)
        )
        butter = box((0.16, 0.16, 0.08), (0, 0, z + 0.235), bevel=0.015)
        core = frustum(size * 0.9, size * 0.9, z, z + 0.2)
        return [
            bottom,
            Part("pancakes", "tertiary", (*stack, core), label="pancake", count=3),
            Part("butter", "lamp", (butter,)),
        ]
    spots = ((0.0, 0.0),) if p.food == "egg" else ((-0.42, -0.2), (0.42, 0.22))
    scale = 1.25 if p.food == "egg" else 0.78
    whites, yolks = [], []
    for k, (x, y) in enumerate(spots):
        angles = np.arange(24) * (2 * np.pi / 24)
        wobble = 1 + 0.12 * np.sin(3 * angles + 1.7 * k) + 0.07 * np.sin(5 * angles)
        edge = (p.food_size * scale * inside * wobble)[:, None] * np.stack([np.cos(angles), np.sin(angles)], -1)
        rings = [np.c_[edge * share, np.full(24, level)] for share, level in ((1, -0.01), (1, 0.04), (0.88, 0.075))]
        center = (x * inside, y * inside, z)
        whites.append(loft(rings).moved(center))
        size = p.food_size * inside * (0.5 if p.food == "egg" else 0.36)
        yolks.append(ellipsoid((size, size, 0.75 * size), segments=18, rings=7).moved(center).moved((0, 0, 0.055)))
    return [
        bottom,
        Part("egg whites", "light", tuple(whites), label="egg white", count=len(whites)),
        Part("yolks", "tertiary", tuple(yolks), label="yolk", count=len(yolks)),
    ]


def words(p: Params) -> Words:
    """What may be said of this pan."""
    adjectives = []
    if p.handle_length > 0.5:
        adjectives.append("long")
    if p.height / p.radius > 0.48:
        adjectives.append("deep")
    if p.height / p.radius < 0.38:
        adjectives.append("shallow")
    features = ["a long handle" if p.handle_length > 0.5 else "a handle"]
    features += {"egg": ["a fried egg"], "two eggs": ["two fried eggs"], "pancakes": ["three pancakes"], "none": []}[
        p.food
    ]
    if p.end == "ring":
        features.append("a hanging ring")
    if p.helper == "loop":
        features.append("a second handle")
    return Words(tuple(adjectives), tuple(features), ("skillet",) if p.helper == "none" else ())


KIND = Kind(
    "pan",
    Params,
    build,
    words,
    nouns=("frying pan",),
    natural=(("black", "black", "yellow"), ("gray", "brown", "yellow"), ("black", "red", "orange")),
    finishes=("matte", "glossy", "metallic"),
)
