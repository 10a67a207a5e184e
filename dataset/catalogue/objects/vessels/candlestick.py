"""Candlesticks: a foot, a turned stem, one candle or several on arms."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...arrays import turned
from ...curves import half_ellipse, spline
from ...kinds import Kind, Words
from ...mesh import Floats, Mesh, Part
from ...params import choice, span
from ...solids import box, ellipsoid, frustum, lathe, rod, tube


@dataclass(frozen=True)
class Params:
    """Lengths relative to a candlestick of about one unit; the arms are along X."""

    stem_height: float = span(0.45, 0.7)
    stem_radius: float = span(0.04, 0.055)
    foot_radius: float = span(0.22, 0.3)
    foot_height: float = span(0.06, 0.12)
    knop_size: float = span(0.07, 0.105)
    knop_level: float = span(0.3, 0.6)
    pan_radius: float = span(0.11, 0.15)
    candle_radius: float = span(0.05, 0.07)
    candle_height: float = span(0.26, 0.48)
    arm_reach: float = span(0.34, 0.48)
    arm_drop: float = span(0.1, 0.2)
    flame_size: float = span(0.06, 0.08)
    arms: str = choice("one", "three", "two", "saucer")
    foot: str = choice("bell", "square", "feet")
    knops: str = choice("one", "two", "none")
    light: str = choice("flame", "flame", "wick")


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a candlestick."""
    if p.arms == "saucer":
        return _saucer(p)
    top = p.foot_height + p.stem_height
    stem = [_stem(p, top)]
    reach = p.arm_reach
    side = top - 0.02
    places: list[tuple[float, float]] = []  # x and z of each candle's drip pan
    parts: list[Part] = []
    if p.arms != "one":
        level = side - p.arm_drop - 0.08
        arm = spline(
            [(0, 0, level), (0.45 * reach, 0, level - 0.1), (0.9 * reach, 0, level - 0.02), (reach, 0, side)], steps=4
        )
        both = tube(arm, 0.034, segments=10)
        parts.append(Part("arms", "secondary", (both, both.mirrored("x")), label="arm", count=2))
        places += [(-reach, side), (reach, side)]
    if p.arms != "two":
        places.append((0.0, top + (0.14 if p.arms == "three" else 0.0)))
        if p.arms == "three":
            stem.append(frustum(p.stem_radius, p.stem_radius, top - 0.05, top + 0.15, segments=16))
    else:
        stem.append(ellipsoid((0.07, 0.07, 0.1), (0, 0, top + 0.05), segments=14, rings=8))
    foot = _foot(p)
    parts = [Part("stem", "primary", tuple(stem)), foot, *_knops(p), *parts]
    return (*parts, *_candles(p, places))


def _stem(p: Params, top: float) -> Mesh:
    low = p.foot_height * 0.5
    curve = spline(
        [
            (p.stem_radius * 1.7, low),
            (p.stem_radius, low + 0.2 * (top - low)),
            (p.stem_radius * 1.15, top - 0.1),
            (0.075, top + 0.01),
        ],
        steps=4,
    )
    return lathe([(0, low), *curve, (0, top + 0.01)], segments=18)


def _foot(p: Params) -> Part:
    r, h = p.foot_radius, p.foot_height
    if p.foot == "square":
        steps = (
            box((1.8 * r, 1.8 * r, 0.06), (0, 0, 0.03), bevel=0.012),
            box((1.2 * r, 1.2 * r, h), (0, 0, 0.05 + h / 2), bevel=0.015),
        )
        return Part("foot", "secondary", steps)
    if p.foot == "feet":
        path = spline([(0, 0, h + 0.1), (0.6 * r, 0, h + 0.06), (0.85 * r, 0, 0.05), (1.15 * r, 0, 0.036)], steps=4)
        return Part("feet", "secondary", turned(tube(path, 0.036, segments=10), 3, -np.pi / 2), label="foot", count=3)
    bell = [(r, 0), (r, 0.04), (r * 0.85, 0.06), (r * 0.45, 0.05 + 0.5 * h), (p.stem_radius * 1.6, 0.08 + h)]
    return Part("foot", "secondary", (lathe([(0, 0), *bell, (0, 0.08 + h)]),))


