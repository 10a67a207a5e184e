"""Burgers: a bun with seeds, patties, cheese, salad and tomato."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...kinds import Kind, Words
from ...mesh import Mesh, Part
from ...params import choice, span
from ...solids import box, ellipsoid, frustum, lathe, loft, rod
from .shapes import ball, on_egg


@dataclass(frozen=True)
class Params:
    """Lengths relative to a burger of about one unit across; `turn` in radians places seeds and slices."""

    radius: float = span(0.4, 0.48)
    top_height: float = span(0.28, 0.42)
    bottom_height: float = span(0.15, 0.22)
    patty_height: float = span(0.11, 0.17)
    patty_size: float = span(1.0, 1.1)
    cheese_size: float = span(1.02, 1.14)
    cheese_droop: float = span(0.08, 0.15)
    salad_size: float = span(1.06, 1.18)
    salad_wave: float = span(0.025, 0.045)
    tomato_size: float = span(0.86, 1.02)
    seed_size: float = span(0.026, 0.036)
    pick_height: float = span(0.2, 0.34)
    turn: float = span(0.0, 2 * np.pi)
    patties: int = choice(1, 1, 2)
    filling: str = choice("tomato", "tomato", "onion", "none")
    seeds: str = choice("seeds", "seeds", "plain")
    pick: str = choice("none", "none", "olive", "flag")


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a burger, layer upon layer."""
    r, z = p.radius, p.bottom_height
    edge = [(r * 0.86, 0), (r * 0.97, z * 0.3), (r, z * 0.7), (r * 0.97, z)]
    parts = [Part("bottom bun", "primary", (lathe([(0, 0), *edge, (0, z)]),))]
    salad = _salad(p, z + 0.02)
    z += 0.045
    patties, cheeses = [], []
    for _ in range(p.patties):
        patties.append(_patty(p, z - 0.015))
        z += p.patty_height
        cheeses.append(_cheese(p, z))
        z += 0.018
    parts += [
        Part("salad", "leaf", (salad,)),
        Part("patty", "secondary", tuple(patties), count=p.patties),
        Part("cheese", "tertiary", tuple(cheeses), label="cheese slice", count=p.patties),
    ]
    if p.filling != "none":
        # The slices lie side by side, so that some of each looks out all around.
        reach, size = r * 0.48 * p.tomato_size, r * 0.52
        around = p.turn + 2 * np.pi * np.arange(4) / 4
        discs = tuple(
            frustum(size, size, z - 0.02, z + 0.055, segments=18).moved((reach * np.cos(a), reach * np.sin(a), 0))
            for a in around
        )
        role = "tertiary" if p.filling == "tomato" else "light"
        parts.append(Part(f"{p.filling} slices", role, discs, label=f"{p.filling} slice", count=4))
        z += 0.035
    return (*parts, *_top(p, z))


def _patty(p: Params, z: float) -> Mesh:
    r, h = p.radius * p.patty_size, p.patty_height + 0.03
    mesh = lathe([(0, 0), (r * 0.93, 0), (r, h * 0.3), (r, h * 0.7), (r * 0.93, h), (0, h)])
    angles = np.arctan2(mesh.vertices[:, 1], mesh.vertices[:, 0])
    bumps = 1 + 0.012 * np.sin(9 * angles + p.turn)
    return Mesh(mesh.vertices * np.stack([bumps, bumps, np.ones_like(bumps)], axis=1), mesh.faces).moved((0, 0, z))


def _cheese(p: Params, z: float) -> Mesh:
    """A square slice whose corners hang over the patty's edge."""
    half = p.radius * p.cheese_size * 0.84
    side = np.linspace(-half, half, 9)[:-1]
    edge = np.concatenate(
        [
            np.c_[side, 0 * side - half],
            np.c_[0 * side + half, side],
            np.c_[-side, 0 * side + half],
            np.c_[0 * side - half, -side],
        ]
    )
    reach = np.linalg.norm(edge, axis=1)
    rings = []
    for share, lift in ((0.72, -0.012), (1.0, -0.012), (1.0, 0.026), (0.72, 0.026)):
        over = np.maximum(reach * share - p.radius * p.patty_size * 0.96, 0)
        rings.append(np.c_[edge * share, lift - p.cheese_droop * np.minimum(over / (0.3 * half), 1.2)])
    return loft(rings).rotated("z", 0.6).moved((0, 0, z))


