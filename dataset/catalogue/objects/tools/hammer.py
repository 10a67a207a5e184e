"""Hammers: a head across the top of an upright handle."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..mesh import Description, Mesh, Part
from ..solids import box, frustum, loft, tube
from ..streams import between, chance, pick


@dataclass(frozen=True)
class Params:
    """Lengths relative to a hammer of about one unit; the head runs along X."""

    handle: float = 0.9
    handle_radius: float = 0.04
    swell: float = 1.3
    head_length: float = 0.42
    head_radius: float = 0.09
    head: str = "claw"
    square_handle: bool = False


def sample_params(rng: np.random.Generator) -> Params:
    """Draw a hammer."""
    kind = pick(rng, ("claw", "mallet", "sledge"))
    return Params(
        handle=between(rng, 0.6, 1.05),
        handle_radius=between(rng, 0.034, 0.052),
        swell=between(rng, 1.0, 1.6),
        head_length=between(rng, 0.36, 0.58),
        head_radius=between(rng, 0.07, 0.1) * (1.45 if kind == "mallet" else 1.0),
        head=kind,
        square_handle=chance(rng, 0.3),
    )


def build(p: Params) -> tuple[Part, ...]:
    """The parts of an upright hammer."""
    top = p.handle
    thin, thick = p.handle_radius, p.handle_radius * p.swell
    if p.square_handle:
        handle = box((2 * thin, 2 * thick, top), (0, 0, top / 2), bevel=0.012)
    else:
        levels = (0, 0.12 * top, 0.35 * top, 0.6 * top, top)
        handle = tube([(0, 0, z) for z in levels], (thick, thick, thick * 0.9, thin, thin))
    head = tuple(solid.moved((0, 0, top)) for solid in _head(p))
    return (Part("head", "primary", head), Part("handle", "secondary", (handle,)))


def _head(p: Params) -> tuple[Mesh, ...]:
    half, radius = p.head_length / 2, p.head_radius
    if p.head == "mallet":
        return (frustum(radius, radius, -half, half).rotated("y", np.pi / 2),)
    if p.head == "sledge":
        return (box((2 * half, 2 * radius, 2 * radius), bevel=0.03),)
    neck = frustum(radius * 0.7, radius * 0.7, 0, half * 0.75).rotated("y", np.pi / 2)
    face = frustum(radius * 1.05, radius * 1.05, half * 0.6, half).rotated("y", np.pi / 2)
    block = box((radius * 1.6, radius * 1.7, radius * 1.7), bevel=0.02)
    return (neck, face, block, _claw(half * 1.25, radius, 1), _claw(half * 1.25, radius, -1))


def _claw(length: float, radius: float, side: int) -> Mesh:
    """One prong, bending down towards -X."""
    t = np.linspace(0, 1, 8)
    xs, drop = -length * t, -0.32 * length * t**2
    heights = radius * (0.65 - 0.42 * t)
    ys = side * radius * (0.34 + 0.28 * t)
    width = radius * 0.36
    rings = []
    for x, y, z, h in zip(xs, ys, drop, heights, strict=True):
        ring = [(x, y - width, z - h), (x, y - width, z + h), (x, y + width, z + h), (x, y + width, z - h)]
        rings.append(ring)
    return loft(rings)


def describe(p: Params) -> Description:
    """What may be said of this hammer."""
    adjectives = []
    if p.handle > 0.92:
        adjectives.append("long")
    if p.handle < 0.72:
        adjectives.append("short")
    if p.head_length > 0.52:
        adjectives.append("wide")
    nouns = {"claw": ("claw hammer",), "mallet": ("mallet",), "sledge": ("sledgehammer",)}[p.head]
    return Description(tuple(adjectives), accent="handle", nouns=nouns)
