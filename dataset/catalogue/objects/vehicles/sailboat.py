"""Sailboats: a pointed hull with a mast and sails, a rudder, perhaps a cabin and a flag."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...kinds import Kind, Words
from ...mesh import Mesh, Part, turn
from ...params import choice, span
from ...solids import box, loft, prism, rod, tapered_box


@dataclass(frozen=True)
class Params:
    """Lengths relative to a hull of about two units; `place` is a share of it."""

    length: float = span(1.7, 2.3)
    beam: float = span(0.6, 0.86)
    depth: float = span(0.34, 0.5)
    sheer: float = span(0.05, 0.2)
    stern: float = span(0.55, 0.85)
    rake: float = span(0.05, 0.3)
    mast: float = span(1.5, 2.1)
    place: float = span(-0.14, -0.04)
    boom: float = span(0.42, 0.52)
    trim: float = span(0.2, 0.6)
    roach: float = span(0.02, 0.16)
    jib: float = span(0.6, 0.9)
    cabin_height: float = span(0.2, 0.3)
    stripe: float = span(0.1, 0.16)
    rig: str = choice("one sail", "two sails", "two sails", "two masts", "square sail")
    cabin: str = choice("none", "one")
    flag: str = choice("none", "flag", "pennant")


THICK = 0.08
"""Of a sail."""


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a sailboat that sails towards -Y."""
    deck = p.depth - 0.02
    y, foot = p.place * p.length, p.depth + (0.46 if p.cabin == "one" else 0.3)
    if p.rig == "two sails":
        y += 0.06 * p.length
    if p.rig == "two masts":
        y -= 0.1 * p.length
    masts = [rod((0, y, 0.1), (0, y, p.mast + p.depth), (0.056, 0.047), segments=10)]
    parts = [
        Part("hull", "primary", (_hull(p, 1.0, 0.0, p.depth),)),
        Part("deck", "timber", (_hull(p, 0.86, p.depth * 0.7, p.depth + 0.035),)),
        Part("stripe", "tertiary", (_hull(p, 1.035, p.depth * 0.94 - p.stripe, p.depth * 0.94),)),
        _rudder(p),
    ]
    if p.rig == "square sail":
        parts += _square(p, y, foot)
    else:
        long = p.boom * p.length * (0.72 if p.rig == "two masts" else 1.0)
        parts += _mainsail(p, "mainsail", (y, foot, p.mast + p.depth - 0.1), long)
    if p.rig in ("two sails", "two masts"):
        bow = -p.length / 2 + 0.04
        top = foot + (p.mast + p.depth - foot) * p.jib
        tilt = y - 0.07 - (y - 0.07 - bow) * 0.12
        jib = prism([(bow, p.depth + 0.06), (tilt, p.depth + 0.16), (y - 0.02, top)], THICK, "x")
        # Its free corner swings out to the same side as the mainsail.
        x, at, z = jib.vertices.T
        swing = 0.7 * p.trim * (at - bow) * (top - z) / (top - p.depth)
        jib = Mesh(np.c_[x + swing, at, z], jib.faces)
        parts.append(Part("jib", "tertiary" if p.rig == "two sails" else "secondary", (jib,)))
    if p.rig == "two masts":
        aft = 0.2 * p.length
        high = p.depth + p.mast * 0.74
        masts.append(rod((0, aft, 0.1), (0, aft, high), (0.051, 0.045), segments=10))
        parts += _mainsail(p, "mizzen", (aft, foot, high - 0.08), p.boom * p.length * 0.5)
    parts.append(Part("masts", "timber", tuple(masts), label="mast", count=len(masts)))
    if p.cabin == "one":
        w, long = p.beam * 0.52, p.length * 0.26
        house = tapered_box((w, long), (w * 0.84, long * 0.84), deck, deck + p.cabin_height + 0.04).moved(
            (0, y + 0.1, 0)
        )
        parts.append(Part("cabin", "secondary", (house,)))
    if p.flag != "none":
        top = p.mast + p.depth
        outline = [(y - 0.02, top - 0.24), (y + 0.36, top - 0.24), (y + 0.36, top + 0.0), (y - 0.02, top + 0.0)]
        if p.flag == "pennant":
            outline = [(y - 0.02, top - 0.24), (y + 0.44, top - 0.12), (y - 0.02, top)]
        flag = prism(outline, 0.075, "x").moved((0, 0, 0.24))
        pole = rod((0, y, top - 0.1), (0, y, top + 0.27), 0.042, segments=8)
        parts.append(Part("flag", "tertiary", (flag, pole), label=p.flag))
    return tuple(parts)


