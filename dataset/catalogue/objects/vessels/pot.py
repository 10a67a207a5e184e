"""Cooking pots: a wide body with two handles, a lid with a knob, or the soup in it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...arrays import mirrored_pair, turned
from ...curves import half_ellipse, spline
from ...kinds import Kind, Words
from ...mesh import Floats, Mesh, Part, slide
from ...params import choice, span
from ...solids import box, ellipsoid, frustum, lathe, rod, tube
from .hollow import band, filling, hollow, radius_at, side_loop


@dataclass(frozen=True)
class Params:
    """Lengths relative to a body of about one unit across; handles at -X and +X."""

    radius: float = span(0.4, 0.5)
    height: float = span(0.42, 0.78)
    belly: float = span(0.0, 0.05)
    wall: float = span(0.04, 0.055)
    rim: float = span(0.025, 0.045)
    handle_reach: float = span(0.17, 0.25)
    handle_width: float = span(0.13, 0.19)
    handle_radius: float = span(0.036, 0.048)
    handle_level: float = span(0.68, 0.82)
    lid_height: float = span(0.08, 0.2)
    knob_size: float = span(0.07, 0.1)
    band_width: float = span(0.07, 0.14)
    shape: str = choice("straight", "straight", "cauldron")
    handles: str = choice("loops", "bars")
    lid: str = choice("dome", "flat", "none")
    knob: str = choice("ball", "bridge", "disc")


def _profile(p: Params) -> Floats:
    r, h = p.radius, p.height
    if p.shape == "cauldron":
        points = [(r * 0.45, 0), (r * 0.92, h * 0.22), (r * 1.05, h * 0.5), (r * 0.9, h * 0.85), (r * 0.92, h)]
        return spline(points, steps=3)
    middle = [(r + p.belly * np.sin(np.pi * t), h * t) for t in np.linspace(0.1, 1, 6)]
    return np.array([(r * 0.88, 0.0), (r * 0.97, h * 0.04), *middle])


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a pot."""
    outer, h = _profile(p), p.height
    edge = radius_at(outer, h)
    rim = band(outer, h - 0.045, h + 0.012, p.rim, p.wall + p.rim + 0.014, count=2)
    parts = [
        Part("body", "primary", (hollow(outer, p.wall),)),
        Part("rim", "tertiary", (rim,)),
        Part("handles", "secondary", mirrored_pair(_handle(p, outer)), label="handle", count=2),
    ]
    if p.shape == "cauldron":
        leg = rod((p.radius * 0.6, 0, -0.14), (p.radius * 0.5, 0, h * 0.2), (0.045, 0.06))
        parts.append(Part("legs", "secondary", turned(leg, 3, np.pi / 6), label="leg", count=3))
    else:
        parts.append(Part("band", "tertiary", (band(outer, 0.08 * h, 0.08 * h + p.band_width, 0.014),)))
    if p.lid == "none":
        return (*parts, *_soup(p, outer))
    rise = p.lid_height if p.lid == "dome" else 0.045
    dome = [(edge * np.cos(t), h + 0.03 + rise * np.sin(t)) for t in np.linspace(0.1, 1.3, 6)]
    lid = lathe([(0, h - 0.02), (edge, h - 0.02), *dome, (0, h + 0.03 + rise)])
    top = h + 0.03 + rise
    knob = tuple(solid.moved((0, 0, top)) for solid in _knob(p))
    parts.append(Part("lid", "primary", (lid,), joint=slide((0, 0, h), (0, 0, 1), 0.0, 0.4)))
    parts.append(Part("knob", "secondary", knob, joint=slide((0, 0, top), (0, 0, 1), 0.0, 0.4)))
    return tuple(parts)


def _handle(p: Params, outer: Floats) -> Mesh:
    z = p.handle_level * p.height
    x = radius_at(outer, z) - p.wall / 2
    if p.handles == "loops":
        return side_loop(x, z, p.handle_reach, p.handle_width, p.handle_radius)
    reach = p.handle_reach + 0.06
    return box((reach, 0.9 * p.handle_width, 0.09), (x + reach / 2, 0, z), bevel=0.03)


def _knob(p: Params) -> tuple[Mesh, ...]:
    """The lid's knob about z = 0."""
    size = p.knob_size
    if p.knob == "bridge":
        return (tube(half_ellipse((0, 0, -0.02), (0, 0, 1.4 * size), (1.6 * size, 0, 0), 11), 0.042),)
    stem = frustum(size * 0.45, size * 0.45, -0.04, size * 0.8, segments=14)
    if p.knob == "disc":
        return (stem, frustum(size * 1.2, size * 1.05, size * 0.6, size * 1.2, segments=20))
    return (stem, ellipsoid((size, size, size), (0, 0, size * 1.1), segments=16, rings=8))


def _soup(p: Params, outer: Floats) -> list[Part]:
    level = 0.84 * p.height
    inside = radius_at(outer, level) - p.wall
    spots = ((0.3, 1.9), (0.6, 3.6), (0.55, 5.2), (0.5, 0.6))
    pieces = [
        ellipsoid((0.085, 0.085, 0.05), (r * inside * np.cos(a), r * inside * np.sin(a), level), segments=10, rings=5)
        for r, a in spots
    ]
    ladle = rod((0.1 * inside, 0.3 * inside, level - 0.05), (0.55 * inside, 0.75 * inside, p.height + 0.42), 0.036)
    return [
        Part("soup", "tertiary", (filling(outer, 0.4 * p.wall, level, p.wall),)),
        Part("dumplings", "light", tuple(pieces), label="dumpling", count=len(pieces)),
        Part("ladle", "metal", (ladle,)),
    ]


def words(p: Params) -> Words:
    """What may be said of this pot."""
    adjectives = []
    if p.height / p.radius > 1.5:
        adjectives += ["tall", "deep"]
    if p.height / p.radius < 1.15:
        adjectives += ["short", "shallow"]
    if p.shape == "cauldron":
        adjectives.append("round")
    features = ["two handles"]
    features += {"dome": ["a domed lid"], "flat": ["a flat lid"], "none": ["soup", "a ladle", "no lid"]}[p.lid]
    if p.shape == "cauldron":
        features.append("three legs")
    if p.lid != "none":
        features.append({"ball": "a round knob", "bridge": "a handle on the lid", "disc": "a flat knob"}[p.knob])
    straight = ("stockpot",) if p.height / p.radius > 1.5 else ()
    return Words(tuple(adjectives), tuple(features), ("cauldron",) if p.shape == "cauldron" else straight)


KIND = Kind(
    "pot",
    Params,
    build,
    words,
    nouns=("cooking pot", "stew pot"),
    natural=(("gray", "black", "orange"), ("red", "black", "orange"), ("black", "gray", "green")),
    finishes=("matte", "glossy", "metallic", "metallic", "striped", "checkered"),
)
