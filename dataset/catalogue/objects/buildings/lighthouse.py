"""Lighthouses: a tapered tower with bands, a gallery and a shining lantern room."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...kinds import Kind, Words
from ...mesh import Floats, Mesh, Part
from ...params import choice, span
from ...solids import annulus, box, ellipsoid, prism, rod, sweep
from .pieces import arch, gable, hinge, railing, roof_shell, sided


@dataclass(frozen=True)
class Params:
    """Lengths in rough metres; `waist` curves the tower inwards."""

    height: float = span(5.6, 8.4)
    foot: float = span(1.35, 1.85)
    top: float = span(0.9, 1.15)
    waist: float = span(0.0, 0.15)
    deck: float = span(0.42, 0.65)
    rail: float = span(0.4, 0.6)
    lantern_radius: float = span(0.68, 0.84)
    lantern_height: float = span(1.2, 1.7)
    roof_height: float = span(0.7, 1.2)
    band_share: float = span(0.4, 0.55)
    base: float = span(0.3, 0.7)
    base_width: float = span(0.5, 1.1)
    door_width: float = span(0.8, 1.0)
    house_length: float = span(2.0, 2.8)
    bands: str = choice("two", "three", "three", "spiral", "none")
    tower: str = choice("round", "round", "octagonal")
    roof: str = choice("dome", "cone")
    ground: str = choice("plinth", "rocks", "house")


def _radius(p: Params, z: float) -> float:
    t = z / p.height
    return float(p.foot + (p.top - p.foot) * t - p.waist * np.sin(np.pi * t))


def _sides(p: Params) -> int:
    return 20 if p.tower == "round" else 8


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a lighthouse with its door towards -Y."""
    profile = [(_radius(p, z), z) for z in np.linspace(0, p.height, 5)]
    parts = [Part("tower", "primary", (sided([(0, 0), *profile, (0, p.height)], _sides(p)),)), *_ground(p)]
    if p.bands == "spiral":
        parts.append(Part("spiral", "secondary", (_spiral(p),)))
    elif p.bands != "none":
        count = 2 if p.bands == "two" else 3
        pitch = p.height / (count + 0.5)
        starts = (np.arange(count) + 0.55) * pitch
        bands = tuple(_band(p, z, z + pitch * p.band_share) for z in starts)
        parts.append(Part("bands", "secondary", bands, label="band", count=count))
    z, radius = p.height, p.top + p.deck
    deck = sided([(0, z - 0.45), (p.top, z - 0.45), (radius, z - 0.05), (radius, z + 0.22), (0, z + 0.22)], _sides(p))
    fence = railing(radius - 0.25, z, z + 0.2 + p.rail, 8, 0.3)
    bars = railing(p.lantern_radius, z + 0.1, z + 0.15 + p.lantern_height, 5, 0.3)
    parts += [Part("gallery", "tertiary", (deck,)), Part("ironwork", "dark", (fence, bars), label="railing")]
    return (*parts, *_lantern(p), *_openings(p))


def _band(p: Params, low: float, high: float) -> Mesh:
    flat = np.array([(_radius(p, z) + 0.08, z) for z in np.linspace(low, high, 3)])
    if p.tower == "octagonal":
        flat[:, 0] /= np.cos(np.pi / 8)
    return annulus(flat, 0.35, segments=_sides(p)).rotated("z", np.pi / _sides(p) - np.pi / 2)


def _spiral(p: Params) -> Mesh:
    """Band that winds up the tower, half sunk in it; on an octagon it bends at the edges."""
    octagon = p.tower == "octagonal"
    turns = 2.5
    steps = int(turns * (8 if octagon else 20))
    t = np.linspace(0.04, 0.97, steps + 1)
    angles = 2 * np.pi * turns * (t - 0.04) / 0.93 - np.pi / 2 - (np.pi / 8 if octagon else 0.0)
    radii = np.array([_radius(p, share * p.height) - 0.05 for share in t]) / (np.cos(np.pi / 8) if octagon else 1.0)
    path: Floats = np.stack([radii * np.cos(angles), radii * np.sin(angles), t * p.height], -1)
    high = p.height / turns * p.band_share / 2
    # The outline's first coordinate points to the axis.
    return sweep([(-0.2, -high), (0.2, -high), (0.2, high), (-0.2, high)], path, up=(0, 0, 1))


