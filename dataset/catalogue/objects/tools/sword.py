"""Swords: upright on the pommel, the point up."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...arrays import mirrored_pair
from ...kinds import Kind, Words
from ...mesh import Floats, Mesh, Part
from ...params import choice, span
from ...solids import box, ellipsoid, frustum, lathe, tube
from .strips import flanks, slab


@dataclass(frozen=True)
class Params:
    """Lengths relative to a sword of about one unit."""

    blade: float = span(0.62, 0.9)
    width: float = span(0.13, 0.19)
    thickness: float = span(0.055, 0.085)
    taper: float = span(0.65, 1.0)
    point: float = span(0.14, 0.3)
    curve: float = span(0.08, 0.18)
    belly: float = span(0.2, 0.45)
    guard: float = span(0.36, 0.5)
    guard_height: float = span(0.055, 0.08)
    guard_bend: float = span(0.04, 0.1)
    grip: float = span(0.18, 0.28)
    grip_radius: float = span(0.036, 0.048)
    pommel: float = span(0.055, 0.08)
    ridge: float = span(0.2, 0.42)
    gem: float = span(0.035, 0.05)
    shape: str = choice("straight", "straight", "leaf", "curved")
    hilt: str = choice("cross", "raised", "disc", "winged")
    end: str = choice("ball", "disc", "diamond")
    inlay: str = choice("none", "ridge")


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a sword; its guard is at z = 0."""
    low = -p.guard_height / 2 - p.grip
    handle = p.grip_radius * np.array([0.9, 1.0, 1.12, 1.0, 0.9])
    levels = np.linspace(low - 0.02, 0.0, 5)
    grip = lathe([(0, levels[0]), *zip(handle, levels, strict=True), (0, 0)], segments=18)
    wraps = []
    for z in np.linspace(low + 0.045, -p.guard_height / 2 - 0.045, 4):
        radius = p.grip_radius * 1.1 + 0.01
        wraps.append(frustum(radius, radius, z - 0.017, z + 0.017, segments=16))
    parts = [
        Part("blade", "primary", (_blade(p, 0.0),)),
        Part("guard", "secondary", _guard(p)),
        Part("grip", "tertiary", (grip,)),
        Part("wraps", "dark", tuple(wraps), label="wrap", count=4),
        Part("pommel", "secondary", (_pommel(p).moved((0, 0, low - p.pommel * 0.7)),)),
    ]
    if p.hilt != "disc":
        gem = ellipsoid((p.gem, p.thickness / 2 + 0.042, p.gem), segments=10, rings=5)
        parts.append(Part("gem", "tertiary", (gem,)))
    if p.inlay == "ridge":
        parts.append(Part("ridge", "metal", (_ridge(p),)))
    return tuple(parts)


def _middle(p: Params, t: Floats) -> Floats:
    """The blade's middle line (K, 2) at relative heights t."""
    bend = p.curve * t**2 if p.shape == "curved" else 0.0 * t
    return np.stack([bend, p.blade * t - 0.02], -1)


def _widths(p: Params, t: Floats) -> Floats:
    """The blade's width at relative heights t, without its point."""
    if p.shape == "leaf":
        return p.width * (0.75 + p.belly * np.sin(np.pi * t) ** 2 * 1.4 - 0.1 * t)
    if p.shape == "curved":
        return p.width * (0.85 + p.belly * t)
    return p.width * (1 - (1 - p.taper) * t)


def _blade(p: Params, proud: float) -> Mesh:
    """A blade with sharp edges and a ridge along its middle."""
    start = 1 - p.point
    t = np.concatenate([np.linspace(0, start, 9), start + p.point * np.array([0.2, 0.4, 0.6, 0.8, 1.0])])
    share = np.interp(t, (start, 1.0), (0.0, 1.0))
    close = 1 - share**2 if p.shape != "straight" else 1 - share
    low, high = flanks(_middle(p, t), np.maximum(_widths(p, t) * close, 0.024))
    if p.shape == "curved":
        # The point lies on the outer edge of a curved blade.
        full = flanks(_middle(p, t), _widths(p, t))
        low, high = full[0], full[0] + (full[1] - full[0]) * np.maximum(close, 0.15)[:, None]
    thick = p.thickness * np.interp(share, (0, 1), (1.0, 0.6))
    thin = np.full(len(t), 0.024)
    return slab([low, low * 0.5 + high * 0.5, high], np.array([thin, thick, thin]) + proud)