def _hull(p: Params, grow: float, low: float, high: float) -> Mesh:
    """The hull, or the slice of it between two heights, made wider by `grow`; a sheer lifts its ends."""
    half = p.length / 2
    ys = np.array([-1.0, -0.9, -0.72, -0.45, -0.1, 0.35, 0.75, 1.0])
    widths = np.array([0.07, 0.32, 0.62, 0.88, 1.0, 0.97, 0.5 + 0.5 * p.stern, p.stern])
    levels = np.linspace(low, high, 5)
    rings = []
    for y, wide in zip(ys, widths, strict=True):
        lift = p.sheer * (y * y if y < 0 else 0.4 * y * y)
        # Round below, and the bow's foot drawn back.
        shape = np.sqrt(np.clip(1 - (1 - (levels + 0.03) / (p.depth + 0.03)) ** 2, 0.02, 1))
        x = grow * np.maximum(0.5 * p.beam * wide * (0.25 + 0.75 * shape), 0.03)
        at = y * half * (1 + 0.5 * (grow - 1)) + p.rake * (1 - levels / p.depth) * max(0.0, -y) ** 3
        z = levels + lift * levels / p.depth
        side = np.c_[x, at, z]
        rings.append(np.concatenate([side * (-1, 1, 1), side[::-1]]))
    return loft(rings)


def _mainsail(p: Params, name: str, mast: tuple[float, float, float], long: float) -> list[Part]:
    """A sail and its boom, which swing about the mast at (y, lowest z, highest z)."""
    y, foot, top = mast
    boom = rod((0, y, foot), (0, y + long, foot), 0.045, segments=8)
    curve = [
        (y + long * (1 - t) + p.roach * np.sin(np.pi * t), foot + (top - foot) * t) for t in (0.0, 0.25, 0.5, 0.75, 1.0)
    ]
    outline = [(y, foot), *curve[:-1], (y + 0.08, top), (y, top)]
    sail = prism(outline, THICK, "x")

    def swung(mesh: Mesh) -> Mesh:
        return mesh.moved((0, -y, 0)).rotated("z", -p.trim).moved((0, y, 0))

    joint = turn((0, y, foot), (0, 0, 1), p.trim - 0.9, 0.9 + p.trim)
    return [
        Part(name, "secondary", (swung(sail),), label="sail", joint=joint),
        Part(f"{name} boom", "timber", (swung(boom),), label="boom", joint=joint),
    ]


def _square(p: Params, y: float, foot: float) -> list[Part]:
    """A broad sail across the boat that bellies forwards, on a yard."""
    low, high = foot + 0.1, p.depth + p.mast - 0.22
    half = p.length * p.boom * 0.72
    rings = []
    for t in np.linspace(0, 1, 7):
        bulge = y - 0.06 - (0.1 + p.roach) * np.sin(np.pi * t)
        x, z = half * (1.0 - 0.12 * t), low + (high - low) * t
        rings.append([(-x, bulge, z), (x, bulge, z), (x, bulge + THICK, z), (-x, bulge + THICK, z)])
    yard = rod((-half, y - 0.05, high - 0.02), (half, y - 0.05, high - 0.02), 0.055, segments=8)
    lower = rod((-half * 1.1, y - 0.05, low), (half * 1.1, y - 0.05, low), 0.05, segments=8)
    joint = turn((0, y, high), (0, 0, 1), -0.7, 0.7)
    return [
        Part("mainsail", "secondary", (loft(rings),), label="sail", joint=joint),
        Part("yards", "timber", (yard, lower), label="yard", count=2, joint=joint),
    ]


def _rudder(p: Params) -> Part:
    y = p.length / 2
    blade = box((0.09, 0.3, p.depth * 0.95), (0, y + 0.1, p.depth * 0.55))
    tiller = rod((0, y + 0.1, p.depth + 0.12), (0, y - 0.36, p.depth + 0.22), 0.038, segments=8)
    head = box((0.1, 0.14, 0.3), (0, y + 0.06, p.depth + 0.05))
    return Part("rudder", "secondary", (blade, head, tiller), joint=turn((0, y, p.depth), (0, 0, 1), -0.6, 0.6))


def words(p: Params) -> Words:
    """What may be said of this sailboat."""
    adjectives = []
    if p.mast > 1.93:
        adjectives.append("tall")
    if p.mast < 1.65:
        adjectives.append("short")
    if p.length / p.beam > 3.1:
        adjectives += ["long", "narrow"]
    if p.length / p.beam < 2.5:
        adjectives.append("wide")
    features = [
        {"one sail": "one sail", "square sail": "a square sail", "two sails": "two sails"}.get(p.rig, "two masts")
    ]
    if p.cabin == "one":
        features.append("a cabin")
    if p.flag != "none":
        features.append(f"a {p.flag}")
    return Words(tuple(adjectives), tuple(features), ("yacht",) if p.cabin == "one" and p.rig != "square sail" else ())


KIND = Kind(
    "sailboat",
    Params,
    build,
    words,
    nouns=("sailing boat", "sailing ship"),
    natural=(
        ("white", "white", "blue"),
        ("red", "white", "white"),
        ("brown", "white", "red"),
        ("navy", "white", "red"),
    ),
)
