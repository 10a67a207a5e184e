"""Carrots: an upright tapering root with rings and a tuft of greens."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...kinds import Kind, Words
from ...mesh import Floats, Mesh, Part
from ...params import choice, span
from ...solids import ellipsoid, lathe
from .shapes import ball, feather, leaf, limb


@dataclass(frozen=True)
class Params:
    """Lengths relative to a carrot of about one unit; `turn` in radians places the greens and the rings."""

    length: float = span(0.55, 0.95)
    radius: float = span(0.14, 0.2)
    shoulder: float = span(0.04, 0.09)
    belly: float = span(-0.1, 0.35)
    tip: float = span(0.14, 0.24)
    bend: float = span(-0.05, 0.05)
    green_length: float = span(0.4, 0.62)
    green_spread: float = span(0.12, 0.28)
    green_width: float = span(0.06, 0.085)
    stalk_radius: float = span(0.02, 0.028)
    ring_size: float = span(0.018, 0.024)
    turn: float = span(0.0, 2 * np.pi)
    greens: str = choice("feathery", "feathery", "broad", "cut")
    stalks: int = choice(4, 5, 6)
    ground: str = choice("none", "none", "earth")


def _radius_at(p: Params, t: float) -> float:
    """Radius at the height t in [0, 1] from the tip to the shoulder."""
    return float(p.radius * (p.tip + (1 - p.tip) * t ** (1 - p.belly * 0.9) + p.belly * 0.12 * np.sin(np.pi * t)))


def _bent(p: Params, mesh: Mesh) -> Mesh:
    vertices = mesh.vertices.copy()
    vertices[:, 0] += p.bend * (1 - np.clip(vertices[:, 2] / p.length, 0, 1)) ** 2 * 2
    return Mesh(vertices, mesh.faces)


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a carrot, its tip at z = 0."""
    levels = np.linspace(0, 1, 11)
    side = [(_radius_at(p, t), 0.02 + t * (p.length - 0.02)) for t in levels]
    top = [(p.radius * 0.8, p.length + p.shoulder * 0.7), (p.radius * 0.4, p.length + p.shoulder)]
    root = lathe([(0, 0), *side, *top, (0, p.length + p.shoulder * 0.9)], segments=24)
    crown = ellipsoid((p.radius * 0.42, p.radius * 0.42, 0.05), (0, 0, p.length + p.shoulder), segments=14, rings=7)
    rings = tuple(_bent(p, ring) for ring in _rings(p))
    parts = [
        Part("root", "primary", (_bent(p, root),)),
        Part("rings", "tertiary", rings, label="ring", count=len(rings)),
        Part("crown", "leaf", (crown,)),
        *_greens(p, p.length + p.shoulder),
    ]
    if p.ground == "earth":
        z, wide = p.length * 0.16, p.radius * 1.9
        mound = lathe([(0, z - 0.2), (wide, z - 0.2), (wide * 0.9, z - 0.06), (wide * 0.4, z + 0.02), (0, z + 0.03)])
        stones = [ball(0.045, (wide * 0.85 * np.cos(a), wide * 0.85 * np.sin(a), z - 0.07)) for a in (-1.2, -0.1, 2.0)]
        parts.append(Part("earth", "timber", (mound,)))
        parts.append(Part("stones", "metal", tuple(stones), label="stone", count=3))
    return tuple(parts)


def _rings(p: Params) -> list[Mesh]:
    """Low ridges, each a part of the way around the root."""
    rings = []
    for k, t in enumerate((0.38, 0.52, 0.65, 0.78, 0.9)):
        angles = p.turn + 2.3 * k + np.linspace(-0.65, 0.65, 6)
        reach = _radius_at(p, t) * 0.99
        heights = 0.02 + t * (p.length - 0.02) + 0.02 * np.sin(angles)
        path = np.stack([reach * np.cos(angles), reach * np.sin(angles), heights], axis=1)
        rings.append(limb(path, p.ring_size, sides=6, steps=1))
    return rings


def _greens(p: Params, z: float) -> list[Part]:
    if p.greens == "cut":
        stubs = [limb(_stalk_path(p, k, 0.25, z), p.stalk_radius * 1.5, sides=6, steps=1) for k in range(p.stalks)]
        return [Part("stubs", "secondary", tuple(stubs), label="stub", count=p.stalks)]
    blades, stalks = [], []
    for k in range(p.stalks):
        path = _stalk_path(p, k, 1.0, z)
        angle = p.turn + 2 * np.pi * k / p.stalks
        side = np.array([-np.sin(angle), np.cos(angle), 0.0])
        if p.greens == "broad":
            blades.append(leaf(path, p.green_width * 1.25, 0.024, side, widest=0.65, steps=2))
            continue
        stalks.append(limb([path[0], path[1]], p.stalk_radius, sides=5, steps=1))
        blades.append(
            feather([path[1] * 0.7 + path[0] * 0.3, path[1], path[2]], p.green_width * 1.5, 0.024, side, teeth=4)
        )
    parts = [Part("leaves", "secondary", tuple(blades), label="leaf", count=len(blades))]
    return parts + ([Part("stalks", "leaf", tuple(stalks), label="stalk", count=p.stalks)] if stalks else [])


def _stalk_path(p: Params, k: int, share: float, z: float) -> Floats:
    """From the crown outwards; the first stalk stands upright."""
    angle = p.turn + 2 * np.pi * k / p.stalks
    out = np.array([np.cos(angle), np.sin(angle), 0.0])
    spread = p.green_spread * (0.0 if k == 0 else 1.0)
    length = p.green_length * share * (1.1 if k == 0 else 1.0 - 0.12 * (k % 2))
    near = p.radius * 0.22
    knots = [(near, -0.01), (near + spread * share * 0.35, length * 0.5), (near + spread * share, length)]
    return np.array([out * r + (0, 0, z + h) for r, h in knots])


def words(p: Params) -> Words:
    """What may be said of this carrot."""
    adjectives = []
    slim = p.length / p.radius
    if slim > 5.2:
        adjectives += ["long", "thin"]
    if slim < 4.0:
        adjectives += ["short", "thick"]
    features = [{"feathery": "feathery greens", "broad": "broad leaves", "cut": "cut greens"}[p.greens]]
    features.append("a heap of earth" if p.ground == "earth" else "a pointed tip")
    return Words(tuple(adjectives), tuple(features))


KIND = Kind(
    "carrot",
    Params,
    build,
    words,
    nouns=("root vegetable",),
    natural=(("orange", "green", "orange"), ("orange", "green", "brown")),
    finishes=("matte", "glossy"),
)
