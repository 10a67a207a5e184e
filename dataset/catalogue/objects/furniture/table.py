"""Tables: a top on legs, a pedestal, panels or trestles, perhaps a shelf or a runner."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ...arrays import corners, mirrored_pair, turned
from ...kinds import Kind, Words
from ...mesh import Mesh, Part
from ...params import choice, span
from ...solids import box, frustum, rod


@dataclass(frozen=True)
class Params:
    """Lengths in rough metres; `length` runs along X."""

    length: float = span(0.85, 1.5)
    depth: float = span(0.55, 0.85)
    height: float = span(0.36, 0.95)
    thickness: float = span(0.05, 0.10)
    apron: float = span(0.05, 0.13)
    overhang: float = span(0.02, 0.1)
    leg_radius: float = span(0.036, 0.062)
    splay: float = span(0.0, 0.1)
    shelf_level: float = span(0.18, 0.4)
    runner_width: float = span(0.22, 0.4)
    runner_drop: float = span(0.14, 0.28)
    top: str = choice("rectangle", "rectangle", "round", "oval")
    legs: str = choice("four", "four", "pedestal", "panels", "trestles")
    extra: str = choice("none", "shelf", "runner")


def _size(p: Params) -> tuple[float, float]:
    return (p.depth * 1.25, p.depth * 1.25) if p.top == "round" else (p.length, p.depth)


def _plate(p: Params, length: float, depth: float, low: float, high: float) -> Mesh:
    """A plate of the top's outline."""
    if p.top == "rectangle":
        return box((length, depth, high - low), (0, 0, (low + high) / 2), bevel=0.015)
    return frustum(0.5, 0.5, low, high, segments=36).scaled((length, depth, 1))


def _corner(p: Params) -> tuple[float, float]:
    """Where a leg meets the top."""
    length, depth = _size(p)
    # The corners of an ellipse lie further in than those of a rectangle.
    reach = 0.5 if p.top == "rectangle" else 0.36
    return length * reach - p.leg_radius - p.overhang, depth * reach - p.leg_radius - p.overhang


def _raised(p: Params) -> Params:
    """A low table on a pedestal or trestles is raised: its apron would hide them."""
    return replace(p, height=0.3 + 0.7 * p.height, apron=0.6 * p.apron) if p.legs in ("pedestal", "trestles") else p


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a table."""
    p = _raised(p)
    length, depth = _size(p)
    under, trim = p.height - p.thickness, 2 * p.overhang
    parts = [
        Part("top", "primary", (_plate(p, length, depth, under, p.height),)),
        Part("apron", "tertiary", (_plate(p, length - trim, depth - trim, under - p.apron, under + 0.02),)),
        *_stand(p),
    ]
    if p.extra == "shelf":
        z = p.height * p.shelf_level
        # The legs pass through its edge.
        corner = np.array(_corner(p)) + (p.splay * (1 - p.shelf_level) if p.legs == "four" else 0.0)
        sides = 2 * corner
        if p.top != "rectangle":
            sides = np.array((length, depth)) * np.hypot(*(sides / (length, depth)))
        parts.append(Part("shelf", "primary", (_plate(p, float(sides[0]), float(sides[1]), z - 0.025, z + 0.025),)))
    if p.extra == "runner":
        width, thick = length * p.runner_width, 0.05
        flat = box((width, depth + 2 * thick - 0.02, thick), (0, 0, p.height + 0.012))
        fall = box(
            (width, thick, p.runner_drop), (0, depth / 2 + thick / 2 - 0.01, p.height + 0.03 - p.runner_drop / 2)
        )
        parts.append(Part("runner", "tertiary", (flat, *mirrored_pair(fall, "y"))))
    return tuple(parts)


def _stand(p: Params) -> list[Part]:
    depth = _size(p)[1]
    radius, top = p.leg_radius, p.height - p.thickness / 2
    x, y = _corner(p)
    if p.legs == "pedestal":
        stem = frustum(radius * 1.9, radius * 1.5, 0.03, top, segments=20)
        if p.top == "round":
            foot: tuple[Mesh, ...] = (frustum(depth * 0.34, depth * 0.28, 0, 0.07),)
        else:
            bar = box((depth * 0.42, 2.2 * radius, 0.08), (depth * 0.21, 0, 0.04), bevel=0.015)
            foot = turned(bar.scaled((1.25, 1, 1)), 4, np.pi / 4)
        return [Part("stem", "secondary", (stem,)), Part("foot", "secondary", foot, label="foot")]
    if p.legs == "panels":
        panel = box((0.07, 2 * y + radius, top), (x - 0.035 + radius, 0, top / 2))
        rail = box((2 * (x + radius) - 0.06, 0.07, 0.12), (0, 0, p.height * 0.5))
        return [
            Part("panels", "secondary", mirrored_pair(panel), label="panel", count=2),
            Part("rail", "tertiary", (rail,)),
        ]
    if p.legs == "trestles":
        beam = rod((x, y * 1.05, 0), (x, -y * 1.05, top), radius)
        rail = rod((-x - radius, 0, top / 2), (x + radius, 0, top / 2), radius * 0.9)
        crossed = (*mirrored_pair(beam), *mirrored_pair(beam.mirrored("y")))
        return [
            Part("trestles", "secondary", crossed, label="trestle", count=2),
            Part("rail", "tertiary", (rail,)),
        ]
    lower = 0.07
    if p.top == "rectangle" and p.splay < 0.05:
        leg = box((2 * radius, 2 * radius, top), (x, y, top / 2))
        foot = (box((2.5 * radius, 2.5 * radius, lower), (x, y, lower / 2)),)
    else:
        feet_at = (x + p.splay, y + p.splay)
        leg = rod((*feet_at, 0.01), (x, y, top), (radius * 0.8, radius * 1.15))
        foot = (frustum(radius * 1.1, radius * 1.1, 0, lower, segments=12).moved((*feet_at, 0)),)
    return [
        Part("legs", "secondary", corners(leg), label="leg", count=4),
        Part("feet", "dark", corners(foot[0]), label="foot", count=4),
    ]


def words(p: Params) -> Words:
    """What may be said of this table."""
    p = _raised(p)
    length, depth = _size(p)
    adjectives = [] if p.top == "rectangle" else [p.top]
    if p.height / length > 0.8:
        adjectives.append("tall")
    if p.height / length < 0.42:
        adjectives.append("low")
    if length / depth > 1.9:
        adjectives.append("long")
    stand = {"four": "four legs", "pedestal": "a pedestal", "panels": "solid sides", "trestles": "crossed legs"}
    features = [stand[p.legs], {"rectangle": "a rectangular top"}.get(p.top, f"a {p.top} top".replace("a o", "an o"))]
    if p.extra != "none":
        features.append(f"a {p.extra}")
    nouns = ("coffee table",) if p.height < 0.5 else (("dining table",) if length > 1.1 else ())
    return Words(tuple(adjectives), tuple(features), nouns)


KIND = Kind("table", Params, build, words, natural=(("brown", "brown", "beige"), ("white", "beige", "gray")))
