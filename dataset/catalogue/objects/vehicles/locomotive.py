"""Steam locomotives: a boiler with a chimney, a cab behind it, big driving wheels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...arrays import mirrored_pair
from ...kinds import Kind, Words
from ...mesh import Mesh, Part, turn
from ...params import choice, span
from ...solids import box, lathe, loft, prism, rod


@dataclass(frozen=True)
class Params:
    """Lengths in rough metres."""

    boiler_length: float = span(2.3, 3.3)
    boiler_radius: float = span(0.6, 0.82)
    smokebox: float = span(0.5, 0.8)
    cab_length: float = span(1.1, 1.6)
    cab_height: float = span(1.7, 2.1)
    width: float = span(1.7, 2.1)
    driver: float = span(0.5, 0.66)
    small_wheel: float = span(0.32, 0.42)
    chimney: float = span(0.65, 1.0)
    chimney_radius: float = span(0.2, 0.28)
    dome: float = span(0.26, 0.36)
    roof: float = span(0.16, 0.26)
    overhang: float = span(0.1, 0.3)
    beam: float = span(0.26, 0.38)
    stack: str = choice("straight", "funnel", "diamond")
    domes: int = choice(1, 2)
    wheels: str = choice("two big axles", "three big axles")
    front: str = choice("cowcatcher", "buffers")


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a locomotive that drives towards -Y."""
    total = p.boiler_length + p.smokebox + p.cab_length
    front = -total / 2
    cab = total / 2 - p.cab_length  # its front end
    floor = 1.55 * p.driver
    axis, r = floor + p.boiler_radius * 0.95 + 0.08, p.boiler_radius
    boiler = [rod((0, front + 0.4, axis), (0, cab + 0.2, axis), r, segments=20)]
    boiler += [
        rod((0, y - 0.09, axis), (0, y + 0.09, axis), r + 0.045, segments=20)
        for y in np.linspace(front + p.smokebox + 0.5, cab - 0.4, 2)
    ]
    door = lathe([(0, -0.2), (r * 0.78, -0.2), (r * 0.78, 0.05), (r * 0.3, 0.15), (0, 0.17)], segments=20)
    smokebox = [
        rod((0, front, axis), (0, front + p.smokebox, axis), r + 0.06, segments=22),
        door.rotated("x", np.pi / 2).moved((0, front, axis)),
    ]
    lamp = rod((0, front - 0.16, axis + r + 0.1), (0, front + 0.24, axis + r + 0.1), 0.2, segments=14)
    top = floor + p.cab_height + 0.35
    house = [
        box((p.width * 0.96, p.cab_length, top - floor), (0, cab + p.cab_length / 2, (top + floor) / 2), bevel=0.05)
    ]
    panes = [box((p.width * 0.96 + 0.08, p.cab_length * 0.56, 0.5), (0, cab + p.cab_length * 0.5, top - 0.55))]
    panes += mirrored_pair(box((0.3, 0.3, 0.4), (p.width * 0.34, cab + 0.11, top - 0.42)))
    domes = [
        lathe([(0, 0), (p.dome, 0), (p.dome, 0.24), (p.dome * 0.7, 0.42), (0, 0.5)], segments=18).moved(
            (0, y, axis + r - 0.1)
        )
        for y in np.linspace(front + p.smokebox + 0.75, cab - 0.5, p.domes + 1)[1:]
    ]
    return (
        Part("boiler", "primary", tuple(boiler)),
        Part("smokebox", "dark", tuple(smokebox)),
        Part("chimney", "secondary", (_chimney(p).moved((0, front + p.smokebox * 0.5, axis + r - 0.1)),)),
        Part("domes", "tertiary", tuple(domes), label="dome", count=p.domes),
        Part("cab", "primary", tuple(house)),
        Part("windows", "glass", tuple(panes), label="window", count=4),
        Part("roof", "secondary", (_roof(p).moved((0, cab + p.cab_length / 2, top)),)),
        Part("frame", "secondary", tuple(_frame(p, total, floor))),
        Part("headlamp", "lamp", (lamp,)),
        *_wheels(p, front, cab),
    )


def _chimney(p: Params) -> Mesh:
    r, h = p.chimney_radius, p.chimney + 0.1
    outline = {
        "straight": [(r, 0), (r * 0.9, h - 0.2), (r * 1.25, h - 0.18), (r * 1.25, h)],
        "funnel": [(r * 0.8, 0), (r * 0.75, h * 0.35), (r * 1.9, h - 0.12), (r * 1.9, h)],
        "diamond": [(r * 0.8, 0), (r * 0.8, h * 0.4), (r * 2.0, h * 0.68), (r * 1.1, h)],
    }[p.stack]
    top = outline[-1][0] - 0.12
    return lathe([(0, 0), *outline, (top, h), (top * 0.9, h - 0.14), (0, h - 0.14)], segments=20)


