"""Dogs: standing or sitting, with hanging or pricked ears, a wagging tail and perhaps a collar."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...arrays import mirrored_pair
from ...kinds import Kind, Words
from ...mesh import Mesh, Part, Point, turn
from ...params import choice, span
from ...solids import ellipsoid, torus
from .shapes import ball, body, leaf, limb, tilted


@dataclass(frozen=True)
class Params:
    """Lengths relative to a dog of about one unit."""

    length: float = span(0.42, 0.72)
    girth: float = span(0.13, 0.18)
    leg_length: float = span(0.14, 0.34)
    leg_radius: float = span(0.045, 0.062)
    neck: float = span(0.06, 0.16)
    head: float = span(0.15, 0.19)
    snout_length: float = span(0.1, 0.2)
    snout_radius: float = span(0.065, 0.09)
    ear_length: float = span(0.15, 0.25)
    ear_width: float = span(0.05, 0.075)
    tail_length: float = span(0.2, 0.38)
    tail_rise: float = span(0.08, 0.3)
    eye: float = span(0.026, 0.035)
    ears: str = choice("hanging", "hanging", "pricked")
    pose: str = choice("standing", "standing", "sitting")
    collar: str = choice("none", "collar", "collar")


@dataclass(frozen=True)
class _Pose:
    """Where the neck begins, the hind end lies and the legs are hung on."""

    neck: Point
    rump: Point
    shoulder: float
    hip: float


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a dog that looks towards -Y, its paws at z = 0."""
    half = p.length / 2
    if p.pose == "sitting":
        chest = p.leg_length + p.girth * 1.6
        trunk = [
            (0, 0.12, p.girth * 0.95, p.girth * 1.12, p.girth * 1.0),
            (0, 0.0, chest * 0.7, p.girth, p.girth * 1.02),
        ]
        trunk.append((0, -0.09, chest, p.girth * 0.78, p.girth * 0.8))
        pose = _Pose((0.0, -0.11, chest + p.girth * 0.5), (0.0, 0.12 + p.girth * 0.8, p.girth * 0.6), chest * 0.85, 0.0)
    else:
        z = p.leg_length + p.girth * 0.7
        trunk = [(0, half, z, p.girth * 0.82, p.girth * 0.82), (0, 0, z, p.girth * 0.88, p.girth * 0.9)]
        trunk.append((0, -half, z + 0.02, p.girth, p.girth * 1.04))
        pose = _Pose(
            (0.0, -half - p.girth * 0.35, z + p.girth * 0.7), (0.0, half + p.girth * 0.5, z + p.girth * 0.4), z, z
        )
    parts = [Part("body", "primary", (body(trunk, sides=12),)), *_head(p, pose), *_legs(p, pose)]
    x, y, height = pose.rump
    path = [
        pose.rump,
        (0, y + p.tail_length * 0.55, height + p.tail_rise * 0.3),
        (0, y + p.tail_length * 0.8, height + p.tail_rise + 0.08),
    ]
    tail = limb(path, (0.05, 0.042, 0.032), sides=8)
    parts.append(Part("tail", "secondary", (tail,), joint=turn((x, y, height), (0.0, 0.0, 1.0), -0.7, 0.7)))
    return tuple(parts)


def _head(p: Params, pose: _Pose) -> list[Part]:
    _, y, z = pose.neck
    centre = np.array([0, y - p.head * 0.45, z + p.neck + p.head * 0.5])
    throat = (0, y + p.girth * 0.35, z - p.girth * 0.4)
    neck = limb([throat, (0, centre[1] + p.head * 0.25, centre[2])], (p.girth * 0.72, p.head * 0.66), sides=12)
    skull = ellipsoid((p.head * 0.95, p.head, p.head * 0.92), centre, segments=18, rings=9)
    tip = centre + np.array([0, -p.head * 0.75 - p.snout_length, -p.head * 0.28])
    muzzle = limb(
        [centre + np.array([0, -p.head * 0.5, -p.head * 0.25]), tip], (p.snout_radius * 1.25, p.snout_radius), sides=14
    )
    nose = ellipsoid(
        (0.04, 0.03, 0.032), tip + np.array([0, -p.snout_radius * 0.85, p.snout_radius * 0.45]), segments=10, rings=5
    )
    eye = ball(p.eye, centre + np.array([p.head * 0.42, -p.head * 0.84, p.head * 0.25]), segments=10)
    joint = turn((0.0, y, z), (0.0, 0.0, 1.0), -0.6, 0.6)
    parts = [
        Part("head", "primary", (skull, neck), joint=joint),
        Part("muzzle", "secondary", (muzzle,)),
        Part("nose", "dark", (nose,)),
        Part("eyes", "dark", mirrored_pair(eye), label="eye", count=2),
        Part("ears", "secondary", mirrored_pair(_ear(p).moved(centre)), label="ear", count=2),
    ]
    if p.collar == "collar":
        middle = 0.5 * np.array(throat) + 0.5 * (centre + np.array([0, p.head * 0.25, 0]))
        lean = float(np.arctan2(throat[1] - centre[1] - p.head * 0.25, centre[2] - throat[2]))
        band = torus(0.5 * (p.girth * 0.72 + p.head * 0.66) + 0.004, 0.03, segments=18, sides=6)
        parts.append(Part("collar", "tertiary", (tilted(band, "x", lean).moved(middle),)))
    return parts