def _salad(p: Params, z: float) -> Mesh:
    """A wavy leaf under the patty."""
    angles = np.arange(56) * (2 * np.pi / 56)
    wave = p.salad_wave * np.sin(9 * angles + p.turn)
    reach = p.radius * p.salad_size * (1 + 0.035 * np.sin(5 * angles + 2 * p.turn))
    rings = []
    for share, lift, waves in ((0.7, -0.01, 0.0), (1.0, -0.02, 1.0), (1.0, 0.022, 1.0), (0.7, 0.03, 0.0)):
        rings.append(
            np.stack([reach * share * np.cos(angles), reach * share * np.sin(angles), z + lift + wave * waves], axis=1)
        )
    return loft(rings)


def _top(p: Params, z: float) -> list[Part]:
    r, h = p.radius * 1.02, p.top_height
    angles = np.linspace(0.0, np.pi / 2, 8)[:-1]
    dome = [(r * np.cos(a) ** 0.8, z + 0.06 + (h - 0.06) * np.sin(a)) for a in angles]
    parts = [Part("top bun", "primary", (lathe([(0, z), (r * 0.93, z), *dome, (0, z + h)]),))]
    if p.seeds == "seeds":
        size, seeds = p.seed_size, []
        for k in range(16):
            azimuth, elevation = 2.4 * k + p.turn, 0.5 + 0.95 * (k / 16) ** 0.7
            at = on_egg((r * 0.96, r * 0.96, h - 0.06), (0, 0, z + 0.062), azimuth, elevation)
            seeds.append(ellipsoid((size * 1.25, size, size), at, segments=6, rings=3))
        parts.append(Part("seeds", "light", tuple(seeds), label="seed", count=len(seeds)))
    if p.pick != "none":
        top = z + h + p.pick_height
        stick = rod((0, 0, z + h - 0.08), (0, 0, top), 0.02, segments=8)
        parts.append(Part("stick", "timber", (stick,)))
        if p.pick == "olive":
            parts.append(
                Part(
                    "olive",
                    "leaf",
                    (
                        ellipsoid((0.07, 0.07, 0.085), (0, 0, top - 0.05), segments=14, rings=7),
                        ball(0.03, (0, 0, top + 0.03), segments=8),
                    ),
                )
            )
        else:
            parts.append(Part("flag", "tertiary", (box((0.24, 0.035, 0.15), (0.12, 0, top - 0.075)),)))
    return parts


def words(p: Params) -> Words:
    """What may be said of this burger."""
    adjectives = []
    if p.patties == 2 or p.top_height > 0.39:
        adjectives.append("tall")
    if p.patties == 1 and p.top_height < 0.32:
        adjectives.append("flat")
    if p.radius > 0.45:
        adjectives.append("wide")
    if p.patty_height > 0.15:
        adjectives.append("thick")
    features = ["cheese", "salad", "one patty" if p.patties == 1 else "two patties"]
    features += {"tomato": ["tomato"], "onion": ["onion"], "none": []}[p.filling]
    if p.seeds == "seeds":
        features.append("sesame seeds")
    features += {"none": [], "olive": ["an olive on a stick"], "flag": ["a small flag"]}[p.pick]
    return Words(tuple(adjectives), tuple(features), ("double burger",) if p.patties == 2 else ())


KIND = Kind(
    "burger",
    Params,
    build,
    words,
    nouns=("hamburger", "cheeseburger"),
    natural=(("orange", "brown", "yellow"), ("beige", "brown", "orange"), ("brown", "maroon", "yellow")),
    finishes=("matte", "glossy"),
)
