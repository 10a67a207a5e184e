"""Apples: a body with dimples, a stalk and leaves, perhaps bitten or with a worm."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...curves import spline
from ...kinds import Kind, Words
from ...mesh import Floats, Mesh, Part
from ...params import choice, span
from ...solids import lathe
from .shapes import ball, leaf, limb


@dataclass(frozen=True)
class Params:
    """Lengths relative to an apple of about one unit across; angles in radians from the front."""

    width: float = span(0.42, 0.5)
    height: float = span(0.68, 0.98)
    foot: float = span(0.5, 0.72)
    dimple: float = span(0.07, 0.13)
    lobes: float = span(0.0, 0.05)
    stalk_length: float = span(0.2, 0.34)
    stalk_bend: float = span(-0.12, 0.12)
    stalk_radius: float = span(0.028, 0.04)
    leaf_length: float = span(0.42, 0.6)
    leaf_width: float = span(0.12, 0.17)
    bite_size: float = span(0.22, 0.31)
    bite_height: float = span(0.45, 0.65)
    worm_side: float = span(-0.2, 0.5)
    leaves: int = choice(1, 1, 2)
    state: str = choice("whole", "whole", "bitten", "wormy")


def _profile(p: Params, steps: int) -> Floats:
    """Radius and height from the lower dimple to the upper one, both on the axis."""
    w, h = p.width, p.height
    knots = [(0.0, 0.07), (w * 0.22, 0.035), (w * p.foot * 0.75, 0.0), (w * 0.86, h * 0.26), (w, h * 0.6)]
    knots += [(w * 0.8, h * 0.92), (w * 0.42, h * 0.99), (w * 0.13, h - p.dimple * 0.6), (0.0, h - p.dimple)]
    return spline(knots, steps)


def _flesh_and_skin(p: Params) -> tuple[Mesh, Mesh | None]:
    """The apple, and for a bitten one its flesh, that shows in the bite only."""
    bitten = p.state == "bitten"
    mesh = lathe(_profile(p, 5 if bitten else 3), segments=48 if bitten else 30)
    angles = np.arctan2(mesh.vertices[:, 1], mesh.vertices[:, 0])
    low = 1 - 0.7 * mesh.vertices[:, 2] / p.height
    factor = 1 - p.lobes * low * (1 - np.cos(5 * angles)) / 2
    skin = mesh.vertices * np.stack([factor, factor, np.ones_like(factor)], axis=1)
    if not bitten:
        return Mesh(skin, mesh.faces), None
    middle = np.array([0, 0, p.height * 0.5])
    aside = np.array([np.sin(0.9), -np.cos(0.9), 0.0]) * p.width * 1.08 + (0, 0, p.height * p.bite_height)
    rays = skin - middle
    reach = np.linalg.norm(rays, axis=1)
    rays /= reach[:, None]
    # Where a ray from the middle enters the ball that was bitten off.
    along = rays @ (aside - middle)
    gap = p.bite_size**2 - ((aside - middle) ** 2).sum() + along**2
    entry = np.where((gap > 0) & (along > 0), along - np.sqrt(np.maximum(gap, 0)), np.inf)
    gone = entry < reach
    cut = np.where(gone, entry, reach)
    inner = np.minimum(entry + 0.02, 0.975 * reach)
    return Mesh(middle + rays * cut[:, None], mesh.faces), Mesh(middle + rays * inner[:, None], mesh.faces)


def build(p: Params) -> tuple[Part, ...]:
    """The parts of an apple."""
    skin, flesh = _flesh_and_skin(p)
    foot, z = p.height - p.dimple - 0.06, p.height - p.dimple
    tip = (p.stalk_bend, 0, z + p.stalk_length)
    stalk = limb([(0, 0, foot), (p.stalk_bend * 0.2, 0, z + p.stalk_length * 0.5), tip], p.stalk_radius * 1.2, sides=8)
    sepals = ball(0.075, (0, 0, 0.035))
    parts = [
        Part("body", "primary", (skin,)),
        Part("stalk", "tertiary", (stalk,)),
        Part("leaf", "secondary", _leaves(p, z), count=p.leaves),
        Part("sepals", "dark", (sepals,)),
    ]
    if flesh:
        parts.append(Part("flesh", "light", (flesh,)))
    if p.state == "wormy":
        parts += _worm(p)
    return tuple(parts)


def _leaves(p: Params, z: float) -> tuple[Mesh, ...]:
    """Leaves that grow from the lower part of the stalk."""
    start, length = z + p.stalk_length * 0.3, p.leaf_length
    x = p.stalk_bend * 0.1
    blades = []
    for angle in (-0.35, np.pi - 0.35)[: p.leaves]:
        path = [(0, 0, 0), (length * 0.5, 0, length * 0.32), (length, 0, length * 0.3)]
        blades.append(leaf(path, p.leaf_width, 0.026, (0, 1, 0)).rotated("z", angle).moved((x, 0, start)))
    return tuple(blades)


def _worm(p: Params) -> list[Part]:
    """A worm that looks out of the front, with eyes."""
    out = np.array([np.sin(p.worm_side), -np.cos(p.worm_side), 0.0])
    side = np.array([np.cos(p.worm_side), np.sin(p.worm_side), 0.0])
    z = p.height * 0.5
    path = [out * (p.width * f) + (0, 0, z + h) for f, h in ((0.75, 0), (1.15, 0.03), (1.3, 0.16), (1.42, 0.2))]
    worm = limb(path, (0.062, 0.062, 0.066, 0.07), sides=12)
    head = path[-1] + out * 0.04
    eyes = tuple(ball(0.03, head + side * s + out * 0.025 + (0, 0, 0.045), segments=8) for s in (-0.035, 0.035))
    return [Part("worm", "leaf", (worm,)), Part("eyes", "dark", eyes, label="eye", count=2)]


def words(p: Params) -> Words:
    """What may be said of this apple."""
    adjectives = []
    slim = p.height / (2 * p.width)
    if slim > 0.95:
        adjectives.append("tall")
    if slim < 0.8:
        adjectives.append("wide")
    if 0.85 < slim < 1.0:
        adjectives.append("round")
    features = ["a leaf" if p.leaves == 1 else "two leaves", "a stalk"]
    features += {"whole": [], "bitten": ["a bite taken out"], "wormy": ["a worm"]}[p.state]
    return Words(tuple(adjectives), tuple(features), ("bitten apple",) if p.state == "bitten" else ())


KIND = Kind(
    "apple",
    Params,
    build,
    words,
    nouns=("fruit",),
    natural=(("red", "green", "brown"), ("green", "green", "brown"), ("yellow", "green", "brown")),
    finishes=("matte", "glossy", "metallic"),
)
