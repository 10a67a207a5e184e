"""Robots: a head with lit eyes on a boxy body with a chest panel, arms with grippers, legs or wheels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...arrays import mirrored_pair, row
from ...kinds import Kind, Words
from ...mesh import Mesh, Part, turn
from ...params import choice, span
from ...solids import box, frustum, lathe, rod, tapered_box, wheel
from .shapes import ball


@dataclass(frozen=True)
class Params:
    """Lengths relative to a robot of about one unit."""

    width: float = span(0.34, 0.5)
    depth: float = span(0.24, 0.34)
    height: float = span(0.34, 0.48)
    taper: float = span(0.75, 1.05)
    head_width: float = span(0.26, 0.38)
    head_height: float = span(0.2, 0.28)
    neck: float = span(0.03, 0.08)
    eye: float = span(0.048, 0.07)
    antenna: float = span(0.09, 0.18)
    arm_length: float = span(0.26, 0.4)
    arm_radius: float = span(0.036, 0.052)
    arm_spread: float = span(0.03, 0.14)
    leg_length: float = span(0.18, 0.32)
    leg_width: float = span(0.09, 0.13)
    panel: float = span(0.5, 0.72)
    head: str = choice("box", "box", "dome", "screen")
    eyes: str = choice("two", "two", "visor")
    antennae: str = choice("one", "two")
    base: str = choice("legs", "legs", "wheels", "tracks")


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a robot that looks towards -Y, its body's underside at z = 0."""
    bottom = (p.width * p.taper, p.depth * p.taper)
    trunk = tapered_box(bottom, (p.width, p.depth), 0, p.height)
    return (Part("body", "primary", (trunk,)), *_chest(p), *_head(p), *_arms(p), *_base(p))


def _front(p: Params, z: float) -> float:
    """Y of the body's front at a height."""
    return -p.depth / 2 * (p.taper + (1 - p.taper) * z / p.height)


def _chest(p: Params) -> list[Part]:
    """A panel that leans as the front does, and a row of lit buttons on it."""
    z = p.height * 0.42
    wide, tall = p.width * p.panel * min(p.taper, 1.0), p.height * 0.5
    lean = float(np.arctan2(p.depth / 2 * (1 - p.taper), p.height))
    plate = box((wide, 0.07, tall), bevel=0.012).rotated("x", lean).moved((0, _front(p, z) + 0.012, z))
    size = min(wide * 0.13, 0.045)
    button = ball(size, (0, _front(p, z + tall * 0.2) - 0.026, z + tall * 0.2), segments=10)
    return [
        Part("panel", "tertiary", (plate,)),
        Part("buttons", "lamp", row(button, 3, (wide * 0.3, 0, 0)), label="button", count=3),
    ]


def _head(p: Params) -> list[Part]:
    w, h, z = p.head_width, p.head_height, p.height + p.neck
    depth = w * 0.8
    neck = frustum(w * 0.24, w * 0.24, p.height - 0.03, z + 0.03, segments=16)
    front, middle = -depth / 2, z + h * 0.62
    if p.head == "dome":
        angles = np.linspace(0, np.pi / 2, 7)[:-1]
        dome = [(w / 2 * np.cos(a), z + h * 0.35 + h * 0.75 * np.sin(a)) for a in angles]
        skull = lathe([(0, z), (w / 2, z), *dome, (0, z + h * 1.1)])
        front, middle = -w / 2 * 0.95, z + h * 0.56
    else:
        skull = box((w, depth, h), (0, 0, z + h / 2), bevel=0.03)
    joint = turn((0.0, 0.0, p.height), (0.0, 0.0, 1.0), -1.2, 1.2)
    parts = [Part("head", "primary", (neck, skull), joint=joint)]
    if p.head == "screen":
        screen = box((w * 0.84, 0.06, h * 0.74), (0, front + 0.012, z + h / 2), bevel=0.015)
        parts.append(Part("screen", "dark", (screen,)))
        front -= 0.012
    else:
        mouth = box((w * 0.42, 0.08, h * 0.14), (0, front + 0.02, z + h * 0.2), bevel=0.01)
        parts.append(Part("mouth", "dark", (mouth,)))
    if p.eyes == "visor":
        lit = (box((w * 0.66, 0.1, h * 0.26), (0, front + 0.02, middle), bevel=0.015),)
        parts.append(Part("visor", "lamp", lit))
    else:
        lens = frustum(p.eye, p.eye, -0.05, 0.03, segments=14).rotated("x", np.pi / 2)
        lenses = mirrored_pair(lens.moved((w * 0.22, front + 0.012, middle)))
        parts.append(Part("eyes", "lamp", lenses, label="eye", count=2))
    return [*parts, _antennae(p, z + h * (1.1 if p.head == "dome" else 1.0))]


