"""Windmills: a tapered tower under a cap, sails that turn before it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...kinds import Kind, Words
from ...mesh import Mesh, Part, turn
from ...params import choice, span
from ...solids import box, prism, rod, wheel
from .pieces import arch, hinge, lattice, railing, sided

SIDES = {"round": 20, "octagonal": 8, "square": 4}


@dataclass(frozen=True)
class Params:
    """Lengths in rough metres; `reach` is the sails' share of the height under the hub, `phase` turns them."""

    height: float = span(5.4, 7.6)
    foot: float = span(1.5, 2.1)
    top: float = span(1.0, 1.3)
    cap_height: float = span(1.0, 1.9)
    cap_width: float = span(1.12, 1.3)
    reach: float = span(0.68, 0.9)
    sail_width: float = span(0.95, 1.4)
    spar: float = span(0.3, 0.42)
    hub: float = span(0.34, 0.5)
    phase: float = span(0.45, 1.1)
    base: float = span(0.4, 1.0)
    door_width: float = span(0.85, 1.15)
    door_height: float = span(1.4, 1.8)
    gallery_height: float = span(0.28, 0.36)
    gallery_width: float = span(0.55, 0.8)
    tower: str = choice("round", "octagonal", "square")
    cap: str = choice("dome", "cone", "gable")
    sails: str = choice("lattice", "cloth", "double")
    gallery: str = choice("none", "one")


