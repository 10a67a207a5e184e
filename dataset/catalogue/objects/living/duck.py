"""Ducks: swimming or standing, with a flat bill, folded wings and an upturned tail."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...arrays import mirrored_pair
from ...kinds import Kind, Words
from ...mesh import Part, turn
from ...params import choice, span
from ...solids import annulus, ellipsoid, frustum, prism, rod, torus
from .shapes import ball, body, leaf


@dataclass(frozen=True)
class Params:
    """Lengths relative to a duck of about one unit."""

    length: float = span(0.34, 0.46)
    width: float = span(0.22, 0.3)
    height: float = span(0.18, 0.25)
    neck: float = span(0.08, 0.24)
    neck_radius: float = span(0.1, 0.13)
    head: float = span(0.16, 0.21)
    bill_length: float = span(0.14, 0.22)
    bill_width: float = span(0.085, 0.125)
    tail_rise: float = span(0.1, 0.22)
    wing_length: float = span(0.3, 0.42)
    wing_rise: float = span(0.0, 0.1)
    eye: float = span(0.03, 0.04)
    leg_length: float = span(0.1, 0.2)
    stance: str = choice("swimming", "swimming", "standing")
    hat: str = choice("none", "none", "top hat", "tuft")
    neckwear: str = choice("none", "ring", "bow")


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a duck that looks towards -Y, its belly's underside at z = 0."""
    z, half = p.height, p.length
    trunk = [
        (0, -half * 0.8, z * 1.02, p.width * 0.62, z * 0.72),
        (0, -half * 0.25, z * 0.98, p.width, z * 0.96),
        (0, half * 0.4, z * 1.02, p.width * 0.85, z * 0.84),
        (0, half * 0.95, z * 1.25, p.width * 0.4, z * 0.42),
    ]
    tip = (0, half * 1.2, z * 1.55 + p.tail_rise)
    tail = body([(0, half * 0.8, z * 1.25, p.width * 0.5, z * 0.38), (*tip, p.width * 0.16, 0.03)], sides=12)
    parts = [
        Part("body", "primary", (body(trunk, sides=18),)),
        Part("tail", "primary", (tail,), joint=turn((0.0, half * 0.9, z * 1.25), (0.0, 0.0, 1.0), -0.5, 0.5)),
        *_wings(p),
        *_head(p),
    ]
    return (*parts, *(_feet(p) if p.stance == "standing" else ()))


def _wings(p: Params) -> list[Part]:
    root = (p.width * 0.82, -p.length * 0.42, p.height * 1.15)
    x, y, z = root
    path = [
        root,
        (x + 0.07, y + p.wing_length * 0.5, z + 0.02),
        (x + 0.03, y + p.wing_length, z + 0.06 + p.wing_rise * 1.6),
    ]
    wing = leaf(path, p.height * 0.62, 0.06, (0, 0.1, 1), widest=0.4)
    parts = []
    for name, sign, mesh in (("left wing", 1.0, wing), ("right wing", -1.0, wing.mirrored("x"))):
        joint = turn((sign * x, y, z), (0.0, 1.0, 0.0), -1.2 if sign > 0 else 0.0, 0.0 if sign > 0 else 1.2)
        parts.append(Part(name, "tertiary", (mesh,), label="wing", joint=joint))
    return parts


