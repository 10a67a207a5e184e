"""Dressers: a case of drawers on feet, perhaps with a mirror."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...kinds import Kind, Words
from ...mesh import Part
from ...params import choice, span
from ...solids import box, frustum, prism
from .joinery import drawer, feet


@dataclass(frozen=True)
class Params:
    """Lengths in rough metres."""

    width: float = span(0.75, 1.3)
    height: float = span(0.7, 1.15)
    depth: float = span(0.4, 0.55)
    foot_height: float = span(0.07, 0.2)
    top: float = span(0.045, 0.08)
    overhang: float = span(0.02, 0.06)
    gap: float = span(0.035, 0.06)
    front: float = span(0.052, 0.07)
    knob: float = span(0.042, 0.056)
    mirror_size: float = span(0.28, 0.38)
    mirror_height: float = span(0.5, 0.75)
    drawers: str = choice("three", "four", "six", "four in a column")
    handles: str = choice("knob", "bar")
    feet: str = choice("turned", "blocks", "plinth")
    mirror: str = choice("none", "none", "round", "arched")


_GRID = {"three": (3, 1), "four": (2, 2), "six": (3, 2), "four in a column": (4, 1)}
_ROWS, _COLUMNS = ("top", "upper", "lower", "bottom"), ("left", "right")


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a dresser."""
    rows, columns = _GRID[p.drawers]
    low, high = p.foot_height, p.height - p.top
    body = box((p.width, p.depth, high - low + 0.02), (0, 0, (low + high) / 2 + 0.01))
    plate = box((p.width + 2 * p.overhang, p.depth + p.overhang, p.top), (0, -p.overhang / 2, p.height - p.top / 2))
    parts = [
        Part("body", "primary", (body,)),
        Part("top", "tertiary", (box(np.ptp(plate.vertices, axis=0), plate.vertices.mean(axis=0), bevel=0.015),)),
        Part("feet", "tertiary", feet(p.feet, p.width / 2, p.depth / 2, low, 0.1), label="foot"),
        *_mirror(p),
    ]
    if p.feet != "plinth":
        parts[2] = Part("feet", "tertiary", parts[2].solids, label="foot", count=4)
    width = (p.width - (columns + 1) * p.gap) / columns
    height = (high - low - (rows + 1) * p.gap) / rows
    # Twelve parts are the most: six drawers, or four below a mirror, keep their handles to themselves.
    accent = "tertiary" if len(parts) + 2 * rows * columns <= 12 else ""
    for i in range(rows):
        for j in range(columns):
            x = (j - (columns - 1) / 2) * (width + p.gap)
            z = high - p.gap - height / 2 - i * (height + p.gap)
            name = _ROWS[i if i < rows - 1 else 3] + (f" {_COLUMNS[j]}" if columns == 2 else "") + " drawer"
            center = (x, -p.depth / 2 - p.front / 2, z)
            size = (width, height, p.depth * 0.9)
            parts += drawer(name, center, size, thick=p.front, pull=(p.handles, p.knob), accent=accent)
    return tuple(parts)


def _mirror(p: Params) -> list[Part]:
    if p.mirror == "none":
        return []
    y, z = p.depth / 2 - 0.08, p.height - 0.02
    radius, tall = min(p.mirror_size, 0.42 * p.width), p.mirror_height
    if p.mirror == "round":
        center = z + 0.92 * radius
        ring, pane = (
            frustum(r, r, -t / 2, t / 2).rotated("x", np.pi / 2) for r, t in ((radius, 0.06), (radius * 0.82, 0.08))
        )
        solids = (ring.moved((0, y, center)),)
        glass = pane.moved((0, y, center))
    else:

        def outline(inset: float) -> list[tuple[float, float]]:
            x, side = radius - inset, tall - radius * 0.7
            t = np.linspace(0, np.pi, 13)
            arch = zip((x * np.cos(t)).tolist(), (side + (radius * 0.7 - inset) * np.sin(t)).tolist(), strict=True)
            return [(-x, inset), (x, inset), *arch]

        solids = (prism(outline(0.0), 0.06).moved((0, y, z)),)
        glass = prism(outline(0.06), 0.08).moved((0, y, z))
    return [Part("mirror frame", "secondary", solids), Part("mirror", "glass", (glass,))]


def words(p: Params) -> Words:
    """What may be said of this dresser."""
    ratio = p.height / p.width
    adjectives = ["tall"] if ratio > 1.15 else ["low"] if ratio < 0.75 else []
    adjectives += ["wide"] if p.width > 1.15 else ["narrow"] if p.width < 0.88 else []
    features = [f"{p.drawers.split(' ')[0]} drawers", "knobs" if p.handles == "knob" else "bar handles"]
    if p.mirror != "none":
        features.append("a round mirror" if p.mirror == "round" else "an arched mirror")
    features.append({"turned": "slanted feet", "blocks": "block feet", "plinth": "a plinth"}[p.feet])
    return Words(tuple(adjectives), tuple(features))


KIND = Kind(
    "dresser",
    Params,
    build,
    words,
    nouns=("chest of drawers",),
    natural=(("brown", "brown", "beige"), ("white", "white", "gray")),
)
