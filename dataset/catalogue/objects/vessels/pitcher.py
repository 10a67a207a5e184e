"""Pitchers: a tall body with a pouring lip, one big handle, perhaps a drink."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...curves import half_ellipse, spline
from ...kinds import Kind, Words
from ...mesh import Floats, Mesh, Part
from ...params import choice, span
from ...solids import frustum, tube
from .hollow import band, filling, hollow, radius_at


@dataclass(frozen=True)
class Params:
    """Lengths relative to a pitcher of about one unit; it pours towards -X."""

    height: float = span(0.85, 1.15)
    radius: float = span(0.28, 0.38)
    base: float = span(0.7, 0.92)
    neck: float = span(0.62, 0.82)
    mouth: float = span(0.8, 1.0)
    wall: float = span(0.045, 0.06)
    lip_reach: float = span(0.12, 0.22)
    lip_rise: float = span(0.02, 0.1)
    foot: float = span(0.04, 0.1)
    handle_reach: float = span(0.2, 0.32)
    handle_radius: float = span(0.042, 0.06)
    band_width: float = span(0.06, 0.11)
    level: float = span(0.72, 0.86)
    shape: str = choice("belly", "straight", "pear")
    handle: str = choice("round", "square", "ear")
    decoration: str = choice("one", "two", "none")
    drink: str = choice("none", "milk", "juice")


def _profile(p: Params) -> Floats:
    r, h = p.radius, p.height
    if p.shape == "straight":
        return spline([(r * 0.95, 0), (r * 0.9, h * 0.35), (r * 0.84, h * 0.75), (r * 0.86, h)])
    if p.shape == "pear":
        return spline([(r * p.base, 0), (r * 1.12, h * 0.27), (r * p.neck * 0.8, h * 0.72), (r * p.mouth * 0.85, h)])
    return spline([(r * p.base, 0), (r * 1.08, h * 0.38), (r * p.neck, h * 0.78), (r * p.mouth, h)])


def _poured(p: Params, mesh: Mesh) -> Mesh:
    """The mesh with its rim drawn out to a lip at -X."""
    x, y, z = mesh.vertices.T
    toward = np.clip(-x / np.maximum(np.hypot(x, y), 1e-9), 0, 1) ** 5
    share = toward * np.clip((z / p.height - 0.7) / 0.3, 0, 1.1) ** 2
    out = mesh.vertices.copy()
    out[:, 0] -= p.lip_reach * share
    out[:, 2] += p.lip_rise * share
    return Mesh(out, mesh.faces)


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a pitcher."""
    outer, h = _profile(p), p.height
    base = radius_at(outer, 0)
    rim = band(outer, 0.955 * h, 1.012 * h, 0.014, p.wall + 0.028, count=3)
    parts = [
        Part("body", "primary", (_poured(p, hollow(outer, p.wall)),)),
        Part("rim", "secondary", (_poured(p, rim),)),
        Part("foot", "tertiary", (frustum(base + 0.03, base + 0.01, -p.foot, 0.04),)),
        Part("handle", "secondary", (_handle(p, outer),)),
    ]
    levels = {"none": (), "one": (0.36,), "two": (0.22, 0.5)}[p.decoration]
    half = p.band_width / 2
    bands = tuple(band(outer, (t - half) * h, (t + half) * h) for t in levels)
    if bands:
        parts.append(Part("bands", "tertiary", bands, label="band", count=len(bands)))
    if p.drink != "none":
        drink = filling(outer, 0.4 * p.wall, p.level * h, p.wall)
        parts.append(Part(p.drink, "light" if p.drink == "milk" else "tertiary", (drink,)))
    return tuple(parts)


def _handle(p: Params, outer: Floats) -> Mesh:
    low, high = 0.24 * p.height, 0.88 * p.height
    x0, x1 = radius_at(outer, low) - p.wall / 2, radius_at(outer, high) - p.wall / 2
    reach = max(x0, x1) + p.handle_reach
    if p.handle == "square":
        corners = [(reach - 0.07, 0, low), (reach, 0, low + 0.07), (reach, 0, high - 0.07), (reach - 0.07, 0, high)]
        return tube([(x0, 0, low), *corners, (x1, 0, high)], p.handle_radius)
    if p.handle == "ear":
        path = [(x0, 0, low), (reach - 0.08, 0, low + 0.2 * p.height), (reach, 0, high - 0.08)]
        return tube(spline([*path, (reach - 0.12, 0, high + 0.05), (x1, 0, high)], steps=4), p.handle_radius)
    middle, half, inner = (low + high) / 2, (high - low) / 2, min(x0, x1)
    return tube(half_ellipse((inner, 0, middle), (reach - inner, 0, 0), (0, 0, half)), p.handle_radius)


def words(p: Params) -> Words:
    """What may be said of this pitcher."""
    adjectives = []
    if p.height / p.radius > 3.3:
        adjectives += ["tall", "narrow"]
    if p.height / p.radius < 2.75:
        adjectives += ["short", "wide"]
    if p.shape != "straight":
        adjectives.append("round")
    features = [f"a {'curved' if p.handle == 'ear' else p.handle} handle", "a pouring lip"]
    features += {"none": [], "one": ["a band"], "two": ["two bands"]}[p.decoration]
    if p.drink != "none":
        features.append(p.drink)
    return Words(tuple(adjectives), tuple(features), ("milk jug",) if p.drink == "milk" else ())


KIND = Kind(
    "pitcher",
    Params,
    build,
    words,
    nouns=("jug", "water jug"),
    natural=(("white", "blue", "blue"), ("turquoise", "white", "orange"), ("beige", "brown", "maroon")),
    finishes=("matte", "glossy", "metallic", "striped", "checkered"),
)
