"""Beds: mattress, blanket and pillows on a frame, perhaps under a canopy or one above the other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...arrays import corners, mirrored_pair, row
from ...kinds import Kind, Words
from ...mesh import Mesh, Part
from ...params import choice, span
from ...solids import box, ellipsoid, frustum, prism


@dataclass(frozen=True)
class Params:
    """Lengths in rough metres; the foot of the bed is at -Y."""

    width: float = span(0.9, 1.8)
    length: float = span(1.85, 2.2)
    frame_height: float = span(0.26, 0.48)
    mattress: float = span(0.2, 0.34)
    headboard: float = span(0.35, 0.85)
    footboard: float = span(0.1, 0.4)
    board: float = span(0.08, 0.14)
    post_radius: float = span(0.055, 0.085)
    blanket_share: float = span(0.48, 0.66)
    fold: float = span(0.14, 0.26)
    pillow: float = span(0.3, 0.42)
    clearance: float = span(0.62, 0.85)
    head: str = choice("slab", "arch", "bars")
    foot: str = choice("none", "board")
    style: str = choice("plain", "plain", "plain", "posts", "canopy", "bunk")


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a bed whose headboard stands at +Y."""
    levels = (0.0, p.mattress + p.clearance) if p.style == "bunk" else (0.0,)
    count = len(levels)

    def each(*solids: Mesh) -> tuple[Mesh, ...]:
        return tuple(solid.moved((0, 0, level)) for level in levels for solid in solids)

    top, width = p.frame_height + p.mattress, _width(p)
    middle = p.frame_height + p.mattress / 2
    mattress = box((width * 0.97, p.length * 0.98, p.mattress), (0, 0, middle), bevel=0.05)
    reach = p.length * p.blanket_share
    blanket = box((width * 1.05, reach, p.mattress), (0, reach / 2 - p.length * 0.5 + 0.01, middle + 0.045), bevel=0.06)
    end = reach - p.length * 0.5
    fold = box((width * 1.07, p.fold, p.mattress * 0.92), (0, end, middle + 0.085), bevel=0.05)
    slab = box((width, p.length, 0.16), (0, 0, p.frame_height - 0.02), bevel=0.02)
    pillows = _pillows(p, top)
    parts = [
        Part("mattress", "light", each(mattress), count=count),
        Part("blanket", "primary", each(blanket), count=count),
        Part("fold", "tertiary", each(fold), count=count),
        Part("pillows", "light", each(*pillows), label="pillow", count=len(pillows) * count),
        Part("frame", "secondary", each(slab)),
    ]
    return tuple(parts + _ends(p, levels))


def _width(p: Params) -> float:
    return min(p.width, 1.15) if p.style == "bunk" else p.width


def _pillows(p: Params, top: float) -> tuple[Mesh, ...]:
    two, width = _width(p) > 1.3, _width(p)
    pillow = box((width * (0.4 if two else 0.62), p.pillow, 0.2), (0, p.length / 2 - p.pillow / 2 - 0.08, top + 0.06))
    pillow = box(np.ptp(pillow.vertices, axis=0), pillow.vertices.mean(axis=0), bevel=0.075)
    return row(pillow, 2, (width * 0.46, 0, 0)) if two else (pillow,)


