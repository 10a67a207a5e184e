"""Hammers: a head across the top of an upright handle, its face at +X."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...kinds import Kind, Words
from ...mesh import Mesh, Part
from ...params import choice, span
from ...solids import annulus, box, ellipsoid, frustum, lathe, tapered_box
from .strips import flanks, slab


@dataclass(frozen=True)
class Params:
    """Lengths relative to a hammer of about one unit."""

    handle: float = span(0.62, 1.0)
    handle_radius: float = span(0.042, 0.058)
    swell: float = span(1.1, 1.55)
    oval: float = span(0.8, 1.1)
    head_length: float = span(0.44, 0.64)
    head_radius: float = span(0.085, 0.115)
    face_flare: float = span(1.05, 1.35)
    face_length: float = span(0.07, 0.12)
    peen: float = span(0.8, 1.15)
    peen_drop: float = span(0.3, 0.85)
    collar: float = span(0.05, 0.1)
    butt: float = span(1.1, 1.45)
    grip_length: float = span(0.3, 0.5)
    head: str = choice("claw", "claw", "ball", "sledge", "mallet")
    shaft: str = choice("waisted", "straight")
    grip: str = choice("none", "sleeve", "rings")


def build(p: Params) -> tuple[Part, ...]:
    """The parts of an upright hammer."""
    height, flat = p.handle, (1, p.oval, 1)
    tall = _head_radius(p)
    handle = lathe([(0, 0.02), *((_radius_at(p, t), t * height) for t in (0.03, 0.2, 0.4, 0.6, 0.8)), *_tenon(p, tall)])
    butt = _radius_at(p, 0) * p.butt
    knob = lathe([(0, 0), (butt * 0.8, 0), (butt, 0.025), (butt, 0.055), (butt * 0.75, 0.08), (0, 0.08)], segments=20)
    under = height - tall
    wide = _radius_at(p, 1) + 0.018
    ring = frustum(wide, wide + 0.02, under - p.collar, under + 0.03, segments=20)
    parts = [
        *(_moved(part, height) for part in _head(p)),
        Part("handle", "secondary", (handle.scaled(flat),)),
        Part("collar", "tertiary", (ring.scaled(flat),)),
        Part("butt", "tertiary", (knob.scaled(flat),), label="end cap"),
    ]
    return (*parts, *_grip(p, flat))


def _head_radius(p: Params) -> float:
    """Half of the head's height at the handle."""
    return p.head_radius * {"claw": 0.95, "ball": 0.95, "sledge": 1.2, "mallet": 1.5}[p.head]


def _radius_at(p: Params, t: float) -> float:
    """Radius of the handle at the relative height t."""
    if p.shaft == "straight":
        return p.handle_radius * (1 + (p.swell - 1) * 0.4)
    return float(p.handle_radius * (1 + (p.swell - 1) * (0.5 + 0.5 * np.cos(2.6 * np.pi * max(t - 0.1, 0)))))


def _tenon(p: Params, tall: float) -> list[tuple[float, float]]:
    """The handle's upper end, which looks out of the head."""
    end, radius = p.handle + tall + 0.02, _radius_at(p, 1)
    return [(radius, p.handle), (radius * 0.9, end), (0, end)]


def _moved(part: Part, height: float) -> Part:
    solids = tuple(solid.moved((0, 0, height)) for solid in part.solids)
    return Part(part.name, part.role, solids, part.label, part.count)


