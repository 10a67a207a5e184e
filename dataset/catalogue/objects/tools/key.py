"""Keys: upright, the bow up as if hung on a hook, the teeth towards +X."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...curves import circle, rounded_square
from ...kinds import Kind, Words
from ...mesh import Floats, Mesh, Part, turn
from ...params import choice, span
from ...solids import box, ellipsoid, frustum, lathe, rod, torus
from .strips import slab


@dataclass(frozen=True)
class Params:
    """Lengths relative to a key of about one unit; shares are of the bow's radius or the shaft's length."""

    shaft: float = span(0.48, 0.72)
    radius: float = span(0.044, 0.06)
    bow: float = span(0.18, 0.25)
    stretch: float = span(0.85, 1.15)
    hole: float = span(0.4, 0.58)
    thickness: float = span(0.08, 0.12)
    collar: float = span(1.35, 1.8)
    collar_height: float = span(0.04, 0.08)
    bit: float = span(0.13, 0.2)
    bit_height: float = span(0.2, 0.3)
    cut: float = span(0.35, 0.6)
    end: float = span(0.9, 1.3)
    ring: float = span(0.11, 0.15)
    shape: str = choice("round", "heart", "clover", "square")
    stem: str = choice("round", "round", "flat")
    teeth: int = choice(2, 3, 4)
    chain: str = choice("none", "none", "ring")


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a key."""
    bow, top, band = _bow(p)
    parts = [Part("bow", "primary", bow), *(_flat(p) if p.stem == "flat" else _round(p))]
    if p.chain == "ring":
        # It hangs in the hole and touches the bow, which would float otherwise.
        tube = 0.03
        low = top - band - tube + 0.012
        ring = torus(p.ring, tube, segments=24, sides=10).rotated("x", np.pi / 2).rotated("z", 1.1)
        joint = turn((0.0, 0.0, low), (1, 0, 0), -1.2, 1.2)
        parts.append(Part("key ring", "metal", (ring.moved((0, 0, low + p.ring)),), joint=joint))
    return tuple(parts)


def _bow(p: Params) -> tuple[tuple[Mesh, ...], float, float]:
    """The bow above the shaft's end, its height, and how thick it is between hole and top."""
    size, thick = p.bow, p.thickness
    section = (thick * 0.7, thick, thick, thick * 0.7)
    if p.shape == "clover":
        small, inner = size * 0.62, size * 0.62 * p.hole
        loops = []
        for x, z in ((-small * 0.95, small * 0.9), (small * 0.95, small * 0.9), (0.0, small * 2.35 * p.stretch)):
            loops.append(_loop(circle(inner, 18), circle(small, 18), section, (x, p.shaft + z)))
        hub = box((small * 1.3, thick * 0.9, small * 1.3), (0, 0, p.shaft + small * 1.1), bevel=0.01)
        return (*loops, hub), p.shaft + small * 2.35 * p.stretch + small, small - inner
    if p.shape == "heart":
        t = np.linspace(0, 2 * np.pi, 33)[:-1]
        heart = np.stack([16 * np.sin(t) ** 3, _heart(t)], -1) / 15
        edge = heart * (size * 1.15, size * 1.1 * p.stretch)
        hole, low = edge * p.hole, size * 1.05 * p.stretch
        # The notch is the top of the middle.
        notch = float(edge[0, 1])
        return (_loop(hole, edge, section, (0.0, p.shaft + low)),), p.shaft + low + notch, notch * (1 - p.hole)
    shape = circle(1.0, 28) if p.shape == "round" else rounded_square(0.95, 0.3, 28)
    edge = shape * (size, size * p.stretch)
    tall = float(edge[:, 1].max())
    return (
        (_loop(edge * p.hole, edge, section, (0, p.shaft + tall * 0.92)),),
        p.shaft + tall * 1.92,
        tall * (1 - p.hole),
    )


def _heart(t: Floats) -> Floats:
    height: Floats = 13 * np.cos(t) - 5 * np.cos(2 * t) - 2 * np.cos(3 * t) - np.cos(4 * t)
    return height


def _loop(hole: Floats, edge: Floats, section: tuple[float, ...], center: tuple[float, float]) -> Mesh:
    """A flat ring between two outlines, its edges bevelled."""
    lines = [hole + share * (edge - hole) + np.array(center) for share in (0.0, 0.2, 0.8, 1.0)]
    return slab(lines, section, closed=True)


