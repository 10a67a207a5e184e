"""Cacti: a ribbed column with arms, a barrel or flat paddles, in a pot or on the ground."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...curves import spline
from ...kinds import Kind, Words
from ...mesh import Floats, Mesh, Part
from ...params import choice, span
from ...solids import annulus, ellipsoid, frustum, lathe, rod, sweep
from .shapes import ball, ribbed


@dataclass(frozen=True)
class Params:
    """Lengths relative to a cactus of about one unit; `turn` in radians places the spines."""

    height: float = span(0.6, 0.95)
    radius: float = span(0.11, 0.16)
    arm_radius: float = span(0.072, 0.098)
    arm_reach: float = span(0.2, 0.3)
    arm_rise: float = span(0.14, 0.34)
    left_height: float = span(0.35, 0.6)
    right_height: float = span(0.25, 0.5)
    rib_depth: float = span(0.12, 0.24)
    flower_size: float = span(0.045, 0.065)
    pot_radius: float = span(0.2, 0.28)
    pot_height: float = span(0.2, 0.32)
    turn: float = span(0.0, 1.0)
    shape: str = choice("column", "column", "column", "barrel", "paddles")
    arms: str = choice("two", "two", "left", "right")
    base: str = choice("pot", "pot", "ground")
    flower: str = choice("one", "none")


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a cactus, its foot at z = 0."""
    grow = {"column": _column, "barrel": _barrel, "paddles": _paddles}[p.shape]
    parts, top, spots = grow(p)
    spines = tuple(rod(a, b, (0.02, 0.013), segments=6) for a, b in spots)
    parts.append(Part("spines", "light", spines, label="spine", count=len(spines)))
    if p.flower == "one":
        petals = ribbed([(0, -0.02), (p.flower_size * 0.7, 0), (p.flower_size * 1.9, 0.07), (0, 0.04)], 6, 0.35)
        parts.append(Part("flower", "tertiary", (petals.moved(top),)))
    return (*parts, *_base(p))


def _base(p: Params) -> list[Part]:
    if p.base == "ground":
        wide = p.pot_radius * 1.5
        mound = lathe([(0, -0.06), (wide, -0.06), (wide * 0.85, 0.0), (0, 0.05)])
        stones = [ball(0.045, (wide * 0.75 * np.cos(a), wide * 0.75 * np.sin(a), 0.0)) for a in (-1.0, -2.3, 0.4)]
        return [Part("mound", "secondary", (mound,)), Part("stones", "metal", tuple(stones), label="stone", count=3)]
    pot = frustum(p.pot_radius * 0.72, p.pot_radius * 0.95, -p.pot_height, -0.01)
    rim = annulus([(p.pot_radius * 1.1, -0.08), (p.pot_radius * 1.1, 0.01)], p.pot_radius * 0.25)
    soil = frustum(p.pot_radius * 0.92, p.pot_radius * 0.92, -0.06, -0.004)
    return [Part("pot", "secondary", (pot,)), Part("rim", "tertiary", (rim,)), Part("soil", "dark", (soil,))]


_Spots = list[tuple[Floats, Floats]]


def _ribbed_tube(p: Params, path: Floats, radius: float, ribs: int) -> Mesh:
    """Ribbed tube with a dome at its last end."""
    angles = np.arange(ribs * 4) * (2 * np.pi / (ribs * 4))
    size = 1 - p.rib_depth * (1 - np.abs(np.cos(angles * ribs / 2)))
    outline = size[:, None] * np.stack([np.cos(angles), np.sin(angles)], -1)
    end = path[-1] - path[-2]
    end /= np.linalg.norm(end)
    domes = [path[-1] + end * radius * np.sin(a) for a in (0.5, 1.0, 1.4)]
    sizes = [*np.full(len(path), radius), *(radius * np.cos(a) for a in (0.5, 1.0, 1.4))]
    return sweep(outline, np.concatenate([path, domes]), sizes)


def _column(p: Params) -> tuple[list[Part], tuple[float, float, float], _Spots]:
    stem = _ribbed_tube(p, np.array([(0, 0, -0.03), (0, 0, p.height * 0.5), (0, 0, p.height)]), p.radius, 8)
    parts = [Part("stem", "primary", (stem,))]
    spots = _ring_spots(p.radius, (p.height * 0.25, p.height * 0.6, p.height * 0.93), p.turn)
    for side, sign, at in (("left", -1, p.left_height), ("right", 1, p.right_height)):
        if p.arms in ("two", side):
            z, reach = p.height * at, p.radius + p.arm_reach
            bend = min(p.arm_reach * 0.55, 0.14)
            knots = [(0.0, z), (reach - bend, z), (reach - bend * 0.25, z + bend * 0.3), (reach, z + bend)]
            path = spline([(sign * x, 0, h) for x, h in [*knots, (reach, z + bend + p.arm_rise)]], 3)
            parts.append(Part(f"{side} arm", "primary", (_ribbed_tube(p, path, p.arm_radius, 6),), label="arm"))
    return parts, (0, 0, p.height + p.radius * 0.92), spots


