"""Mugs: a hollow body with a rim, a foot, perhaps a handle and a band."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...curves import half_ellipse
from ...kinds import Kind, Words
from ...mesh import Mesh, Part
from ...params import choice, span
from ...solids import annulus, frustum, lathe, tube


@dataclass(frozen=True)
class Params:
    """Lengths relative to a body of about one unit across."""

    radius: float = span(0.32, 0.46)
    height: float = span(0.55, 1.1)
    flare: float = span(0.75, 1.3)
    belly: float = span(-0.04, 0.1)
    wall: float = span(0.05, 0.075)
    handle_reach: float = span(0.2, 0.32)
    handle_radius: float = span(0.042, 0.065)
    foot: float = span(0.04, 0.09)
    filling: float = span(0.7, 0.88)
    handle: str = choice("round", "square", "ear", "two")
    band: str = choice("none", "one", "two")
    drink: str = choice("none", "full")


def _radius_at(p: Params, t: float) -> float:
    """Outer radius at the relative height t in [0, 1]."""
    return float(p.radius * (1 + (p.flare - 1) * (t - 0.5)) + p.belly * np.sin(np.pi * t))


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a mug whose handle is at +X."""
    levels = np.linspace(0, 1, 9)
    outer = [(_radius_at(p, t), t * p.height) for t in levels]
    floor = p.wall / p.height
    inner = [(_radius_at(p, t) - p.wall, t * p.height) for t in np.linspace(1, floor, 9)]
    body = lathe([(0, 0), *outer, *inner, (0, p.wall)])
    foot = frustum(_radius_at(p, 0) * 0.85, _radius_at(p, 0) * 0.8, -p.foot, 0.02)
    lip = annulus([(_radius_at(p, 1) + 0.012, p.height * t) for t in (0.95, 1.015)], p.wall + 0.024)
    parts = [Part("body", "primary", (body,)), Part("foot", "tertiary", (foot,)), Part("rim", "tertiary", (lip,))]
    handles = (_handle(p),) if p.handle != "two" else (_handle(p), _handle(p).rotated("z", np.pi))
    parts.append(Part("handle", "secondary", handles, count=len(handles)))
    bands = {"none": (), "one": (0.2,), "two": (0.16, 0.62)}[p.band]
    if bands:
        parts.append(Part("band", "secondary", tuple(_band(p, t) for t in bands), count=len(bands)))
    if p.drink == "full":
        level = p.height * p.filling
        coffee = frustum(_radius_at(p, p.filling) - 0.6 * p.wall, _radius_at(p, p.filling) - 0.6 * p.wall, 0.02, level)
        parts.append(Part("drink", "dark", (coffee,)))
    return tuple(parts)


def _band(p: Params, start: float) -> Mesh:
    levels = np.linspace(start, start + 0.11, 3)
    return annulus([(_radius_at(p, t) + 0.012, t * p.height) for t in levels], p.wall * 0.8)


def _handle(p: Params) -> Mesh:
    low, high = p.height * 0.22, p.height * 0.8
    x0, x1 = _radius_at(p, 0.22) - p.wall / 2, _radius_at(p, 0.8) - p.wall / 2
    reach = max(x0, x1) + p.handle_reach
    if p.handle == "square":
        bend = 0.05
        path = [(x0, 0, low), (reach - bend, 0, low), (reach, 0, low + bend), (reach, 0, high - bend)]
        path += [(reach - bend, 0, high), (x1, 0, high)]
    else:
        middle, half = (low + high) / 2, (high - low) / 2
        inner = min(x0, x1)
        tilt = 0.25 * half if p.handle == "ear" else 0.0
        path = list(half_ellipse((inner, 0, middle), (reach - inner, 0, tilt), (0, 0, half)))
    return tube(path, p.handle_radius)


def words(p: Params) -> Words:
    """What may be said of this mug."""
    adjectives = []
    if p.height / p.radius > 2.5:
        adjectives.append("tall")
    if p.height / p.radius < 1.7:
        adjectives.append("short")
    if p.radius > 0.42:
        adjectives.append("wide")
    features = ["two handles" if p.handle == "two" else "a handle"]
    features += {"none": [], "one": ["a band"], "two": ["two bands"]}[p.band]
    if p.drink == "full":
        features.append("coffee")
    return Words(tuple(adjectives), tuple(features))


KIND = Kind(
    "mug",
    Params,
    build,
    words,
    nouns=("cup", "coffee mug"),
    finishes=("matte", "glossy", "metallic", "striped", "checkered"),
)
