"""Trucks: a cab, a load behind it and wheels on two or three axles."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...arrays import mirrored_pair
from ...kinds import Kind, Words
from ...mesh import Mesh, Part, turn
from ...params import choice, span
from ...solids import box, ellipsoid, frustum, rod, tube
from .forms import axle, hubcaps, open_box, sections


@dataclass(frozen=True)
class Params:
    """Lengths in rough metres."""

    width: float = span(1.9, 2.4)
    cab_length: float = span(1.2, 1.6)
    cab_height: float = span(1.5, 2.1)
    hood_length: float = span(0.8, 1.2)
    cargo_length: float = span(2.9, 4.4)
    cargo_height: float = span(1.5, 2.3)
    deck: float = span(0.8, 1.05)
    wheel_radius: float = span(0.48, 0.64)
    tyre: float = span(0.4, 0.55)
    hub: float = span(0.45, 0.62)
    pane: float = span(0.3, 0.4)
    bumper: float = span(0.24, 0.4)
    stack: float = span(0.3, 0.7)
    bevel: float = span(0.05, 0.16)
    cargo: str = choice("box", "tank", "dump", "logs")
    nose: str = choice("flat", "hood")
    axles: int = choice(2, 3)
    stacks: str = choice("none", "one", "two")


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a truck that drives towards -Y."""
    hood = p.hood_length if p.nose == "hood" else 0.0
    total = hood + p.cab_length + 0.15 + p.cargo_length
    front = -total / 2
    face, back = front + hood, front + hood + p.cab_length  # of the cab
    start, floor = back + 0.15, p.deck * 0.55
    low, high = p.wheel_radius, p.deck + 0.07
    beam = box((p.width * 0.6, total - 0.3, high - low), (0, 0, (high + low) / 2))
    bumper = box((p.width * 1.02, 0.3, p.bumper), (0, front, floor + 0.1), bevel=0.06)
    lamp = ellipsoid(
        (0.18, 0.12, 0.18), (p.width * 0.34, front - 0.01, floor + p.bumper / 2 + 0.32), segments=14, rings=7
    )
    radius, x = p.wheel_radius, p.width / 2 - p.tyre / 2 + 0.06
    rows = [front + 0.3 + radius, total / 2 - 0.35 - radius]
    names = ["front wheels", "rear wheels"]
    if p.axles == 3:
        rows.insert(1, rows[1] - 2.1 * radius)
        names.insert(1, "middle wheels")
    parts = [
        Part("chassis", "dark", (beam,)),
        Part("cab", "primary", tuple(_cab(p, front, face, back, floor))),
        Part("windows", "glass", _windows(p, face, back, floor), label="window", count=3),
        *_cargo(p, start, total / 2),
        Part("bumper", "tertiary", (bumper,)),
        Part("headlights", "lamp", mirrored_pair(lamp), label="headlight", count=2),
        *(axle(name, (x, y, radius, p.tyre)) for name, y in zip(names, rows, strict=True)),
        hubcaps([(s * x, y, radius, p.tyre) for y in rows for s in (-1, 1)], p.hub, 0.045, "light"),
    ]
    if p.stacks != "none":
        high = floor + p.cab_height + p.stack
        pipe = rod((p.width / 2 - 0.05, back + 0.02, p.deck), (p.width / 2 - 0.05, back + 0.02, high), 0.11)
        pipes = mirrored_pair(pipe) if p.stacks == "two" else (pipe,)
        parts.append(Part("exhaust stacks", "metal", pipes, label="exhaust stack", count=len(pipes)))
    return tuple(parts)


def _cab(p: Params, front: float, face: float, back: float, floor: float) -> list[Mesh]:
    top = floor + p.cab_height
    lean = 0.12 if p.nose == "flat" else 0.25
    rows = [
        (face, p.width, floor, top - 0.55),
        (face + lean, p.width * 0.97, floor, top),
        (back, p.width * 0.97, floor, top),
    ]
    solids = [sections(rows, p.bevel)]
    if p.nose == "hood":
        level = floor + p.cab_height * 0.5
        nose = [(front, p.width * 0.66, floor, level - 0.12), (front + 0.15, p.width * 0.72, floor, level - 0.04)]
        solids.append(sections([*nose, (face + 0.1, p.width * 0.78, floor, level)], 0.12))
        fender = box(
            (p.width * 0.98, 0.9, 0.2), (0, front + 0.3 + p.wheel_radius, 2 * p.wheel_radius + 0.05), bevel=0.06
        )
        solids.append(fender)
    return solids


