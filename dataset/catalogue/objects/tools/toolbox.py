"""Toolboxes: a chest with a lid, a handle on top, perhaps drawers at the front."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...arrays import mirrored_pair
from ...kinds import Kind, Words
from ...mesh import Floats, Mesh, Part, slide, turn
from ...params import choice, span
from ...solids import box, loft, rod, tube


@dataclass(frozen=True)
class Params:
    """Lengths relative to a box of about one unit."""

    width: float = span(0.8, 1.1)
    depth: float = span(0.4, 0.58)
    height: float = span(0.3, 0.52)
    lid: float = span(0.12, 0.24)
    lid_top: float = span(0.42, 0.65)
    overhang: float = span(0.012, 0.03)
    handle_width: float = span(0.34, 0.56)
    handle_height: float = span(0.12, 0.2)
    handle_radius: float = span(0.034, 0.05)
    latch_width: float = span(0.09, 0.14)
    latch_height: float = span(0.12, 0.18)
    latch_place: float = span(0.26, 0.36)
    gap: float = span(0.02, 0.045)
    foot: float = span(0.03, 0.06)
    top: str = choice("gable", "gable", "flat", "round")
    drawers: int = choice(0, 2, 3)
    latches: int = choice(2, 2, 1)
    grip: str = choice("arch", "bar")


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a closed toolbox."""
    low = p.foot
    top = low + p.height
    body = box((p.width, p.depth, p.height), (0, 0, low + p.height / 2), bevel=0.015)
    deep, long = p.depth / 2 + p.overhang, p.width / 2 + p.overhang
    section = _section(p, deep)
    # Only the front of the top opens, so that the handle stays where it is.
    flap, fixed = (
        loft([np.insert(piece + np.array((0, top - 0.02)), 0, x, axis=1) for x in (-long, long)])
        for piece in (_before(section, 1.0, -0.06), _before(section, -1.0, 0.07))
    )
    crest = top - 0.02 + float(section[:, 1].max())
    hinge = turn((0.0, -0.06, crest - 0.02), (1, 0, 0), -1.5, 0.0)
    x, y = p.width / 2 - 0.09, p.depth / 2 - 0.08
    runner = box((0.12, p.depth * 0.94, p.foot + 0.02), (x, 0, (p.foot + 0.02) / 2), bevel=0.008)
    return (
        Part("body", "primary", (body,)),
        Part("lid", "secondary", (flap,), joint=hinge),
        Part("top", "secondary", (fixed,)),
        *_handle(p, crest),
        *_drawers(p, low, y + 0.08),
        *_latches(p, top, deep),
        Part("feet", "dark", mirrored_pair(runner), label="foot", count=2),
    )


def _section(p: Params, deep: float) -> Floats:
    """The lid's outline (N, 2) in (y, z), counter-clockwise."""
    tall, edge = p.lid, 0.07
    if p.top == "flat":
        corners = [(-deep, 0), (deep, 0), (deep, tall * 0.6), (deep - 0.03, tall * 0.7)]
        return np.array([*corners, (0.03 - deep, tall * 0.7), (-deep, tall * 0.6)])
    if p.top == "gable":
        flat = deep * p.lid_top
        return np.array([(-deep, 0), (deep, 0), (deep, edge), (flat, tall), (-flat, tall), (-deep, edge)])
    t = np.linspace(0, np.pi, 13)
    arch = np.stack([deep * np.sign(np.cos(t)) * np.abs(np.cos(t)) ** 0.8, edge + (tall - edge) * np.sin(t)], -1)
    return np.concatenate([[(-deep, 0), (deep, 0)], arch])


def _before(outline: Floats, sign: float, limit: float) -> Floats:
    """The part of a convex outline (N, 2) whose first coordinate, times `sign`, is at most `limit`."""
    kept = []
    for a, b in zip(outline, np.roll(outline, -1, axis=0), strict=True):
        over = sign * np.array((a[0], b[0])) - limit
        if over[0] <= 0:
            kept.append(a)
        if over[0] * over[1] < 0:
            kept.append(a + (b - a) * over[0] / (over[0] - over[1]))
    return np.array(kept)


