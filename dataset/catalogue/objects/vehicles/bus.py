"""Buses: a long body with rows of windows, one or two decks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...arrays import mirrored_pair
from ...kinds import Kind, Words
from ...mesh import Mesh, Part, slide
from ...params import choice, span
from ...solids import box, ellipsoid
from .forms import axle, hubcaps, sections


@dataclass(frozen=True)
class Params:
    """Lengths in rough metres; `share` values are of the thing they lie in."""

    length: float = span(6.2, 8.4)
    width: float = span(2.1, 2.5)
    deck_height: float = span(1.7, 2.1)
    hood_length: float = span(0.9, 1.4)
    clearance: float = span(0.4, 0.6)
    wheel_radius: float = span(0.5, 0.66)
    tyre: float = span(0.45, 0.6)
    hub: float = span(0.45, 0.65)
    pane: float = span(0.36, 0.46)
    pillar: float = span(0.2, 0.36)
    roof: float = span(0.24, 0.4)
    bevel: float = span(0.1, 0.22)
    wheelbase: float = span(0.5, 0.62)
    decks: int = choice(1, 1, 2)
    nose: str = choice("flat", "flat", "hood")
    top: str = choice("none", "fans", "rack")
    windows: int = choice(4, 5, 6)


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a bus that drives towards -Y; its door is on the right."""
    half, floor = p.length / 2, p.clearance
    body_top = floor + p.deck_height * (1 + 0.9 * (p.decks - 1)) + 0.4
    face = -half + (p.hood_length if p.nose == "hood" else 0.0)
    w = p.width
    shell = [(face, w * 0.92, floor, body_top - 0.08), (face + 0.12, w, floor, body_top)]
    body = [sections([*shell, (half - 0.1, w, floor, body_top), (half, w * 0.93, floor, body_top - 0.08)], p.bevel)]
    if p.nose == "hood":
        level = floor + p.deck_height * 0.62
        body.append(
            sections(
                [
                    (-half, w * 0.72, floor, level - 0.16),
                    (-half + 0.15, w * 0.78, floor, level - 0.08),
                    (face + 0.2, w * 0.84, floor, level),
                ],
                0.18,
            )
        )
    roof = box((w + 0.07, half - face - 0.1, p.roof), (0, (face + half) / 2, body_top - 0.02), bevel=0.12)
    radius, x = p.wheel_radius, w / 2 - p.tyre / 2 + 0.06
    front = -p.wheelbase * half if p.nose == "flat" else -half + radius + 0.35
    rows = (front, p.wheelbase * half)
    lamp = ellipsoid((0.2, 0.12, 0.2), (w * 0.3, -half, floor + 0.42), segments=14, rings=7)
    bumper = box((w * 1.02, 0.26, 0.26), (0, half, floor + 0.14), bevel=0.05)
    stripe = box((w + 0.08, half - face - 0.35, 0.26), (0, (face + half) / 2, floor + 0.62))
    parts = [
        Part("body", "primary", tuple(body)),
        Part("roof", "secondary", (roof,)),
        Part(
            "windows", "glass", tuple(_windows(p, face, half)), label="window", count=2 * p.windows * p.decks + p.decks
        ),
        _door(p, face),
        axle("front wheels", (x, rows[0], radius, p.tyre)),
        axle("rear wheels", (x, rows[1], radius, p.tyre)),
        hubcaps([(s * x, y, radius, p.tyre) for y in rows for s in (-1, 1)], p.hub, 0.06, "light"),
        Part("headlights", "lamp", mirrored_pair(lamp), label="headlight", count=2),
        Part("bumpers", "tertiary", (bumper.moved((0, -p.length, 0)), bumper), label="bumper", count=2),
        Part("stripe", "secondary", (stripe,)),
    ]
    top, middle = body_top + p.roof / 2, (face + half) / 2
    if p.top == "fans":
        units = [box((w * 0.5, 0.9, 0.34), (0, middle + s * p.length * 0.2, top + 0.1), bevel=0.08) for s in (-1, 1)]
        parts.append(Part("roof fans", "tertiary", tuple(units), label="roof fan", count=2))
    if p.top == "rack":
        long = p.length * 0.6
        rails = mirrored_pair(box((0.2, long, 0.4), (w * 0.36, middle, top + 0.12)))
        bars = [box((w * 0.7, 0.2, 0.2), (0, middle + y, top + 0.14)) for y in np.linspace(-0.4, 0.4, 4) * long]
        parts.append(Part("roof rack", "tertiary", (*rails, *bars)))
    return tuple(parts)


def _windows(p: Params, face: float, half: float) -> list[Mesh]:
    """Panes that run through the whole width, and a windscreen for each deck."""
    panes = []
    tall = p.deck_height * p.pane
    first, last = face + 0.35, half - 0.3
    step = (last - first) / p.windows
    for deck in range(p.decks):
        z = p.clearance + 0.4 + p.deck_height * (0.62 + 0.9 * deck)
        panes += [
            box((p.width + 0.08, step - p.pillar, tall), (0, first + step * (k + 0.5), z)) for k in range(p.windows)
        ]
        panes.append(box((p.width * 0.82, 0.4, tall * 1.15), (0, face + 0.16, z)))
    return panes


def _door(p: Params, face: float) -> Part:
    """A door that slides backwards, outside the body."""
    tall, y, x = p.deck_height * 0.88, face + 0.95, -p.width / 2
    leaf = box((0.22, 1.05, tall), (x - 0.02, y, p.clearance + tall / 2 + 0.03), bevel=0.03)
    return Part("door", "tertiary", (leaf,), joint=slide((x, y, p.clearance + tall / 2), (0, 1, 0), 0.0, 1.05))


def words(p: Params) -> Words:
    """What may be said of this bus."""
    adjectives = []
    if p.decks == 2:
        adjectives.append("tall")
    if p.length > 7.7:
        adjectives.append("long")
    if p.length < 6.8:
        adjectives.append("short")
    features = ["two decks"] if p.decks == 2 else ["one deck"]
    features += [{"flat": "a flat nose", "hood": "a hood"}[p.nose], "rows of windows"]
    features += {"none": [], "fans": ["roof fans"], "rack": ["a roof rack"]}[p.top]
    noun = "double-decker bus" if p.decks == 2 else ("school bus" if p.nose == "hood" else "city bus")
    return Words(tuple(adjectives), tuple(features), (noun,))


KIND = Kind(
    "bus",
    Params,
    build,
    words,
    nouns=("coach",),
    natural=(
        ("red", "white", "black"),
        ("yellow", "black", "black"),
        ("blue", "white", "gray"),
        ("green", "beige", "gray"),
    ),
)
