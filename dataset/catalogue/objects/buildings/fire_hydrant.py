"""Fire hydrants: a barrel on a flange, a bonnet with a nut, outlets with caps to the sides."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...arrays import turned
from ...kinds import Kind, Words
from ...mesh import Mesh, Part, turn
from ...params import choice, span
from ...solids import ellipsoid, frustum, lathe, torus, tube


@dataclass(frozen=True)
class Params:
    """Lengths where the barrel is about one half across."""

    height: float = span(0.75, 1.1)
    radius: float = span(0.22, 0.3)
    taper: float = span(0.86, 1.0)
    flange: float = span(0.08, 0.13)
    flange_height: float = span(0.08, 0.13)
    bonnet: float = span(0.2, 0.34)
    brim: float = span(0.03, 0.07)
    nut: float = span(0.055, 0.085)
    nut_height: float = span(0.08, 0.14)
    outlet: float = span(0.095, 0.125)
    reach: float = span(0.1, 0.17)
    front_outlet: float = span(0.13, 0.17)
    outlet_place: float = span(0.64, 0.74)
    bolt: float = span(0.03, 0.04)
    top: str = choice("dome", "dome", "cone", "stepped")
    outlets: str = choice("three", "three", "two")
    chains: str = choice("none", "two")
    belt: str = choice("none", "one", "two")


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a fire hydrant, its widest outlet towards -Y."""
    h, r = p.height, p.radius
    thin = r * p.taper
    barrel = frustum(r, thin, 0.02, h + 0.02, segments=24)
    wide = r + p.flange
    foot = lathe(
        [(0, 0), (wide, 0), (wide, p.flange_height), (r + 0.02, p.flange_height + 0.05), (0, p.flange_height + 0.05)],
        segments=24,
    )
    bolt = frustum(p.bolt, p.bolt, p.flange_height - 0.02, p.flange_height + 0.06, segments=6)
    bolts = turned(bolt.moved((wide - p.bolt - 0.012, 0, 0)), 8, np.pi / 8)
    tip, bonnet = _bonnet(p)
    nut = frustum(p.nut * 1.15, p.nut * 0.95, tip - 0.06, tip + p.nut_height, segments=5)
    parts = [
        Part("barrel", "primary", (barrel,)),
        Part("flange", "secondary", (foot,)),
        Part("bolts", "metal", bolts, label="bolt", count=8),
        Part("bonnet", "secondary", (bonnet,)),
        Part("top nut", "tertiary", (nut,), joint=turn((0.0, 0.0, tip), (0.0, 0.0, 1.0))),
        *_outlets(p),
    ]
    if p.belt != "none":
        levels = (0.33,) if p.belt == "one" else (0.28, 0.44)
        belts = tuple(torus(r + (thin - r) * t, 0.04, segments=24, sides=8).moved((0, 0, h * t)) for t in levels)
        parts.append(Part("belts", "secondary", belts, label="belt", count=len(belts)))
    return tuple(parts)


def _bonnet(p: Params) -> tuple[float, Mesh]:
    """The lid with its brim, and where it ends."""
    h, b, r = p.height, p.bonnet, p.radius * p.taper
    wide = r + p.brim + 0.02
    brim = [(0, h - 0.05), (wide, h - 0.05), (wide, h + 0.05)]
    if p.top == "dome":
        rest = [(r * 1.02 * np.cos(a), h + 0.05 + b * np.sin(a)) for a in np.linspace(0, 1.3, 6)]
    elif p.top == "cone":
        rest = [(r, h + 0.06), (r * 0.42, h + 0.05 + b * 0.92), (r * 0.36, h + 0.05 + b)]
    else:
        rest = [(r, h + 0.06), (r * 0.94, h + 0.05 + b * 0.45), (r * 0.6, h + 0.05 + b * 0.55), (r * 0.5, h + 0.05 + b)]
    return h + 0.05 + b, lathe([*brim, *rest, (0, h + 0.055 + b)], segments=24)


def _outlets(p: Params) -> list[Part]:
    """Short pipes with caps: left, right and, of three, a wider one in front and lower."""
    z, r = p.height * p.outlet_place, p.radius * (p.taper + 1) / 2
    places = [("left", 0.0, p.outlet, z), ("right", np.pi, p.outlet, z)]
    if p.outlets == "three":
        places.append(("front", np.pi / 2, p.front_outlet, z - 0.09))
    pipes: list[Mesh] = []
    caps: list[Part] = []
    for name, angle, size, at in places:
        end = r + p.reach

        def out(mesh: Mesh, angle: float = angle, at: float = at) -> Mesh:
            return mesh.rotated("y", -np.pi / 2).rotated("z", angle).moved((0, 0, at))

        pipes.append(out(frustum(size * 0.82, size * 0.82, r * 0.4, end, segments=14)))
        profile = [(0, end - 0.06), (size, end - 0.06), (size, end + 0.04), (size * 0.8, end + 0.07), (0, end + 0.07)]
        stub = frustum(p.nut * 0.8, p.nut * 0.7, end, end + 0.07 + p.nut_height * 0.6, segments=5)
        direction = (-float(np.cos(angle)), -float(np.sin(angle)), 0.0)
        pivot = (direction[0] * end, direction[1] * end, at)
        solids = (out(lathe(profile, segments=16)), out(stub))
        caps.append(Part(f"{name} cap", "tertiary", solids, label="cap", joint=turn(pivot, direction)))
    parts = [Part("outlets", "primary", tuple(pipes), label="outlet", count=len(pipes)), *caps]
    if p.chains == "two":
        parts.append(Part("chains", "metal", _chains(p, z, r), label="chain", count=2))
    return parts


def _chains(p: Params, z: float, r: float) -> tuple[Mesh, ...]:
    """A chain from each side cap to the barrel, hanging through, drawn as one thick line with links."""
    solids: list[Mesh] = []
    end, low = r + p.reach, z - p.outlet - 0.12
    path = [
        (end - 0.01, 0, z - p.outlet * 0.8),
        (end + 0.01, 0, low),
        (end - 0.09, 0, low - 0.09),
        (r - 0.02, 0, low + 0.02),
    ]
    for side in (1, -1):
        points = np.array(path) * (side, 1, 1)
        solids.append(tube(points, 0.024, segments=8))
        solids += [ellipsoid((0.04, 0.034, 0.045), point, segments=8, rings=3) for point in points[1:3]]
    return tuple(solids)


def words(p: Params) -> Words:
    """What may be said of this fire hydrant."""
    adjectives = ["tall"] if p.height > 1.02 else ["short"] if p.height < 0.84 else []
    adjectives += ["thick"] if p.radius > 0.28 else ["thin"] if p.radius < 0.24 else []
    tops = {"dome": "a domed bonnet", "cone": "a cone top", "stepped": "a stepped top"}
    features = [tops[p.top], f"{p.outlets} outlets"]
    features += ["two chains"] if p.chains == "two" else []
    features += {"none": [], "one": ["a belt"], "two": ["two belts"]}[p.belt]
    return Words(tuple(adjectives), tuple(features))


KIND = Kind(
    "fire hydrant",
    Params,
    build,
    words,
    nouns=("hydrant",),
    finishes=("matte", "glossy", "metallic", "striped", "checkered"),
    natural=(
        ("red", "red", "white"),
        ("yellow", "red", "gray"),
        ("red", "yellow", "black"),
        ("yellow", "blue", "white"),
        ("red", "white", "gray"),
    ),
)