def _lantern(p: Params) -> list[Part]:
    z, r, h = p.height + 0.15, p.lantern_radius, p.lantern_height
    glass = sided([(0, z), (r, z), (r, z + h), (0, z + h)], 16)
    wide, foot = r + 0.28, z + h - 0.06
    if p.roof == "cone":
        profile = [
            (0, foot),
            (wide, foot),
            (wide, foot + 0.18),
            (0.1, foot + p.roof_height + 0.2),
            (0, foot + p.roof_height + 0.2),
        ]
    else:
        angles = np.linspace(0, np.pi / 2, 6)[:-1]
        curve = zip(wide * np.cos(angles), foot + 0.15 + p.roof_height * np.sin(angles), strict=True)
        profile = [(0, foot), (wide, foot), *curve, (0, foot + p.roof_height + 0.15)]
    top = foot + p.roof_height + 0.25
    knob = (ellipsoid((0.22, 0.22, 0.22), (0, 0, top), segments=10, rings=5), rod((0, 0, top), (0, 0, top + 0.6), 0.15))
    return [
        Part("lantern", "lamp", (glass,)),
        Part("roof", "secondary", (sided(profile, 20),), label="dome" if p.roof == "dome" else "roof"),
        Part("finial", "metal", knob),
    ]


def _openings(p: Params) -> list[Part]:
    w, h, y = p.door_width, 1.6, -_radius(p, 0.9)
    leaf = prism(arch(w, h), 1.0).moved((0, y + 0.2, p.base))
    windows = [box((0.42, 0.6, 0.7), (0, -_radius(p, p.height * t) + 0.08, p.height * t)) for t in (0.5, 0.8)]
    sides = [s.rotated("z", np.pi / 2) for s in windows] + [s.rotated("z", -np.pi / 2) for s in windows]
    joint = hinge(-w / 2, y - 0.2, p.base + h / 2, -1)
    return [
        Part("door", "tertiary", (leaf,), joint=joint),
        Part("windows", "dark", (*windows, *sides), label="window", count=6),
    ]


def _ground(p: Params) -> list[Part]:
    """What the tower stands on: a plinth, with rocks or a keeper's house."""
    radius = p.foot + p.base_width
    solids = [sided([(0, -0.1), (radius, -0.1), (radius - 0.15, p.base), (0, p.base)], _sides(p))]
    if p.ground == "rocks":
        shapes = [(0.9, 0.7, 0.6), (0.7, 0.8, 0.9), (1.0, 0.8, 0.5), (0.75, 0.6, 0.75), (0.9, 0.9, 0.65)]
        for k, shape in enumerate(shapes):
            stone = ellipsoid(shape, segments=6, rings=3).rotated("z", 1.3 * k).moved((radius, 0, 0.3 * p.base))
            solids.append(stone.rotated("z", -0.75 + k * np.pi * 2 / 6.4))
    parts = [Part("base", "metal", tuple(solids), label="rock" if p.ground == "rocks" else "base", finish="matte")]
    if p.ground == "house":
        half, x = 0.85, -p.foot * 0.6 - p.house_length / 2
        outline = [(-half, 0), (half, 0), (half, 1.5), (0, 2.4), (-half, 1.5)]
        walls = prism(outline, p.house_length, "x").moved((x, 0.2, 0))
        roof = roof_shell(gable(half, 1.5, 0.9, 0.25, 0.1), 0.32, p.house_length + 0.3, along="x").moved((x, 0.2, 0))
        parts += [Part("house", "primary", (walls,)), Part("house roof", "secondary", (roof,))]
    return parts


def words(p: Params) -> Words:
    """What may be said of this lighthouse."""
    adjectives = ["tall"] if p.height > 7.6 else ["short"] if p.height < 6.3 else []
    adjectives += ["thick"] if p.foot > 1.7 else ["thin"] if p.foot < 1.48 else []
    features = {"two": ["two bands"], "three": ["three bands"], "spiral": ["a spiral band"], "none": []}[p.bands]
    features += ["a gallery", "a dome" if p.roof == "dome" else "a pointed roof"]
    features += {"rocks": ["rocks"], "house": ["a keeper house"], "plinth": ["a flat base"]}[p.ground]
    return Words(tuple(adjectives), tuple(features))


KIND = Kind(
    "lighthouse",
    Params,
    build,
    words,
    nouns=("light tower", "beacon"),
    finishes=("matte", "glossy", "striped", "checkered"),
    natural=(
        ("white", "red", "gray"),
        ("white", "red", "red"),
        ("white", "blue", "navy"),
        ("white", "black", "red"),
        ("red", "white", "gray"),
    ),
)