def _barrel(p: Params) -> tuple[list[Part], tuple[float, float, float], _Spots]:
    radius, half = p.radius * 2.2, p.radius * 1.7 + p.height * 0.12
    angles = np.linspace(-np.pi / 2, np.pi / 2, 13)
    profile = np.stack([radius * np.cos(angles), half * (np.sin(angles) + 0.85)], axis=-1)
    stem = ribbed(profile, 10, p.rib_depth)
    pup = (
        ribbed(profile, 8, p.rib_depth).scaled(0.36 + p.arm_radius).moved((-radius * 0.62, -radius * 0.5, half * 0.85))
    )
    spots: _Spots = []
    for level in (0.35, 0.8, 1.2):
        around = radius * float(np.cos(level - 0.5))
        spots += _ring_spots(around * 0.96, (half * (0.85 + float(np.sin(level - 0.5))),), p.turn + level)
    parts = [Part("stem", "primary", (stem,)), Part("offshoot", "primary", (pup,))]
    return parts, (0, 0, half * 1.82), spots


def _paddles(p: Params) -> tuple[list[Part], tuple[float, float, float], _Spots]:
    """Flat pads, each growing from the upper edge of the first."""
    main = (p.radius * 1.65, p.radius * 0.62, p.height * 0.36)
    pads = [ellipsoid(main, (0, 0, main[2] * 0.88), segments=18)]
    spots: _Spots = [_flat_spot(x * main[0], main[1], main[2] * 0.88 + z * main[2], 0.75) for x, z in _PAD_SPOTS]
    for sign, share, lean in ((-1, p.left_height, 0.6), (1, p.right_height, 0.35)):
        size = np.array(main) * (0.45 + share * 0.6) * (1, 1.15, 1)
        middle = np.array((sign * (main[0] * 0.35 + size[2] * lean), 0, main[2] * 1.5 + size[2] * 0.72))
        pads.append(ellipsoid(size, segments=16).rotated("y", sign * lean).moved(middle))
        spots += [
            _flat_spot(middle[0] + x * size[0], size[1], middle[2] + z * size[2] * 0.8, 0.75) for x, z in _PAD_SPOTS
        ]
    tip = middle + np.array((np.sin(0.35), 0, np.cos(0.35))) * size[2] * 0.95
    parts = [Part("stem", "primary", (pads[0],)), Part("pads", "primary", tuple(pads[1:]), label="pad", count=2)]
    return parts, (float(tip[0]), 0.0, float(tip[2])), spots


_PAD_SPOTS = ((-0.3, 0.4), (0.35, 0.35), (0.0, 0.0), (-0.35, -0.35), (0.3, -0.4))


def _flat_spot(x: float, depth: float, z: float, share: float) -> tuple[Floats, Floats]:
    return np.array((x, -depth * share * 0.7, z)), np.array((x, -depth * share - 0.05, z))


def _ring_spots(radius: float, levels: tuple[float, ...], turn: float) -> _Spots:
    spots = []
    for row, z in enumerate(levels):
        for a in turn + row * np.pi / 8 + np.arange(8) * (np.pi / 4):
            out = np.array([np.cos(a), np.sin(a), 0.15])
            spots.append((out * radius * 0.7 + (0, 0, z), out * (radius + 0.035) + (0, 0, z)))
    return spots


def words(p: Params) -> Words:
    """What may be said of this cactus."""
    adjectives = []
    if p.shape == "column" and p.height > 0.82:
        adjectives.append("tall")
    if p.shape == "column" and p.height < 0.7:
        adjectives.append("short")
    if p.shape == "barrel":
        adjectives.append("round")
    if p.shape == "column" and p.radius > 0.145:
        adjectives.append("thick")
    features = ["a pot" if p.base == "pot" else "stones at its foot", "spines"]
    if p.shape == "column":
        features.append("two arms" if p.arms == "two" else "an arm")
    else:
        features.append({"barrel": "an offshoot", "paddles": "flat pads"}[p.shape])
    if p.flower == "one":
        features.append("a flower on top")
    return Words(tuple(adjectives), tuple(features))


KIND = Kind(
    "cactus",
    Params,
    build,
    words,
    nouns=("cactus plant",),
    natural=(("green", "brown", "pink"), ("green", "orange", "red"), ("green", "white", "yellow")),
    finishes=("matte", "glossy"),
)
