"""Ice creams: scoops or a swirl in a cone or a flat-bottomed wafer, perhaps with sauce, a flake and a cherry."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...kinds import Kind, Words
from ...mesh import Mesh, Part
from ...params import choice, span
from ...solids import annulus, box, ellipsoid, frustum, lathe, loft, rod, tube
from .shapes import ball, limb, on_egg, tilted


@dataclass(frozen=True)
class Params:
    """Lengths relative to an ice cream of about one unit; `turn` in radians places sprinkles and the swirl."""

    cone_height: float = span(0.6, 0.85)
    cone_radius: float = span(0.23, 0.31)
    lip: float = span(0.05, 0.09)
    ridge: float = span(0.018, 0.026)
    scoop: float = span(1.08, 1.26)
    shrink: float = span(0.8, 0.92)
    skirt: float = span(0.0, 0.035)
    swirl_height: float = span(0.45, 0.65)
    sauce: float = span(0.15, 0.45)
    flake_length: float = span(0.34, 0.48)
    flake_tilt: float = span(0.35, 0.7)
    cherry: float = span(0.065, 0.09)
    turn: float = span(0.0, 2 * np.pi)
    shape: str = choice("one scoop", "one scoop", "two scoops", "two scoops", "three scoops", "swirl")
    holder: str = choice("cone", "cone", "cone", "wafer")
    topping: str = choice("none", "cherry", "flake", "sprinkles")
    sauced: str = choice("plain", "plain", "sauce")


def build(p: Params) -> tuple[Part, ...]:
    """The parts of an ice cream, the holder's brim at z = 0."""
    parts = _holder(p)
    parts += _swirl(p) if p.shape == "swirl" else _scoops(p)
    return tuple(parts)


def _holder(p: Params) -> list[Part]:
    """A pointed cone with a spiral lattice, or a wafer cup with upright ridges."""
    r, h = p.cone_radius, p.cone_height
    lip = lathe([(0, -p.lip), (r * 1.03, -p.lip), (r * 1.08, -p.lip / 2), (r * 1.08, 0.02), (0, 0.02)], segments=20)
    if p.holder == "wafer":
        h *= 0.8
        shell = lathe([(0, -h), (r * 0.58, -h), (r * 0.66, -h * 0.45), (r, -h * 0.36), (r * 1.02, 0), (0, 0)])
        ribs = []
        for k in range(10):
            rib = rod((r * 0.58, 0, -h + 0.02), (r * 0.66, 0, -h * 0.45), p.ridge, segments=6)
            ribs.append(rib.rotated("z", np.pi * k / 5))
        parts = [Part("wafer", "secondary", (shell,)), Part("ridges", "tertiary", tuple(ribs), label="ridge", count=10)]
    else:
        shell = lathe(
            [(0, -h), *((0.04 + (r - 0.04) * t, h * (t - 1)) for t in (0, 0.3, 0.6, 0.8, 1)), (0, 0)], segments=20
        )
        lattice = []
        t = np.linspace(0.12, 0.96, 5)
        for k in range(3):
            for way in (1, -1):
                a = way * 2.6 * t + 2 * np.pi * k / 3
                reach = 0.04 + (r - 0.04) * t
                path = np.stack([reach * np.cos(a), reach * np.sin(a), h * (t - 1) - 0.02], axis=1)
                lattice.append(tube(path, p.ridge, segments=4))
        parts = [
            Part("cone", "secondary", (shell,)),
            Part("lattice", "tertiary", tuple(lattice), label="ridge", count=6),
        ]
    return [*parts, Part("brim", "secondary", (lip,))]


def _scoops(p: Params) -> list[Part]:
    count = {"one scoop": 1, "two scoops": 2, "three scoops": 3}[p.shape]
    size, z = p.cone_radius * p.scoop, 0.0
    colours = ("primary", "tertiary", "primary")
    parts = []
    for k in range(count):
        z += size * (0.55 if k == 0 else 0.72)
        parts.append(Part(f"{('lower', 'middle', 'upper')[k]} scoop", colours[k], _scoop(p, size, z, k), label="scoop"))
        top, last = z, size
        z += size * 0.58
        size *= p.shrink
    sauce = 0.0
    if p.sauced == "sauce":
        sauce = 0.014
        parts.append(Part("sauce", "timber", (_sauce(p, last, top),)))
    return parts + _topping(p, (0.0, 0.0, top), last + sauce)


def _scoop(p: Params, size: float, z: float, k: int) -> tuple[Mesh, Mesh]:
    """A ball with a ragged skirt."""
    ring = annulus(
        [(size * 0.9, -0.05), (size * 0.98 + p.skirt, -0.02), (size * 0.9 + p.skirt, 0.045)], size * 0.4, segments=16
    )
    angles = np.arctan2(ring.vertices[:, 1], ring.vertices[:, 0])
    ragged = ring.vertices + np.stack([0 * angles, 0 * angles, 0.022 * np.sin(7 * angles + p.turn + k)], axis=1)
    return ellipsoid((size, size, size * 0.95), (0, 0, z), segments=16, rings=6), Mesh(ragged, ring.faces).moved(
        (0, 0, z - size * 0.5)
    )