def _radius(p: Params, z: float) -> float:
    return p.foot + (p.top - p.foot) * z / p.height


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a windmill whose sails look towards -Y."""
    sides = SIDES[p.tower]
    tower = sided([(0, 0), (p.foot, 0), (p.top, p.height), (0, p.height)], sides)
    rim = p.foot + 0.18
    base = sided([(0, -0.12), (rim, -0.12), (_radius(p, p.base) + 0.15, p.base), (0, p.base)], sides)
    parts = [
        Part("tower", "primary", (tower,)),
        Part("base", "metal", (base,), finish="matte"),
        Part("cap", "tertiary", (_cap(p),)),
        *_rotor(p),
        *_openings(p),
    ]
    if p.gallery == "one":
        z = p.gallery_height * p.height
        radius = _radius(p, z) + p.gallery_width
        deck = sided([(0, z - 0.17), (radius, z - 0.17), (radius, z + 0.17), (0, z + 0.17)], 16, round_from=0)
        rail = railing(radius - 0.18, z, z + 0.95, 10, 0.32)
        parts.append(Part("gallery", "secondary", (deck, rail)))
    return tuple(parts)


def _cap(p: Params) -> Mesh:
    wide, h = p.top * p.cap_width, p.cap_height
    if p.cap == "gable":
        outline = [(-wide, -0.15), (wide, -0.15), (wide, 0.35), (0, h + 0.3), (-wide, 0.35)]
        return prism(outline, 2.1 * wide).moved((0, 0, p.height))
    if p.cap == "cone":
        profile = [(0, -0.15), (wide, -0.15), (wide, 0.15), (0.1, h + 0.4), (0, h + 0.4)]
    else:
        angles = np.linspace(0, np.pi / 2, 6)[:-1]
        profile = [(0, -0.15), (wide, -0.15), *zip(wide * np.cos(angles), 0.1 + h * np.sin(angles), strict=True)]
        profile.append((0, h + 0.1))
    return sided(profile, 8 if p.tower == "octagonal" else 20).moved((0, 0, p.height))


def _rotor(p: Params) -> list[Part]:
    """The hub on its shaft, and four sails in the plane in front of whatever they pass."""
    z = p.height + p.cap_height * 0.42
    lowest = p.gallery_height * p.height + 0.8 if p.gallery == "one" else 0.2
    length = p.reach * (z - lowest)
    y = -max(p.top * p.cap_width * 1.05, _radius(p, max(z - length, 0)) + 0.15) - p.spar
    joint = turn((0.0, y, z), (0.0, -1.0, 0.0))
    shaft = rod((0, -p.top * 0.8, z), (0, y + 0.05, z), 0.24)
    nose = wheel(p.hub, 0.6 + p.spar).rotated("z", np.pi / 2).moved((0, y, z))
    sails: list[Mesh] = []
    cloths: list[Mesh] = []
    for k in range(4):
        solids, panels = _sail(p, length)
        angle = p.phase + k * np.pi / 2
        sails += [s.rotated("y", angle).moved((0, y, z)) for s in solids]
        cloths += [s.rotated("y", angle).moved((0, y, z)) for s in panels]
    parts = [
        Part("hub", "metal", (nose, shaft), joint=joint),
        Part("sails", "secondary", tuple(sails), label="sail", count=4, joint=joint),
    ]
    return [*parts, Part("cloths", "light", tuple(cloths), "cloth", 4, joint)] if cloths else parts


def _sail(p: Params, length: float) -> tuple[list[Mesh], list[Mesh]]:
    """Frame and cloth of the sail that stands upright on the hub at 0."""
    bar = max(0.3, 0.05 * length)
    deep, w = bar + 0.16, p.sail_width
    z0, z1 = length * 0.24, length
    spar = box((p.spar, deep * 1.1, length), (0, 0, length / 2))
    if p.sails == "cloth":
        cloth = box((w, bar, z1 - z0 - 0.3), (w / 2, 0, (z0 + z1) / 2))
        rails = [box((w + 0.1, deep, bar), (w / 2, 0, z)) for z in (z0 + 0.15, z1 - 0.14)]
        return [spar, *rails], [cloth]
    if p.sails == "double":
        grid, x = lattice(1.7 * w, z1 - z0, (2, 4), bar, deep), 0.0
    else:
        grid, x = lattice(w + p.spar / 2, z1 - z0, (1, 5), bar, deep), w / 2 - p.spar / 4
    return [spar, grid.moved((x, 0, (z0 + z1) / 2))], []


def _openings(p: Params) -> list[Part]:
    h, half = p.door_height, p.door_width / 2
    y = -_radius(p, 0)
    leaf = prism(arch(p.door_width, h), 1.0).moved((0, y + 0.24, 0.12))
    frame = prism(arch(p.door_width + 0.5, h + 0.25), 1.0).moved((0, y + 0.33, 0.08))
    windows = []
    for share in (0.55, 0.76):
        z = share * p.height
        pane = box((0.6, 0.7, 0.75), (0, -_radius(p, z) + 0.2, z))
        windows += [
            pane.rotated("z", angle) for angle in (np.pi / 2, np.pi, -np.pi / 2, *((0,) if share > 0.6 else ()))
        ]
    return [
        Part("door frame", "light", (frame,)),
        Part("door", "tertiary", (leaf,), joint=hinge(-half, y - 0.15, h / 2, -1)),
        Part("windows", "glass", tuple(windows), label="window", count=len(windows)),
    ]


def words(p: Params) -> Words:
    """What may be said of this windmill."""
    adjectives = ["tall"] if p.height > 6.9 else ["short"] if p.height < 6.0 else []
    adjectives += ["wide"] if p.foot > 1.95 else ["narrow"] if p.foot < 1.65 else []
    sails = {"lattice": "lattice sails", "cloth": "cloth sails", "double": "broad sails"}
    caps = {"dome": "a domed cap", "cone": "a pointed cap", "gable": "a gabled cap"}
    features = ["four sails", sails[p.sails], caps[p.cap], f"{'an' if p.tower == 'octagonal' else 'a'} {p.tower} tower"]
    features += ["a gallery"] if p.gallery == "one" else []
    return Words(tuple(adjectives), tuple(features))


KIND = Kind(
    "windmill",
    Params,
    build,
    words,
    nouns=("mill", "dutch windmill"),
    natural=(
        ("white", "brown", "gray"),
        ("white", "red", "blue"),
        ("brown", "white", "red"),
        ("beige", "brown", "maroon"),
    ),
)
