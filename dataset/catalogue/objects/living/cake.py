"""Cakes: round or square tiers, a slice or a cupcake, with icing, and with candles or fruit on top."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...curves import rounded_square
from ...kinds import Kind, Words
from ...mesh import Floats, Mesh, Part
from ...params import choice, span
from ...solids import ellipsoid, extrusion, frustum, lathe, loft, rod
from .shapes import ball, limb, ribbed


@dataclass(frozen=True)
class Params:
    """Lengths relative to a cake of about one unit across; `turn` in radians places what is on top."""

    radius: float = span(0.36, 0.44)
    height: float = span(0.26, 0.4)
    shrink: float = span(0.58, 0.7)
    icing: float = span(0.06, 0.1)
    drip: float = span(0.05, 0.12)
    dollop: float = span(0.045, 0.062)
    candle_height: float = span(0.16, 0.26)
    candle_radius: float = span(0.022, 0.032)
    cherry: float = span(0.06, 0.085)
    plate: float = span(1.15, 1.35)
    stand_height: float = span(0.14, 0.28)
    turn: float = span(0.0, 2 * np.pi)
    shape: str = choice("round", "round", "tiered", "square", "slice", "cupcake")
    topping: str = choice("candles", "candles", "cherry", "berries")
    serving: str = choice("plate", "stand")
    drips: str = choice("drips", "straight")


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a cake that stands at z = 0."""
    make = {"slice": _slice, "cupcake": _cupcake}.get(p.shape, _whole)
    parts, top, reach = make(p)
    return (*parts, *_topping(p, top, reach), *_serving(p))


def _outline(p: Params, radius: float) -> Floats:
    square = p.shape == "square"
    return rounded_square(radius * (0.92 if square else 1.0), 0.12 if square else 1.0, 32 if square else 28)


def _tier(p: Params, radius: float, z: float, height: float) -> Mesh:
    outline = _outline(p, radius)
    levels = ((0.97, z), (1.0, z + 0.03), (1.0, z + height))
    return loft([np.c_[outline * f, np.full(len(outline), at)] for f, at in levels])


def _cover(p: Params, radius: float, top: float) -> Mesh:
    """Icing over a tier's edge, its lower border in drips or straight."""
    outline = _outline(p, radius)
    k = np.arange(len(outline))
    waves = np.sin(k * 1.35 + p.turn) if p.drips == "drips" else np.zeros(len(outline))
    low = top - 0.05 - p.drip * (0.5 + 0.5 * waves)
    rings = [np.c_[outline * 0.8, low + 0.02], np.c_[outline * 1.02, low - 0.012], np.c_[outline * 1.055, low + 0.03]]
    rings += [np.c_[outline * f, np.full(len(outline), top + h)] for f, h in ((1.055, 0.3 * p.icing), (0.97, p.icing))]
    return loft(rings)


def _whole(p: Params) -> tuple[list[Part], float, float]:
    count = 2 if p.shape == "tiered" else 1
    sponges, covers, dollops = [], [], []
    z, radius = 0.0, p.radius
    for k in range(count):
        height = p.height * (1 - 0.18 * k)
        sponges.append(_tier(p, radius, z - 0.02 * (k > 0), height + 0.02 * (k > 0)))
        z += height
        covers.append(_cover(p, radius, z))
        z += p.icing - 0.012
        ring = _outline(p, radius * 0.99)[::2]
        if k + 1 == count:
            dollops = [_dollop(p.dollop).moved((*at * 0.86, z + 0.005)) for at in ring]
        radius *= p.shrink
    parts = [
        Part("sponge", "primary", tuple(sponges), label="tier", count=count),
        Part("icing", "secondary", tuple(covers), label="icing layer", count=count),
        Part("cream", "tertiary", tuple(dollops), label="dollop", count=len(dollops)),
    ]
    return parts, z, radius / p.shrink * 0.55


def _dollop(size: float) -> Mesh:
    return lathe(
        [(0, -0.02), (size, 0.0), (size * 0.75, size * 0.8), (size * 0.15, size * 1.6), (0, size * 1.7)], segments=9
    )


def _slice(p: Params) -> tuple[list[Part], float, float]:
    """A wedge whose tip points to the front, of two layers with cream between."""
    long, wide = p.radius * 2.1, p.radius * 0.72
    wedge = np.array(
        [
            (0, -long * 0.52),
            (wide, long * 0.36),
            (wide * 0.55, long * 0.46),
            (-wide * 0.55, long * 0.46),
            (-wide, long * 0.36),
        ]
    )
    height = p.height * 1.35
    layer = (height - 0.07) / 2
    sponges = [extrusion(wedge, layer).moved((0, 0, layer * (0.5 + k) + 0.07 * k)) for k in (0, 1)]
    filling = extrusion(wedge * 0.99 + (0, 0.004), 0.1).moved((0, 0, layer + 0.035))
    cover = extrusion(wedge * 1.03, p.icing + 0.02).moved((0, 0, height + p.icing / 2 - 0.01))
    back = extrusion([(-wide * 1.06, 0), (wide * 1.06, 0), (wide * 0.58, 0.15), (-wide * 0.58, 0.15)], height)
    top = height + p.icing
    dollop = _dollop(p.dollop * 1.6).moved((0, long * 0.33, top))
    parts = [
        Part("sponge", "primary", tuple(sponges), label="layer", count=2),
        Part("filling", "tertiary", (filling,)),
        Part("icing", "secondary", (cover, back.moved((0, long * 0.36, height / 2))), label="icing layer"),
        Part("cream", "tertiary", (dollop,), label="dollop"),
    ]
    return parts, top - 0.01, wide * 0.3


