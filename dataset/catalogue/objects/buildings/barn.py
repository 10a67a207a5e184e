"""Barns: a big roof over double doors with braces, perhaps a silo and a cupola."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...arrays import mirrored_pair
from ...kinds import Kind, Words
from ...mesh import Floats, Mesh, Part
from ...params import choice, span
from ...solids import box, frustum, lathe, prism
from .pieces import hinge, hip_roof, roof_shell, window


@dataclass(frozen=True)
class Params:
    """Lengths in rough metres; `knee` and `bend` place the break of a gambrel roof."""

    width: float = span(4.6, 6.6)
    length: float = span(5.0, 8.0)
    wall: float = span(2.2, 3.2)
    rise: float = span(2.3, 3.4)
    knee: float = span(0.58, 0.72)
    bend: float = span(0.58, 0.7)
    overhang: float = span(0.25, 0.5)
    roof_thickness: float = span(0.28, 0.42)
    door_width: float = span(1.9, 2.7)
    door_height: float = span(1.8, 2.3)
    hatch: float = span(0.9, 1.3)
    silo_radius: float = span(1.0, 1.4)
    silo_height: float = span(4.2, 6.6)
    cupola_size: float = span(0.8, 1.2)
    roof: str = choice("gambrel", "gambrel", "gable", "round")
    silo: str = choice("none", "one")
    cupola: str = choice("none", "one")
    braces: str = choice("crossed", "crossed", "slanted")


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a barn with its doors towards -Y."""
    profile, top = _profile(p), p.wall + p.rise
    walls = prism([(-p.width / 2, 0), (p.width / 2, 0), *profile[::-1]], p.length)
    shell = profile - np.array([0.0, 0.12])
    # Both eaves go on in the direction of the lowest slope.
    for end, inner in ((0, 1), (-1, -2)):
        step = shell[end] - shell[inner]
        shell[end] += p.overhang * step / np.linalg.norm(step)
    roof = roof_shell(shell, p.roof_thickness + 0.1, p.length + 2 * p.overhang)
    s = p.cupola_size
    cap = hip_roof((s + 0.45, s + 0.45), (0.1, 0.1), top + s + 0.15, 0.2, s * 0.8)
    roofs = (roof, cap) if p.cupola == "one" else (roof,)
    parts = [Part("walls", "primary", (walls,)), Part("roof", "secondary", roofs), *_doors(p), *_openings(p)]
    if p.silo == "one":
        radius, h = p.silo_radius, p.silo_height
        x, y = p.width / 2 + radius * 0.9, p.length * 0.22
        tower = frustum(radius, radius, -0.08, h)
        dome = lathe([(0, 0), (radius + 0.12, 0), (radius + 0.06, 0.4), (radius * 0.72, radius * 0.7), (0, radius)])
        parts.append(Part("silo", "tertiary", (tower.moved((x, y, 0)),)))
        parts.append(Part("silo dome", "metal", (dome.moved((x, y, h - 0.05)),)))
    if p.cupola == "one":
        body = box((s, s, s + 0.7), (0, 0, top + (s - 0.7) / 2 + 0.2))
        parts.append(Part("cupola", "tertiary", (body,)))
    return tuple(parts)


def _profile(p: Params) -> Floats:
    """Top of the front wall from left to right."""
    half, top = p.width / 2, p.wall + p.rise
    if p.roof == "gable":
        line = [(-half, p.wall), (0, top), (half, p.wall)]
    elif p.roof == "round":
        angles = np.linspace(np.pi, 0, 11)
        line = [(half * np.cos(a), p.wall + p.rise * np.sin(a)) for a in angles]
    else:
        knee = (half * p.knee, p.wall + p.rise * p.bend)
        line = [(-half, p.wall), (-knee[0], knee[1]), (0, top), knee, (half, p.wall)]
    return np.array(line)


