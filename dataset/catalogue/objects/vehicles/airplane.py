"""Airplanes: a fuselage with wings and a tail, nose towards -Y."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...arrays import mirrored_pair, turned
from ...curves import spline
from ...kinds import Kind, Words
from ...mesh import Mesh, Part, turn
from ...params import choice, span
from ...solids import box, ellipsoid, rod, tube
from .forms import tyre, wing


@dataclass(frozen=True)
class Params:
    """Lengths relative to a fuselage of about two units; `reach` is the length of one wing."""

    length: float = span(1.7, 2.4)
    radius: float = span(0.16, 0.24)
    reach: float = span(0.8, 1.2)
    chord: float = span(0.4, 0.6)
    taper: float = span(0.45, 0.85)
    sweep: float = span(0.2, 0.55)
    dihedral: float = span(-0.02, 0.14)
    wing_place: float = span(-0.12, 0.02)
    fin: float = span(0.36, 0.54)
    tail: float = span(0.3, 0.44)
    canopy: float = span(0.09, 0.14)
    engine: float = span(0.1, 0.135)
    wheel: float = span(0.09, 0.13)
    engines: str = choice("jets", "propeller", "twin propellers")
    wings: str = choice("low", "high", "two")
    gear: str = choice("wheels", "none", "floats")


def build(p: Params) -> tuple[Part, ...]:
    """The parts of an airplane that flies towards -Y."""
    half = p.length / 2
    knots = [
        (-half, 0.45),
        (-half * 0.88, 0.8),
        (-half * 0.5, 1.0),
        (half * 0.2, 0.96),
        (half * 0.7, 0.6),
        (half, 0.34),
    ]
    curve = spline(knots, steps=3)
    path = np.c_[np.zeros(len(curve)), curve[:, 0], np.maximum(curve[:, 0], 0) ** 2 * 0.12]
    nose = ellipsoid((0.46 * p.radius, 0.5 * p.radius, 0.46 * p.radius), (0, -half, 0), segments=16, rings=7)
    canopy = ellipsoid(
        (p.radius * 0.7, p.length * p.canopy, p.radius * 0.62), (0, -half * 0.52, p.radius * 0.78), segments=16
    )
    parts = [
        Part("fuselage", "primary", (tube(path, p.radius * curve[:, 1], segments=18), nose)),
        Part("wings", "secondary", _wings(p), label="wing", count=4 if p.wings == "two" else 2),
        *_tail(p, half),
        Part("canopy", "glass", (canopy,)),
        *_engines(p, half),
    ]
    if p.gear == "wheels":
        drop, y = p.radius + p.wheel * 0.8, _middle(p) - 0.05
        legs = [rod((s * 0.3, y, -drop), (s * 0.1, y, 0), 0.042, segments=6) for s in (-1, 1)]
        legs.append(rod((0, -half * 0.75, -drop), (0, -half * 0.75, 0), 0.042, segments=6))
        places = {"left wheel": (0.3, y), "right wheel": (-0.3, y), "nose wheel": (0, -half * 0.75)}
        parts.append(Part("landing gear", "metal", tuple(legs), label="strut", count=3))
        for name, (x, at) in places.items():
            spot = (x, at, -drop)
            parts.append(
                Part(
                    name, "dark", (tyre(p.wheel, 0.09, segments=14).moved(spot),), "wheel", joint=turn(spot, (1, 0, 0))
                )
            )
    if p.gear == "floats":
        z, y = -p.radius - 0.28, _middle(p)
        rows = [(-0.62, 0.35), (-0.5, 0.85), (-0.2, 1.0), (0.3, 0.9), (0.5, 0.4)]
        boat = tube([(0.34, y + v, z) for v, _ in rows], [0.105 * k for _, k in rows], segments=12)
        struts = [rod((0.34, y + v, z), (0.06, y + v, 0), 0.042, segments=6) for v in (-0.22, 0.2)]
        parts.append(Part("floats", "tertiary", mirrored_pair(boat), label="float", count=2))
        parts.append(
            Part("struts", "metal", tuple(s for one in struts for s in mirrored_pair(one)), label="strut", count=4)
        )
    return tuple(parts)


def _middle(p: Params) -> float:
    """Where the wings' roots are along Y."""
    return p.wing_place * p.length + 0.02


def _level(p: Params) -> float:
    """How high the engines' wing is."""
    return p.radius * (0.62 if p.wings == "high" else -0.5)


def _sweep(p: Params) -> float:
    return p.sweep * (1.0 if p.engines == "jets" and p.wings != "two" else 0.25)