def _antennae(p: Params, top: float) -> Part:
    tip = top + p.antenna
    if p.antennae == "one":
        made: tuple[Mesh, ...] = (rod((0, 0, top - 0.05), (0, 0, tip), 0.02, segments=8), ball(0.042, (0, 0, tip)))
        return Part("antenna", "secondary", made)
    x, low = p.head_width * 0.28, top - (0.12 if p.head == "dome" else 0.05)
    stick = rod((x, 0, low), (x + 0.06, 0, tip), 0.02, segments=8)
    knob = ball(0.038, (x + 0.06, 0, tip), segments=10)
    return Part("antennae", "secondary", (*mirrored_pair(stick), *mirrored_pair(knob)), label="antenna", count=2)


def _arms(p: Params) -> list[Part]:
    """A shoulder ball, an arm and a gripper of two fingers, all in one part that swings."""
    x, z, r = p.width / 2 + p.arm_radius * 0.75, p.height - 0.06, p.arm_radius
    hand = np.array([x + p.arm_spread, -0.06, z - p.arm_length])
    solids = [ball(r * 1.5, (x, 0, z), segments=14), rod((x, 0, z), hand, r, segments=12)]
    solids.append(box((r * 2.5, r * 2.3, 0.05), hand, bevel=0.01))
    for s in (-1, 1):
        finger = hand + np.array([s * r * 0.95, -0.005, -0.06])
        solids.append(box((0.038, 0.055, 0.1), finger))
    parts = []
    for name, sign in (("left arm", 1.0), ("right arm", -1.0)):
        made = tuple(solids) if sign > 0 else tuple(mesh.mirrored("x") for mesh in solids)
        joint = turn((sign * x, 0.0, z), (1.0, 0.0, 0.0), -1.5, 1.5)
        parts.append(Part(name, "secondary", made, label="arm", joint=joint))
    return parts


def _base(p: Params) -> list[Part]:
    bottom, length = p.width * p.taper, p.leg_length
    if p.base == "legs":
        x, w = bottom * 0.27, min(p.leg_width, bottom * 0.46)
        leg = box((w, w, length + 0.05), (x, 0, -length / 2 + 0.025), bevel=0.012)
        foot = tapered_box((w * 1.25, w * 2.1), (w * 1.1, w * 1.3), -length - 0.06, -length + 0.02).moved(
            (x, -w * 0.35, 0)
        )
        parts = []
        for name, sign in (("left leg", 1.0), ("right leg", -1.0)):
            made = tuple(m if sign > 0 else m.mirrored("x") for m in (leg, foot))
            joint = turn((sign * x, 0.0, 0.0), (1.0, 0.0, 0.0), -0.7, 0.7)
            parts.append(Part(name, "secondary", made, label="leg", joint=joint))
        return parts
    deep = p.depth * p.taper
    hip = box((bottom * 0.7, deep * 0.8, 0.12), (0, 0, -0.04), bevel=0.015)
    size = length * 0.5 + 0.05
    x = bottom * 0.35 + 0.04
    if p.base == "wheels":
        parts = [Part("axle", "secondary", (hip,))]
        for name, sign in (("left wheel", 1.0), ("right wheel", -1.0)):
            disc = wheel(size, 0.11).moved((sign * x, 0, -0.07))
            joint = turn((sign * x, 0.0, -0.07), (1.0, 0.0, 0.0))
            parts.append(Part(name, "dark", (disc,), label="wheel", joint=joint))
        return parts
    belts = []
    for y in (-deep * 0.45, deep * 0.45):
        belts.append(wheel(size * 0.6, 0.12).moved((x, y, -0.07)))
    belts.append(box((0.118, deep * 0.9, size * 1.2), (x, 0, -0.07)))
    pair = tuple(mesh for belt in belts for mesh in mirrored_pair(belt))
    return [Part("chassis", "secondary", (hip,)), Part("tracks", "dark", pair, label="track", count=2)]


def words(p: Params) -> Words:
    """What may be said of this robot."""
    adjectives = []
    if p.base == "legs" and p.height + p.leg_length > 0.7:
        adjectives.append("tall")
    if p.base != "legs" and p.height < 0.4:
        adjectives.append("short")
    if p.width > 0.45:
        adjectives.append("wide")
    if p.width < 0.38:
        adjectives.append("narrow")
    features = [{"legs": "two legs", "wheels": "two wheels", "tracks": "tracks"}[p.base]]
    features.append("an antenna" if p.antennae == "one" else "two antennae")
    features.append({"box": "a square head", "dome": "a round head", "screen": "a screen for a face"}[p.head])
    features.append("a visor" if p.eyes == "visor" else "round eyes")
    return Words(tuple(adjectives), tuple(features))


KIND = Kind(
    "robot",
    Params,
    build,
    words,
    nouns=("toy robot",),
    natural=(("gray", "blue", "red"), ("white", "gray", "blue"), ("turquoise", "gray", "orange")),
)
