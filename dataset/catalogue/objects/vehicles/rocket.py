"""Rockets: an upright body with a nose, fins, portholes and a nozzle."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ...arrays import mirrored_pair, turned
from ...curves import spline
from ...kinds import Kind, Words
from ...mesh import Floats, Mesh, Part
from ...params import choice, span
from ...solids import annulus, ellipsoid, frustum, lathe, prism


@dataclass(frozen=True)
class Params:
    """Lengths relative to a rocket of about one unit and a half; `waist` and `shoulder` are shares of the radius."""

    length: float = span(0.9, 1.5)
    radius: float = span(0.18, 0.29)
    waist: float = span(0.62, 1.0)
    shoulder: float = span(0.7, 0.95)
    nose: float = span(0.26, 0.52)
    fin_reach: float = span(0.18, 0.34)
    fin_height: float = span(0.32, 0.55)
    fin_drop: float = span(0.06, 0.2)
    fin_thickness: float = span(0.055, 0.08)
    nozzle: float = span(0.1, 0.18)
    band: float = span(0.07, 0.13)
    porthole: float = span(0.36, 0.5)
    booster: float = span(0.09, 0.12)
    fins: int = choice(3, 4)
    windows: int = choice(0, 1, 2)
    boosters: int = choice(0, 0, 2)
    flame: str = choice("none", "none", "flame")


def build(p: Params) -> tuple[Part, ...]:
    """The parts of an upright rocket, its portholes towards -Y."""
    knots = [(p.radius * p.waist, 0), (p.radius, p.length * 0.45), (p.radius * p.shoulder, p.length)]
    curve = spline(knots, steps=6)

    def radius_at(z: float) -> float:
        return float(np.interp(z, curve[:, 1], curve[:, 0]))

    base, top = p.length - 0.02, p.length + p.nose
    brim = p.radius * p.shoulder + 0.014
    tip = spline([(brim, base), (brim * 0.7, p.length + p.nose * 0.55), (0.03, top)], steps=4)
    start = np.pi / 4 if p.fins == 4 else np.pi / 6
    mouth = p.radius * p.waist
    nozzle = lathe([(0, -p.nozzle), (mouth * 0.8, -p.nozzle), (mouth * 0.5, 0.03), (0, 0.05)], segments=20)
    bands = [_band(radius_at, p.length * t, p.band) for t in (0.4, 0.88)]
    parts = [
        Part("body", "primary", (lathe([(0, 0), *curve, (0, p.length)], segments=24),)),
        Part("nose", "secondary", (lathe([(0, base), *tip, (0, top + 0.01)], segments=24),)),
        Part("fins", "secondary", turned(_fin(p), p.fins, start), label="fin", count=p.fins),
        Part("bands", "tertiary", tuple(bands), label="band", count=2),
        Part("nozzle", "dark", (nozzle,)),
    ]
    if p.flame == "flame":
        fire = lathe(
            [
                (0, -p.nozzle - 0.3),
                (mouth * 0.3, -p.nozzle - 0.2),
                (mouth * 0.6, -p.nozzle - 0.06),
                (mouth * 0.5, 0.0),
                (0, 0.02),
            ],
            segments=16,
        )
        parts.append(Part("flame", "lamp", (fire,)))
    if p.windows:
        heights = {1: (0.66,), 2: (0.56, 0.75)}[p.windows]
        size = p.radius * p.porthole * (1.0 if p.windows == 1 else 0.8)
        spots = [(0, -radius_at(p.length * t) + 0.01, p.length * t) for t in heights]
        frames = [frustum(size, size, -0.05, 0.035, segments=20).rotated("x", np.pi / 2).moved(at) for at in spots]
        panes = [
            ellipsoid((size * 0.72, 0.06, size * 0.72), at, segments=16, rings=7).moved((0, -0.01, 0)) for at in spots
        ]
        parts.append(Part("window frames", "metal", tuple(frames), label="window frame", count=p.windows))
        parts.append(Part("windows", "glass", tuple(panes), label="window", count=p.windows))
    if p.boosters:
        r, h = p.booster, p.length * 0.52
        profile = [(0, -0.1), (r * 0.8, -0.1), (r, -0.04), (r, h), (r * 0.6, h + r * 1.2), (0, h + 2 * r)]
        tank = lathe(profile, segments=16).moved((p.radius + r * 0.55, 0, 0))
        parts.append(Part("boosters", "tertiary", mirrored_pair(tank), label="booster", count=2))
    return tuple(parts)


def _band(radius_at: Callable[[float], float], z: float, height: float) -> Mesh:
    levels = np.linspace(z - height / 2, z + height / 2, 3).tolist()
    return annulus([(radius_at(level) + 0.014, level) for level in levels], 0.06, segments=24)


def _fin(p: Params) -> Mesh:
    """One fin along +X, swept down past the base."""
    inner, outer = p.radius * 0.55, p.radius + p.fin_reach
    outline: Floats = np.array(
        [(inner, 0.05), (outer, -p.fin_drop), (outer, p.fin_height * 0.35), (inner, p.fin_height)]
    )
    return prism(outline, p.fin_thickness)


def words(p: Params) -> Words:
    """What may be said of this rocket."""
    adjectives = []
    slender = (p.length + p.nose) / p.radius
    if slender > 8.0:
        adjectives += ["tall", "thin"]
    if slender < 6.0:
        adjectives += ["short", "thick"]
    features = [f"{'three' if p.fins == 3 else 'four'} fins"]
    features += {0: [], 1: ["a round window"], 2: ["two round windows"]}[p.windows]
    if p.boosters:
        features.append("two boosters")
    if p.flame == "flame":
        features.append("a flame")
    return Words(tuple(adjectives), tuple(features))


KIND = Kind(
    "rocket",
    Params,
    build,
    words,
    nouns=("spaceship", "space rocket"),
    natural=(
        ("white", "red", "red"),
        ("red", "white", "yellow"),
        ("gray", "orange", "orange"),
        ("white", "blue", "black"),
    ),
)
