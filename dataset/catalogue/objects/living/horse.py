"""Horses: a body on four legs, an arched neck with a mane, perhaps a saddle or a horn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...arrays import mirrored_pair
from ...kinds import Kind, Words
from ...mesh import Floats, Mesh, Part, turn
from ...params import choice, span
from ...solids import ellipsoid, rod
from .shapes import ball, body, leaf, limb


@dataclass(frozen=True)
class Params:
    """Lengths relative to a horse of about one unit."""

    length: float = span(0.46, 0.62)
    girth: float = span(0.13, 0.175)
    leg_length: float = span(0.34, 0.5)
    leg_radius: float = span(0.036, 0.048)
    neck_length: float = span(0.26, 0.38)
    neck_lean: float = span(0.1, 0.24)
    head_length: float = span(0.2, 0.28)
    head_radius: float = span(0.07, 0.09)
    ear_length: float = span(0.09, 0.14)
    mane_height: float = span(0.05, 0.085)
    tail_length: float = span(0.26, 0.44)
    tail_width: float = span(0.045, 0.07)
    hoof: float = span(0.07, 0.11)
    horn_length: float = span(0.16, 0.26)
    mane: str = choice("smooth", "tufted")
    tack: str = choice("none", "saddle", "saddle", "blanket")
    horn: str = choice("none", "none", "none", "one")


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a horse that looks towards -Y, its hooves at z = 0."""
    half, z, g = p.length / 2, p.leg_length + p.girth * 0.75, p.girth
    trunk = [
        (0, half, z + 0.01, g * 0.92, g),
        (0, 0, z - 0.015, g * 0.9, g * 0.92),
        (0, -half, z + 0.02, g * 0.9, g * 1.02),
    ]
    parts = [Part("body", "primary", (body(trunk, sides=12),)), *_neck(p, half, z), *_legs(p, half, z)]
    top = z + g * 0.7
    y = half + g * 0.65
    path = [
        (0, y, top),
        (0, y + 0.11, top - 0.03),
        (0, y + 0.15, top - p.tail_length * 0.6),
        (0, y + 0.12, top - p.tail_length),
    ]
    sizes = np.array([[0.035, 0.035], [0.045, 0.045], [p.tail_width, p.tail_width], [0.02, 0.02]])
    tail = body(np.concatenate([np.array(path), sizes], axis=1), sides=8)
    parts.append(Part("tail", "secondary", (tail,), joint=turn((0.0, y, top), (0.0, 0.0, 1.0), -0.5, 0.5)))
    return (*parts, *_tack(p, z))


def _neck_path(p: Params, half: float, z: float) -> Floats:
    """From the chest to the poll."""
    foot = np.array([0, -half - p.girth * 0.3, z + p.girth * 0.25])
    path: Floats = foot + np.array(
        [(0, 0, 0), (0, -p.neck_lean * 0.7, p.neck_length * 0.55), (0, -p.neck_lean, p.neck_length)]
    )
    return path


def _neck(p: Params, half: float, z: float) -> list[Part]:
    """Neck and head with its ears, the mane, the eyes and either a muzzle or a horn."""
    path = _neck_path(p, half, z)
    neck = body(np.c_[path, [p.girth * 0.6, 0.085, 0.07], [p.girth * 0.78, 0.12, 0.095]], sides=12)
    poll, r = path[2], p.head_radius
    nose = poll + np.array([0, -p.head_length * 0.86, -p.head_length * 0.5])
    middle = 0.5 * (poll + nose) + np.array([0, 0, 0.012])
    head = body(
        [
            (*(poll + np.array([0, 0.02, 0.015])), r * 0.9, r * 1.05),
            (*middle, r * 0.85, r * 0.95),
            (*nose, r * 0.66, r * 0.7),
        ],
        sides=10,
    )
    ear = leaf(
        [
            poll + np.array([r * 0.5, 0.0, r * 0.6]),
            poll + np.array([r * 0.62, 0, r + p.ear_length * 0.5]),
            poll + np.array([r * 0.6, -0.01, r * 0.8 + p.ear_length]),
        ],
        0.038,
        0.03,
        (1, 0, 0),
        widest=0.4,
    )
    eye = ball(0.03, middle + np.array([r * 0.78, 0.03, r * 0.42]), segments=8)
    x, y, height = (float(c) for c in path[0])
    parts = [
        Part(
            "head", "primary", (neck, head, *mirrored_pair(ear)), joint=turn((x, y, height), (0.0, 0.0, 1.0), -0.5, 0.5)
        ),
        Part("eyes", "dark", mirrored_pair(eye), label="eye", count=2),
        Part("mane", "secondary", tuple(_mane(p, path))),
    ]
    if p.horn == "one":
        base = poll + np.array([0, -r * 0.55, r * 0.6])
        horn = rod(base, base + np.array([0, -0.45, 0.9]) * p.horn_length, (0.036, 0.016), segments=10)
        return [*parts, Part("horn", "tertiary", (horn,))]
    muzzle = ellipsoid((r * 0.78, r * 0.72, r * 0.78), nose + np.array([0, -r * 0.28, -r * 0.12]), segments=10, rings=5)
    return [*parts, Part("muzzle", "tertiary", (muzzle,))]


