"""Hot air balloons: a big envelope over a burner and a basket."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from ...arrays import corners, turned
from ...curves import spline
from ...kinds import Kind, Words
from ...mesh import Floats, Mesh, Part
from ...params import choice, span
from ...solids import annulus, box, ellipsoid, frustum, lathe, loft, rod
from .forms import open_box


@dataclass(frozen=True)
class Params:
    """Lengths relative to an envelope of about two units; most others are shares of its radius."""

    radius: float = span(0.78, 1.0)
    height: float = span(1.8, 2.3)
    belly: float = span(0.54, 0.64)
    neck: float = span(0.2, 0.32)
    shoulder: float = span(0.82, 0.96)
    gore: float = span(0.42, 0.6)
    crown: float = span(0.26, 0.42)
    skirt: float = span(0.14, 0.24)
    rope: float = span(0.36, 0.6)
    basket_width: float = span(0.48, 0.66)
    basket_height: float = span(0.32, 0.46)
    rim: float = span(0.08, 0.12)
    bag: float = span(0.08, 0.11)
    pattern: str = choice("gores", "gores", "belt", "dots")
    gores: int = choice(6, 8)
    basket: str = choice("square", "round")
    bags: str = choice("none", "four")


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a balloon, the bottom of its basket at z = 0."""
    base = p.basket_height + p.rope + p.skirt
    knots = np.array(
        [(p.neck, 0.0), (0.66 + 0.3 * p.neck, 0.26), (1.0, p.belly), (p.shoulder * 0.82, 0.84), (0.36, 0.97)]
    )
    curve: Floats = spline(knots * (p.radius, p.height), steps=3) + np.array([0.0, base])
    top = base + p.height

    def radius_at(z: float) -> float:
        return float(np.interp(z, curve[:, 1], curve[:, 0]))

    envelope = lathe([(0, base), *curve, (0, top)], segments=24)
    cap = [(radius_at(z) + 0.03, z) for z in np.linspace(top - p.height * p.crown * 0.4, curve[-1, 1], 4)]
    crown = lathe([(0, cap[0][1]), *cap, (0, top + 0.03)], segments=24)
    neck = p.neck * p.radius
    skirt = annulus([(neck * 0.8, base - p.skirt), (neck + 0.03, base + 0.04)], 0.07, segments=16)
    return (
        Part("envelope", "primary", (envelope,)),
        _pattern(p, curve),
        Part("crown", "tertiary", (crown,)),
        Part("skirt", "tertiary", (skirt,)),
        *_basket(p),
        *_below(p, base - p.skirt, neck * 0.8 - 0.035),
    )


def _pattern(p: Params, curve: Floats) -> Part:
    """What stands a little out of the envelope in the second colour."""
    if p.pattern == "gores":
        step = 2 * np.pi / p.gores
        strip = turned(_patch(curve[1:], step * p.gore, 4), p.gores, -np.pi / 2)
        return Part("gores", "secondary", strip, label="stripe", count=p.gores)
    middle = int(np.argmax(curve[:, 0]))
    if p.pattern == "belt":
        ring = [(r + 0.02, z) for r, z in curve[middle - 2 : middle + 3]]
        return Part("belt", "secondary", (annulus(ring, 0.12, segments=24),))
    # Spots as wide as they are high, narrowing to their ends like a circle.
    heights = np.sin(np.linspace(-1.35, 1.35, 7))
    size = p.radius * p.gore * 0.62 * 6 / p.gores
    levels = curve[middle, 1] + size * heights
    spot = np.c_[np.interp(levels, curve[:, 1], curve[:, 0]), levels]
    dot = _patch(spot, 2 * size / p.radius * np.sqrt(1 - heights**2), 5)
    return Part("dots", "secondary", turned(dot, p.gores, -np.pi / 2), label="dot", count=p.gores)


