"""Helicopters: a round cabin, a tail boom, two rotors, skids or wheels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...arrays import mirrored_pair, turned
from ...kinds import Kind, Words
from ...mesh import Mesh, Part, turn
from ...params import choice, span
from ...solids import box, ellipsoid, frustum, rod, tube
from .forms import tyre, wing


@dataclass(frozen=True)
class Params:
    """Lengths relative to a cabin of about one unit."""

    length: float = span(0.5, 0.68)
    width: float = span(0.3, 0.42)
    height: float = span(0.34, 0.44)
    boom: float = span(0.85, 1.25)
    boom_radius: float = span(0.075, 0.11)
    boom_rise: float = span(0.0, 0.16)
    mast: float = span(0.12, 0.24)
    blade: float = span(0.9, 1.2)
    blade_width: float = span(0.1, 0.16)
    tail_rotor: float = span(0.22, 0.32)
    fin: float = span(0.26, 0.42)
    stance: float = span(0.28, 0.4)
    gear_height: float = span(0.14, 0.26)
    glazing: float = span(0.66, 0.82)
    blades: int = choice(2, 3, 4)
    gear: str = choice("skids", "skids", "wheels", "floats")
    engine: str = choice("hump", "two pods")


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a helicopter that flies towards -Y, the middle of its cabin at the origin."""
    size = np.array([p.width, p.length, p.height])
    cabin = ellipsoid(size, segments=24)
    glass = ellipsoid(size * (p.glazing, 0.72, p.glazing) + (0.02, 0, 0), (0, -p.length * 0.34, p.height * 0.05))
    end = p.length * 0.5 + p.boom
    z = p.height * 0.25 + p.boom_rise
    boom = tube(
        [(0, 0.1, p.height * 0.2), (0, p.length * 0.8, p.height * 0.25), (0, end, z)],
        (p.boom_radius * 2.4, p.boom_radius * 1.7, p.boom_radius),
        segments=14,
    )
    fin = wing(0.3, 0.18, p.fin, 0.16, 0.08).rotated("y", -np.pi / 2).moved((0, end - 0.1, z - 0.03))
    planes = mirrored_pair(wing(0.2, 0.15, 0.34, 0.04, 0.07).moved((0, end - 0.42, z - 0.02)))
    if p.engine == "hump":
        motors: tuple[Mesh, ...] = (
            ellipsoid((p.width * 0.5, p.length * 0.55, 0.17), (0, 0.1, p.height * 0.9), segments=16, rings=8),
        )
    else:
        pod = tube([(0.15, -0.2, p.height * 0.94), (0.15, 0.34, p.height * 0.9)], (0.11, 0.09), segments=12)
        motors = (*mirrored_pair(pod), frustum(0.12, 0.09, p.height * 0.7, p.height + 0.1, segments=12))
    parts = [
        Part("cabin", "primary", (cabin, boom)),
        Part("windscreen", "glass", (glass,)),
        Part("tail fin", "secondary", (fin,)),
        Part("tailplanes", "secondary", planes, label="tailplane", count=2),
        Part("engine", "tertiary", motors, count=1 if p.engine == "hump" else 2),
        _rotor(p),
        _tail_rotor(p, end, z),
        *_gear(p),
    ]
    return tuple(parts)


def _rotor(p: Params) -> Part:
    z = p.height + p.mast + 0.06
    mast = frustum(0.06, 0.05, p.height * 0.8, z + 0.05, segments=12)
    hub = frustum(0.12, 0.08, z - 0.05, z + 0.06, segments=14)
    blade = box((p.blade, p.blade_width, 0.075), (p.blade / 2, 0, z))
    blades = turned(blade, p.blades, 0.35)
    return Part("rotor", "dark", (mast, hub, *blades), joint=turn((0, 0, z), (0, 0, 1)))


def _tail_rotor(p: Params, end: float, z: float) -> Part:
    x = p.boom_radius + 0.05
    pivot = (x, end - 0.03, z)
    hub = rod((0, *pivot[1:]), (x + 0.04, *pivot[1:]), 0.05, segments=10)
    blade = box((0.08, 2 * p.tail_rotor, 0.09))
    blades = [solid.rotated("x", 0.5).moved(pivot) for solid in (blade, blade.rotated("x", np.pi / 2))]
    return Part("tail rotor", "dark", (hub, *blades), joint=turn(pivot, (1, 0, 0)))


def _gear(p: Params) -> list[Part]:
    x, z = p.stance, -p.height - p.gear_height
    front, back = -p.length * 0.4, p.length * 0.42
    struts = [rod((x, y, z), (p.width * 0.4, y, -p.height * 0.62), 0.042, segments=8) for y in (front, back)]
    legs = Part("struts", "metal", tuple(s for one in struts for s in mirrored_pair(one)), label="strut", count=4)
    if p.gear == "skids":
        path = [(x, front - 0.36, z + 0.14), (x, front - 0.26, z + 0.03), (x, front - 0.14, z), (x, back + 0.3, z)]
        return [legs, Part("skids", "secondary", mirrored_pair(tube(path, 0.045, segments=10)), label="skid", count=2)]
    if p.gear == "floats":
        rows = [(front - 0.42, 0.5), (front - 0.28, 1.0), (back + 0.2, 1.0), (back + 0.34, 0.5)]
        boat = tube([(x, y, z) for y, _ in rows], [0.12 * k for _, k in rows], segments=12)
        return [legs, Part("floats", "secondary", mirrored_pair(boat), label="float", count=2)]
    wheels = []
    for name, s, y in (
        ("front left", 1, front),
        ("front right", -1, front),
        ("rear left", 1, back),
        ("rear right", -1, back),
    ):
        spot = (s * x, y, z)
        solid = tyre(0.13, 0.11, segments=16).moved(spot)
        wheels.append(Part(f"{name} wheel", "dark", (solid,), label="wheel", joint=turn(spot, (1, 0, 0))))
    return [legs, *wheels]


def words(p: Params) -> Words:
    """What may be said of this helicopter."""
    adjectives = []
    if p.boom > 1.12:
        adjectives.append("long")
    if p.boom < 0.95:
        adjectives.append("short")
    if p.width > 0.38:
        adjectives.append("wide")
    if p.width < 0.34:
        adjectives.append("narrow")
    features = [f"{('two', 'three', 'four')[p.blades - 2]} rotor blades", "a tail rotor"]
    features.append({"skids": "two skids", "wheels": "four wheels", "floats": "two floats"}[p.gear])
    features.append({"hump": "a rounded engine", "two pods": "two engines"}[p.engine])
    return Words(tuple(adjectives), tuple(features))


KIND = Kind(
    "helicopter",
    Params,
    build,
    words,
    nouns=("chopper",),
    natural=(
        ("red", "white", "gray"),
        ("yellow", "red", "red"),
        ("blue", "white", "white"),
        ("green", "black", "black"),
    ),
)
