"""Cars: a body with a glazed cabin, a roof and wheels, nose towards -Y."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..mesh import Description, Mesh, Part
from ..solids import box, corners, ellipsoid, frustum, mirrored_pair, tapered_box
from ..streams import between, pick


@dataclass(frozen=True)
class Params:
    """Lengths in rough metres."""

    kind: str = "sedan"
    length: float = 4.2
    width: float = 1.8
    body_height: float = 0.75
    cabin_height: float = 0.6
    clearance: float = 0.3
    wheel_radius: float = 0.36
    bevel: float = 0.15


def sample_params(rng: np.random.Generator) -> Params:
    """Draw a car."""
    kind = pick(rng, ("sedan", "van", "pickup", "mini"))
    low, high = {"sedan": (3.9, 4.7), "van": (4.0, 4.8), "pickup": (4.3, 5.0), "mini": (2.9, 3.4)}[kind]
    return Params(
        kind=kind,
        length=between(rng, low, high),
        width=between(rng, 1.65, 2.0),
        body_height=between(rng, 0.62, 0.9),
        cabin_height=between(rng, 0.8, 1.05) if kind == "van" else between(rng, 0.5, 0.75),
        clearance=between(rng, 0.24, 0.4),
        wheel_radius=between(rng, 0.34, 0.48),
        bevel=between(rng, 0.06, 0.2),
    )


# Front and back end of the cabin along the body's length, -0.5 to 0.5, and how far its top is drawn in at each end.
_CABINS = {
    "sedan": (-0.22, 0.34, 0.10, 0.08),
    "van": (-0.36, 0.48, 0.10, 0.01),
    "pickup": (-0.24, 0.06, 0.08, 0.02),
    "mini": (-0.20, 0.46, 0.10, 0.06),
}


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a car that drives towards -Y."""
    floor = p.clearance
    waist = floor + p.body_height
    body = [box((p.width, p.length, p.body_height), (0, 0, (floor + waist) / 2), bevel=p.bevel)]
    if p.kind == "pickup":
        body += _bed_walls(p, waist)
    cabin, roof = _cabin(p, waist)
    x, y = p.width / 2 - 0.12, p.length * 0.31
    wheel = frustum(p.wheel_radius, p.wheel_radius, -0.14, 0.14, segments=24).rotated("y", np.pi / 2)
    hub = frustum(p.wheel_radius * 0.5, p.wheel_radius * 0.5, -0.18, 0.18, segments=16).rotated("y", np.pi / 2)
    place = (x, y, p.wheel_radius)
    lamp = ellipsoid((0.17, 0.1, 0.14), (p.width * 0.32, -p.length / 2 + 0.02, waist - p.body_height * 0.42))
    return (
        Part("body", "primary", tuple(body)),
        Part("roof", "secondary", (roof,)),
        Part("windows", "dark", (cabin,)),
        Part("wheels", "dark", corners(wheel.moved(place))),
        Part("hubs", "light", corners(hub.moved(place))),
        Part("headlights", "light", mirrored_pair(lamp)),
    )


def _cabin(p: Params, waist: float) -> tuple[Mesh, Mesh]:
    front, back, lean_front, lean_back = (value * p.length for value in _CABINS[p.kind])
    bottom, top = (p.width * 0.92, back - front), (p.width * 0.78, back - front - lean_front - lean_back)
    shift = (lean_front - lean_back) / 2
    centre = (front + back) / 2
    glass = tapered_box(bottom, top, waist - 0.1, waist + p.cabin_height * 0.85, (0, shift)).moved((0, centre, 0))
    size = (top[0] + 0.1, top[1] + 0.1, max(0.16, 0.3 * p.cabin_height))
    roof = box(size, (0, centre + shift, waist + p.cabin_height * 0.9), bevel=0.06)
    return glass, roof


def _bed_walls(p: Params, waist: float) -> list[Mesh]:
    start, end = 0.07 * p.length, p.length / 2
    side = box((0.16, end - start, 0.36), (p.width / 2 - 0.085, (start + end) / 2, waist + 0.1))
    gate = box((p.width - 0.03, 0.16, 0.36), (0, end - 0.085, waist + 0.1))
    return [*mirrored_pair(side), gate]


def describe(p: Params) -> Description:
    """What may be said of this car."""
    adjectives = []
    height = p.clearance + p.body_height + p.cabin_height
    if height / p.length > 0.48:
        adjectives.append("tall")
    if height / p.length < 0.36:
        adjectives.append("low")
    if p.length > 4.5:
        adjectives.append("long")
    if p.kind == "mini":
        adjectives.append("small")
    nouns = {"sedan": ("sedan",), "van": ("van",), "pickup": ("pickup truck",), "mini": ("compact car",)}[p.kind]
    return Description(tuple(adjectives), accent="roof", nouns=nouns)
