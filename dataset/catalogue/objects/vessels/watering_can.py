"""Watering cans: a body, a long spout with a sprinkler head, one or two handles."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...curves import half_ellipse, spline
from ...kinds import Kind, Words
from ...mesh import Floats, Mesh, Part
from ...params import choice, span
from ...solids import extrusion, rod, tube
from .hollow import band, hollow


@dataclass(frozen=True)
class Params:
    """Lengths relative to a body of about one unit; the spout points to -X. `depth` squeezes the body along Y."""

    radius: float = span(0.3, 0.38)
    height: float = span(0.5, 0.72)
    taper: float = span(0.72, 1.0)
    depth: float = span(0.75, 1.0)
    wall: float = span(0.045, 0.06)
    spout_reach: float = span(0.36, 0.55)
    spout_rise: float = span(0.95, 1.25)
    spout_radius: float = span(0.05, 0.065)
    head_size: float = span(0.11, 0.16)
    handle_reach: float = span(0.16, 0.26)
    handle_rise: float = span(0.2, 0.34)
    handle_radius: float = span(0.036, 0.05)
    band_width: float = span(0.05, 0.09)
    body: str = choice("straight", "dome")
    handle: str = choice("arc", "two", "rear")
    head: str = choice("sprinkler", "sprinkler", "open")
    bands: str = choice("one", "two")


def _profile(p: Params) -> Floats:
    r, h = p.radius, p.height
    if p.body == "dome":
        return spline([(r, 0), (r * 1.03, h * 0.3), (r * 0.9, h * 0.75), (r * 0.55, h)], steps=3)
    return np.array([(r * (1 + (p.taper - 1) * t), h * t) for t in np.linspace(0, 1, 5)])


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a watering can."""
    outer, h = _profile(p), p.height
    levels = {"one": (0.0,), "two": (0.0, 0.42)}[p.bands]
    bands = [band(outer, t * h - 0.015, t * h + p.band_width, 0.018, 0.06, count=2) for t in levels]
    rim = band(outer, h - 0.04, h + 0.014, 0.016, p.wall + 0.03, count=2)

    def squeezed(*solids: Mesh) -> tuple[Mesh, ...]:
        return tuple(solid.scaled((1, p.depth, 1)) for solid in solids)

    return (
        Part("body", "primary", squeezed(hollow(outer, p.wall), _cover(p, outer))),
        Part("bands", "tertiary", squeezed(*bands), label="band", count=len(bands)),
        Part("rim", "tertiary", squeezed(rim)),
        *_spout(p, outer),
        *_handles(p, outer),
    )


def _cover(p: Params, outer: Floats) -> Mesh:
    """The front half of the top, so that the water stays in."""
    radius = float(outer[-1, 0]) - 0.5 * p.wall
    t = np.linspace(np.pi / 2, 3 * np.pi / 2, 13)
    edge = np.stack([radius * np.cos(t), radius * np.sin(t)], -1)
    return extrusion(edge, 0.05).moved((0.03, 0, p.height - 0.03))


def _spout(p: Params, outer: Floats) -> list[Part]:
    low = 0.16 * p.height
    start = np.array((-p.radius + 0.05, 0, low))
    tip = np.array((-p.radius - p.spout_reach, 0, p.spout_rise * p.height))
    along = (tip - start) / np.linalg.norm(tip - start)
    spout = [rod(start, tip, (1.9 * p.spout_radius, p.spout_radius), segments=16)]
    # A stay from the body to the spout.
    share = 0.62
    z = float(start[2] + share * (tip[2] - start[2]))
    z = min(z, 0.9 * p.height)
    x = float(np.interp(z, (start[2], tip[2]), (start[0], tip[0])))
    inner = -float(np.interp(z, outer[:, 1], outer[:, 0])) + 0.02
    spout.append(rod((x, 0, z), (inner, 0, z), 0.028, segments=10))
    parts = [Part("spout", "secondary", tuple(spout))]
    if p.head == "open":
        return [
            *parts,
            Part("spout tip", "tertiary", (rod(tip - 0.03 * along, tip + 0.05 * along, p.spout_radius + 0.02),)),
        ]
    mouth = tip + 0.16 * along
    cone = rod(tip - 0.03 * along, mouth, (p.spout_radius, p.head_size), segments=20)
    face = rod(mouth - 0.01 * along, mouth + 0.035 * along, p.head_size + 0.012, segments=20)
    across = np.array((along[2], 0, -along[0]))
    spots = [(0.0, 0.0)] + [(0.62 * np.cos(a), 0.62 * np.sin(a)) for a in np.arange(6) * np.pi / 3]
    holes = []
    for u, v in spots:
        center = mouth + p.head_size * (u * across + v * np.array((0, 1, 0)))
        holes.append(rod(center, center + 0.045 * along, 0.026, segments=6))
    return [
        *parts,
        Part("sprinkler cone", "secondary", (cone,)),
        Part("sprinkler", "tertiary", (face,)),
        Part("holes", "dark", tuple(holes), label="hole", count=len(holes)),
    ]


def _handles(p: Params, outer: Floats) -> list[Part]:
    h, top = p.height, float(outer[-1, 0])
    low = 0.3 * h
    back = float(np.interp(low, outer[:, 1], outer[:, 0])) - 0.02
    reach = max(back, top) + p.handle_reach
    peak = h + p.handle_rise
    if p.handle == "arc":
        # One sweep from the front of the top over it and down the back.
        path = [
            (-0.6 * top, 0, h - 0.03),
            (-0.2 * top, 0, peak),
            (0.75 * top + 0.05, 0, peak + 0.02),
            (reach, 0, h * 0.8),
        ]
        return [
            Part("handle", "secondary", (tube(spline([*path, (back, 0, low)], steps=5), p.handle_radius, segments=10),))
        ]
    high = 0.88 * h
    x1 = float(np.interp(high, outer[:, 1], outer[:, 0])) - 0.02
    inner = min(back, x1)
    ear = tube(
        half_ellipse((inner, 0, (low + high) / 2), (reach - inner, 0, 0.08), (0, 0, (high - low) / 2)), p.handle_radius
    )
    if p.handle == "rear":
        return [Part("handle", "secondary", (ear,))]
    arch = tube(
        half_ellipse((0, 0, h - 0.02), (0, 0, p.handle_rise), (0.9 * top, 0, 0), 13), p.handle_radius, segments=10
    )
    return [Part("handles", "secondary", (ear, arch), label="handle", count=2)]


def words(p: Params) -> Words:
    """What may be said of this watering can."""
    adjectives = []
    if p.height / p.radius > 1.95:
        adjectives.append("tall")
    if p.height / p.radius < 1.6:
        adjectives += ["short", "wide"]
    if p.body == "dome":
        adjectives.append("round")
    features = ["a long spout" if p.spout_reach > 0.46 else "a spout"]
    features.append({"arc": "a curved handle", "two": "two handles", "rear": "a handle at the back"}[p.handle])
    features.append("a sprinkler" if p.head == "sprinkler" else "an open spout")
    features.append({"one": "a band", "two": "two bands"}[p.bands])
    return Words(tuple(adjectives), tuple(features))


KIND = Kind(
    "watering can",
    Params,
    build,
    words,
    nouns=("garden watering can",),
    natural=(("green", "green", "yellow"), ("gray", "gray", "black"), ("blue", "blue", "yellow")),
    finishes=("matte", "glossy", "metallic", "striped", "checkered"),
)
