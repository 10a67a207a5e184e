"""Wheelbarrows: a tray on two legs and a wheel, with two handles, empty or loaded."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...arrays import mirrored_pair
from ...kinds import Kind, Words
from ...mesh import Mesh, Part
from ...params import choice, span
from ...solids import box, ellipsoid, frustum, lathe, rod, tube
from .forms import open_box, rolling


@dataclass(frozen=True)
class Params:
    """Lengths in rough units of a tray one long; the handles are at +Y, the wheel at -Y."""

    length: float = span(0.85, 1.15)
    width: float = span(0.66, 0.88)
    depth: float = span(0.28, 0.42)
    taper: float = span(0.55, 0.78)
    lean: float = span(0.15, 0.45)
    wall: float = span(0.06, 0.085)
    clearance: float = span(0.26, 0.36)
    wheel_radius: float = span(0.22, 0.3)
    tyre: float = span(0.11, 0.16)
    hub: float = span(0.4, 0.58)
    handle: float = span(0.5, 0.75)
    handle_rise: float = span(0.08, 0.22)
    bar: float = span(0.04, 0.052)
    grip: float = span(0.2, 0.3)
    heap: float = span(0.16, 0.3)
    load: str = choice("none", "earth", "leaves", "bricks")
    tray: str = choice("square", "square", "round")
    legs: str = choice("straight", "bent")


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a wheelbarrow that is pushed towards -Y."""
    low, high = p.clearance, p.clearance + p.depth
    bottom = p.length * p.taper * 0.9
    front = -bottom / 2 - p.wheel_radius * 0.75
    x, back = p.width * 0.36, p.length / 2 + p.handle
    level = low + p.handle_rise * 0.4
    wheel = rolling("wheel", (0, front, p.wheel_radius, p.tyre))
    axle = p.tyre / 2 + 0.03
    path = [
        (axle, front, p.wheel_radius),
        (x * 0.8, -bottom * 0.4, low - 0.02),
        (x, bottom * 0.5, low + 0.02),
        (x, back, level + p.handle_rise),
    ]
    pin = rod((-axle - 0.04, front, p.wheel_radius), (axle + 0.04, front, p.wheel_radius), 0.05, segments=8)
    direction = np.array(path[3]) - path[2]
    start = np.array(path[3]) - direction * (p.grip / np.linalg.norm(direction))
    grip = rod(start, np.array(path[3]) + direction * 0.04, p.bar * 1.4, segments=12)
    y = bottom * 0.32
    if p.legs == "straight":
        leg = rod((x * 0.98, y + 0.1, 0), (x * 0.96, y, low + 0.08), p.bar * 1.05, segments=10)
    else:
        steps = [
            (x * 0.98, y - 0.22, low + 0.04),
            (x, y - 0.06, 0.07),
            (x, y, 0.045),
            (x, y + 0.1, 0.045),
            (x, y + 0.17, 0.08),
            (x, y + 0.24, low + 0.06),
        ]
        leg = tube(steps, p.bar, segments=10)
    brace = rod((-x, y, low * 0.5), (x, y, low * 0.5), p.bar * 0.95, segments=8) if p.legs == "straight" else None
    disc = p.wheel_radius * p.hub
    hub = frustum(disc, disc, -p.tyre / 2 - 0.025, p.tyre / 2 + 0.025, segments=14).rotated("y", np.pi / 2)
    return (
        Part("tray", "primary", (_tray(p, low, high, bottom),)),
        Part("handles", "secondary", (*mirrored_pair(tube(path, p.bar, segments=10)), pin), label="handle", count=2),
        Part("grips", "tertiary", mirrored_pair(grip), label="grip", count=2),
        Part("legs", "secondary", (*mirrored_pair(leg), *((brace,) if brace else ())), label="leg", count=2),
        wheel,
        Part("hub", "metal", (hub.moved((0, front, p.wheel_radius)),)),
        *_load(p, low, high),
    )


