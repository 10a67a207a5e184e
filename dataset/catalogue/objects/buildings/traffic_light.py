"""Traffic lights: a housing with round lamps under hoods, on a pole or hanging from an arm."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...kinds import Kind, Words
from ...mesh import Mesh, Part
from ...params import choice, span
from ...solids import box, frustum, lathe, loft, rod
from .pieces import sided


@dataclass(frozen=True)
class Params:
    """Lengths in rough metres, the housing larger than life."""

    lamp: float = span(0.115, 0.15)
    gap: float = span(0.05, 0.1)
    margin: float = span(0.045, 0.09)
    depth: float = span(0.26, 0.38)
    bevel: float = span(0.015, 0.06)
    hood: float = span(0.1, 0.2)
    bulge: float = span(0.03, 0.06)
    pole_height: float = span(0.9, 1.7)
    pole: float = span(0.05, 0.075)
    base: float = span(0.17, 0.26)
    base_height: float = span(0.1, 0.24)
    arm: float = span(0.55, 0.8)
    plate: float = span(0.06, 0.11)
    cap: float = span(0.05, 0.12)
    lights: str = choice("three", "three", "three", "two")
    mount: str = choice("pole", "pole", "arm", "stub")
    faces: str = choice("one", "one", "two")
    extra: str = choice("none", "back plate", "button box")


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a traffic light whose lamps look towards -Y."""
    count = 3 if p.lights == "three" else 2
    pitch = 2 * p.lamp + p.gap
    tall, wide = count * pitch - p.gap + 2 * p.margin, 2 * (p.lamp + p.margin)
    pole_height = {
        "pole": p.pole_height,
        "arm": p.pole_height + tall + 0.35,
        "stub": p.base_height + 0.15 + 0.12 * p.pole_height,
    }[p.mount]
    low = p.pole_height * 1.0 + 0.1 if p.mount == "arm" else pole_height - 0.02
    x = p.arm if p.mount == "arm" else 0.0
    middle = low + tall / 2
    housing = box((wide, p.depth, tall), (x, 0, middle), bevel=p.bevel)
    roof = frustum(0.62 * wide, 0.36 * wide, low + tall - 0.02, low + tall + p.cap, segments=4).rotated("z", np.pi / 4)
    parts = [
        Part("housing", "primary", (housing,)),
        Part("cap", "dark", (roof.scaled((1, p.depth / wide, 1)).moved((x, 0, 0)),)),
        *_lamps(p, count, x, middle),
        *_pole(p, pole_height, x, low + tall),
    ]
    if p.extra == "back plate":
        border = box((wide + 2 * p.plate, 0.08, tall + 2 * p.plate), (x, 0.02, middle), bevel=0.02)
        parts.append(Part("back plate", "dark", (border,)))
    if p.extra == "button box" and p.mount != "stub":
        parts.append(Part("button box", "primary", (box((0.2, 0.2, 0.28), (0, -0.09, 0.75), bevel=0.03),)))
    return tuple(parts)


def _lamps(p: Params, count: int, x: float, middle: float) -> list[Part]:
    """Each lamp is a part with the lens of every face; the hoods are one."""
    r, pitch = p.lamp, 2 * p.lamp + p.gap
    face = p.depth / 2
    lens = lathe([(0, -0.1), (r, -0.1), (r, 0.012), (r * 0.7, p.bulge * 0.8), (0, p.bulge)], segments=20)
    lens = lens.rotated("x", np.pi / 2).moved((0, -face, 0))
    hood = _hood(r + 0.005, 0.055, p.hood).moved((0, -face, 0))
    turns = (0.0, np.pi) if p.faces == "two" else (0.0,)
    roles = {"top": "stop", "middle": "caution", "bottom": "go"}
    names = ("top", "middle", "bottom") if count == 3 else ("top", "bottom")
    parts: list[Part] = []
    hoods: list[Mesh] = []
    for k, name in enumerate(names):
        at = (x, 0, middle + ((count - 1) / 2 - k) * pitch)
        solids = tuple(lens.rotated("z", angle).moved(at) for angle in turns)
        parts.append(Part(f"{name} light", roles[name], solids, count=len(solids)))
        hoods += [hood.rotated("z", angle).moved(at) for angle in turns]
    return [*parts, Part("hoods", "secondary", tuple(hoods), label="hood", count=len(hoods))]


def _hood(radius: float, thickness: float, length: float) -> Mesh:
    """Half pipe over a lamp, standing out towards -Y from y = 0."""
    rings = []
    for a in np.linspace(-0.25, np.pi + 0.25, 14):
        # It reaches furthest over the top of the lamp.
        out = length * (0.55 + 0.45 * max(np.sin(a), 0.0))
        inner, outer = radius - 0.01, radius + thickness - 0.01
        points = [(inner, -out), (outer, -out), (outer, 0.05), (inner, 0.05)]
        rings.append([(r * np.cos(a), y, r * np.sin(a)) for r, y in points])
    return loft(rings)


def _pole(p: Params, height: float, x: float, top: float) -> list[Part]:
    b = p.base
    foot = sided([(0, 0), (b, 0), (b, 0.08), (p.pole * 1.3, p.base_height + 0.06), (0, p.base_height + 0.06)], 16)
    solids = [frustum(p.pole * 1.1, p.pole, 0.02, height + 0.06, segments=14)]
    if p.mount == "arm":
        y = height - 0.1
        solids.append(rod((-0.02, 0, y), (x + 0.1, 0, y), p.pole * 0.85))
        solids.append(rod((x, 0, top - 0.05), (x, 0, y), p.pole * 0.7))
        solids.append(rod((0, 0, y - 0.3), (0.3, 0, y), p.pole * 0.6, segments=8))
    return [Part("pole", "metal", tuple(solids)), Part("base", "tertiary", (foot,))]


def words(p: Params) -> Words:
    """What may be said of this traffic light."""
    adjectives = (
        [] if p.mount == "stub" else ["tall"] if p.pole_height > 1.45 else ["short"] if p.pole_height < 1.1 else []
    )
    adjectives += ["small"] if p.mount == "stub" else []
    lights = 2 * (1 if p.faces == "one" else 2) if p.lights == "two" else 3 * (1 if p.faces == "one" else 2)
    number = {2: "two", 3: "three", 4: "four", 6: "six"}[lights]
    features = [f"{number} round lights", "hoods"]
    features.append({"pole": "a pole", "arm": "an arm", "stub": "a short stand"}[p.mount])
    features += ["a back plate"] if p.extra == "back plate" else []
    features += ["a button box"] if p.extra == "button box" and p.mount != "stub" else []
    return Words(tuple(adjectives), tuple(features))


KIND = Kind(
    "traffic light",
    Params,
    build,
    words,
    nouns=("stoplight", "traffic signal"),
    finishes=("matte", "glossy"),
    natural=(("black", "yellow", "gray"), ("yellow", "black", "black"), ("green", "gray", "green")),
)
