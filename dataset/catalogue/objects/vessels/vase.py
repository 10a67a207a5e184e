"""Vases: a hollow curved body with foot, rim and bands, perhaps two handles and a bunch of flowers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...arrays import mirrored_pair
from ...curves import spline
from ...kinds import Kind, Words
from ...mesh import Floats, Mesh, Part
from ...params import choice, span
from ...solids import ellipsoid, frustum, lathe, tube
from .hollow import band, hollow, radius_at


@dataclass(frozen=True)
class Params:
    """Radii at the foot, belly, neck and rim of a vase of the given height."""

    height: float = span(0.75, 1.15)
    foot: float = span(0.15, 0.22)
    belly: float = span(0.26, 0.42)
    belly_level: float = span(0.34, 0.6)
    neck: float = span(0.13, 0.2)
    rim: float = span(0.19, 0.3)
    wall: float = span(0.05, 0.06)
    band_width: float = span(0.05, 0.1)
    handle_reach: float = span(0.08, 0.16)
    handle_radius: float = span(0.034, 0.045)
    stem_length: float = span(0.25, 0.45)
    blossom: float = span(0.12, 0.165)
    shape: str = choice("belly", "belly", "trumpet", "drop")
    handles: str = choice("none", "two")
    decoration: str = choice("one", "two", "none")
    flowers: str = choice("none", "none", "three", "four")


def _curve(p: Params) -> Floats:
    """Outer profile (K, 2), radius and z, from foot to rim."""
    levels = (0.0, p.belly_level, 0.84, 1.0)
    radii = (p.foot, p.belly, p.neck, p.rim)
    if p.shape == "trumpet":
        levels, radii = (0.0, 0.3, 0.75, 1.0), (p.foot * 1.1, p.neck, p.neck * 1.25, p.rim * 1.25)
    if p.shape == "drop":
        levels, radii = (0.0, 0.3, 0.72, 1.0), (p.foot * 1.2, p.belly, p.neck * 1.05, p.neck * 0.9)
    return spline([(r, t * p.height) for r, t in zip(radii, levels, strict=True)], steps=4)


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a vase."""
    outer, h = _curve(p), p.height
    base = radius_at(outer, 0.0) + 0.025
    foot = frustum(base, base - 0.015, -0.055, 0.035)
    rim = band(outer, 0.95 * h, 1.012 * h, 0.022, p.wall + 0.03)
    parts = [
        Part("body", "primary", (hollow(outer, p.wall),)),
        Part("foot", "secondary", (foot,)),
        Part("rim", "secondary", (rim,)),
    ]
    middle = float(outer[np.argmax(outer[: len(outer) * 2 // 3, 0]), 1]) / h if p.shape != "trumpet" else 0.5
    levels = {"none": (), "one": (middle,), "two": (middle - 1.4 * p.band_width, middle + 1.4 * p.band_width)}
    bands = [band(outer, (t - p.band_width / 2) * h, (t + p.band_width / 2) * h) for t in levels[p.decoration]]
    if bands:
        parts.append(Part("bands", "tertiary", tuple(bands), label="band", count=len(bands)))
    else:
        collar = band(outer, 0.74 * h, 0.8 * h, 0.02)
        parts.append(Part("collar", "tertiary", (collar,)))
    if p.handles == "two":
        parts.append(_handles(p, outer))
    return tuple(parts) if p.flowers == "none" else (*parts, *_flowers(p, outer))


def _handles(p: Params, outer: Floats) -> Part:
    low, high = 0.42 * p.height, 0.88 * p.height
    x0, x1 = radius_at(outer, low) - p.wall / 2, radius_at(outer, high) - p.wall / 2
    reach = max(x0, x1) + p.handle_reach
    path = [(x0, 0, low), (reach - 0.03, 0, low + 0.12 * p.height), (reach, 0, high - 0.1 * p.height)]
    path += [((reach + x1) / 2 + 0.03, 0, high + 0.02), (x1, 0, high)]
    handle = tube(spline(path, steps=4), p.handle_radius, segments=12)
    return Part("handles", "secondary", mirrored_pair(handle), label="handle", count=2)


def _flowers(p: Params, outer: Floats) -> list[Part]:
    """Stems that fan out of the mouth, each with a blossom of petals about a heart."""
    count = {"three": 3, "four": 4}[p.flowers]
    mouth = min(radius_at(outer, p.height) - p.wall, 0.16)
    depth = p.height * 0.12
    plug = lathe(
        [(0, p.height * 0.08), (mouth, p.height * 0.5), (mouth, p.height * 0.9), (0, p.height * 0.95)], segments=16
    )
    stems, petals, hearts = [plug], list[Mesh](), list[Mesh]()
    disc = ellipsoid((p.blossom, 0.55 * p.blossom, p.blossom), segments=10, rings=4)
    bud = ellipsoid((0.5 * p.blossom,) * 3, segments=8, rings=4)
    for k in range(count):
        angle = 2 * np.pi * k / count + 0.4
        inner = count == 4 and k == 0
        lean = 0.05 if inner else 0.62
        length = p.stem_length * (1.35 if inner else 0.85 + 0.3 * ((k * 2) % count) / count)
        x, y = np.cos(angle), np.sin(angle)
        tip = np.array((lean * length * x, lean * length * y, p.height + length)) + 0.5 * mouth * np.array((x, y, 0))
        foot = (0.4 * mouth * x, 0.4 * mouth * y, p.height - depth)
        stems.append(tube(np.array([foot, tip]), 0.03, segments=6))
        stems.append(ellipsoid((0.035, 0.09, 0.035), segments=6, rings=3).moved((foot + tip) / 2 + (0, 0, 0.06)))
        petals.append(disc.rotated("z", angle + np.pi / 2).moved(tip))
        # The heart looks outwards and a little up.
        hearts.append(bud.moved(tip + 0.45 * p.blossom * np.array((x, y, 0.5))))
    return [
        Part("stems", "leaf", tuple(stems), label="stem", count=count),
        Part("blossoms", "tertiary", tuple(petals), label="blossom", count=count),
        Part("hearts", "lamp", tuple(hearts), label="heart", count=count),
    ]


def words(p: Params) -> Words:
    """What may be said of this vase."""
    adjectives = []
    if p.shape == "trumpet" or p.height / p.belly > 3.4:
        adjectives += ["tall", "narrow"]
    if p.shape != "trumpet" and p.height / p.belly < 2.5:
        adjectives.append("wide")
    if p.shape != "trumpet" and p.belly > 0.36:
        adjectives.append("round")
    features = {"none": ["a collar"], "one": ["a band"], "two": ["two bands"]}[p.decoration]
    if p.handles == "two":
        features.append("two handles")
    if p.flowers != "none":
        features += [f"{p.flowers} flowers", "flowers"]
    return Words(tuple(adjectives), tuple(features), ("urn",) if p.handles == "two" else ())


KIND = Kind(
    "vase",
    Params,
    build,
    words,
    natural=(("white", "blue", "pink"), ("beige", "brown", "red"), ("turquoise", "white", "yellow")),
    finishes=("matte", "glossy", "metallic", "striped", "checkered"),
)