def _mane(p: Params, path: Floats) -> list[Mesh]:
    """A crest behind the neck from the forelock to the withers, smooth or in tufts."""
    behind = np.array([(0, 0.14, 0.12), (0, 0.10, 0.06), (0, 0.075, 0.075)])
    crest = path + behind
    forelock = path[2] + np.array([0, -p.head_radius * 0.7, p.head_radius * 0.95])
    line = np.array([forelock, crest[2] + np.array([0, -0.03, 0.03]), crest[1], crest[0]])
    high = p.mane_height
    if p.mane == "smooth":
        return [body(np.c_[line, [0.03, 0.042, 0.045, 0.035], [0.035, high, high, 0.045]], sides=8)]
    tufts = []
    for t in np.linspace(0, 1, 5):
        at = np.array([np.interp(t * 3, range(4), line[:, k]) for k in range(3)])
        tufts.append(ellipsoid((0.045, high * 1.25, high * 1.1), at, segments=8, rings=4))
    return tufts


def _legs(p: Params, half: float, z: float) -> list[Part]:
    """Four legs that swing at shoulder and hip, each with its hoof in a part of all hooves."""
    x, r = p.girth * 0.6, p.leg_radius
    parts, hooves = [], []
    for side, sign in (("left", 1.0), ("right", -1.0)):
        for end, y, back in (("front", -half + 0.01, 0.0), ("hind", half - 0.01, 0.05)):
            pivot = (sign * x, y, z)
            knee = (sign * x, y + back, p.leg_length * 0.5)
            leg = limb([pivot, knee, (sign * x, y, 0.05)], (r * 1.9, r * 1.05, r), sides=7)
            joint = turn(pivot, (1.0, 0.0, 0.0), -0.6, 0.6)
            parts.append(Part(f"{side} {end} leg", "primary", (leg,), label="leg", joint=joint))
            hooves.append(rod((sign * x, y - 0.012, 0), (sign * x, y - 0.004, p.hoof), (r * 1.5, r * 1.15), segments=8))
    return [*parts, Part("hooves", "dark", tuple(hooves), label="hoof", count=4)]


def _tack(p: Params, z: float) -> list[Part]:
    """A saddle or a blanket over the back."""
    g = p.girth
    if p.tack == "saddle":
        seat = body(
            [
                (0, 0.12, z + g * 0.98, 0.09, 0.05),
                (0, 0, z + g * 0.88, 0.1, 0.035),
                (0, -0.11, z + g * 1.0, 0.06, 0.055),
            ],
            sides=8,
        )
        flap = ellipsoid((0.035, 0.1, g * 0.68), (g * 0.84, 0, z + g * 0.2), segments=10, rings=5)
        return [Part("saddle", "tertiary", (seat, *mirrored_pair(flap)))]
    if p.tack == "blanket":
        knots = [(0, y, z - 0.005 + g * 0.12, g * 0.95 + 0.012, g * 0.85 + 0.012) for y in (-0.13, 0.0, 0.13)]
        return [Part("blanket", "tertiary", (body(knots, sides=12, steps=1, rounded=False),))]
    return []


def words(p: Params) -> Words:
    """What may be said of this horse."""
    adjectives = []
    if p.leg_length > 0.45:
        adjectives.append("tall")
    if p.leg_length < 0.385:
        adjectives.append("short")
    if p.length > 0.58:
        adjectives.append("long")
    if p.girth > 0.165:
        adjectives.append("thick")
    features = ["a smooth mane" if p.mane == "smooth" else "a tufted mane"]
    features += {"none": [], "saddle": ["a saddle"], "blanket": ["a blanket"]}[p.tack]
    if p.horn == "one":
        features.append("a horn")
    return Words(tuple(adjectives), tuple(features), ("unicorn",) if p.horn == "one" else ("pony",))


KIND = Kind(
    "horse",
    Params,
    build,
    words,
    nouns=("toy horse",),
    natural=(
        ("brown", "black", "brown"),
        ("white", "beige", "pink"),
        ("black", "black", "brown"),
        ("beige", "white", "maroon"),
    ),
    finishes=("matte", "glossy", "wooden", "striped"),
)