def _sauce(p: Params, size: float, z: float) -> Mesh:
    """A cap that runs down in drips."""
    angles = np.arange(28) * (2 * np.pi / 28)
    low = 0.62 - p.sauce * (0.5 + 0.5 * np.sin(6 * angles + p.turn)) ** 2
    rings = []
    for share in np.linspace(0.0, 0.94, 7):
        up = low + (np.pi / 2 - low) * share
        reach, height = np.cos(up), np.sin(up)
        rings.append(np.stack([reach * np.cos(angles), reach * np.sin(angles), height], axis=1))
    outer = np.array(rings) * (size + 0.028, size + 0.028, size * 0.95 + 0.028)
    inner = np.array(rings[:1]) * (size * 0.93, size * 0.93, size * 0.9)
    return loft(np.concatenate([inner, outer])).moved((0, 0, z))


def _swirl(p: Params) -> list[Part]:
    """Soft ice: a spiral that narrows to a tip."""
    r, h = p.cone_radius, p.swirl_height
    t = np.linspace(0, 1, 40)
    angle, reach = p.turn + 6.6 * np.pi * t, r * 0.62 * (1 - t) ** 0.85
    thick = r * 0.55 * (1 - t) ** 0.7 + 0.03
    path = np.stack([reach * np.cos(angle), reach * np.sin(angle), 0.08 + h * t], axis=1)
    rope = limb(path, thick, sides=9, steps=1)
    core = frustum(r * 0.8, 0.03, -0.02, h * 0.95, segments=16)
    parts = [Part("swirl", "primary", (core, rope))]
    return parts + _topping(p, (0.0, 0.0, h * 0.45), r * 0.72)


def _topping(p: Params, centre: tuple[float, float, float], size: float) -> list[Part]:
    """What sits on the uppermost ball."""
    swirled = p.shape == "swirl"
    z = centre[2]
    if p.topping == "cherry":
        at = z + (size * 1.05 if not swirled else p.swirl_height * 0.55 + 0.1)
        fruit = ball(p.cherry, (0, 0, at + 0.02), segments=14)
        path = [(0, 0, at + p.cherry * 0.8), (0.01, 0, at + p.cherry * 1.7), (0.06, 0, at + p.cherry * 2.5)]
        return [Part("cherry", "tertiary", (fruit,)), Part("stalk", "leaf", (limb(path, 0.025, sides=8),))]
    if p.topping == "flake":
        stick = box((0.075, 0.075, p.flake_length), (0, 0, p.flake_length / 2), bevel=0.015)
        stick = tilted(stick, "y", p.flake_tilt).moved((size * 0.4, 0, z + size * 0.3))
        return [Part("flake", "timber", (stick,))]
    if p.topping == "sprinkles":
        spots = [(k * 2.4 + p.turn, 0.25 + 0.1 * (k % 9)) for k in range(10)]
        radii = (size, size, size * 0.95 if not swirled else size * 0.8)
        grains = tuple(
            ellipsoid((0.03, 0.03, 0.03), on_egg(radii, centre, a, e), segments=6, rings=3) for a, e in spots
        )
        return [Part("sprinkles", "lamp", grains, label="sprinkle", count=len(grains))]
    return []


def words(p: Params) -> Words:
    """What may be said of this ice cream."""
    adjectives = []
    if p.holder == "cone" and (p.shape == "three scoops" or p.cone_height > 0.79):
        adjectives.append("tall")
    if p.holder == "wafer" and p.shape == "one scoop":
        adjectives.append("short")
    if p.cone_radius > 0.29:
        adjectives.append("wide")
    features = [{"one scoop": "one scoop", "swirl": "a soft swirl"}.get(p.shape, p.shape)]
    features.append("a pointed cone" if p.holder == "cone" else "a flat-bottomed wafer")
    features += {"none": [], "cherry": ["a cherry on top"], "flake": ["a chocolate flake"], "sprinkles": ["sprinkles"]}[
        p.topping
    ]
    if p.sauced == "sauce" and p.shape != "swirl":
        features.append("chocolate sauce")
    return Words(tuple(adjectives), tuple(features), ("soft ice cream",) if p.shape == "swirl" else ())


KIND = Kind(
    "ice cream",
    Params,
    build,
    words,
    nouns=("ice cream cone",),
    natural=(("pink", "orange", "white"), ("white", "brown", "brown"), ("beige", "orange", "pink")),
    finishes=("matte", "glossy"),
)