def _doors(p: Params) -> list[Part]:
    """Two leaves, each with its braces."""
    doors: list[Part] = []
    front, half, h = -p.length / 2, p.door_width / 2, p.door_height
    leaf = box((half - 0.02, 0.3, h - 0.05), (half / 2, front - 0.02, h / 2 + 0.05))
    brace = _braces(p, half - 0.16, h - 0.19)
    brace_right = tuple(s.moved((half / 2, front - 0.16, h / 2 + 0.05)) for s in brace)
    for name, side in (("left", -1), ("right", 1)):
        joint = hinge(side * half, front - 0.1, h / 2, side)
        panel = leaf if side > 0 else leaf.mirrored("x")
        cross = brace_right if side > 0 else tuple(s.mirrored("x") for s in brace_right)
        doors.append(Part(f"{name} door", "tertiary", (panel,), label="door", joint=joint))
        doors.append(Part(f"{name} braces", "light", cross, label="brace", joint=joint))
    return doors


def _braces(p: Params, width: float, height: float) -> tuple[Mesh, ...]:
    """Border and diagonals of a leaf that is centred at 0."""
    thick, bar = 0.26, 0.22
    x, z = width / 2 - bar / 2, height / 2 - bar / 2
    border = [*mirrored_pair(box((bar, thick, height), (x, 0, 0)))]
    border += mirrored_pair(box((width, thick, bar), (0, 0, z)), "z")
    rising = prism([(-x - 0.1, -z), (-x + 0.1, -z - 0.0), (x + 0.1, z), (x - 0.1, z)], thick * 0.98)
    return (*border, rising, rising.mirrored("x")) if p.braces == "crossed" else (*border, rising)


def _openings(p: Params) -> list[Part]:
    """Frames, a hatch over the doors and windows in both sides."""
    front, s = -p.length / 2, p.hatch
    z = p.door_height + 0.6 + s / 2 + 0.12 * p.rise
    frame = box((s + 0.45, 0.4, s + 0.45), (0, front + 0.08, z))
    hatch = box((s, 0.4, s), (0, front + 0.0, z))
    half, h = p.door_width / 2, p.door_height
    posts = mirrored_pair(box((0.3, 0.4, h), (half + 0.15, front + 0.08, h / 2 + 0.1)))
    frames, panes = [frame, box((p.door_width + 0.6, 0.4, 0.3), (0, front + 0.08, h + 0.15)), *posts], []
    outer, pair = window(1.0, 1.0, 0.16)
    for wall in (1, 3):
        for u in (-p.length * 0.3, 0.0, p.length * 0.3):
            frames.append(outer.moved((u, -p.width / 2, p.wall * 0.5)).rotated("z", wall * np.pi / 2))
            panes += [s.moved((u, -p.width / 2, p.wall * 0.5)).rotated("z", wall * np.pi / 2) for s in pair]
    return [
        Part("trim", "light", tuple(frames)),
        Part("hayloft", "dark", (hatch,)),
        Part("windows", "glass", tuple(panes), label="window", count=6),
    ]


def words(p: Params) -> Words:
    """What may be said of this barn."""
    adjectives = ["tall"] if p.wall + p.rise > 6.0 else ["low"] if p.wall + p.rise < 5.1 else []
    adjectives += ["wide"] if p.width > 6.1 else ["narrow"] if p.width < 5.1 else []
    adjectives += ["long"] if p.length > 7.2 else []
    features = [{"gambrel": "a gambrel roof", "gable": "a gable roof", "round": "a round roof"}[p.roof], "two doors"]
    features += ["a silo"] if p.silo == "one" else []
    features += ["a cupola"] if p.cupola == "one" else []
    features += ["crossed braces"] if p.braces == "crossed" else []
    return Words(tuple(adjectives), tuple(features))


KIND = Kind(
    "barn",
    Params,
    build,
    words,
    nouns=("farm barn",),
    natural=(
        ("red", "gray", "white"),
        ("maroon", "brown", "red"),
        ("red", "white", "maroon"),
        ("brown", "gray", "white"),
    ),
)
