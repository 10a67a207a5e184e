"""Teddy bears: round ears, a pale muzzle and stubby limbs, sitting or standing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...arrays import mirrored_pair
from ...kinds import Kind, Words
from ...mesh import Floats, Part, turn
from ...params import choice, span
from ...solids import ellipsoid, prism, torus
from .shapes import ball, limb


@dataclass(frozen=True)
class Params:
    """Lengths relative to a bear of about one unit."""

    girth: float = span(0.2, 0.26)
    height: float = span(0.22, 0.3)
    head: float = span(0.19, 0.24)
    head_width: float = span(1.0, 1.18)
    ear: float = span(0.075, 0.105)
    ear_spread: float = span(0.75, 1.0)
    muzzle: float = span(0.08, 0.11)
    snout: float = span(0.75, 1.1)
    eye: float = span(0.026, 0.036)
    arm_length: float = span(0.17, 0.26)
    arm_radius: float = span(0.066, 0.088)
    leg_length: float = span(0.14, 0.24)
    leg_radius: float = span(0.085, 0.11)
    belly: float = span(0.7, 0.85)
    pose: str = choice("sitting", "sitting", "standing")
    wear: str = choice("none", "bow tie", "bow tie", "scarf")
    arms: str = choice("open", "hanging", "raised")


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a teddy bear that looks towards -Y, its body's centre at the origin."""
    body = (p.girth, p.girth * 0.9, p.height)
    patch = np.array(body) * (p.belly, 0.55, p.belly)
    centre = np.array([0.0, -0.02, p.height * 0.86 + p.head * 0.78])
    parts = [
        Part("body", "primary", (ellipsoid(body, segments=16, rings=8),)),
        Part("belly", "secondary", (ellipsoid(patch, (0, -p.girth * 0.52, -p.height * 0.05), segments=14, rings=6),)),
        *_head(p, centre),
        *_limbs(p),
    ]
    neck = p.height * 0.86
    if p.wear == "bow tie":
        y = -p.girth * 0.66
        loop = prism([(0.0, -0.025), (0.13, -0.08), (0.13, 0.08), (0.0, 0.025)], 0.07).moved((0, y, neck - 0.02))
        knot = ball(0.05, (0, y - 0.01, neck - 0.02))
        parts.append(Part("bow tie", "tertiary", (*mirrored_pair(loop), knot)))
    if p.wear == "scarf":
        ring = torus(p.head * 0.72, 0.055, segments=18, sides=6).moved((0, 0, neck))
        end = limb(
            [(0.1, -p.head * 0.62, neck), (0.13, -p.girth * 0.95, neck - 0.1), (0.13, -p.girth * 1.0, neck - 0.24)],
            0.045,
            sides=8,
        )
        parts.append(Part("scarf", "tertiary", (ring, end)))
    return tuple(parts)


def _head(p: Params, centre: Floats) -> list[Part]:
    r, wide = p.head, p.head * p.head_width
    skull = ellipsoid((wide, r * 0.95, r), centre, segments=16, rings=8)
    x, z = wide * 0.74 * p.ear_spread, r * (1.12 - 0.35 * p.ear_spread)
    ear = ellipsoid((p.ear, p.ear * 0.6, p.ear), centre + np.array([x, 0.02, z]), segments=12, rings=6)
    inner = ellipsoid(
        (p.ear * 0.6, 0.04, p.ear * 0.6), centre + np.array([x, 0.02 - p.ear * 0.45, z]), segments=10, rings=5
    )
    nose_at = centre + np.array([0, -r * 0.85, -r * 0.22])
    size = p.muzzle
    muzzle = ellipsoid((size * 1.2, size * p.snout, size), nose_at, segments=12, rings=6)
    nose = ellipsoid(
        (0.045, 0.035, 0.034), nose_at + np.array([0, -size * p.snout * 0.92, size * 0.38]), segments=10, rings=5
    )
    eye = ball(p.eye, centre + np.array([wide * 0.4, -r * 0.84, r * 0.22]), segments=8)
    return [
        Part(
            "head",
            "primary",
            (skull, *mirrored_pair(ear)),
            joint=turn((0.0, 0.0, p.height * 0.9), (0.0, 0.0, 1.0), -0.8, 0.8),
        ),
        Part("muzzle", "secondary", (muzzle, *mirrored_pair(inner))),
        Part("nose", "dark", (nose,)),
        Part("eyes", "dark", mirrored_pair(eye), label="eye", count=2),
    ]


