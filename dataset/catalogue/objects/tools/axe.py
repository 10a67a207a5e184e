"""Axes: a blade at +X on top of an upright handle."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...curves import circle, spline
from ...kinds import Kind, Words
from ...mesh import Floats, Mesh, Part
from ...params import choice, span
from ...solids import box, sweep, tapered_box
from .strips import slab


@dataclass(frozen=True)
class Params:
    """Lengths relative to an axe of about one unit; `beard` draws the edge down."""

    handle: float = span(0.78, 1.05)
    handle_radius: float = span(0.044, 0.06)
    oval: float = span(0.75, 1.0)
    curve: float = span(0.03, 0.08)
    foot: float = span(1.15, 1.6)
    reach: float = span(0.32, 0.46)
    eye_height: float = span(0.075, 0.11)
    edge_height: float = span(0.2, 0.3)
    bulge: float = span(0.03, 0.09)
    beard: float = span(0.02, 0.1)
    thickness: float = span(0.05, 0.075)
    bevel: float = span(0.16, 0.28)
    poll: float = span(0.06, 0.14)
    grip_length: float = span(0.18, 0.36)
    head: str = choice("single", "single", "double", "spiked")
    shaft: str = choice("straight", "curved")
    grip: str = choice("none", "wrap", "bands")


def build(p: Params) -> tuple[Part, ...]:
    """The parts of an axe."""
    height = p.handle
    body, edge = _blade(p)
    sides = (body, body.mirrored("x")) if p.head == "double" else (body,)
    edges = (edge, edge.mirrored("x")) if p.head == "double" else (edge,)
    radius = p.handle_radius
    eye = box((2.7 * radius, 2.3 * radius * p.oval + 0.035, 2.3 * p.eye_height), (0, 0, height), bevel=0.015)
    oval = circle(1.0, 18) * np.array([1.0, p.oval])
    path, widths = _shaft(p)
    handle = sweep(oval, path, widths, up=(0, 1, 0))
    knob = sweep(oval, [(path[0, 0], 0, -0.03), (path[0, 0], 0, 0.05)], widths[0] * 1.22, up=(0, 1, 0))
    parts = [
        Part("head", "primary", (*sides, *_poll(p))),
        Part("edge", "metal", edges, count=len(edges)),
        Part("eye", "tertiary", (eye,), label="socket"),
        Part("handle", "secondary", (handle,)),
        Part("knob", "tertiary", (knob,), label="end cap"),
    ]
    if p.grip != "none":
        bands = _bands(p, path, widths, oval)
        label = "grip" if p.grip == "wrap" else "band"
        parts.append(Part("grip", "dark", bands, label=label, count=len(bands)))
    return tuple(parts)


def _blade(p: Params) -> tuple[Mesh, Mesh]:
    """The blade at +X and its bright edge."""
    t = np.linspace(-1, 1, 11)
    beard = p.beard * (t < 0) * t**2

    def chain(x: float, half: float, share: float) -> Floats:
        return np.stack([x - p.bulge * share * t**2, p.handle + half * t - share * beard], -1)

    waist = chain(p.reach * 0.4, p.eye_height * 0.85, 0.1)
    inner = chain(p.reach * (1 - p.bevel), p.edge_height * 0.86, 0.75)
    outer = chain(p.reach, p.edge_height, 1.0)
    root = chain(p.reach * (1 - 0.4 * p.bevel), p.edge_height * 0.78, 0.8)  # hidden in the edge
    thin = p.thickness
    body = slab([chain(0.0, p.eye_height, 0), waist, inner, root], (thin * 1.6, thin, thin, 0.03))
    proud = thin + 0.014
    edge = slab([inner, inner * 0.65 + outer * 0.35, outer], (proud, proud * 0.9, 0.024))
    return body, edge


def _poll(p: Params) -> tuple[Mesh, ...]:
    """What is behind the eye."""
    if p.head == "double":
        return ()
    half, deep = p.handle_radius * 1.2, p.thickness * 1.6
    if p.head == "spiked":
        tall = np.array((p.eye_height * 1.5, deep))
        spike = tapered_box(tall, tall * 0.25, 0.0, half + 0.09 + p.poll, shift=(0, 0))
        return (spike.rotated("y", -np.pi / 2).moved((0, 0, p.handle)),)
    block = box((half + p.poll, deep, p.eye_height * 1.7), (-(half + p.poll) / 2, 0, p.handle), bevel=0.012)
    return (block,)


def _shaft(p: Params) -> tuple[Floats, Floats]:
    """Path (K, 3) from the foot up, and its radii (K,)."""
    bend = p.curve if p.shaft == "curved" else 0.0
    top, r = p.handle, p.handle_radius
    knots = [(-0.6 * bend, r * p.foot, 0.0), (-1.2 * bend, r * 1.12, 0.12 * top), (-0.2 * bend, r, 0.35 * top)]
    knots += [(0.8 * bend, r, 0.62 * top), (0.0, r, 0.9 * top), (0.0, r * 0.95, top + p.eye_height * 1.15 + 0.025)]
    line = spline(knots, 4)
    return np.stack([line[:, 0], np.zeros(len(line)), line[:, 2]], -1), line[:, 1]


def _bands(p: Params, path: Floats, widths: Floats, oval: Floats) -> tuple[Mesh, ...]:
    """Sleeves around the lower handle."""
    low, high = 0.1 * p.handle, (0.1 + p.grip_length) * p.handle
    spans = [(low, high)] if p.grip == "wrap" else [(z, z + 0.045) for z in np.linspace(low, high, 3)]
    bands = []
    for start, end in spans:
        z = np.linspace(start, end, 5 if p.grip == "wrap" else 2)
        line = np.stack([np.interp(z, path[:, 2], path[:, 0]), np.zeros(len(z)), z], -1)
        bands.append(sweep(oval, line, np.interp(z, path[:, 2], widths) + 0.014, up=(0, 1, 0)))
    return tuple(bands)


def words(p: Params) -> Words:
    """What may be said of this axe."""
    adjectives = []
    if p.handle > 0.96:
        adjectives.append("long")
    if p.handle < 0.86:
        adjectives.append("short")
    if p.edge_height > 0.265:
        adjectives.append("wide")
    if p.handle_radius < 0.048:
        adjectives.append("thin")
    features = [{"single": "one blade", "double": "two blades", "spiked": "a spike"}[p.head]]
    features.append({"straight": "a straight handle", "curved": "a curved handle"}[p.shaft])
    features += {"none": [], "wrap": ["a wrapped grip"], "bands": ["bands"]}[p.grip]
    nouns = {"single": ("hatchet",) if p.handle < 0.86 else (), "double": ("battle axe",), "spiked": ("battle axe",)}
    return Words(tuple(adjectives), tuple(features), nouns[p.head])


KIND = Kind(
    "axe",
    Params,
    build,
    words,
    nouns=("ax",),
    natural=(("red", "brown", "black"), ("gray", "brown", "black"), ("black", "beige", "gray")),
)