def _ends(p: Params, levels: tuple[float, ...]) -> list[Part]:
    """Headboard, footboard and what stands at the corners."""
    x, y = _width(p) / 2, p.length / 2
    head = p.frame_height + p.mattress + p.headboard
    foot = p.frame_height + p.mattress + p.footboard * 0.6
    if p.style == "bunk":
        head = foot = p.frame_height + p.mattress + levels[1] + p.headboard * 0.6
    parts = []
    if p.style == "bunk":
        high = p.frame_height + levels[1]
        boards = [
            box((2 * x, p.board, 0.34), (0, end, p.mattress + level + p.frame_height))
            for level in levels
            for end in (y, -y)
        ]
        rail = box((p.board * 0.8, p.length * 0.52, 0.12), (x, y * 0.42, high + p.mattress + 0.16))
        stiles = [
            box((0.07, 0.07, high + p.mattress + 0.2), (x + 0.08, at, (high + p.mattress) / 2 + 0.1))
            for at in (-y * 0.3, -y * 0.72)
        ]
        steps = [box((0.09, y * 0.44, 0.07), (x + 0.08, -y * 0.51, z)) for z in np.linspace(0.22, high - 0.05, 4)]
        ties = [box((0.14, 0.07, 0.07), (x + 0.03, at, high)) for at in (-y * 0.3, -y * 0.72)]
        parts += [Part("boards", "secondary", tuple(boards), label="board", count=4)]
        parts += [
            Part(
                "guard rail",
                "tertiary",
                (rail, *(box((0.06, 0.07, 0.34), (x - 0.005, at, high + p.mattress + 0.04)) for at in (y * 0.8, 0.0))),
            )
        ]
        parts += [Part("ladder", "tertiary", (*stiles, *steps, *ties))]
    else:
        parts.append(Part("headboard", "secondary", _headboard(p, head)))
        if p.foot == "board":
            board = box((2 * x * 1.02, p.board, foot - 0.12), (0, -y, foot / 2 + 0.06), bevel=0.025)
            parts.append(Part("footboard", "secondary", (board,)))
    if p.style == "plain":
        leg = frustum(p.post_radius * 0.8, p.post_radius, 0, p.frame_height, segments=14)
        legs = corners(leg.moved((x - 0.1, y - 0.1, 0)))
        return [*parts, Part("legs", "tertiary", legs, label="leg", count=4)]
    tall = {"posts": head + 0.1, "canopy": p.length * 0.95, "bunk": head}[p.style]
    post = frustum(p.post_radius, p.post_radius * 0.85, 0, tall, segments=14).moved((x, y, 0))
    knob = ellipsoid((p.post_radius * 1.5,) * 3, (x, y, tall), segments=14, rings=7)
    parts.append(Part("posts", "secondary", corners(post), label="post", count=4))
    if p.style == "canopy":
        bar = 0.12
        along, across = box((bar, 2 * y + bar, bar), (x, 0, tall)), box((2 * x, bar, bar * 0.9), (0, y, tall))
        roof = box((2 * x, 2 * y, 0.06), (0, 0, tall + 0.01))
        parts.append(Part("canopy", "tertiary", (roof, *mirrored_pair(along), *mirrored_pair(across, "y"))))
    else:
        parts.append(Part("knobs", "tertiary", corners(knob), label="knob", count=4))
    return parts


def _headboard(p: Params, head: float) -> tuple[Mesh, ...]:
    x, y, low = p.width / 2, p.length / 2, 0.12
    if p.head == "bars":
        rail = box((2 * x * 1.02, p.board, 0.14), (0, y, head - 0.07), bevel=0.02)
        post = box((0.12, p.board, head - low), (x - 0.05, y, (head + low) / 2))
        bar = box((0.085, p.board * 0.8, head - 0.3), (0, y, head / 2 + 0.1))
        return (rail, *mirrored_pair(post), *row(bar, 5, (p.width * 0.165, 0, 0)))
    if p.head == "slab":
        return (box((2 * x * 1.03, p.board, head - low), (0, y, (head + low) / 2), bevel=0.03),)
    t = np.linspace(0, np.pi, 17)
    arch = np.c_[x * 1.03 * np.cos(t), head - 0.3 * p.headboard + 0.6 * p.headboard * np.sin(t)]
    return (prism([(-x * 1.03, low), (x * 1.03, low), *arch], p.board).moved((0, y, 0)),)


def words(p: Params) -> Words:
    """What may be said of this bed."""
    if p.style == "bunk":
        return Words(("tall",), ("a ladder", "two mattresses", "a guard rail"), noun="bunk bed")
    adjectives = ["wide"] if p.width > 1.55 else ["narrow"] if p.width < 1.1 else []
    if p.style == "plain":
        adjectives += ["tall"] if p.headboard > 0.7 else ["low"] if p.headboard < 0.45 else []
    head = {"slab": "a solid headboard", "arch": "an arched headboard", "bars": "a barred headboard"}[p.head]
    features = [head, "two pillows" if p.width > 1.3 else "a pillow"]
    if p.foot == "board":
        features.append("a footboard")
    features += {"posts": ["four posts"], "canopy": ["a canopy"]}.get(p.style, [])
    nouns = ["double bed"] if p.width > 1.3 else ["single bed"]
    if p.style == "canopy":
        nouns.append("canopy bed")
    return Words(tuple(adjectives), tuple(features), tuple(nouns))


KIND = Kind("bed", Params, build, words, natural=(("blue", "brown", "white"), ("white", "brown", "beige")))
