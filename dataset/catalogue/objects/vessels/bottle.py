"""Bottles: a body with shoulder and neck, a cap, a cork or a stopper, perhaps a label or bands."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from ...curves import rounded_square, spline, star
from ...kinds import Kind, Words
from ...mesh import Floats, Mesh, Part, slide, turn
from ...params import choice, span
from ...solids import ellipsoid, extrusion, frustum, lathe, loft, wheel
from .hollow import stretch


@dataclass(frozen=True)
class Params:
    """Lengths relative to a bottle of about one unit; levels are shares of the height."""

    height: float = span(0.8, 1.15)
    radius: float = span(0.15, 0.26)
    shoulder: float = span(0.42, 0.6)
    slope: float = span(0.1, 0.2)
    neck_radius: float = span(0.055, 0.085)
    neck_cover: float = span(0.45, 0.85)
    lip: float = span(0.02, 0.032)
    cap_height: float = span(0.09, 0.15)
    cap_width: float = span(1.2, 1.5)
    label_level: float = span(0.46, 0.56)
    label_height: float = span(0.4, 0.62)
    shape: str = choice("round", "round", "drop", "square")
    cap: str = choice("screw", "cork", "stopper")
    label: str = choice("paper", "bands", "none")


def _profile(p: Params) -> Floats:
    """Outer radius and z from bottom to mouth."""
    start = (p.shoulder + p.slope) * p.height
    neck = [(p.neck_radius * 1.03, start), (p.neck_radius, (start + p.height) / 2), (p.neck_radius, p.height)]
    shoulder = p.shoulder * p.height
    if p.shape == "drop":
        # Widest low down, narrowing all the way to the neck.
        wide = p.radius * 1.25
        curve = spline([(wide * 0.7, 0), (wide, shoulder * 0.35), (wide * 0.82, shoulder * 0.85), *neck])
    else:
        curve = spline([(p.radius, 0.03), (p.radius, shoulder * 0.5), (p.radius, shoulder), *neck])
        curve = np.concatenate([[(p.radius * 0.9, 0.0)], curve])
    curve[:, 0] = np.maximum(curve[:, 0], p.neck_radius * 0.95)
    return curve


def _solid(p: Params, rows: ArrayLike) -> Mesh:
    """The bottle's round or square cross-section along rows of radius and z."""
    rows = np.asarray(rows, float)
    if p.shape != "square":
        return lathe([(0, rows[0, 1]), *rows, (0, rows[-1, 1])])
    roundness = np.interp(rows[:, 0], (p.neck_radius * 1.05, p.radius), (1.0, 0.22))
    outlines = [rounded_square(r, k) for r, k in zip(rows[:, 0], roundness, strict=True)]
    return loft([np.c_[outline, np.full(len(outline), z)] for outline, z in zip(outlines, rows[:, 1], strict=True)])


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a bottle."""
    outer, top = _profile(p), p.height
    start = (p.shoulder + p.slope) * top
    neck = frustum(p.neck_radius + 0.014, p.neck_radius + 0.014, top - p.neck_cover * (top - start), top - 0.005)
    lip = frustum(p.neck_radius + p.lip, p.neck_radius + p.lip, top - 0.045, top + 0.01)
    parts = [
        Part("body", "primary", (_solid(p, outer),)),
        Part("neck", "tertiary", (neck,)),
        Part("lip", "secondary", (lip,)),
        _cap(p),
    ]
    middle, half = p.label_level * p.shoulder * top, p.label_height * p.shoulder * top / 2
    if p.label == "paper":
        paper = _solid(p, stretch(outer, middle - half, middle + half, 0.014, 6))
        reach = float(np.abs(paper.vertices[:, 1]).max())
        badge = wheel(min(0.62 * half, 0.45 * reach), 0.08).rotated("z", np.pi / 2)
        parts.append(Part("label", "light", (paper,)))
        parts.append(Part("badge", "secondary", (badge.moved((0, -reach + 0.022, middle)),)))
    if p.label == "bands":
        ends = ((middle - half, middle - 0.5 * half), (middle + 0.5 * half, middle + half))
        bands = tuple(_solid(p, stretch(outer, low, high, 0.014)) for low, high in ends)
        parts.append(Part("bands", "secondary", bands, label="band", count=2))
    return tuple(parts)


def _cap(p: Params) -> Part:
    """What closes the mouth."""
    low, high = p.height - 0.01, p.height + p.cap_height
    radius = p.cap_width * p.neck_radius
    if p.cap == "screw":
        ribbed = extrusion(star(radius * 1.06, radius * 0.94, 16), high - low).moved((0, 0, (low + high) / 2))
        return Part("cap", "secondary", (ribbed,), joint=turn((0, 0, low), (0, 0, 1)))
    if p.cap == "cork":
        solids: tuple[Mesh, ...] = (frustum(radius * 0.72, radius * 0.9, low, high),)
    else:
        ball = ellipsoid((radius * 1.15, radius * 1.15, p.cap_height * 0.6), (0, 0, p.height + p.cap_height * 0.75))
        solids = (frustum(radius * 0.6, radius * 0.6, low, p.height + p.cap_height * 0.6), ball)
    return Part(p.cap, "secondary", solids, joint=slide((0, 0, low), (0, 0, 1), 0.0, p.cap_height))


def words(p: Params) -> Words:
    """What may be said of this bottle."""
    adjectives = []
    ratio = p.height / p.radius
    if ratio > 5.6:
        adjectives += ["tall", "narrow"]
    if ratio < 4.3:
        adjectives.append("wide")
    if p.shape == "square":
        adjectives.append("square")
    if p.shape == "drop":
        adjectives.append("round")
    features = [{"screw": "a screw cap", "cork": "a cork", "stopper": "a round stopper"}[p.cap]]
    features += {"paper": ["a label"], "bands": ["two bands"], "none": []}[p.label]
    return Words(tuple(adjectives), tuple(features), ("flask",) if p.shape == "drop" else ())


KIND = Kind(
    "bottle",
    Params,
    build,
    words,
    natural=(("green", "brown", "black"), ("brown", "beige", "black"), ("maroon", "black", "beige")),
    finishes=("matte", "glossy", "metallic", "striped", "checkered"),
)
