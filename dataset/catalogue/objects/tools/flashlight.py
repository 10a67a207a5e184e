"""Flashlights: lying along Y, the lens towards -Y."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...arrays import turned
from ...kinds import Kind, Words
from ...mesh import Mesh, Part, slide, turn
from ...params import choice, span
from ...solids import annulus, box, frustum, lathe, rod, torus, tube


@dataclass(frozen=True)
class Params:
    """Lengths relative to a flashlight of about one unit."""

    length: float = span(0.5, 0.75)
    radius: float = span(0.095, 0.135)
    head: float = span(1.5, 2.1)
    head_length: float = span(0.18, 0.28)
    neck: float = span(0.06, 0.14)
    bezel: float = span(0.05, 0.08)
    rim: float = span(0.035, 0.05)
    bulge: float = span(0.02, 0.06)
    tail: float = span(0.06, 0.12)
    tail_radius: float = span(1.08, 1.26)
    switch_place: float = span(0.1, 0.24)
    switch_length: float = span(0.08, 0.13)
    grip_start: float = span(0.12, 0.22)
    trim: float = span(0.014, 0.032)
    shape: str = choice("flared", "flared", "straight", "hexagonal")
    grip: str = choice("rings", "ribs", "sleeve")
    carry: str = choice("none", "none", "handle", "loop")


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a flashlight, built upright with the lens up and then laid down."""
    size, front = p.radius * p.head, p.length + p.neck + p.head_length
    body = frustum(p.radius, p.radius, 0.0, p.length + 0.05)
    tail = p.radius * p.tail_radius
    cap = lathe([(0, -p.tail), (tail * 0.8, -p.tail), (tail, -p.tail * 0.6), (tail, 0.03), (0, 0.03)])
    outer = size + 0.018
    bezel = annulus(
        [(outer * 0.97, front - p.bezel), (outer, front - p.bezel * 0.6), (outer, front + 0.02)], p.rim + 0.03
    )
    inside = outer - p.rim
    dome = [(inside * c, front - 0.02 + p.bulge * s) for c, s in ((1.0, 0.0), (0.9, 0.45), (0.65, 0.8), (0.3, 0.97))]
    lens = lathe([(0, front - 0.05), (inside, front - 0.05), *dome, (0, front - 0.02 + p.bulge)])
    parts = [
        Part("body", "primary", (body,)),
        Part("head", "secondary", (_head(p, size, front),)),
        Part("bezel", "tertiary", (bezel,)),
        Part("lens", "lamp", (lens,)),
        Part("tail cap", "secondary", (cap,)),
        _grip(p),
    ]
    laid = [Part(x.name, x.role, tuple(_laid(p, s) for s in x.solids), x.label, x.count) for x in parts]
    return (*laid, *_fittings(p))


def _height(p: Params) -> float:
    """Of the axis above the ground."""
    return p.radius * p.head + 0.018


def _laid(p: Params, mesh: Mesh) -> Mesh:
    """From upright to pointing towards -Y."""
    return mesh.rotated("x", np.pi / 2).moved((0, p.length / 2, _height(p)))


def _head(p: Params, size: float, front: float) -> Mesh:
    start, end = p.length, front - 0.032
    if p.shape == "flared":
        bend = p.length + p.neck
        profile = [
            (p.radius + 0.012, start),
            (p.radius + 0.02, start + 0.03),
            (size * 0.8, bend + 0.35 * p.head_length),
        ]
        return lathe([(0, start), *profile, (size, end - 0.04), (size, end), (0, end)])
    sides, wide = (28, size) if p.shape == "straight" else (6, size * 1.03)
    profile = [(p.radius + 0.012, start), (wide * 0.95, start + p.neck), (wide, start + p.neck + 0.03), (wide, end)]
    return lathe([(0, start), *profile, (0, end)], segments=sides)


def _grip(p: Params) -> Part:
    low, high, proud = p.grip_start * p.length, 0.62 * p.length, p.radius + p.trim
    if p.grip == "rings":
        rings = tuple(frustum(proud, proud, z - 0.02, z + 0.02) for z in np.linspace(low, high, 5))
        return Part("rings", "dark", rings, label="ring", count=5)
    if p.grip == "sleeve":
        outline = [(0, low), (p.radius, low), (proud, low + 0.02), (proud, high - 0.02), (p.radius, high), (0, high)]
        return Part("grip", "dark", (lathe(outline),))
    rib = rod((p.radius - 0.004, 0, low), (p.radius - 0.004, 0, high), p.trim + 0.006, segments=8)
    return Part("ribs", "dark", turned(rib, 10), label="rib", count=10)


def _fittings(p: Params) -> list[Part]:
    """The switch on top, and what one carries it by."""
    z, y = _height(p) + p.radius, p.length * (p.switch_place - 0.5) * 0.9
    pad = box((0.085, p.switch_length + 0.06, 0.07), (0, y, z - 0.01), bevel=0.012)
    knob = box((0.06, p.switch_length * 0.5, 0.06), (0, y, z + 0.03), bevel=0.012)
    travel = slide((0.0, y, z + 0.03), (0, 1, 0), 0.0, p.switch_length * 0.4)
    parts = [Part("switch plate", "tertiary", (pad,)), Part("switch", "dark", (knob,), joint=travel)]
    if p.carry == "handle":
        front, back, high = y + 0.11, p.length * 0.46, z + 0.17
        bend = [(0, front, z - 0.03), (0, front + 0.02, high - 0.04), (0, front + 0.07, high), (0, back - 0.07, high)]
        bow = tube([*bend, (0, back - 0.02, high - 0.04), (0, back, z - 0.03)], 0.032, segments=12)
        parts.append(Part("handle", "secondary", (bow,)))
    if p.carry == "loop":
        at = p.length / 2 + p.tail
        loop = torus(0.08, 0.024, segments=20, sides=10).moved((0, at + 0.06, _height(p)))
        parts.append(Part("loop", "metal", (loop,), joint=turn((0.0, at, _height(p)), (1, 0, 0), -1.2, 1.2)))
    return parts


def words(p: Params) -> Words:
    """What may be said of this flashlight."""
    adjectives = []
    if p.length + p.neck + p.head_length > 1.02:
        adjectives.append("long")
    if p.length + p.neck + p.head_length < 0.86:
        adjectives.append("short")
    if p.radius > 0.125:
        adjectives.append("thick")
    if p.radius < 0.105:
        adjectives.append("thin")
    features = [{"flared": "a flared head", "straight": "a straight head", "hexagonal": "a hexagonal head"}[p.shape]]
    features.append({"rings": "rings", "ribs": "a ribbed grip", "sleeve": "a soft grip"}[p.grip])
    features += {"none": [], "handle": ["a handle on top"], "loop": ["a loop"]}[p.carry]
    return Words(tuple(adjectives), tuple(features))


KIND = Kind(
    "flashlight",
    Params,
    build,
    words,
    nouns=("torch",),
    natural=(
        ("black", "black", "gray"),
        ("yellow", "black", "black"),
        ("red", "black", "gray"),
        ("gray", "gray", "black"),
    ),
    finishes=("matte", "glossy", "metallic", "striped", "checkered"),
)