def _handle(p: Params, top: float) -> list[Part]:
    """A handle on two mounts, with a grip."""
    half, radius = p.handle_width / 2, p.handle_radius
    high = top + p.handle_height
    if p.grip == "arch":
        t = np.linspace(0, np.pi, 15)
        x, z = np.cos(t), np.sin(t)
        bend = np.stack([half * np.sign(x) * np.abs(x) ** 0.6, 0 * t, top - 0.015 + p.handle_height * z**0.6], -1)
        solids: tuple[Mesh, ...] = (tube(bend, radius, segments=12),)
    else:
        post = box((0.05, 0.07, p.handle_height + 0.03), (half - 0.02, 0, top - 0.03 + p.handle_height / 2 + 0.015))
        bar = rod((-half - 0.04, 0, high), (half + 0.04, 0, high), radius, segments=16)
        solids = (*mirrored_pair(post), bar)
    middle = high - (0.018 if p.grip == "arch" else 0.0)
    grip = rod((-half * 0.55, 0, middle), (half * 0.55, 0, middle), radius * 1.35, segments=16)
    base = box((0.12, 0.12, 0.05), (half - (0.02 if p.grip == "bar" else 0.0), 0, top), bevel=0.01)
    return [
        Part("handle", "tertiary", solids),
        Part("grip", "dark", (grip,)),
        Part("handle mounts", "metal", mirrored_pair(base), label="handle mount", count=2),
    ]


def _drawers(p: Params, low: float, front: float) -> list[Part]:
    if p.drawers == 0:
        z = low + p.height * 0.4
        label = box((p.width * 0.4, 0.04, p.height * 0.36), (0, -front, z), bevel=0.008)
        return [Part("label", "light", (label,))]
    parts = []
    # The latches reach down over the body's upper edge.
    bottom, room = low + 0.02, p.height - 0.03 - p.latch_height * 0.55
    step = room / p.drawers
    for k in range(p.drawers):
        z = bottom + step * (k + 0.5)
        panel = box((p.width * 0.9, p.depth * 0.8, step - p.gap), (0, -front - 0.02 + p.depth * 0.4, z), bevel=0.008)
        pull = box((p.width * 0.26, 0.05, min(0.05, 0.5 * step)), (0, -front - 0.035, z), bevel=0.01)
        travel = slide((0.0, -front, z), (0, -1, 0), 0.0, p.depth * 0.6)
        name = ("lower", "middle", "upper")[k if p.drawers == 3 else 2 * k]
        parts.append(Part(f"{name} drawer", "tertiary", (panel, pull), label="drawer", joint=travel))
    return parts


def _latches(p: Params, top: float, deep: float) -> list[Part]:
    places = {
        1: ((0.0, "latch"),),
        2: ((-p.latch_place * p.width, "left latch"), (p.latch_place * p.width, "right latch")),
    }
    parts = []
    for x, name in places[p.latches]:
        plate = box(
            (p.latch_width, 0.05, p.latch_height), (x, -deep - 0.002, top + 0.02 - p.latch_height * 0.12), bevel=0.01
        )
        flap = turn((x, -deep + 0.01, top + 0.02 - p.latch_height * 0.5), (1, 0, 0), 0.0, 1.4)
        parts.append(Part(name, "metal", (plate,), label="latch", joint=flap))
    return parts


def words(p: Params) -> Words:
    """What may be said of this toolbox."""
    adjectives = []
    if p.height > 0.45:
        adjectives.append("tall")
    if p.width > 1.02:
        adjectives.append("long")
    if p.height < 0.36 and p.drawers != 3:
        adjectives.append("low")
    if p.width < 0.87:
        adjectives.append("short")
    features = [{"gable": "a sloping lid", "flat": "a flat lid", "round": "a round lid"}[p.top]]
    features += {0: [], 2: ["two drawers"], 3: ["three drawers"]}[p.drawers]
    features += ["a handle on top", "a latch" if p.latches == 1 else "two latches"]
    return Words(tuple(adjectives), tuple(features))


KIND = Kind(
    "toolbox",
    Params,
    build,
    words,
    nouns=("tool box", "tool chest"),
    natural=(
        ("red", "red", "black"),
        ("red", "black", "gray"),
        ("blue", "navy", "yellow"),
        ("yellow", "black", "black"),
    ),
)