def _roof(p: Params) -> Mesh:
    """A bowed roof that stands over the cab, its underside at z = -0.05."""
    half, long = p.width / 2 + 0.1, p.cab_length + 2 * p.overhang
    xs = np.linspace(half, -half, 9)
    crown = [(x, p.roof + 0.22 * (1 - (x / half) ** 2)) for x in xs]
    return prism([(-half, -0.05), (half, -0.05), *crown], long)


def _frame(p: Params, total: float, floor: float) -> list[Mesh]:
    """Running boards along both sides, a beam across the front and what guards it."""
    front, half = -total / 2, p.width / 2
    solids = [
        box((p.width, total + 0.1, 0.2), (0, 0, floor)),
        box((p.width - 0.36, total - 0.4, 0.5), (0, 0, floor - 0.3)),
    ]
    solids.append(box((p.width * 1.06, 0.24, p.beam), (0, front - 0.1, floor - 0.03), bevel=0.03))
    if p.front == "buffers":
        pins = mirrored_pair(rod((half * 0.66, front - 0.4, floor), (half * 0.66, front, floor), 0.1, segments=10))
        plates = mirrored_pair(
            rod((half * 0.66, front - 0.52, floor), (half * 0.66, front - 0.36, floor), 0.22, segments=14)
        )
        return [*solids, *pins, *plates]
    low, high = 0.12, floor - 0.05
    rings = [
        [(-half * w, front + back, z), (0, front + tip, z), (half * w, front + back, z)]
        for w, back, tip, z in ((1.0, -0.1, -0.95, low), (1.0, -0.1, -0.8, low + 0.18), (0.6, 0.0, -0.3, high))
    ]
    solids.append(loft(rings))
    return solids


def _wheels(p: Params, front: float, cab: float) -> list[Part]:
    """Two big axles behind a small one, or three big ones."""
    r = p.driver
    if p.wheels == "two big axles":
        rows = [(front + 0.2 + p.small_wheel, p.small_wheel), (cab - 1.5 * r, r), (cab + 0.62 * r, r)]
        names = ("front wheels", "front driving wheels", "rear driving wheels")
    else:
        rows = [(cab + 0.62 * r - 2.12 * r * k, r) for k in (2, 1, 0)]
        names = ("front wheels", "middle wheels", "rear wheels")
    return [_axle(p, name, *row) for name, row in zip(names, rows, strict=True)]


def _axle(p: Params, name: str, y: float, radius: float) -> Part:
    """Two wheels with a raised rim, the big ones with a bar across."""
    rim, x = radius * 0.76, p.width / 2 - 0.12
    outside = [(rim, 0.12), (rim, 0.03), (0, 0.03)]
    wheel = lathe([(0, -0.12), (radius, -0.12), (radius, 0.12), *outside], segments=16).rotated("y", np.pi / 2)
    solids = list(mirrored_pair(wheel.moved((x, y, radius))))
    if radius > 0.45:
        spoke = box((0.16, 1.7 * radius, 0.2)).rotated("x", 0.6)
        solids += mirrored_pair(spoke.moved((x, y, radius)))
    return Part(name, "tertiary", tuple(solids), label="wheel", count=2, joint=turn((0, y, radius), (1, 0, 0)))


def words(p: Params) -> Words:
    """What may be said of this locomotive."""
    adjectives = []
    if p.boiler_length > 3.0:
        adjectives.append("long")
    if p.boiler_length < 2.6:
        adjectives.append("short")
    if p.chimney > 0.9 and p.cab_height > 1.9:
        adjectives.append("tall")
    if p.boiler_radius > 0.76:
        adjectives.append("thick")
    features = [f"a {p.stack} chimney", {"cowcatcher": "a cowcatcher", "buffers": "two buffers"}[p.front]]
    features += [
        "four big wheels" if p.wheels == "two big axles" else "six big wheels",
        "a dome" if p.domes == 1 else "two domes",
    ]
    return Words(tuple(adjectives), tuple(features))


KIND = Kind(
    "locomotive",
    Params,
    build,
    words,
    nouns=("steam train", "steam engine", "train engine"),
    natural=(("black", "red", "red"), ("green", "black", "red"), ("blue", "red", "red"), ("black", "maroon", "orange")),
)