def _windows(p: Params, face: float, back: float, floor: float) -> tuple[Mesh, ...]:
    """A windscreen that leans with the cab, and one pane on each side."""
    top, tall = floor + p.cab_height, p.cab_height * p.pane
    lean = 0.12 if p.nose == "flat" else 0.25
    low, wide = top - tall - 0.12, p.width * 0.8
    rows = [(face + lean * (1 - tall / 0.55) - 0.06, wide, low, top - tall - 0.02)]
    rows += [(y, wide, low, top - 0.14) for y in (face + lean - 0.05, face + lean + 0.2)]
    screen = sections(rows, 0.01)
    side = box((p.width + 0.05, (back - face) * 0.48, tall), (0, (face + lean + back) / 2, top - tall / 2 - 0.14))
    return screen, side


def _cargo(p: Params, start: float, end: float) -> list[Part]:
    middle, long, deck = (start + end) / 2, end - start, p.deck
    if p.cargo == "box":
        hold = box((p.width * 1.04, long, p.cargo_height), (0, middle, deck + p.cargo_height / 2), bevel=0.05)
        band = box((p.width * 1.04 + 0.08, long * 0.96, 0.24), (0, middle, deck + p.cargo_height * 0.3))
        return [Part("cargo box", "secondary", (hold,)), Part("stripe", "tertiary", (band,))]
    if p.cargo == "tank":
        radius = min(p.cargo_height / 2, p.width * 0.52)
        z = deck + radius
        ends = [(start, 0.75), (start + 0.25, 1.0), (end - 0.25, 1.0), (end, 0.75)]
        tank = tube([(0, y, z) for y, _ in ends], [radius * k for _, k in ends], segments=24)
        hoops = [
            frustum(radius + 0.05, radius + 0.05, -0.1, 0.1).rotated("x", np.pi / 2).moved((0, y, z))
            for y in (start + 0.27 * long, end - 0.27 * long)
        ]
        return [Part("tank", "secondary", (tank,)), Part("hoops", "tertiary", tuple(hoops), label="hoop", count=2)]
    if p.cargo == "logs":
        bed = box((p.width, long, 0.2), (0, middle, deck + 0.12))
        posts = [
            box((0.16, 0.18, p.cargo_height * 0.55), (s * (p.width / 2 - 0.08), y, deck + p.cargo_height * 0.27))
            for y in (start + 0.25 * long, end - 0.25 * long)
            for s in (-1, 1)
        ]
        r = p.width * 0.155
        rows = [(-2 * r, 0), (0, 0), (2 * r, 0), (-r, 1.7 * r), (r, 1.7 * r)]
        logs = [
            rod((x, start + 0.1, deck + 0.18 + r + z), (x, end - 0.1, deck + 0.18 + r + z), r * 1.05, segments=12)
            for x, z in rows
        ]
        return [Part("flatbed", "secondary", (bed, *posts)), Part("logs", "timber", tuple(logs), label="log", count=5)]
    high = deck + p.cargo_height * 0.62
    outer = [(p.width * 0.92, long * 0.9, deck), (p.width * 1.06, long, high)]
    inner = [(p.width * 1.06 - 0.3, long - 0.3, high), (p.width * 0.92 - 0.3, long * 0.9 - 0.3, deck + 0.25)]
    bed = open_box([*outer, *inner]).moved((0, middle, 0))
    hinge = turn((0, end - 0.3, deck + 0.1), (1, 0, 0), -0.9, 0.0)
    heap = ellipsoid(
        (p.width * 0.43, long * 0.42, p.cargo_height * 0.42), (0, middle, high - 0.28), segments=12, rings=6
    )
    return [Part("dump bed", "secondary", (bed,), joint=hinge), Part("earth", "timber", (heap,), joint=hinge)]


def words(p: Params) -> Words:
    """What may be said of this truck."""
    adjectives = []
    if p.cargo_length > 3.9 or p.axles == 3:
        adjectives.append("long" if p.cargo_length > 3.4 else "big")
    if p.cargo_length < 3.2 and p.nose == "flat":
        adjectives.append("short")
    if p.cargo == "box" and p.cargo_height > 2.0:
        adjectives.append("tall")
    features = [{"flat": "a flat nose", "hood": "a long hood"}[p.nose], f"{'four' if p.axles == 2 else 'six'} wheels"]
    features.append({"box": "a cargo box", "tank": "a tank", "dump": "a dump bed", "logs": "a load of logs"}[p.cargo])
    features += {"none": [], "one": ["an exhaust stack"], "two": ["two exhaust stacks"]}[p.stacks]
    nouns = {"box": "box truck", "tank": "tanker truck", "dump": "dump truck", "logs": "logging truck"}
    return Words(tuple(adjectives), tuple(features), (nouns[p.cargo],))


KIND = Kind(
    "truck",
    Params,
    build,
    words,
    nouns=("lorry",),
    natural=(
        ("red", "white", "gray"),
        ("yellow", "gray", "black"),
        ("blue", "white", "red"),
        ("white", "orange", "gray"),
    ),
)
