"""Turtles: a domed shell with plates and a rim, a head that looks out, and legs or flippers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...arrays import mirrored_pair
from ...curves import circle
from ...kinds import Kind, Words
from ...mesh import Mesh, Part, turn
from ...params import choice, span
from ...solids import extrusion, lathe, torus
from .shapes import ball, body, leaf, limb, on_egg


@dataclass(frozen=True)
class Params:
    """Lengths relative to a turtle of about one unit."""

    width: float = span(0.3, 0.38)
    length: float = span(0.36, 0.46)
    dome: float = span(0.2, 0.36)
    rim: float = span(0.035, 0.055)
    plate_size: float = span(0.1, 0.13)
    plate_height: float = span(0.014, 0.028)
    neck: float = span(0.08, 0.2)
    neck_rise: float = span(0.04, 0.2)
    head: float = span(0.1, 0.135)
    leg_length: float = span(0.13, 0.22)
    leg_radius: float = span(0.06, 0.085)
    tail: float = span(0.1, 0.18)
    eye: float = span(0.024, 0.032)
    limbs: str = choice("legs", "legs", "flippers")
    shell: str = choice("plates", "plates", "smooth", "knobs")
    face: str = choice("plain", "cheeks")


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a turtle that looks towards -Y, the shell's edge at z = 0."""
    size = (p.width, p.length, p.dome)
    angles = np.linspace(0, np.pi / 2, 9)[:-1]
    shell = lathe(
        [(0, -0.02), (0.97, -0.02), *np.stack([np.cos(angles), np.sin(angles)], axis=1), (0, 1.0)], segments=24
    )
    belly = lathe([(0, -0.09), (0.7, -0.09), (0.93, -0.02), (0.9, 0.05), (0, 0.05)], segments=24)
    rim = torus(1.0, 0.1, segments=24, sides=6).scaled((p.width, p.length, p.rim / 0.1))
    parts = [
        Part("shell", "primary", (shell.scaled(size),)),
        Part("rim", "tertiary", (rim,)),
        Part("belly", "secondary", (belly.scaled((p.width, p.length, 1.0)),)),
        *_limbs(p),
        *_head(p),
    ]
    tail = limb([(0, p.length * 0.9, -0.02), (0, p.length + p.tail, -0.03)], (0.05, 0.022), sides=8)
    parts.append(
        Part("tail", "secondary", (tail,), joint=turn((0.0, p.length * 0.9, -0.02), (0.0, 0.0, 1.0), -0.5, 0.5))
    )
    if p.shell != "smooth":
        plates = tuple(_plate(p, a, e) for a, e in _places())
        parts.append(Part(p.shell, "tertiary", plates, label=p.shell[:-1], count=len(plates)))
    return tuple(parts)


def _places() -> list[tuple[float, float]]:
    """Azimuth and elevation of the plates: one on top, six around."""
    return [(0.0, np.pi / 2), *((np.pi * (k + 0.5) / 3, 0.62) for k in range(6))]


def _plate(p: Params, azimuth: float, elevation: float) -> Mesh:
    """A six-sided plate, or a cone, that lies on the dome."""
    size = np.array((p.width, p.length, p.dome))
    at = np.array(on_egg(size, (0, 0, 0), azimuth, elevation))
    thick = 0.09
    if p.shell == "knobs":
        mesh = lathe(
            [
                (0, -0.06),
                (p.plate_size * 0.75, -0.06),
                (p.plate_size * 0.6, 0.01),
                (0.02, 0.05 + 2 * p.plate_height),
                (0, 0.055 + 2 * p.plate_height),
            ],
            segments=10,
        )
    else:
        outline = circle(p.plate_size, 6)
        mesh = extrusion(outline, thick).moved((0, 0, p.plate_height - thick / 2))
    # Its z axis goes along the normal of the egg.
    normal = at / size**2
    lean = float(np.arccos(normal[2] / np.linalg.norm(normal)))
    turned = float(np.arctan2(normal[1], normal[0])) if lean > 1e-6 else np.pi / 2
    return mesh.rotated("y", lean).rotated("z", turned).moved(at)


