"""Submarines: a rounded hull with a tower, a periscope, portholes, fins and a propeller."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...arrays import mirrored_pair
from ...kinds import Kind, Words
from ...mesh import Mesh, Part, turn
from ...params import choice, span
from ...solids import box, ellipsoid, frustum, lathe, rod, sweep, tube
from .forms import wing


@dataclass(frozen=True)
class Params:
    """Lengths relative to a hull of about two units."""

    length: float = span(1.7, 2.5)
    radius: float = span(0.34, 0.5)
    squash: float = span(0.85, 1.1)
    stern: float = span(0.22, 0.36)
    tower_length: float = span(0.4, 0.62)
    tower_width: float = span(0.16, 0.24)
    tower_height: float = span(0.26, 0.42)
    tower_place: float = span(-0.12, 0.06)
    periscope: float = span(0.2, 0.36)
    porthole: float = span(0.09, 0.13)
    fin: float = span(0.3, 0.45)
    rudder: float = span(0.3, 0.42)
    propeller: float = span(0.26, 0.36)
    portholes: int = choice(2, 3, 4)
    tower: str = choice("round", "slanted", "round")
    blades: int = choice(3, 4)
    bow: str = choice("round", "lamp", "planes")


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a submarine that dives towards -Y."""
    half, r = p.length / 2, p.radius
    shape = [
        (-1.0, 0.3),
        (-0.95, 0.52),
        (-0.84, 0.78),
        (-0.66, 0.95),
        (-0.42, 1.0),
        (0.3, 1.0),
        (0.62, 0.82),
        (0.85, 0.52),
    ]
    shape.append((1.0, p.stern))
    hull = tube([(0, half * y, 0) for y, _ in shape], [r * k for _, k in shape], segments=24).scaled((1, 1, p.squash))
    top, y = r * p.squash, p.tower_place * p.length
    ring = (p.tower_width, p.tower_length / 2)
    plan = [(ring[0] * np.cos(t), ring[1] * np.sin(t)) for t in np.arange(20) * (np.pi / 10)]
    lean = 0.16 if p.tower == "slanted" else 0.0
    path = [(0, y - lean * k, top - 0.14 + (p.tower_height + 0.14) * k) for k in (0.0, 0.9, 1.0)]
    tower = sweep(plan, [(0, 0, z) for _, _, z in path], (1.0, 1.0 - 0.8 * lean, 0.9 - 0.8 * lean), up=(0, 1, 0))
    deck = top + p.tower_height
    hatch = frustum(p.tower_width * 0.62, p.tower_width * 0.55, deck - 0.03, deck + 0.06, segments=16)
    lid = y + 0.06 + p.tower_width * 0.1
    parts = [
        Part("hull", "primary", (hull,)),
        Part("tower", "secondary", (tower.moved((0, y, 0)),)),
        Part(
            "hatch",
            "tertiary",
            (hatch.moved((0, lid, 0)),),
            joint=turn((0, lid + p.tower_width * 0.6, deck), (1, 0, 0), -1.3, 0.0),
        ),
        _periscope(p, y - p.tower_length * 0.24, deck),
        *_portholes(p),
        Part("fins", "secondary", _fins(p, half), label="fin", count=2),
        Part("rudders", "secondary", _rudders(p, half), label="rudder", count=2),
        _propeller(p, half),
    ]
    if p.bow == "lamp":
        lamp = ellipsoid((r * 0.3, 0.14, r * 0.3), (0, -half - 0.01, 0), segments=14, rings=7)
        parts.append(Part("lamp", "lamp", (lamp,)))
    if p.bow == "planes":
        planes = mirrored_pair(wing(0.26, 0.2, r + 0.2, 0.04, 0.085).moved((0, -half * 0.62, 0)))
        parts.append(Part("bow planes", "tertiary", planes, label="bow plane", count=2))
    return tuple(parts)


def _periscope(p: Params, y: float, deck: float) -> Part:
    """A pipe with an eye that looks forwards."""
    head = deck + p.periscope
    pipe = rod((0, y, deck - 0.08), (0, y, head), 0.045, segments=10)
    eye = tube([(0, y + 0.06, head - 0.03), (0, y - 0.15, head - 0.03)], (0.05, 0.065), segments=12)
    return Part("periscope", "metal", (pipe, eye), joint=turn((0, y, deck), (0, 0, 1), -np.pi, np.pi))


def _portholes(p: Params) -> list[Part]:
    """Framed panes along both sides, where the hull is straight."""
    size, x = p.porthole, p.radius - 0.01
    ys = np.linspace(-0.46, 0.28, p.portholes) * p.length / 2
    frame = frustum(size, size, -0.09, 0.04, segments=16).rotated("y", np.pi / 2)
    pane = lathe([(0, -0.05), (size * 0.68, -0.05), (size * 0.68, 0.055), (0, 0.08)], segments=14).rotated(
        "y", np.pi / 2
    )

    def both(solid: Mesh) -> tuple[Mesh, ...]:
        return tuple(side for at in ys for side in mirrored_pair(solid.moved((x, at, 0.05))))

    count = 2 * p.portholes
    return [
        Part("porthole frames", "tertiary", both(frame), label="porthole frame", count=count),
        Part("portholes", "glass", both(pane), label="porthole", count=count),
    ]


def _fins(p: Params, half: float) -> tuple[Mesh, ...]:
    return mirrored_pair(wing(0.34, 0.24, p.fin + p.radius * 0.35, 0.12, 0.085).moved((0, half * 0.74, 0)))


def _rudders(p: Params, half: float) -> tuple[Mesh, ...]:
    """One above and one below the stern."""
    panel = wing(0.34, 0.24, p.rudder + p.radius * 0.25, 0.1, 0.085).rotated("y", -np.pi / 2)
    return mirrored_pair(panel.moved((0, half * 0.76, 0)), "z")


def _propeller(p: Params, half: float) -> Part:
    y = half + 0.1
    hub = rod((0, half - 0.06, 0), (0, y + 0.08, 0), (0.08, 0.06), segments=12)
    blade = box((0.14, 0.075, p.propeller), (0, y, p.propeller / 2))
    blades = [blade.rotated("y", 2 * np.pi * k / p.blades + 0.3) for k in range(p.blades)]
    return Part("propeller", "metal", (hub, *blades), joint=turn((0, y, 0), (0, 1, 0)))


def words(p: Params) -> Words:
    """What may be said of this submarine."""
    adjectives = []
    if p.length / p.radius > 5.6:
        adjectives += ["long", "thin"]
    if p.length / p.radius < 4.5:
        adjectives += ["short", "round"]
    if p.tower_height > 0.37:
        adjectives.append("tall")
    features = ["a periscope", f"{('two', 'three', 'four')[p.portholes - 2]} portholes on each side"]
    features.append({"round": "an upright tower", "slanted": "a slanted tower"}[p.tower])
    features.append(f"a propeller with {'three' if p.blades == 3 else 'four'} blades")
    features += {"round": [], "lamp": ["a front lamp"], "planes": ["bow planes"]}[p.bow]
    return Words(tuple(adjectives), tuple(features))


KIND = Kind(
    "submarine",
    Params,
    build,
    words,
    nouns=("sub", "u-boat"),
    natural=(
        ("yellow", "orange", "red"),
        ("gray", "black", "red"),
        ("black", "gray", "gray"),
        ("yellow", "yellow", "gray"),
    ),
    finishes=("matte", "glossy", "metallic", "striped", "checkered"),
)