def _limbs(p: Params) -> list[Part]:
    """Arms that turn at the shoulder and legs that turn at the hip, with pads on the soles."""
    shoulder = np.array([p.girth * 0.72, -0.02, p.height * 0.5])
    way = {"open": (0.75, -0.6, -0.25), "hanging": (0.5, -0.25, -0.85), "raised": (0.75, -0.3, 0.6)}[p.arms]
    hand = shoulder + np.array(way) * p.arm_length
    arm = limb(
        [shoulder, 0.5 * (shoulder + hand) + np.array([0.015, 0, 0]), hand],
        (p.arm_radius, p.arm_radius, p.arm_radius * 1.08),
        sides=9,
    )
    hip = np.array([p.girth * 0.6, -p.girth * 0.3, -p.height * 0.66])
    if p.pose == "sitting":
        foot = hip + np.array([0.1, -p.girth * 0.5 - p.leg_length, -0.02])
        sole = ellipsoid(
            (p.leg_radius * 0.78, 0.035, p.leg_radius * 0.78),
            foot + np.array([0.01, -p.leg_radius * 1.0, 0.03]),
            segments=10,
            rings=5,
        )
        toes = ellipsoid(
            (p.leg_radius * 1.05, p.leg_radius * 0.9, p.leg_radius * 1.3),
            foot + np.array([0, 0, 0.03]),
            segments=12,
            rings=7,
        )
    else:
        hip = np.array([p.girth * 0.48, 0.0, -p.height * 0.66])
        foot = hip + np.array([0.015, -0.02, -p.leg_length - 0.06])
        toes = ellipsoid(
            (p.leg_radius * 1.05, p.leg_radius * 1.4, p.leg_radius * 0.75),
            foot + np.array([0, -0.04, 0]),
            segments=12,
            rings=7,
        )
        sole = ellipsoid(
            (p.leg_radius * 0.7, 0.035, p.leg_radius * 0.42),
            foot + np.array([0, -0.04 - p.leg_radius * 1.3, 0.01]),
            segments=10,
            rings=5,
        )
    leg = limb([hip, foot], (p.leg_radius * 1.12, p.leg_radius * 0.95), sides=9, steps=1)
    parts = []
    for side, sign in (("left", 1.0), ("right", -1.0)):
        for name, pivot, solids in (("arm", shoulder, (arm,)), ("leg", hip, (leg, toes))):
            at = (sign * float(pivot[0]), float(pivot[1]), float(pivot[2]))
            made = solids if sign > 0 else tuple(mesh.mirrored("x") for mesh in solids)
            joint = turn(at, (1.0, 0.0, 0.0), -0.7, 0.7)
            parts.append(Part(f"{side} {name}", "primary", made, label=name, joint=joint))
    return [*parts, Part("pads", "secondary", mirrored_pair(sole), label="pad", count=2)]


def words(p: Params) -> Words:
    """What may be said of this teddy bear."""
    adjectives = [p.pose]
    if p.girth > 0.245:
        adjectives += ["round", "thick"]
    if p.girth < 0.215 and p.height > 0.26:
        adjectives.append("thin")
    if p.pose == "standing" and p.leg_length > 0.2:
        adjectives.append("tall")
    features = {"none": [], "bow tie": ["a bow tie"], "scarf": ["a scarf"]}[p.wear]
    features.append({"open": "open arms", "hanging": "hanging arms", "raised": "raised arms"}[p.arms])
    if p.ear > 0.095:
        features.append("big ears")
    return Words(tuple(adjectives), tuple(features))


KIND = Kind(
    "teddy bear",
    Params,
    build,
    words,
    nouns=("bear", "toy bear"),
    natural=(("brown", "beige", "red"), ("beige", "white", "blue"), ("white", "pink", "pink")),
    finishes=("matte", "glossy", "checkered", "striped"),
)
