"""Snowmen: two or three balls of snow with a carrot nose, a hat, a scarf, buttons and twigs for arms."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...arrays import mirrored_pair
from ...kinds import Kind, Words
from ...mesh import Mesh, Part, turn
from ...params import choice, span
from ...solids import annulus, ellipsoid, frustum, lathe, rod, torus
from .shapes import ball, limb, on_egg, tilted


@dataclass(frozen=True)
class Params:
    """Lengths relative to a snowman of about one unit."""

    base: float = span(0.29, 0.36)
    middle: float = span(0.68, 0.8)
    head: float = span(0.66, 0.82)
    squash: float = span(0.82, 0.98)
    nose_length: float = span(0.16, 0.28)
    nose_radius: float = span(0.035, 0.05)
    eye: float = span(0.026, 0.036)
    button: float = span(0.03, 0.042)
    arm_length: float = span(0.26, 0.4)
    arm_rise: float = span(-0.12, 0.26)
    scarf: float = span(0.042, 0.06)
    scarf_end: float = span(0.16, 0.3)
    hat_height: float = span(0.16, 0.28)
    balls: int = choice(3, 3, 2)
    hat: str = choice("top hat", "top hat", "bucket", "bobble hat")
    mouth: str = choice("smile", "smile", "none")
    buttons: int = choice(2, 3)


def _balls(p: Params) -> list[tuple[float, float]]:
    """Radius and centre height of each ball, from the ground up."""
    radii = [p.base, p.base * p.middle, p.base * p.middle * p.head]
    if p.balls == 2:
        radii = [p.base, p.base * p.head]
    out, z = [], 0.0
    for k, r in enumerate(radii):
        z += r * p.squash * (0.9 if k == 0 else 0.72)
        out.append((r, z))
        z += r * p.squash * 0.8
    return out


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a snowman that looks towards -Y."""
    spheres = _balls(p)
    names = ("lower ball", "middle ball", "head") if p.balls == 3 else ("lower ball", "head")
    parts = [
        Part(name, "primary", (ellipsoid((r, r, r * p.squash), (0, 0, z), segments=20, rings=8),))
        for name, (r, z) in zip(names, spheres, strict=True)
    ]
    return (*parts, *_face(p, *spheres[-1]), *_trunk(p, spheres), *_hat(p, *spheres[-1]))


def _face(p: Params, r: float, z: float) -> list[Part]:
    egg, centre = (r, r, r * p.squash), (0, 0, z)
    eyes = mirrored_pair(ball(p.eye, on_egg(egg, centre, 0.42, 0.38), segments=8))
    nose = rod((0, -r * 0.85, z + r * 0.02), (0, -r - p.nose_length, z - 0.02), (p.nose_radius, 0.016), segments=12)
    parts = [Part("eyes", "dark", eyes, label="eye", count=2), Part("nose", "tertiary", (nose,))]
    if p.mouth == "smile":
        dots = [on_egg(egg, centre, 0.19 * k, -0.5 + 0.05 * k * k) for k in range(-2, 3)]
        parts.append(Part("mouth", "dark", tuple(ball(0.022, dot, segments=6) for dot in dots)))
    return parts