def _cupcake(p: Params) -> tuple[list[Part], float, float]:
    """A pleated paper cup with a swirl of icing."""
    radius, height = p.radius * 0.95, p.height * 1.25
    cup = ribbed([(0, 0), (radius * 0.72, 0), (radius * 0.95, height), (0, height)], 16, 0.12, per_rib=4)
    cake = ellipsoid((radius * 0.98, radius * 0.98, height * 0.3), (0, 0, height), segments=24)
    t = np.linspace(0, 1, 34)
    swirl_height = p.radius * 0.95
    spread = radius * 0.66 * (1 - t) ** 0.8
    angle = p.turn + 5.2 * np.pi * t
    z = height + 0.09 + swirl_height * t
    swirl = limb(
        np.stack([spread * np.cos(angle), spread * np.sin(angle), z], axis=1), 0.2 - 0.13 * t, sides=9, steps=1
    )
    core = frustum(radius * 0.7, 0.05, height + 0.02, height + swirl_height * 0.92, segments=16)
    sprinkles = [
        ball(0.028, (s * np.cos(a), s * np.sin(a), h), segments=8)
        for s, a, h in zip((spread + 0.18 - 0.13 * t)[3:27:3], angle[3:27:3], (z + 0.05)[3:27:3], strict=True)
    ]
    parts = [
        Part("cup", "tertiary", (cup,)),
        Part("sponge", "primary", (cake,)),
        Part("icing", "secondary", (core, swirl), label="swirl"),
        Part("sprinkles", "lamp", tuple(sprinkles), label="sprinkle", count=len(sprinkles)),
    ]
    return parts, height + swirl_height + 0.08, 0.0


def _topping(p: Params, top: float, reach: float) -> list[Part]:
    """Candles with flames, a cherry or berries on the height `top`, within `reach` of the axis."""
    around = p.turn + 2 * np.pi * np.arange(5) / 5
    spots = [(reach * float(np.cos(a)), reach * float(np.sin(a))) for a in around] if reach > 0.15 else [(0.0, 0.0)]
    if p.shape == "slice":
        spots = [(0.0, p.radius * 0.2)]
    if p.topping == "candles":
        sticks = tuple(
            rod((x, y, top - 0.04), (x, y, top + p.candle_height), p.candle_radius, segments=9) for x, y in spots
        )
        size, z = p.candle_radius * 1.35, top + p.candle_height
        flame = lathe([(0, -0.02), (size * 0.7, 0.0), (size, 0.035), (size * 0.3, 0.1), (0, 0.125)], segments=9)
        flames = tuple(flame.moved((x, y, z)) for x, y in spots)
        return [
            Part("candles", "tertiary", sticks, label="candle", count=len(spots)),
            Part("flames", "lamp", flames, label="flame", count=len(spots)),
        ]
    if p.topping == "cherry":
        spots = [(0.0, 0.0)] if p.shape != "slice" else spots
        (x, y), size = spots[0], p.cherry * 1.3
        fruit = ball(size, (x, y, top + size * 0.7), segments=16)
        stalk = limb(
            [(x, y, top + size * 1.5), (x + 0.02, y, top + size * 2.2), (x + 0.08, y, top + size * 2.9)], 0.018, sides=7
        )
        return [Part("cherry", "tertiary", (fruit,)), Part("stalk", "leaf", (stalk,))]
    berry = lathe(
        [(0, -0.03), (p.cherry, -0.01), (p.cherry * 0.85, 0.06), (p.cherry * 0.3, 0.13), (0, 0.14)], segments=12
    )
    berries = tuple(berry.moved((x, y, top)) for x, y in spots)
    return [Part("berries", "tertiary", berries, label="berry", count=len(spots))]


def _serving(p: Params) -> list[Part]:
    """A plate, or a stand with a foot."""
    wide = p.radius * p.plate * (0.8 if p.shape == "cupcake" else 1.12 if p.shape in ("square", "slice") else 1.0)
    dish = lathe(
        [(0, -0.05), (wide * 0.8, -0.05), (wide, -0.01), (wide * 0.97, 0.02), (wide * 0.85, 0.008), (0, 0.008)]
    )
    if p.serving == "plate":
        return [Part("plate", "light", (dish,))]
    z = -p.stand_height
    stem = lathe(
        [(0, z), (wide * 0.5, z), (wide * 0.45, z + 0.035), (0.075, z + 0.07), (0.06, -0.06), (0.12, -0.03), (0, -0.03)]
    )
    return [Part("plate", "light", (dish,)), Part("foot", "light", (stem,))]


def words(p: Params) -> Words:
    """What may be said of this cake."""
    adjectives = []
    if p.shape == "tiered" or (p.height > 0.36 and p.shape != "cupcake"):
        adjectives.append("tall")
    if p.height < 0.29 and p.shape in ("round", "square"):
        adjectives.append("flat")
    if p.shape == "round":
        adjectives.append("round")
    if p.shape == "square":
        adjectives.append("square")
    several = p.shape in ("round", "tiered", "square")
    features = {
        "candles": ["candles"] if several else ["a candle"],
        "cherry": ["a cherry on top"],
        "berries": ["berries"] if several else ["a berry on top"],
    }[p.topping]
    features.append("a plate" if p.serving == "plate" else "a cake stand")
    if p.shape == "tiered":
        features.append("two tiers")
    if p.drips == "drips" and several:
        features.append("dripping icing")
    noun = {"slice": "slice of cake", "cupcake": "cupcake"}.get(p.shape, "")
    nouns = ("birthday cake",) if p.topping == "candles" and several else ()
    return Words(tuple(adjectives), tuple(features), nouns, noun)


KIND = Kind(
    "cake",
    Params,
    build,
    words,
    natural=(("brown", "white", "red"), ("beige", "pink", "white"), ("brown", "pink", "yellow")),
    finishes=("matte", "glossy", "striped"),
)
