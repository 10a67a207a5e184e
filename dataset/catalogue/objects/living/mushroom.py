"""Mushrooms: a cap on a stem, with gills, perhaps with spots, a skirt and small ones beside it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...curves import spline
from ...kinds import Kind, Words
from ...mesh import Floats, Mesh, Part
from ...params import choice, span
from ...solids import ellipsoid, frustum, lathe, tube
from .shapes import leaf


@dataclass(frozen=True)
class Params:
    """Lengths relative to a mushroom of about one unit; `turn` in radians places spots and small ones."""

    stem: float = span(0.46, 0.8)
    stem_radius: float = span(0.085, 0.15)
    bulge: float = span(1.0, 1.7)
    cap: float = span(0.32, 0.47)
    cap_height: float = span(0.22, 0.42)
    droop: float = span(0.0, 0.1)
    gill_depth: float = span(0.03, 0.06)
    spot_size: float = span(0.12, 0.19)
    skirt_height: float = span(0.55, 0.75)
    small_size: float = span(0.4, 0.6)
    ground: float = span(0.28, 0.4)
    turn: float = span(0.0, 2 * np.pi)
    shape: str = choice("dome", "dome", "cone", "flat")
    spots: str = choice("some", "some", "none")
    skirt: str = choice("none", "one")
    small: int = choice(0, 0, 1, 2)


def _upper(p: Params) -> Floats:
    """Upper side of the cap (K, 2), radius and height above the stem, from rim to top, the axis left out."""
    rim, top = p.cap, p.cap_height * (0.6 if p.shape == "flat" else 1.0)
    if p.shape == "cone":
        return spline([(rim, -p.droop), (rim * 0.7, top * 0.5), (rim * 0.3, top * 1.05), (rim * 0.06, top * 1.3)])
    angles = np.linspace(0, np.pi / 2, 9)[:-1]
    return np.stack([rim * np.cos(angles), (top + p.droop) * np.sin(angles) - p.droop], axis=1)


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a mushroom."""
    parts = [
        Part("cap", "primary", (_cap(p),)),
        Part("gills", "light", (_gills(p),), label="gill", count=12),
        Part("stem", "secondary", (_stem(p),)),
        _ground(p),
    ]
    if p.spots == "some":
        spots = _spots(p)
        parts.append(Part("spots", "tertiary", spots, label="spot", count=len(spots)))
    if p.skirt == "one":
        z, radius = p.stem * p.skirt_height, p.stem_radius
        skirt = frustum(radius * 1.75, radius * 1.05, z - 0.09, z, segments=20)
        parts.append(Part("skirt", "light", (skirt,)))
    if p.small:
        places = [_place(p, k) for k in range(p.small)]
        caps = tuple(_cap(p).scaled(size).moved(at) for size, at in places)
        stems = tuple(_stem(p).scaled(size).moved(at) for size, at in places)
        parts.append(Part("small caps", "primary", caps, label="small cap", count=p.small))
        parts.append(Part("small stems", "secondary", stems, label="small stem", count=p.small))
    return tuple(parts)


def _place(p: Params, k: int) -> tuple[float, tuple[float, float, float]]:
    """Size and place of a small mushroom, where the ground still carries it."""
    size, angle = p.small_size * (1 - 0.2 * k), (-0.5 if k == 0 else 2.9) + 0.4 * np.sin(p.turn)
    reach = p.ground * 0.85
    return size, (reach * float(np.cos(angle)), reach * float(np.sin(angle)), 0.0)


def _cap(p: Params) -> Mesh:
    upper = _upper(p)
    under = [(0, 0.07), (p.cap * 0.5, 0.05), (p.cap * 0.93, -p.droop - 0.02)]
    return lathe([*under, *upper, (0, upper[-1, 1] + 0.01)]).moved((0, 0, p.stem))


def _gills(p: Params) -> Mesh:
    """A ribbed cone under the cap, whose outer edge stays inside the cap."""
    profile = [(0, -0.03), (p.stem_radius * 1.2, -0.02), (p.cap * 0.86, -p.droop * 0.9), (p.cap * 0.8, 0.05), (0, 0.1)]
    mesh = lathe([(r, z - p.gill_depth * (k < 3)) for k, (r, z) in enumerate(profile)], segments=24)
    teeth = 1 - 0.07 * (np.arange(len(mesh.vertices)) % 2)
    return Mesh(mesh.vertices * np.stack([teeth, teeth, np.ones_like(teeth)], axis=1), mesh.faces).moved((0, 0, p.stem))


def _stem(p: Params) -> Mesh:
    radius = p.stem_radius
    path = [(0, 0, z * p.stem) for z in (-0.04, 0.15, 0.5, 1.0)] + [(0, 0, p.stem + 0.1)]
    return tube(path, (radius * p.bulge * 0.85, radius * p.bulge, radius, radius, radius * 0.9), segments=18)


def _ground(p: Params) -> Part:
    """A patch of grass with some blades."""
    patch = lathe([(0, -0.06), (p.ground, -0.06), (p.ground * 0.9, 0.0), (0, 0.03)])
    blades = []
    for k in range(5):
        a = p.turn + 2 * np.pi * k / 5
        out = np.array([np.cos(a), np.sin(a), 0.0])
        path = [out * p.ground * f + (0, 0, z) for f, z in ((0.75, -0.02), (0.82, 0.09), (0.95, 0.19))]
        blades.append(leaf(path, 0.035, 0.018, (-np.sin(a), np.cos(a), 0.0)))
    return Part("grass", "leaf", (patch, *blades))


def _spots(p: Params) -> tuple[Mesh, ...]:
    upper = _upper(p)
    size = p.cap * p.spot_size
    spots = []
    for k in range(9):
        # Five low on the cap, three higher, one near the top.
        along, angle = ((0.22 + 0.1 * (k % 2), k / 5), (0.6, k / 3 + 0.1), (0.97, 0.0))[(k > 4) + (k > 7)]
        radius, height = upper[round(along * (len(upper) - 1))]
        angle = p.turn + 2 * np.pi * angle
        place = (radius * np.cos(angle), radius * np.sin(angle), p.stem + height)
        spots.append(ellipsoid((size, size, size * 0.75), place, segments=10, rings=5))
    return tuple(spots)


def words(p: Params) -> Words:
    """What may be said of this mushroom."""
    adjectives = []
    if p.stem / p.cap > 1.85:
        adjectives.append("tall")
    if p.stem / p.cap < 1.3:
        adjectives.append("short")
    if p.cap > 0.43:
        adjectives.append("wide")
    if p.stem_radius * p.bulge > 0.19:
        adjectives.append("thick")
    if p.shape == "flat":
        adjectives.append("flat")
    features = [{"dome": "a round cap", "cone": "a pointed cap", "flat": "a flat cap"}[p.shape]]
    if p.spots == "some":
        features.append("spots")
    if p.skirt == "one":
        features.append("a skirt")
    if p.small:
        features.append("a small mushroom beside it" if p.small == 1 else "two small mushrooms beside it")
    return Words(tuple(adjectives), tuple(features), ("spotted mushroom",) if p.spots == "some" else ())


KIND = Kind(
    "mushroom",
    Params,
    build,
    words,
    nouns=("toadstool",),
    natural=(("red", "white", "white"), ("brown", "beige", "beige"), ("beige", "white", "brown")),
    finishes=("matte", "glossy"),
)
