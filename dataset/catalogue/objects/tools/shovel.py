"""Shovels: the blade down, its hollow side towards -Y."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...arrays import mirrored_pair
from ...kinds import Kind, Words
from ...mesh import Mesh, Part
from ...params import choice, span
from ...solids import box, ellipsoid, lathe, loft, rod, tube


@dataclass(frozen=True)
class Params:
    """Lengths relative to a shovel of about one unit; `dish` is how hollow the blade is."""

    width: float = span(0.4, 0.52)
    height: float = span(0.34, 0.48)
    dish: float = span(0.03, 0.1)
    thickness: float = span(0.036, 0.062)
    point: float = span(0.35, 0.65)
    taper: float = span(0.75, 1.0)
    shaft: float = span(0.45, 0.72)
    shaft_radius: float = span(0.034, 0.046)
    socket: float = span(0.14, 0.24)
    socket_radius: float = span(1.3, 1.6)
    grip: float = span(0.18, 0.26)
    grip_radius: float = span(0.034, 0.044)
    tread: float = span(0.03, 0.06)
    blade: str = choice("pointed", "pointed", "square", "scoop")
    handle: str = choice("d", "t", "knob")
    rings: str = choice("none", "two")


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a shovel."""
    top, radius = p.height + p.shaft, p.shaft_radius
    shaft = rod((0, 0, p.height), (0, 0, top), radius, segments=18)
    wide = radius * p.socket_radius
    low, high = p.height * 0.72, p.height + p.socket
    outline = [(0, low), (0.02, low), (wide, p.height - 0.02), (wide, high - 0.05), (radius + 0.014, high), (0, high)]
    x, y = 0.5 * _width_at(p, 1.0), _depth_at(p, 0.7)
    step = box((x - wide * 0.5, 0.09, p.tread), (x / 2 + wide * 0.25 + 0.008, y, p.height + 0.005), bevel=0.008)
    parts = [
        Part("blade", "primary", (_blade(p),)),
        Part("socket", "primary", (lathe(outline, segments=20),)),
        Part("treads", "tertiary", mirrored_pair(step), label="tread", count=2),
        Part("shaft", "secondary", (shaft,)),
        *_grip(p, top),
    ]
    if p.rings == "two":
        rings = tuple(
            rod((0, 0, z - 0.02), (0, 0, z + 0.02), radius + 0.014, segments=18)
            for z in (high + 0.3 * (top - high), high + 0.5 * (top - high))
        )
        parts.append(Part("rings", "dark", rings, label="ring", count=2))
    return tuple(parts)


def _width_at(p: Params, t: float) -> float:
    """Width of the blade at the relative height t."""
    full = p.width * (1.2 if p.blade == "scoop" else 1.0)
    if p.blade == "pointed":
        rise = float(np.sin(min(t / p.point, 1.0) * np.pi / 2))
        return full * (0.12 + 0.88 * float(rise**0.8)) * (1 - 0.1 * t)
    return full * (1 - (1 - p.taper) * (1 - t) * (1 if p.blade == "square" else -0.5))


def _depth_at(p: Params, share: float) -> float:
    """How far forward the blade's middle surface is at a share of its half width."""
    return -p.dish * share**2


def _blade(p: Params) -> Mesh:
    """Bent sections from the tip up."""
    shares = np.linspace(-1, 1, 9)
    y = np.array([_depth_at(p, s) for s in shares])
    rings = []
    for t in (0.0, 0.05, 0.12, 0.2, 0.3, 0.42, 0.6, 0.8, 1.0):
        x, half = shares * _width_at(p, t) / 2, p.thickness / 2 * (0.75 if t < 0.05 else 1.0)
        bend = y * (_width_at(p, t) / p.width) ** 2 + 0.05 * (t - 1) ** 2  # the tip comes forward less than the rim
        front = np.stack([x, bend - half, np.full(9, t * p.height)], -1)
        back = np.stack([x, bend + half, np.full(9, t * p.height)], -1)
        rings.append(np.concatenate([front, back[::-1]]))
    return loft(rings)


def _grip(p: Params, top: float) -> list[Part]:
    radius, half = p.grip_radius, p.grip / 2
    if p.handle == "knob":
        ball = ellipsoid((half * 0.75, half * 0.75, half * 0.7), (0, 0, top + half * 0.4))
        return [Part("knob", "tertiary", (ball,), label="grip")]
    if p.handle == "t":
        bar = tube([(x, 0, top + radius * 0.4) for x in (-half, 0, half)], (radius * 1.25, radius, radius * 1.25))
        return [Part("grip", "tertiary", (bar,))]
    high = top + p.grip * 0.85
    bow = [(0, 0, top - 0.05), (half * 0.55, 0, top + 0.04), (half, 0, top + p.grip * 0.4), (half, 0, high)]
    sides = mirrored_pair(tube(bow, radius * 0.85, segments=12))
    bar = rod((-half - 0.03, 0, high), (half + 0.03, 0, high), radius * 1.1)
    hub = rod((0, 0, top - 0.07), (0, 0, top + 0.02), p.shaft_radius + 0.014, segments=18)
    return [Part("fork", "primary", (hub, *sides), label="yoke"), Part("grip", "tertiary", (bar,))]


def words(p: Params) -> Words:
    """What may be said of this shovel."""
    adjectives = []
    if p.shaft > 0.64:
        adjectives.append("long")
    if p.shaft < 0.53:
        adjectives.append("short")
    if p.width > 0.49 or p.blade == "scoop":
        adjectives.append("wide")
    if p.width < 0.43 and p.blade != "scoop":
        adjectives.append("narrow")
    features = [{"pointed": "a pointed blade", "square": "a square blade", "scoop": "a deep scoop"}[p.blade]]
    features.append({"d": "a loop grip", "t": "a cross grip", "knob": "a round knob"}[p.handle])
    nouns = {"pointed": ("digging shovel",), "square": ("square shovel",), "scoop": ("snow shovel", "scoop shovel")}
    return Words(tuple(adjectives), tuple(features), nouns[p.blade])


KIND = Kind(
    "shovel",
    Params,
    build,
    words,
    natural=(("gray", "brown", "black"), ("gray", "brown", "red"), ("red", "beige", "black")),
)