def _head(p: Params) -> list[Part]:
    """The head about the origin."""
    half, radius = p.head_length / 2, p.head_radius
    if p.head == "mallet":
        big = radius * 1.5
        barrel = [(0, -half), (big * 0.9, -half), (big, -half * 0.4), (big, half * 0.4), (big * 0.9, half), (0, half)]
        hoop = annulus([(big + 0.008, half * 0.55), (big * 0.97 + 0.008, half * 0.55 + 0.5 * p.face_length)], 0.05)
        hoops = (_lying(hoop), _lying(hoop).mirrored("x"))
        return [
            Part("head", "primary", (_lying(lathe(barrel)),)),
            Part("hoops", "metal", hoops, label="hoop", count=2),
        ]
    if p.head == "sledge":
        tall = radius * 2.4
        block = box((2 * half * 0.72, tall * 0.95, tall), bevel=0.03)
        wide = np.array((tall * 0.9, tall * 0.95))
        end = tapered_box(wide * 1.06, wide * 0.8, half * 0.66, half * 0.66 + p.face_length + 0.03)
        ends = (_lying(end), _lying(end).mirrored("x"))
        return [Part("head", "primary", (block,)), Part("faces", "metal", ends, label="face", count=2)]
    block = box((radius * 2.1, radius * 1.9, radius * 1.9), bevel=0.025)
    flared = radius * p.face_flare
    neck = frustum(radius * 0.72, radius * 0.8, 0, half - p.face_length * 0.2, segments=20)
    edge = half + p.face_length * 0.75
    outline = [(0, half - p.face_length * 0.5), (radius * 0.75, half - p.face_length * 0.5), (flared, half)]
    face = lathe([*outline, (flared, edge), (flared * 0.85, edge + 0.02), (0, edge + 0.02)])
    parts = [Part("head", "primary", (block, _lying(neck))), Part("face", "metal", (_lying(face),))]
    if p.head == "ball":
        size = radius * 1.15 * p.peen
        arm = frustum(radius * 0.6, radius * 0.6, -half * 0.9, 0, segments=16)
        ball = ellipsoid((size, size, size), (-half * 0.8 - size * 0.6, 0, 0))
        return [*parts, Part("peen", "tertiary", (_lying(arm), ball), label="ball")]
    return [*parts, Part("claws", "primary", _claws(p), label="claw", count=2)]


def _lying(mesh: Mesh) -> Mesh:
    """From upright to along +X."""
    return mesh.rotated("y", np.pi / 2)


def _claws(p: Params) -> tuple[Mesh, Mesh]:
    """Two prongs that bend down towards -X and part from one another."""
    radius, t = p.head_radius, np.linspace(0, 1, 9)
    length = p.head_length * 0.62 * p.peen
    path = np.stack([-length * (0.1 + 0.9 * np.sin(1.35 * t)), 0.02 - p.peen_drop * length * t**2.2], -1)
    prong = slab(flanks(path, radius * (1.5 - 1.05 * t)), radius * 0.72).moved((0, radius * 0.48, 0))
    out = prong.vertices.copy()
    out[:, 1] += -0.3 * (out[:, 0] + 0.08).clip(max=0)  # the prongs part outwards
    prong = Mesh(out, prong.faces)
    return prong, prong.mirrored("y")


def _grip(p: Params, flat: tuple[float, float, float]) -> list[Part]:
    if p.grip == "none":
        return []
    low, high = 0.07, 0.07 + p.grip_length * p.handle
    if p.grip == "sleeve":
        levels = np.linspace(low, high, 5)
        outer = [(_radius_at(p, z / p.handle) + 0.014, z) for z in levels]
        sleeve = lathe([(0, low), *outer, (0, high)])
        return [Part("grip", "dark", (sleeve.scaled(flat),))]
    rings = []
    for z in np.linspace(low + 0.04, high, 4):
        wide = max(_radius_at(p, (z + d) / p.handle) for d in (-0.02, 0.02)) + 0.012
        rings.append(frustum(wide, wide, z - 0.02, z + 0.02, segments=20).scaled(flat))
    return [Part("rings", "dark", tuple(rings), label="ring", count=4)]


def words(p: Params) -> Words:
    """What may be said of this hammer."""
    adjectives = []
    if p.handle > 0.88:
        adjectives.append("long")
    if p.handle < 0.72:
        adjectives.append("short")
    if p.head_length > 0.57:
        adjectives.append("wide")
    if p.handle_radius > 0.053:
        adjectives.append("thick")
    features = [{"claw": "a claw", "ball": "a round end", "sledge": "a square head", "mallet": "a round head"}[p.head]]
    features += {"none": [], "sleeve": ["a rubber grip"], "rings": ["rings on the handle"]}[p.grip]
    nouns = {"claw": "claw hammer", "ball": "ball peen hammer", "sledge": "sledgehammer", "mallet": "mallet"}[p.head]
    return Words(tuple(adjectives), tuple(features), (nouns,))


KIND = Kind(
    "hammer",
    Params,
    build,
    words,
    natural=(("gray", "brown", "black"), ("gray", "red", "black"), ("black", "yellow", "gray")),
)
