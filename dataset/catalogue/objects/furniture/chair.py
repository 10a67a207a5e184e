"""Chairs: seat, backrest and legs, perhaps armrests and a cushion."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...arrays import corners, mirrored_pair, turned
from ...kinds import Kind, Words
from ...mesh import Mesh, Part
from ...params import choice, span
from ...solids import box, frustum, rod


@dataclass(frozen=True)
class Params:
    """Lengths in rough metres; `splay` is how far a leg's foot stands out."""

    width: float = span(0.36, 0.62)
    depth: float = span(0.38, 0.52)
    seat_height: float = span(0.32, 0.62)
    seat_thickness: float = span(0.05, 0.11)
    back_height: float = span(0.28, 0.62)
    back_lean: float = span(0.0, 0.12)
    leg_radius: float = span(0.026, 0.040)
    splay: float = span(0.0, 0.07)
    arm_height: float = span(0.16, 0.24)
    back: str = choice("slab", "slats", "bars")
    legs: str = choice("four", "four", "three", "pedestal")
    arms: str = choice("none", "none", "two")
    cushion: str = choice("none", "none", "one")


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a chair."""
    top = p.seat_height + p.seat_thickness / 2
    seat = box((p.width, p.depth, p.seat_thickness), (0, 0, p.seat_height), bevel=0.015)
    parts = [Part("seat", "primary", (seat,)), *_back(p, top), *_legs(p)]
    if p.arms == "two":
        parts += _arms(p, top)
    if p.cushion == "one":
        pad = box((p.width * 0.86, p.depth * 0.8, 0.07), (0, -p.depth * 0.06, top + 0.02), bevel=0.025)
        parts.append(Part("cushion", "tertiary", (pad,)))
    return tuple(parts)


def _back(p: Params, top: float) -> list[Part]:
    """Upright parts, sheared backwards by `back_lean`."""
    thick, y = 0.05, p.depth / 2 - 0.027
    base, head = top - 0.02, top + p.back_height

    def leaning(mesh: Mesh) -> Mesh:
        vertices = mesh.vertices.copy()
        vertices[:, 1] += p.back_lean * np.maximum(vertices[:, 2] - base, 0)
        return Mesh(vertices, mesh.faces)

    if p.back == "slab":
        slab = box((p.width * 0.96, thick, head - base), (0, y, (base + head) / 2), bevel=0.015)
        rest = box((p.width * 0.8, thick * 1.3, 0.07), (0, y, head - 0.02), bevel=0.015)
        return [Part("back", "primary", (leaning(slab),)), Part("headrest", "tertiary", (leaning(rest),))]
    post = box((0.05, thick, head - base), (p.width / 2 - 0.03, y, (base + head) / 2))
    rail = 0.09
    if p.back == "slats":
        heights = np.linspace(top + 0.12, head - rail / 2, 3)
        bars = [box((p.width - 0.05, thick * 0.8, rail), (0, y, z)) for z in heights]
    else:
        bars = [box((p.width - 0.04, thick * 0.9, rail), (0, y, head - rail / 2))]
        xs = np.linspace(-0.25, 0.25, 3) * p.width
        bars += [box((0.05, thick * 0.8, head - base - 0.02), (x, y, (base + head) / 2 - 0.01)) for x in xs]
    label = "slat" if p.back == "slats" else "bar"
    return [
        Part("back posts", "primary", tuple(map(leaning, mirrored_pair(post))), label="back post", count=2),
        Part(f"{label}s", "tertiary", tuple(map(leaning, bars)), label=label, count=len(bars)),
    ]


def _legs(p: Params) -> list[Part]:
    radius, height = p.leg_radius, p.seat_height
    if p.legs == "pedestal":
        stem = frustum(radius * 1.6, radius * 1.6, 0.02, height)
        reach = min(p.width, p.depth) * 0.5
        feet = turned(box((reach, 2 * radius, 0.06), (reach / 2, 0, 0.03)), 5, np.pi / 2)
        return [Part("stem", "metal", (stem,)), Part("base", "secondary", feet)]
    radii = (radius * 0.85, radius * 1.15)
    if p.legs == "three":
        reach = min(p.width, p.depth) / 2 - radius - 0.01
        legs = turned(rod((0, -reach - p.splay, 0), (0, -reach, height), radii), 3)
        return [Part("legs", "secondary", legs, label="leg", count=3)]
    x, y = p.width / 2 - radius - 0.015, p.depth / 2 - radius - 0.015
    legs = corners(rod((x + p.splay, y + p.splay, 0), (x, y, height), radii))
    z = height * 0.45
    share = p.splay * (1 - z / height)
    rungs = mirrored_pair(rod((x + share, -y - share, z), (x + share, y + share, z), radius * 0.75))
    return [
        Part("legs", "secondary", legs, label="leg", count=4),
        Part("rungs", "secondary", rungs, label="rung", count=2),
    ]


def _arms(p: Params, top: float) -> list[Part]:
    height = min(p.arm_height, p.back_height * 0.6)
    x = p.width / 2 - 0.012
    rest = box((0.06, p.depth * 0.92, 0.05), (x, 0.01, top + height), bevel=0.012)
    post = box((0.045, 0.05, height + 0.02), (x, -p.depth * 0.36, top + height / 2 - 0.01))
    return [Part("armrests", "secondary", (*mirrored_pair(rest), *mirrored_pair(post)), label="armrest", count=2)]


def words(p: Params) -> Words:
    """What may be said of this chair."""
    adjectives = []
    if p.seat_height + p.back_height > 1.0:
        adjectives.append("tall")
    if p.seat_height + p.back_height < 0.75:
        adjectives.append("short")
    if p.width > 0.54:
        adjectives.append("wide")
    if p.width < 0.42:
        adjectives.append("narrow")
    features = [{"slab": "a solid back", "slats": "a slatted back", "bars": "a barred back"}[p.back]]
    if p.arms == "two":
        features.append("armrests")
    if p.cushion == "one":
        features.append("a cushion")
    features.append({"four": "four legs", "three": "three legs", "pedestal": "a pedestal"}[p.legs])
    return Words(tuple(adjectives), tuple(features), ("armchair",) if p.arms == "two" else ())


KIND = Kind("chair", Params, build, words, nouns=("seat",))