def _trunk(p: Params, spheres: list[tuple[float, float]]) -> list[Part]:
    """Scarf, buttons and arms."""
    (r, z), (head, head_z) = spheres[-2], spheres[-1]
    egg = (r, r, r * p.squash)
    low, high = (0.0, 0.75) if p.balls == 3 else (-0.1, 0.7)
    rows = np.linspace(low, high, p.buttons) - 0.12
    studs = tuple(ball(p.button, on_egg(egg, (0, 0, z), 0.0, float(e)), segments=8) for e in rows)
    neck = (z + r * p.squash * 0.8 + head_z - head * p.squash * 0.72) / 2
    ring = torus(head * 0.78, p.scarf * 1.25, segments=20, sides=6).moved((0, 0, neck))
    start = np.array((head * 0.55, -head * 0.55, neck))
    lower = np.array(on_egg((r, r, r * p.squash), (0, 0, z), 0.55, 0.25))
    path = [
        start,
        0.5 * (start + lower) + (0.03, -0.035, 0.02),
        lower + np.array((0.01, -0.02, 0.07 - p.scarf_end * 0.4)),
    ]
    end = limb(path, p.scarf * 0.85, sides=8)
    parts = [
        Part("buttons", "dark", studs, label="button", count=p.buttons),
        Part("scarf", "secondary", (ring, end)),
    ]
    x, height = r * 0.85, z + r * 0.25
    tip = np.array([x + p.arm_length, -0.05, height + p.arm_rise])
    twig = [rod((x, 0, height), tip, (0.026, 0.022), segments=8)]
    fork = np.array([x, 0, height]) + 0.68 * (tip - (x, 0, height))
    twig += [rod(fork, fork + np.array((0.09, -0.02, s * 0.08 + p.arm_rise * 0.2)), 0.02, segments=7) for s in (1, -1)]
    for name, sign, solids in (("left arm", 1.0, twig), ("right arm", -1.0, [m.mirrored("x") for m in twig])):
        joint = turn((sign * x, 0.0, height), (0.0, 1.0, 0.0), -0.5, 0.5)
        parts.append(Part(name, "timber", tuple(solids), label="arm", joint=joint))
    return parts


def _hat(p: Params, r: float, z: float) -> list[Part]:
    top, tall = z + r * p.squash * 0.72, p.hat_height

    def lean(mesh: Mesh) -> Mesh:
        return tilted(mesh, "y", 0.12).moved((0, 0.01, top))

    if p.hat == "top hat":
        wide = r * 0.68
        hat = (frustum(r * 1.12, r * 1.12, 0, 0.045), frustum(wide, wide * 1.08, 0.01, tall))
        band = annulus([(wide * 1.06, 0.03), (wide * 1.08, 0.09)], wide * 0.3)
        return [Part("hat", "dark", tuple(map(lean, hat))), Part("hat band", "secondary", (lean(band),))]
    if p.hat == "bucket":
        pail = frustum(r * 0.85, r * 0.62, -0.02, tall)
        rim = annulus([(r * 0.94, -0.03), (r * 0.93, 0.02)], r * 0.3)
        return [
            Part("hat", "tertiary", (lean(pail),), label="bucket"),
            Part("hat rim", "metal", (lean(rim),), label="rim"),
        ]
    tall *= 0.75
    cap = lathe([(0, -0.02), (r * 0.8, -0.02), (r * 0.72, tall * 0.55), (r * 0.4, tall * 0.92), (0, tall)])
    cuff = torus(r * 0.76, 0.05, sides=8)
    bobble = ball(0.07, (0, 0, tall + 0.03), segments=14)
    return [
        Part("hat", "secondary", (lean(cap),)),
        Part("bobble", "tertiary", (lean(bobble), lean(cuff))),
    ]


def words(p: Params) -> Words:
    """What may be said of this snowman."""
    adjectives = []
    if p.balls == 3 and p.squash > 0.92:
        adjectives.append("tall")
    if p.balls == 2:
        adjectives.append("short")
    if p.base > 0.34 and p.balls == 2:
        adjectives.append("round")
    features = [f"a {p.hat}", "a scarf", "two balls" if p.balls == 2 else "three balls"]
    features.append("two buttons" if p.buttons == 2 else "three buttons")
    if p.mouth == "smile":
        features.append("a smile")
    if p.nose_length > 0.24:
        features.append("a long nose")
    return Words(tuple(adjectives), tuple(features))


KIND = Kind(
    "snowman",
    Params,
    build,
    words,
    nouns=("snow figure",),
    natural=(("white", "red", "orange"), ("white", "blue", "orange"), ("white", "green", "orange")),
    finishes=("matte", "glossy"),
)