def _ridge(p: Params) -> Mesh:
    """A bar along the middle of both sides."""
    t = np.linspace(0.12, (1 - p.point) * 0.85, 9)
    lines = flanks(_middle(p, t), p.width * p.ridge * np.interp(t, (0.6, 1), (1.0, 0.6)))
    return slab(lines, p.thickness + 0.016)


def _guard(p: Params) -> tuple[Mesh, ...]:
    half, tall = p.guard / 2, p.guard_height
    if p.hilt == "disc":
        wide = p.width / 2 + 0.06
        return (frustum(wide, wide * 1.08, -tall * 0.4, tall * 0.35), frustum(wide * 0.6, wide * 0.6, -tall * 0.7, 0.0))
    block = box((p.width + 0.02, p.thickness + 0.035, tall * 1.15), bevel=0.012)
    if p.hilt == "cross":
        bar = box((2 * half, tall * 0.9, tall * 0.8), bevel=0.012)
        knob = ellipsoid((tall * 0.55,) * 3, (half, 0, 0), segments=12, rings=6)
        return (block, bar, *mirrored_pair(knob))
    x = np.linspace(0, 1, 7)
    if p.hilt == "raised":
        arm = tube(
            np.stack([half * x, 0 * x, p.guard_bend * x**2 * 1.4], -1), tall * np.linspace(0.5, 0.36, 7), segments=10
        )
        return (block, *mirrored_pair(arm))
    line = np.stack([half * x, p.guard_bend * (x - 0.2 * np.sin(np.pi * x))], -1)
    wing = slab(flanks(line, tall * np.linspace(0.9, 2.1, 7)), tall * 0.7)
    return (block, *mirrored_pair(wing))


def _pommel(p: Params) -> Mesh:
    size = p.pommel
    if p.end == "ball":
        return ellipsoid((size, size, size), segments=16, rings=8)
    if p.end == "disc":
        half = p.grip_radius + 0.012
        return frustum(size * 1.1, size * 1.1, -half, half, segments=20).rotated("x", np.pi / 2)
    return lathe([(0, -size), (size * 0.25, -size), (size, 0.1 * size), (size * 0.5, size), (0, size)], segments=6)


def words(p: Params) -> Words:
    """What may be said of this sword."""
    adjectives = [{"curved": "curved", "straight": "straight"}.get(p.shape, "")]
    if p.blade > 0.82:
        adjectives.append("long")
    if p.blade < 0.7:
        adjectives.append("short")
    if p.width > 0.175:
        adjectives.append("wide")
    if p.width < 0.145 and p.shape == "straight":
        adjectives.append("narrow")
    features = [{"straight": "a straight blade", "leaf": "a leaf-shaped blade", "curved": "a curved blade"}[p.shape]]
    guards = {"cross": "a cross guard", "raised": "a curved guard", "disc": "a round guard", "winged": "a winged guard"}
    features += [guards[p.hilt], {"ball": "a round pommel", "disc": "a disc pommel"}.get(p.end, "a pointed pommel")]
    if p.inlay == "ridge":
        features.append("a ridge")
    nouns = {"straight": ("longsword",) if p.blade > 0.78 else (), "leaf": (), "curved": ("saber", "scimitar")}[p.shape]
    return Words(tuple(word for word in adjectives if word), tuple(features), nouns)


KIND = Kind(
    "sword",
    Params,
    build,
    words,
    natural=(
        ("gray", "yellow", "brown"),
        ("gray", "brown", "black"),
        ("white", "gray", "blue"),
        ("gray", "yellow", "red"),
    ),
)