def _ear(p: Params) -> Mesh:
    """The ear on the +X side of a head about the origin."""
    h = p.head
    if p.ears == "pricked":
        return leaf(
            [
                (h * 0.5, 0, h * 0.55),
                (h * 0.66, 0.0, h * 0.8 + p.ear_length * 0.4),
                (h * 0.75, 0, h * 0.7 + p.ear_length),
            ],
            p.ear_width * 1.05,
            0.032,
            (1, 0, 0),
            widest=0.3,
        )
    x = h * 0.78
    path = [(x * 0.8, 0.02, h * 0.62), (x + 0.07, 0.02, h * 0.35), (x + 0.075, 0.0, h * 0.5 - p.ear_length * 1.05)]
    return leaf(path, p.ear_width * 1.2, 0.03, (0, 1, 0), widest=0.62)


def _legs(p: Params, pose: _Pose) -> list[Part]:
    """Four legs that swing at shoulder and hip; a sitting dog's hind legs are folded."""
    x, r = p.girth * 0.62, p.leg_radius
    parts = []
    for side, sign in (("left", 1.0), ("right", -1.0)):
        front = -p.length / 2 + 0.02 if p.pose == "standing" else -0.14
        for end, y in (("front", front), ("hind", p.length / 2 - 0.02)):
            high = pose.shoulder if end == "front" else pose.hip
            if p.pose == "sitting" and end == "hind":
                thigh = ellipsoid(
                    (r * 1.3, 0.15, p.girth * 0.85), (sign * p.girth * 0.92, 0.06, p.girth * 0.72), segments=12, rings=5
                )
                foot = limb([(sign * p.girth * 1.0, 0.08, r), (sign * p.girth * 1.05, -0.14, r)], r, sides=8)
                pivot, solids = (sign * p.girth * 0.92, 0.1, p.girth * 0.8), (thigh, foot)
            else:
                pivot = (sign * x, y, high)
                leg = limb([pivot, (sign * x, y, r * 1.1)], (r * 1.2, r), sides=8, steps=1)
                paw = ellipsoid((r * 1.15, r * 1.5, r * 0.8), (sign * x, y - r * 0.6, r * 0.8), segments=12, rings=5)
                solids = (leg, paw)
            joint = turn(pivot, (1.0, 0.0, 0.0), -0.6, 0.6)
            parts.append(Part(f"{side} {end} leg", "primary", solids, label="leg", joint=joint))
    return parts


def words(p: Params) -> Words:
    """What may be said of this dog."""
    adjectives = []
    if p.pose == "standing" and p.leg_length > 0.28:
        adjectives.append("tall")
    if p.pose == "standing" and p.leg_length < 0.2:
        adjectives.append("short")
    if p.pose == "standing" and p.length > 0.62:
        adjectives.append("long")
    adjectives.append(p.pose)
    features = ["hanging ears" if p.ears == "hanging" else "pricked ears"]
    if p.collar == "collar":
        features.append("a collar")
    if p.snout_length > 0.17:
        features.append("a long snout")
    if p.tail_length > 0.33:
        features.append("a long tail")
    sausage = p.pose == "standing" and p.length > 0.6 and p.leg_length < 0.2
    return Words(tuple(adjectives), tuple(features), ("sausage dog",) if sausage else ())


KIND = Kind(
    "dog",
    Params,
    build,
    words,
    nouns=("puppy", "toy dog"),
    natural=(
        ("brown", "beige", "red"),
        ("white", "brown", "blue"),
        ("beige", "brown", "red"),
        ("black", "brown", "red"),
    ),
    finishes=("matte", "glossy"),
)
