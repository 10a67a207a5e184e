"""Bottles: a body with shoulder and neck, a cap, perhaps a label."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..mesh import Description, Part
from ..solids import frustum, lathe, loft, rounded_square, spline
from ..streams import between, chance, pick


@dataclass(frozen=True)
class Params:
    """Lengths relative to a bottle of about one unit; heights are absolute levels."""

    radius: float = 0.16
    shoulder: float = 0.55
    neck_start: float = 0.75
    neck_radius: float = 0.06
    height: float = 1.0
    cap_height: float = 0.09
    shape: str = "round"
    label: bool = True


def sample_params(rng: np.random.Generator) -> Params:
    """Draw a bottle."""
    height = between(rng, 0.75, 1.1)
    shoulder = between(rng, 0.42, 0.62)
    return Params(
        radius=between(rng, 0.14, 0.26),
        shoulder=shoulder * height,
        neck_start=(shoulder + between(rng, 0.1, 0.2)) * height,
        neck_radius=between(rng, 0.05, 0.085),
        height=height,
        cap_height=between(rng, 0.09, 0.16),
        shape=pick(rng, ("round", "round", "flask", "square")),
        label=chance(rng, 0.4),
    )


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a bottle."""
    neck = [(p.neck_radius * 1.02, p.neck_start), (p.neck_radius, p.height)]
    if p.shape == "flask":
        # A drop: widest low down, narrowing all the way to the neck.
        wide = p.radius * 1.3
        control = [(wide * 0.62, 0), (wide, p.shoulder * 0.35), (wide * 0.86, p.shoulder * 0.8), *neck]
    else:
        control = [(p.radius, 0.0), (p.radius, p.shoulder * 0.5), (p.radius, p.shoulder), *neck]
    curve = spline(control)
    curve[:, 0] = np.maximum(curve[:, 0], p.neck_radius * 0.9)
    if p.shape == "square":
        rings = [np.c_[rounded_square(r, 0.4 if r > p.neck_radius * 1.3 else 1.0), np.full(32, z)] for r, z in curve]
        body = loft(rings)
    else:
        body = lathe([(0, 0), *curve, (0, p.height)])
    half = p.cap_height * 0.5
    cap = frustum(p.neck_radius * 1.35, p.neck_radius * 1.3, p.height - half, p.height + half)
    parts = [Part("body", "primary", (body,)), Part("cap", "secondary", (cap,))]
    if p.label and p.shape == "round":
        label = frustum(p.radius * 1.05, p.radius * 1.05, p.shoulder * 0.25, p.shoulder * 0.75)
        parts.append(Part("label", "light", (label,)))
    return tuple(parts)


def describe(p: Params) -> Description:
    """What may be said of this bottle."""
    adjectives = []
    if p.height / p.radius > 5.8:
        adjectives.append("slim")
    if p.height / p.radius < 4.2:
        adjectives.append("wide")
    if p.shape == "square":
        adjectives.append("square")
    features = ("a label",) if p.label and p.shape == "round" else ()
    return Description(
        tuple(adjectives), accent="cap", features=features, nouns=("flask",) if p.shape == "flask" else ()
    )