def _head(p: Params) -> list[Part]:
    y, z = -p.length * 0.78, p.height * 1.5
    centre = np.array([0, y - 0.04, z + p.neck + p.head * 0.75])
    neck = rod((0, y + 0.05, z - 0.16), centre, (p.neck_radius * 1.35, p.neck_radius), segments=16)
    skull = ellipsoid((p.head * 0.95, p.head, p.head * 0.95), centre, segments=20)
    start = centre + np.array([0, -p.head * 0.75, -p.head * 0.15])
    bill = []
    for drop, rise, length in ((0.0, 0.035, 1.0), (-0.055, -0.01, 0.85)):
        reach = p.bill_length * length
        knots = [(*(start + np.array([0, 0, drop])), p.bill_width * 0.75, 0.045)]
        knots.append((*(start + np.array([0, -reach * 0.6, drop - 0.012])), p.bill_width * 0.8, 0.03))
        knots.append((*(start + np.array([0, -reach, drop + rise * 0.4])), p.bill_width, 0.024))
        bill.append(body(knots, sides=12))
    eye = ball(p.eye, centre + np.array([p.head * 0.58, -p.head * 0.66, p.head * 0.3]), segments=10)
    parts = [
        Part("head", "primary", (skull, neck), joint=turn((0.0, y, z), (0.0, 0.0, 1.0), -0.8, 0.8)),
        Part("bill", "secondary", tuple(bill)),
        Part("eyes", "dark", mirrored_pair(eye), label="eye", count=2),
    ]
    top = float(centre[2]) + p.head * 0.9
    if p.hat == "top hat":
        brim = frustum(p.head * 0.85, p.head * 0.85, 0, 0.04, segments=20)
        crown = frustum(p.head * 0.5, p.head * 0.56, 0, p.head * 0.95, segments=20)
        parts.append(Part("hat", "dark", tuple(m.moved((0, centre[1], top - 0.06)) for m in (brim, crown))))
    if p.hat == "tuft":
        tufts = []
        for k in range(3):
            start_y = float(centre[1]) + 0.03 * k
            path = [
                (0, start_y, top - 0.05),
                (0, start_y + 0.03, top + 0.05),
                (0, start_y + 0.07 + 0.03 * k, top + 0.1 - 0.02 * k),
            ]
            tufts.append(leaf(path, 0.035, 0.026, (1, 0, 0)))
        parts.append(Part("tuft", "secondary", tuple(tufts)))
    return parts + _neckwear(p, 0.5 * (centre + np.array([0, y, z])) + np.array([0, 0, -p.head * 0.28]))


def _neckwear(p: Params, at: np.ndarray) -> list[Part]:
    radius = p.neck_radius * 1.16
    if p.neckwear == "ring":
        return [Part("neck ring", "light", (torus(radius, 0.034, segments=20, sides=8).moved(at),))]
    if p.neckwear == "bow":
        front = at + np.array([0, -radius - 0.02, 0.0])
        loop = prism([(0.0, -0.025), (0.13, -0.075), (0.13, 0.075), (0.0, 0.025)], 0.05).moved(front)
        band = annulus([(radius + 0.02, -0.03), (radius + 0.02, 0.03)], 0.06, segments=20).moved(at)
        return [Part("bow", "light", (*mirrored_pair(loop), ball(0.045, front), band))]
    return []


def _feet(p: Params) -> list[Part]:
    """Legs and webbed feet under the belly."""
    x, y, bottom = p.width * 0.45, -0.05, -p.leg_length
    leg = rod((x, y, p.height * 0.5), (x, y, bottom + 0.02), 0.03, segments=10)
    web = prism([(0.0, 0.06), (-0.1, -0.15), (-0.03, -0.13), (0.0, -0.18), (0.03, -0.13), (0.1, -0.15)], 0.045, "z")
    feet = mirrored_pair(web.moved((x, y, bottom + 0.022)))
    return [Part("feet", "secondary", (*mirrored_pair(leg), *feet), label="foot", count=2)]


def words(p: Params) -> Words:
    """What may be said of this duck."""
    adjectives = [p.stance]
    if p.neck > 0.19:
        adjectives.append("tall")
    if p.length > 0.43:
        adjectives.append("long")
    if p.width > 0.28:
        adjectives.append("wide")
    features = {"none": [], "top hat": ["a top hat"], "tuft": ["a tuft of feathers"]}[p.hat]
    features += {"none": [], "ring": ["a neck ring"], "bow": ["a bow tie"]}[p.neckwear]
    if p.stance == "standing":
        features.append("webbed feet")
    if p.neck > 0.19:
        features.append("a long neck")
    return Words(tuple(adjectives), tuple(features), ("rubber duck",) if p.stance == "swimming" else ())


KIND = Kind(
    "duck",
    Params,
    build,
    words,
    nouns=("toy duck",),
    natural=(("yellow", "orange", "yellow"), ("white", "orange", "gray"), ("brown", "yellow", "navy")),
    finishes=("matte", "glossy"),
)