def _head(p: Params) -> list[Part]:
    y, r = -p.length * 0.8, p.head
    centre = np.array([0, -p.length - p.neck - r * 0.3, p.neck_rise])
    neck = limb(
        [(0, y, -0.01), (0, -p.length - p.neck * 0.4, p.neck_rise * 0.3), (0, centre[1], p.neck_rise)],
        (0.075, 0.068, 0.068),
        sides=12,
    )
    skull = body(
        [
            (0, centre[1] + r * 0.4, centre[2], r * 0.75, r * 0.72),
            (0, centre[1] - r * 0.6, centre[2] - 0.01, r * 0.78, r * 0.68),
        ],
        sides=12,
    )
    eye = ball(p.eye, centre + np.array([r * 0.62, -r * 0.75, r * 0.42]), segments=8)
    parts = [
        Part("head", "secondary", (neck, skull), joint=turn((0.0, y, -0.01), (0.0, 0.0, 1.0), -0.4, 0.4)),
        Part("eyes", "dark", mirrored_pair(eye), label="eye", count=2),
    ]
    if p.face == "cheeks":
        cheek = ball(0.04, centre + np.array([r * 0.68, -r * 0.7, -r * 0.12]), segments=8)
        parts.append(Part("cheeks", "tertiary", mirrored_pair(cheek), label="cheek", count=2))
    return parts


def _limbs(p: Params) -> list[Part]:
    parts = []
    for end, sign, share in (("front", -1.0, 1.0), ("hind", 1.0, 0.75)):
        x, y = p.width * 0.66, sign * p.length * 0.62
        if p.limbs == "legs":
            r = p.leg_radius
            foot = (x + 0.07, y + sign * 0.05, -p.leg_length - 0.02)
            mesh = limb([(x, y, 0.0), foot], (r, r * 1.05), sides=12, steps=1)
        else:
            reach = (0.2 + p.leg_length) * share
            path = [
                (x, y, -0.02),
                (x + reach * 0.75, y + sign * reach * 0.1, -0.03),
                (x + reach, y + reach * 0.6, -0.07),
            ]
            mesh = leaf(path, p.leg_radius * 1.3 * share + 0.02, 0.032, (0.3, 1, 0), widest=0.5)
        for side, across, solid in (("left", 1.0, mesh), ("right", -1.0, mesh.mirrored("x"))):
            axis = (1.0, 0.0, 0.0) if p.limbs == "legs" else (0.0, 1.0, 0.0)
            joint = turn((across * x, y, -0.01), axis, -0.5, 0.5)
            parts.append(Part(f"{side} {end} {p.limbs[:-1]}", "secondary", (solid,), label=p.limbs[:-1], joint=joint))
    return parts


def words(p: Params) -> Words:
    """What may be said of this turtle."""
    adjectives = []
    if p.dome > 0.31:
        adjectives += ["tall", "round"]
    if p.dome < 0.25:
        adjectives.append("flat")
    if p.length > 0.43:
        adjectives.append("long")
    if p.width > 0.36:
        adjectives.append("wide")
    features = [{"plates": "a plated shell", "smooth": "a smooth shell", "knobs": "a knobbed shell"}[p.shell]]
    features.append("four legs" if p.limbs == "legs" else "four flippers")
    if p.neck > 0.16:
        features.append("a long neck")
    return Words(tuple(adjectives), tuple(features), ("tortoise",) if p.limbs == "legs" else ("sea turtle",))


KIND = Kind(
    "turtle",
    Params,
    build,
    words,
    nouns=("toy turtle",),
    natural=(("green", "lime", "brown"), ("brown", "green", "beige"), ("green", "beige", "green")),
    finishes=("matte", "glossy", "striped", "checkered"),
)