def _patch(curve: Floats, angle: ArrayLike, count: int) -> Mesh:
    """The sector of a surface of revolution about +X, 0.02 outside it; `angle` is its width, or one for each level."""
    angles = np.broadcast_to(np.asarray(angle, float), (len(curve),))
    share = np.linspace(-0.5, 0.5, count)
    rings = []
    for (radius, z), wide in zip(curve.tolist(), angles, strict=True):
        around = np.c_[np.cos(share * wide), np.sin(share * wide)]
        flat = np.concatenate([around * (radius + 0.02), around[[-1, 0]] * (radius - 0.09)])
        rings.append(np.c_[flat, np.full(count + 2, z)])
    return loft(rings)


def _basket(p: Params) -> list[Part]:
    w, h = p.basket_width, p.basket_height
    if p.basket == "square":
        body = open_box(
            [(w * 0.88, w * 0.88, 0), (w, w, h), (w - 0.16, w - 0.16, h), (w * 0.88 - 0.16, w * 0.88 - 0.16, 0.09)]
        )
        bars = [box((w + 0.06, p.rim, p.rim), (0, s * (w / 2 - 0.03), h)) for s in (-1, 1)]
        rim = (*bars, *(bar.rotated("z", np.pi / 2) for bar in bars))
    else:
        r = w * 0.54
        body = lathe([(0, 0), (r * 0.88, 0), (r, h), (r - 0.09, h), (r * 0.8 - 0.05, 0.09), (0, 0.09)], segments=16)
        rim = (annulus([(r + 0.03, h - p.rim / 2), (r + 0.03, h + p.rim / 2)], 0.14, segments=16),)
    parts = [Part("basket", "timber", (body,)), Part("rim", "secondary", rim)]
    if p.bags == "four":
        bag = ellipsoid((p.bag, p.bag, p.bag * 1.5), (0, -w / 2 - 0.02, h * 0.5), segments=10, rings=5)
        parts.append(Part("sandbags", "tertiary", turned(bag, 4), label="sandbag", count=4))
    return parts


def _below(p: Params, z: float, reach: float) -> list[Part]:
    """Four ropes from the basket's rim to the skirt, and a burner on a bar between them."""
    foot = p.basket_width / 2 - 0.05
    if p.basket == "round":
        foot *= 0.76
    head = reach * 0.7
    ropes = corners(rod((foot, foot, p.basket_height - 0.05), (head, head, z + 0.05), 0.038, segments=6))
    at = p.basket_height + (z - p.basket_height) * 0.6
    share = 0.6 * (z - p.basket_height) / (z - p.basket_height + 0.1) + 0.03
    half = foot + (head - foot) * share
    cross = [rod((s * half, -half, at), (-s * half, half, at), 0.052, segments=6) for s in (1, -1)]
    burner = frustum(0.1, 0.13, at - 0.08, at + 0.1, segments=12)
    fire = lathe([(0, at), (0.07, at + 0.08), (0.1, at + 0.16), (0, at + 0.36)], segments=12)
    return [
        Part("ropes", "dark", ropes, label="rope", count=4),
        Part("burner", "metal", (burner, *cross)),
        Part("flame", "lamp", (fire,)),
    ]


def words(p: Params) -> Words:
    """What may be said of this balloon."""
    adjectives = []
    if p.height / p.radius > 2.45:
        adjectives.append("tall")
    if p.height / p.radius < 2.15:
        adjectives += ["round", "wide"]
    if p.radius > 0.93:
        adjectives.append("big")
    features = [{"gores": "upright stripes", "belt": "a belt", "dots": "big dots"}[p.pattern], f"a {p.basket} basket"]
    if p.bags == "four":
        features.append("four sandbags")
    return Words(tuple(adjectives), tuple(features))


KIND = Kind(
    "hot air balloon",
    Params,
    build,
    words,
    nouns=("balloon", "hot-air balloon"),
    natural=(
        ("red", "yellow", "yellow"),
        ("red", "white", "blue"),
        ("blue", "yellow", "orange"),
        ("yellow", "orange", "red"),
    ),
    finishes=("matte", "glossy"),
)