def _sheared(p: Params, mesh: Mesh, low: float) -> Mesh:
    """The front of the tray leans forwards more than its back leans backwards."""
    vertices = mesh.vertices.copy()
    vertices[:, 1] -= p.lean * (vertices[:, 2] - low)
    return Mesh(vertices, mesh.faces)


def _tray(p: Params, low: float, high: float, bottom: float) -> Mesh:
    w, long, t = p.width, p.length, 2 * p.wall
    if p.tray == "square":
        b = w * p.taper
        rows = [(b, bottom, low), (w, long, high), (w - t, long - t, high), (b - t, bottom - t, low + p.wall)]
        return _sheared(p, open_box(rows), low)
    outer = [
        (0.5 * p.taper, 0.0),
        (0.5 * p.taper + 0.28 * (1 - p.taper), 0.12),
        (0.42 + 0.08 * p.taper, 0.5),
        (0.5, 1.0),
    ]
    shell = [(r, low + p.depth * t_) for r, t_ in outer]
    inside = [(r - p.wall / w, max(z, low + p.wall)) for r, z in reversed(shell[1:])]
    bowl = lathe([(0, low), *shell, *inside, (0, low + p.wall)], segments=24)
    return _sheared(p, bowl.scaled((w, long, 1)), low)


def _load(p: Params, low: float, high: float) -> list[Part]:
    if p.load == "none":
        return []
    if p.load == "bricks":
        w, long = p.width * p.taper * 0.46, p.length * 0.24
        z = low + p.depth * 0.5
        size = (w * 0.94, long * 0.92, p.depth)
        bricks = [
            box(size, (sx * w / 2, sy * long / 2 - p.lean * p.depth * 0.5, z), bevel=0.01)
            for sx in (-1, 1)
            for sy in (-1, 1)
        ]
        bricks.append(
            box((w, long, p.heap), (0.02, -p.lean * p.depth * 0.5, high - 0.02 + p.heap / 2 - 0.02), bevel=0.01)
        )
        return [Part("bricks", "tertiary", tuple(bricks), label="brick", count=5)]
    size = (p.width * 0.45, p.length * 0.44, p.heap)
    mound = ellipsoid(size, (0, 0, high - 0.09), segments=14, rings=7)
    if p.load == "leaves":
        knobs = [
            ellipsoid(
                (0.13, 0.13, 0.11), (u * size[0] * 0.55, v * size[1] * 0.55, high + p.heap * 0.45), segments=8, rings=4
            )
            for u, v in ((1, 0.4), (-0.6, 0.8), (-0.7, -0.6), (0.5, -0.9))
        ]
        return [Part("leaves", "leaf", (_sheared(p, mound, low), *(_sheared(p, knob, low) for knob in knobs)))]
    return [Part("earth", "dark", (_sheared(p, mound, low),))]


def words(p: Params) -> Words:
    """What may be said of this wheelbarrow."""
    adjectives = []
    if p.length + p.handle > 1.72:
        adjectives.append("long")
    if p.length + p.handle < 1.5:
        adjectives.append("short")
    if p.width > 0.82:
        adjectives.append("wide")
    if p.width < 0.71:
        adjectives.append("narrow")
    if p.depth > 0.38:
        adjectives.append("deep")
    features = ["two handles", f"a {p.tray} tray", f"two {p.legs} legs"]
    features += {
        "none": [],
        "earth": ["a heap of earth"],
        "leaves": ["a heap of leaves"],
        "bricks": ["a load of bricks"],
    }[p.load]
    return Words(tuple(adjectives), tuple(features))


KIND = Kind(
    "wheelbarrow",
    Params,
    build,
    words,
    nouns=("barrow", "garden barrow"),
    natural=(
        ("green", "black", "black"),
        ("red", "brown", "black"),
        ("gray", "red", "black"),
        ("yellow", "gray", "black"),
    ),
)