def _wings(p: Params) -> tuple[Mesh, ...]:
    panel = wing(p.chord, p.chord * p.taper, p.reach, _sweep(p), 0.085).rotated("y", -p.dihedral)
    place = (0, _middle(p), _level(p))
    if p.wings != "two":
        return mirrored_pair(panel.moved(place))
    gap = 1.5 * p.radius + 0.26
    strut = rod((0, 0, 0), (0, 0, gap), 0.042, segments=8)
    x, bend = p.reach * 0.62, np.tan(p.dihedral) * p.reach * 0.62
    struts = (strut.moved((x, _sweep(p) * 0.62, bend)), strut.moved((p.radius * 0.4, 0, 0)))
    solids = (panel, panel.moved((0, 0, gap)), *struts)
    return tuple(half for solid in solids for half in mirrored_pair(solid.moved(place)))


def _tail(p: Params, half: float) -> list[Part]:
    size, z = p.chord * 0.66, 0.12 * half**2
    plane = wing(size, size * 0.65, p.reach * p.tail, _sweep(p) * 0.4, 0.075).moved((0, half - size * 0.5, z))
    fin = wing(size * 1.1, size * 0.65, p.fin, 0.2, 0.085).rotated("y", -np.pi / 2).moved((0, half - size * 0.55, z))
    return [
        Part("tailplanes", "secondary", mirrored_pair(plane), label="tailplane", count=2),
        Part("tail fin", "tertiary", (fin,)),
    ]


def _engines(p: Params, half: float) -> list[Part]:
    if p.engines == "propeller":
        return [_propeller("propeller", 0.0, -half - 0.5 * p.radius, 0.0, p.radius * 2.0)]
    share = 0.4
    x, r = p.reach * share, p.engine
    y = _middle(p) + _sweep(p) * share - p.chord * 0.34
    z = _level(p) + np.tan(p.dihedral) * x
    if p.engines == "jets":
        jet = tube([(x, y + v, z - r * 0.8) for v in (-0.26, -0.14, 0.24)], (r * 0.9, r, r * 0.7), segments=16)
        intake = tube([(x, y + v, z - r * 0.8) for v in (-0.3, -0.2)], (r * 0.66, r * 0.66), segments=12)
        return [
            Part("engines", "tertiary", mirrored_pair(jet), label="engine", count=2),
            Part("intakes", "dark", mirrored_pair(intake), label="intake", count=2),
        ]
    pod = tube([(x, y + v, z) for v in (-0.2, -0.12, 0.26)], (r * 0.75, r * 0.95, r * 0.5), segments=14)
    pods = Part("engines", "primary", mirrored_pair(pod), label="engine", count=2)
    sides = (("left propeller", x), ("right propeller", -x))
    return [pods, *(_propeller(name, at, y - 0.23, z, min(0.28, x - p.radius + 0.02)) for name, at in sides)]


def _propeller(name: str, x: float, y: float, z: float, reach: float) -> Part:
    """Three blades about a hub whose axis is Y."""
    blade = box((reach, 0.1, 0.065), (reach / 2, 0, 0))
    blades = [solid.rotated("x", np.pi / 2).moved((x, y, z)) for solid in turned(blade, 3, np.pi / 2)]
    hub = ellipsoid((0.07, 0.12, 0.07), (x, y, z), segments=12, rings=6)
    return Part(name, "dark", (*blades, hub), label="propeller", joint=turn((x, y, z), (0, 1, 0)))


def words(p: Params) -> Words:
    """What may be said of this airplane."""
    adjectives = []
    if p.reach > 1.08:
        adjectives.append("wide")
    if p.length / p.radius > 11.5:
        adjectives.append("thin")
    if p.length / p.radius < 9.0:
        adjectives.append("thick")
    if p.length > 2.25:
        adjectives.append("long")
    if p.length < 1.85:
        adjectives.append("short")
    features = [{"jets": "two engines", "propeller": "a propeller", "twin propellers": "two propellers"}[p.engines]]
    features.append({"low": "low wings", "high": "high wings", "two": "two pairs of wings"}[p.wings])
    features += {"wheels": ["landing wheels"], "none": [], "floats": ["floats"]}[p.gear]
    nouns = ["biplane"] if p.wings == "two" else ["jet"] if p.engines == "jets" else ["propeller plane"]
    if p.gear == "floats":
        nouns.append("seaplane")
    return Words(tuple(adjectives), tuple(features), tuple(nouns))


KIND = Kind(
    "airplane",
    Params,
    build,
    words,
    nouns=("plane", "aeroplane"),
    natural=(
        ("white", "gray", "blue"),
        ("white", "red", "red"),
        ("red", "white", "white"),
        ("yellow", "yellow", "red"),
    ),
)
