"""Trees: a trunk with a conifer's tiers, a round crown, a poplar's or a cloud of leaves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...arrays import turned
from ...curves import star
from ...kinds import Kind, Words
from ...mesh import Mesh, Part
from ...params import choice, span
from ...solids import ellipsoid, frustum, lathe, prism, rod, tube
from .shapes import ball, limb, on_egg


@dataclass(frozen=True)
class Params:
    """Lengths relative to a tree of about one unit; `turn` in radians places branches, lobes and fruits."""

    trunk: float = span(0.32, 0.56)
    trunk_radius: float = span(0.05, 0.085)
    flare: float = span(1.1, 1.7)
    lean: float = span(-0.08, 0.08)
    crown: float = span(0.28, 0.42)
    crown_height: float = span(0.55, 0.85)
    squash: float = span(0.78, 1.1)
    tier_taper: float = span(0.45, 0.68)
    branch_height: float = span(0.45, 0.7)
    branch_reach: float = span(0.2, 0.32)
    base_radius: float = span(0.2, 0.32)
    fruit_size: float = span(0.035, 0.055)
    turn: float = span(0.0, 2 * np.pi)
    shape: str = choice("conifer", "conifer", "round", "poplar", "cloud")
    tiers: int = choice(2, 3, 4)
    base: str = choice("roots", "mound", "tub")
    fruits: str = choice("none", "some")


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a tree."""
    radius = p.trunk_radius
    ends = [(0, 0, 0), (0, 0, p.trunk * 0.3), (p.lean, 0, p.trunk + 0.24)]
    trunk = tube(ends, (radius * p.flare, radius, radius * 0.85))
    parts = [Part("trunk", "secondary", (trunk,)), *_base(p)]
    return tuple(parts + (_conifer(p) if p.shape == "conifer" else _broadleaf(p)))


def _base(p: Params) -> list[Part]:
    if p.base == "roots":
        reach = p.trunk_radius * p.flare + 0.1
        root = limb([(0, 0, 0.075), (reach * 0.6, 0, 0.05), (reach, 0, 0.025)], (0.05, 0.04, 0.028), sides=6, steps=2)
        return [Part("roots", "secondary", turned(root, 5, p.turn), label="root", count=5)]
    if p.base == "mound":
        flat = lathe([(0, -0.05), (p.base_radius, -0.05), (p.base_radius * 0.8, 0.02), (0, 0.05)])
        return [Part("mound", "leaf", (flat,))]
    tub = frustum(p.base_radius * 0.6, p.base_radius * 0.8, -0.24, 0.0)
    rim = frustum(p.base_radius * 0.88, p.base_radius * 0.88, -0.05, 0.01)
    soil = frustum(p.base_radius * 0.7, p.base_radius * 0.7, -0.04, 0.03)
    return [Part("tub", "tertiary", (tub, rim)), Part("soil", "dark", (soil,))]


def _conifer(p: Params) -> list[Part]:
    step = p.crown_height / p.tiers
    cones, rims = [], []
    for k in range(p.tiers):
        radius = p.crown * (1 - p.tier_taper * k / p.tiers)
        base, height = p.trunk + k * step, step * 1.5
        profile = [(0, base + 0.02), (radius * 0.94, base), (radius, base + 0.025), (0.03, base + height)]
        cones.append(lathe([*profile, (0, base + height + 0.01)]).moved((p.lean, 0, 0)))
        rims.append((radius, base + 0.02))
    top = p.trunk + (p.tiers + 0.5) * step
    parts = [Part("tiers", "primary", tuple(cones), label="tier", count=p.tiers)]
    if p.fruits == "none":
        tip = rod((p.lean, 0, top - 0.05), (p.lean, 0, top + 0.06), (0.04, 0.022))
        return [*parts, Part("top shoot", "secondary", (tip,))]
    size = p.fruit_size
    baubles = [
        ball(size, (r * np.cos(a) + p.lean, r * np.sin(a), z - size * 0.3), segments=8)
        for row, (r, z) in enumerate(rims)
        for a in p.turn + row + 2 * np.pi * np.arange(4) / 4
    ]
    shape = prism(star(0.11, 0.05, 5), 0.05).moved((p.lean, 0, top + 0.05))
    return [
        *parts,
        Part("baubles", "tertiary", tuple(baubles), label="bauble", count=len(baubles)),
        Part("star", "secondary", (shape,)),
    ]