def _round(p: Params) -> list[Part]:
    """A round shaft with a bit at its lower end."""
    radius = p.radius
    shaft = rod((0, 0, 0.02), (0, 0, p.shaft + 0.05), radius, segments=18)
    wide, z = radius * p.collar, p.shaft * 0.86
    heights = (z, z - p.collar_height * 2.2)
    collars = tuple(
        lathe([(0, a - d), (wide * 0.8, a - d), (wide, a), (wide * 0.8, a + d), (0, a + d)], segments=20)
        for a, d in ((h, p.collar_height * 0.7) for h in heights)
    )
    tip = ellipsoid((radius * p.end * 1.1,) * 3, (0, 0, 0.02), segments=16, rings=7)
    tall = p.bit_height * p.shaft * 1.5
    low, reach, thick = 0.08, radius + p.bit, p.thickness * 0.75
    step = tall / (2 * p.teeth - 1)
    bits = [box((reach * 0.62, thick, tall), (reach * 0.31, 0, low + tall / 2))]
    for k in range(p.teeth):
        long = reach * (1 if k % 2 == 0 else 1 - 0.25 * p.cut)
        tooth = max(step, 0.035)
        bits.append(box((long, thick + 0.004, tooth), (long / 2, 0, low + step * (2 * k + 0.5))))
    return [
        Part("shaft", "primary", (shaft,)),
        Part("collars", "tertiary", collars, label="collar", count=2),
        Part("bit", "secondary", tuple(bits)),
        Part("tip", "tertiary", (tip,)),
    ]


def _flat(p: Params) -> list[Part]:
    """A flat blade whose right edge is cut."""
    half, thick = p.radius * 1.6, p.thickness * 0.7
    count = p.teeth + 1
    z = np.linspace(0.07, p.shaft * 0.72, 2 * count + 1)
    pattern = 1 - p.cut * np.array([0.9, 0.0, 0.6, 0.1, 1.0, 0.0, 0.7, 0.05, 0.9, 0.0, 0.5])[: 2 * count + 1]
    right = np.concatenate([[(half * 0.1, 0.0)], np.stack([half * pattern, z], -1), [(half, p.shaft + 0.08)]])
    left = np.stack([np.full(len(right), -half), right[:, 1]], -1)
    left[0] = (-half * 0.4, 0.0)
    blade = slab([left, right], thick)
    groove = box((half * 0.5, thick + 0.018, p.shaft * 0.8), (-half * 0.45, 0, p.shaft * 0.52))
    shoulder = box((half * 1.5 * p.collar, p.thickness * 1.1, p.collar_height * 1.6), (0, 0, p.shaft), bevel=0.01)
    knob = frustum(
        p.radius * 0.9 * p.end, p.radius * 0.7 * p.end, -0.5 * p.thickness - 0.016, 0.5 * p.thickness + 0.016
    )
    stud = knob.rotated("x", np.pi / 2).moved((0, 0, p.shaft + 0.09))
    return [
        Part("blade", "secondary", (blade,)),
        Part("groove", "metal", (groove,)),
        Part("shoulder", "tertiary", (shoulder,)),
        Part("stud", "tertiary", (stud,)),
    ]


def words(p: Params) -> Words:
    """What may be said of this key."""
    adjectives = []
    if p.shaft > 0.65:
        adjectives.append("long")
    if p.shaft < 0.54:
        adjectives.append("short")
    if p.bow > 0.23:
        adjectives.append("big")
    if p.thickness > 0.11:
        adjectives.append("thick")
    bow = {"round": "a round bow", "heart": "a heart-shaped bow", "clover": "a clover bow", "square": "a square bow"}
    features = [bow[p.shape], "a flat blade" if p.stem == "flat" else "a round shaft"]
    if p.stem == "round":
        features.append({2: "two teeth", 3: "three teeth", 4: "four teeth"}[p.teeth])
    if p.chain == "ring":
        features.append("a key ring")
    return Words(tuple(adjectives), tuple(features), ("skeleton key",) if p.stem == "round" else ("house key",))


KIND = Kind(
    "key",
    Params,
    build,
    words,
    natural=(("yellow", "yellow", "brown"), ("gray", "gray", "black"), ("black", "gray", "gray")),
)