def _knops(p: Params) -> list[Part]:
    levels = {"none": (), "one": (p.knop_level,), "two": (p.knop_level - 0.08, p.knop_level + 0.16)}[p.knops]
    size = p.knop_size
    balls = tuple(
        ellipsoid((size, size, 0.62 * size), (0, 0, p.foot_height + t * p.stem_height), segments=18, rings=8)
        for t in levels
    )
    return [Part("knops", "tertiary", balls, label="knop", count=len(balls))] if balls else []


def _candles(p: Params, places: list[tuple[float, float]]) -> list[Part]:
    """Drip pans, candles and what is at their tips."""
    pans, candles, tips = [], [], []
    r, height, size = p.candle_radius, p.candle_height, p.flame_size
    for x, z in places:
        bell = [
            (0.05, -0.03),
            (p.pan_radius, 0.02),
            (p.pan_radius, 0.055),
            (p.pan_radius - 0.03, 0.055),
            (r + 0.025, 0.03),
        ]
        socket = [(r + 0.025, 0.1), (0, 0.1)]
        pans.append(lathe([(0, -0.03), *bell, *socket], segments=20).moved((x, 0, z)))
        candles.append(frustum(r, r * 0.94, 0.05, 0.08 + height, segments=16).moved((x, 0, z)))
        tips.append(_tip(p, size).moved((x, 0, z + 0.08 + height)))
    parts = [
        Part("drip pans", "tertiary", tuple(pans), label="drip pan", count=len(pans)),
        Part("candles", "secondary", tuple(candles), label="candle", count=len(candles)),
    ]
    if p.light == "flame":
        return [*parts, Part("flames", "lamp", tuple(tips), label="flame", count=len(tips))]
    return [*parts, Part("wicks", "dark", tuple(tips), label="wick", count=len(tips))]


def _tip(p: Params, size: float) -> Mesh:
    """A flame or a bare wick that stands on z = 0."""
    if p.light == "wick":
        return rod((0, 0, -0.03), (0.012, 0, 0.08), 0.022, segments=8)
    curve: Floats = spline(
        [(0.4 * size, -0.02), (size, 0.7 * size), (0.62 * size, 1.9 * size), (0.12 * size, 3.0 * size)], steps=3
    )
    return lathe([(0, -0.02), *curve, (0, 3.15 * size)], segments=14)


def _saucer(p: Params) -> tuple[Part, ...]:
    """A chamber candlestick: a wide dish with a finger loop at +X."""
    r = p.foot_radius * 1.25
    dish = [(r * 0.75, 0), (r, 0.06), (r + 0.02, 0.13), (r - 0.03, 0.13), (r * 0.75, 0.055), (0.1, 0.055)]
    loop = tube(half_ellipse((r - 0.02, 0, 0.12), (p.arm_reach * 0.5, 0, 0.02), (0, 0, 0.085), 13), 0.032)
    lip = lathe([(0, 0.03), (0.14, 0.03), (0.1, 0.12), (0.1, 0.3), (0, 0.3)], segments=20)
    parts = (
        Part("dish", "primary", (lathe([(0, 0), *dish, (0, 0.055)]),)),
        Part("handle", "secondary", (loop,)),
        Part("socket", "primary", (lip,)),
    )
    return (*parts, *_candles(p, [(0.0, 0.29)]))


def words(p: Params) -> Words:
    """What may be said of this candlestick."""
    adjectives = []
    several = p.arms in ("two", "three")
    if p.arms == "saucer":
        adjectives.append("short")
    elif p.stem_height + p.candle_height > 1.02:
        adjectives.append("tall")
    if several and p.arm_reach > 0.42:
        adjectives.append("wide")
    count = {"two": "two", "three": "three"}.get(p.arms, "")
    features = [f"{count} candles", "two arms"] if several else ["a candle"]
    if p.light == "flame":
        features.append(f"{count} flames" if several else "a flame")
    else:
        features.append("unlit candles" if several else "an unlit candle")
    if p.arms == "saucer":
        features.append("a handle")
    else:
        features.append({"bell": "a round foot", "square": "a square foot", "feet": "three feet"}[p.foot])
    return Words(tuple(adjectives), tuple(features), ("candelabra", "candelabrum") if several else ("candle stand",))


KIND = Kind(
    "candlestick",
    Params,
    build,
    words,
    nouns=("candle holder",),
    natural=(("yellow", "white", "yellow"), ("gray", "white", "gray"), ("black", "red", "yellow")),
    finishes=("matte", "glossy", "metallic", "metallic"),
)