def _broadleaf(p: Params) -> list[Part]:
    """Crown, two side branches with tufts of leaves, perhaps fruits."""
    crowns, radii, centre = _crown(p)
    width = 0.6 if p.shape == "poplar" else 0.8
    branches, tufts = [], []
    for k, angle in enumerate((p.turn, p.turn + 2.4)):
        z = p.trunk * p.branch_height - 0.05 * k
        bend = max(z - p.trunk * 0.3, 0.0) / (p.trunk * 0.7 + 0.24)  # the trunk leans above a third of its height
        start = np.array([p.lean * bend, 0, z])
        reach = p.branch_reach * width
        end = start + np.array((reach * np.cos(angle), reach * np.sin(angle), 0.13))
        branches.append(rod(start, end, (p.trunk_radius * 0.75, 0.03), segments=9))
        tufts.append(ellipsoid((0.1, 0.1, 0.085), end + np.array((0, 0, 0.03)), segments=12, rings=6))
    parts = [
        Part("crown", "primary", crowns),
        Part("branches", "secondary", tuple(branches), label="branch", count=2),
        Part("tufts", "primary", tuple(tufts), label="tuft", count=2),
    ]
    if p.fruits == "some":
        places = [(0.5, 0.1), (1.8, -0.1), (3.1, 0.25), (4.3, -0.2), (5.4, 0.15), (0.0, 0.75), (2.5, 0.7), (4.8, 0.65)]
        spots = [on_egg(radii, centre, p.turn + azimuth, elevation) for azimuth, elevation in places]
        parts.append(
            Part(
                "fruits",
                "tertiary",
                tuple(ball(p.fruit_size, at, segments=9) for at in spots),
                label="fruit",
                count=len(spots),
            )
        )
    return parts


def _crown(p: Params) -> tuple[tuple[Mesh, ...], tuple[float, float, float], tuple[float, float, float]]:
    """The crown, and the half-axes and the centre of an egg that it fills."""
    if p.shape == "poplar":
        half = p.crown_height * 0.62
        radii, centre = (p.crown * 0.6, p.crown * 0.6, half), (p.lean, 0.0, p.trunk + half * 0.92)
        angles = np.linspace(-np.pi / 2, np.pi / 2, 15)
        profile = np.stack([np.cos(angles) * (1 - 0.22 * np.sin(angles)), np.sin(angles)], axis=-1)
        return (lathe(profile).scaled(radii).moved(centre),), (radii[0], radii[1], half), centre
    size = p.crown * p.squash
    centre = (p.lean, 0.0, p.trunk + size * 0.85)
    if p.shape == "round":
        radii = (p.crown, p.crown, size)
        return (ellipsoid(radii, centre, segments=24, rings=13),), radii, centre
    lobes = [ellipsoid((p.crown * 0.72, p.crown * 0.72, size * 0.75), (p.lean, 0, centre[2] + size * 0.3), segments=18)]
    for k in range(6):
        angle = p.turn + 2 * np.pi * k / 6
        lobe = p.crown * (0.46 + 0.08 * np.sin(2.3 * k + p.turn))
        place = (0.66 * p.crown * np.cos(angle), 0.66 * p.crown * np.sin(angle), -0.14 * size * (k % 2))
        lobes.append(ellipsoid((lobe, lobe, lobe * 0.88), np.array(place) + centre, segments=14, rings=7))
    return tuple(lobes), (p.crown * 0.95, p.crown * 0.95, size * 0.9), centre


def words(p: Params) -> Words:
    """What may be said of this tree."""
    adjectives = []
    if p.trunk > 0.49 or (p.shape == "poplar" and p.crown_height > 0.75):
        adjectives.append("tall")
    if p.trunk < 0.38 and p.shape != "poplar":
        adjectives.append("short")
    if p.shape == "round":
        adjectives.append("round")
    if p.crown > 0.38 and p.shape in ("round", "cloud"):
        adjectives.append("wide")
    if p.crown < 0.33 and p.shape in ("conifer", "poplar"):
        adjectives.append("narrow")
    features = [{"roots": "roots", "mound": "a mound of grass", "tub": "a tub"}[p.base]]
    if p.shape == "conifer":
        features.append(f"{('', '', 'two', 'three', 'four')[p.tiers]} tiers")
        decorated = p.fruits == "some"
        features += ["baubles", "a star on top"] if decorated else []
        nouns = ("christmas tree",) if decorated else ("pine tree", "fir")
        return Words(tuple(adjectives), tuple(features), nouns)
    if p.fruits == "some":
        features.append("fruits")
    features.append({"round": "a round crown", "poplar": "a pointed crown", "cloud": "a bushy crown"}[p.shape])
    return Words(tuple(adjectives), tuple(features), ("fruit tree",) if p.fruits == "some" else ())


KIND = Kind(
    "tree",
    Params,
    build,
    words,
    natural=(("green", "brown", "red"), ("green", "brown", "yellow"), ("lime", "brown", "orange")),
    finishes=("matte", "glossy", "metallic"),
)
