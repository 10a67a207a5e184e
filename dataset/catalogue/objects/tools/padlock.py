"""Padlocks: a body that stands, its keyhole at the front, a shackle that turns about one leg."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...arrays import mirrored_pair
from ...curves import circle, rounded_square
from ...kinds import Kind, Words
from ...mesh import Floats, Part, turn
from ...params import choice, span
from ...solids import annulus, box, frustum, loft, prism, tube


@dataclass(frozen=True)
class Params:
    """Lengths relative to a lock of about one unit."""

    width: float = span(0.56, 0.76)
    height: float = span(0.46, 0.66)
    depth: float = span(0.24, 0.36)
    roundness: float = span(0.1, 0.45)
    bevel: float = span(0.02, 0.05)
    shackle_width: float = span(0.5, 0.66)
    shackle_height: float = span(0.26, 0.46)
    shackle_radius: float = span(0.048, 0.068)
    arch: float = span(0.55, 1.0)
    plate: float = span(0.13, 0.19)
    hole: float = span(0.045, 0.06)
    trim: float = span(0.05, 0.09)
    collar: float = span(1.3, 1.6)
    body: str = choice("square", "square", "round", "shield")
    lock: str = choice("keyhole", "keyhole", "wheels", "dial")
    bands: str = choice("none", "two")


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a locked padlock."""
    outline = _outline(p)
    low, high = outline[:, 1].min(), outline[:, 1].max()
    outline = outline - (0, low)
    top = float(high - low)
    inset = 1 - 2 * p.bevel / p.width
    centre = np.array((0, top / 2))
    small = (outline - centre) * inset + centre
    half = p.depth / 2
    levels = ((small, half), (outline, half - p.bevel), (outline, p.bevel - half), (small, -half))
    body = loft([np.insert(ring, 1, y, axis=1) for ring, y in levels])
    x, radius = p.width * p.shackle_width / 2, p.shackle_radius
    root = top - (0.16 * p.width if p.body == "round" else 0.06)
    collar = frustum(radius * p.collar, radius * p.collar * 0.9, root, top + 0.03, segments=18)
    parts = [
        Part("body", "primary", (body,)),
        _shackle(p, x, root, top),
        Part("collars", "tertiary", mirrored_pair(collar.moved((x, 0, 0))), label="collar", count=2),
        *_lock(p, top, half),
    ]
    if p.bands == "two":
        parts.append(_bands(p, top))
    return tuple(parts)


def _outline(p: Params) -> Floats:
    """The body's outline (N, 2) in (x, z), counter-clockwise."""
    wide, tall = p.width, p.height
    if p.body == "round":
        shape = circle(0.5, 28) * (wide, 0.92 * wide)
    elif p.body == "shield":
        shape = circle(1.0, 28)
        power = np.where(shape[:, 1] > 0, 0.4, 0.85)[:, None]
        shape = np.sign(shape) * np.abs(shape) ** power * (wide / 2, tall / 2)
    else:
        shape = rounded_square(0.5, p.roundness, 28) * (wide, tall)
    return shape


def _shackle(p: Params, x: float, root: float, top: float) -> Part:
    """The bow, which turns about its right leg."""
    spring = top + p.shackle_height * (1 - p.arch * 0.6)
    t = np.linspace(0, np.pi, 13)
    curve = np.stack([x * np.cos(t), 0 * t, spring + p.shackle_height * p.arch * 0.75 * np.sin(t)], -1)
    path = np.concatenate([[(x, 0, root)], curve, [(-x, 0, root)]])
    joint = turn((x, 0.0, top), (0, 0, 1), 0.0, np.pi)
    return Part("shackle", "secondary", (tube(path, p.shackle_radius),), joint=joint)


def _lock(p: Params, top: float, half: float) -> list[Part]:
    """What opens it, on the front."""
    z, front = top * 0.46, -half
    if p.lock == "wheels":
        radius = min(0.075, 0.14 * top)
        parts = []
        for k, name in enumerate(("left", "middle", "right")):
            x = (k - 1) * p.width * 0.24
            disc = frustum(radius, radius, -0.06, 0.06, segments=12).rotated("y", np.pi / 2).moved((x, front + 0.01, z))
            joint = turn((x, front + 0.01, z), (1, 0, 0))
            parts.append(Part(f"{name} wheel", "tertiary", (disc,), label="number wheel", joint=joint))
        frame = box((p.width * 0.78, 0.06, radius * 2.5), (0, front, z), bevel=0.01)
        return [*parts, Part("frame", "dark", (frame,))]
    size = p.plate * (1.25 if p.lock == "dial" else 1.0) * min(1.0, top / 0.55)
    plate = frustum(size, size * 0.94, -0.03, 0.022).rotated("x", np.pi / 2).moved((0, front, z))
    if p.lock == "dial":
        knob = frustum(size * 0.55, size * 0.45, 0.0, 0.09, segments=12).rotated("x", np.pi / 2).moved((0, front, z))
        mark = box((0.04, 0.05, 0.06), (0, front, z + size + 0.045))
        joint = turn((0.0, front, z), (0, 1, 0))
        return [
            Part("dial", "dark", (plate,), joint=joint),
            Part("knob", "tertiary", (knob,), joint=joint),
            Part("mark", "light", (mark,)),
        ]
    drop = size * 0.62
    slot = prism([(-0.022, -drop), (0.022, -drop), (0.012, 0.0), (-0.012, 0.0)], 0.07).scaled((1.3, 1, 1))
    hole = frustum(p.hole, p.hole, -0.035, 0.035, segments=16).rotated("x", np.pi / 2)
    keyhole = tuple(solid.moved((0, front, z + dz)) for solid, dz in ((hole, size * 0.25), (slot, size * 0.3)))
    return [Part("plate", "tertiary", (plate,)), Part("keyhole", "dark", keyhole)]


def _bands(p: Params, top: float) -> Part:
    """Straps around the body, or a rim where it is round."""
    deep = p.depth + 0.02
    if p.body == "round":
        rim = annulus([(0.5 + 0.016, -0.05), (0.5 + 0.016, 0.05)], 0.06).rotated("x", np.pi / 2)
        ring = rim.scaled((p.width, 1, 0.92 * p.width)).moved((0, 0, top / 2))
        return Part("rim", "secondary", (ring,))
    shape = _outline(p)
    levels = (0.14, 0.84)
    straps = []
    for t in levels:
        z = t * top + shape[:, 1].min()
        inside = shape[np.abs(shape[:, 1] - z) < p.trim + 0.06]
        wide = 2 * np.abs(inside[:, 0]).max() + 0.02
        straps.append(box((wide, deep, p.trim), (0, 0, t * top), bevel=0.01))
    return Part("bands", "secondary", tuple(straps), label="band", count=2)


def words(p: Params) -> Words:
    """What may be said of this padlock."""
    adjectives = [{"square": "square", "round": "round", "shield": "rounded"}[p.body]]
    if p.shackle_height > 0.4:
        adjectives.append("tall")
    if p.depth > 0.33:
        adjectives.append("thick")
    if p.width > 0.71:
        adjectives.append("wide")
    features = [{"keyhole": "a keyhole", "wheels": "three number wheels", "dial": "a round dial"}[p.lock]]
    if p.bands == "two":
        features.append("a rim" if p.body == "round" else "two bands")
    return Words(tuple(adjectives), tuple(features), () if p.lock == "keyhole" else ("combination lock",))


KIND = Kind(
    "padlock",
    Params,
    build,
    words,
    nouns=("lock",),
    natural=(("yellow", "gray", "gray"), ("gray", "gray", "black"), ("orange", "gray", "gray")),
)
