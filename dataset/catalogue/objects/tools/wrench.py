"""Wrenches: upright, the jaws up."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...curves import arc, circle
from ...kinds import Kind, Words
from ...mesh import Floats, Mesh, Part, slide, turn
from ...params import choice, span
from ...solids import box, lathe, tapered_box
from .strips import rotated, slab


@dataclass(frozen=True)
class Params:
    """Lengths relative to a wrench of about one unit; `mouth` and `depth` are shares of the head's radius."""

    length: float = span(0.6, 0.92)
    head: float = span(0.19, 0.25)
    mouth: float = span(0.4, 0.52)
    tilt: float = span(-0.3, 0.3)
    depth: float = span(0.15, 0.5)
    jaw: float = span(0.9, 1.15)
    handle_width: float = span(0.12, 0.16)
    waist: float = span(0.65, 1.0)
    thickness: float = span(0.09, 0.13)
    ring: float = span(0.15, 0.19)
    hole: float = span(0.5, 0.62)
    trim_length: float = span(0.4, 0.6)
    trim_width: float = span(0.5, 0.7)
    jaws: str = choice("open", "open", "adjustable")
    end: str = choice("ring", "open", "plain")
    trim: str = choice("panel", "grip")


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a wrench."""
    thick = p.thickness * 0.8
    handle = slab(_across(_half_widths(p, _levels(p)), _levels(p)), _rounded(thick))
    head = _adjustable(p) if p.jaws == "adjustable" else (_open("jaw", p, p.head, p.tilt, p.length),)
    return (*head, _end(p), Part("handle", "secondary", (handle,)), _trim(p, thick))


def _levels(p: Params) -> Floats:
    levels: Floats = np.linspace(0.0, p.length, 7)
    return levels


def _half_widths(p: Params, z: Floats) -> Floats:
    """Half of the handle's width at heights z."""
    widths: Floats = p.handle_width / 2 * np.interp(z / p.length, (0, 0.5, 1), (1.0, p.waist, 1.0))
    return widths


def _across(half: Floats, z: Floats) -> list[Floats]:
    """Lines up a bar with bevelled edges."""
    return [np.stack([share * half, z], -1) for share in (-1.0, -0.7, 0.7, 1.0)]


def _rounded(thick: float) -> tuple[float, ...]:
    return (thick * 0.65, thick, thick, thick * 0.65)


def _open(name: str, p: Params, radius: float, tilt: float, end: float) -> Part:
    """A head like the letter C that opens away from the handle, whose end is at z = `end`."""
    gap = radius * p.mouth
    start = np.arcsin(p.mouth) + 0.28
    outer = arc(1.0, np.pi / 2 - start, np.pi / 2 + start - 2 * np.pi, 23) * (radius, radius * p.jaw)
    lip, floor = outer[0, 1], radius * (0.25 - p.depth)
    side = np.linspace((gap, lip), (gap, floor), 7)
    inner = np.concatenate([side, arc(gap, 0, -np.pi, 11)[1:-1] * (1, 0.6) + (0, floor), side[::-1] * (-1, 1)])
    lines = np.array([inner, 0.25 * inner + 0.75 * outer, outer])
    lines = rotated(lines, tilt) + np.array((0, radius * 0.55))
    if end == 0.0:
        lines = lines * np.array((1, -1))
    thick = p.thickness
    return Part(name, "primary", (slab(lines + np.array((0, end)), (thick, thick, thick * 0.7)),), label="jaw")


def _end(p: Params) -> Part:
    """The lower end."""
    if p.end == "open":
        return _open("lower jaw", p, p.ring * 1.05, -p.tilt, 0.0)
    outer, inner, z = p.ring, p.ring * p.hole, -p.ring * 0.65
    hole = circle(inner, 24)
    if p.end == "ring":
        hole = hole * (1 + 0.09 * np.cos(6 * np.arange(24) * np.pi / 12))[:, None]
    else:
        outer, hole, z = p.handle_width * 0.72, hole * (p.handle_width * 0.36 / inner), -0.02
    edge = circle(outer, 24)
    lines = np.array([hole, 0.3 * hole + 0.7 * edge, edge]) + np.array((0, z))
    thick = p.thickness
    return Part("ring", "primary", (slab(lines, (thick, thick, thick * 0.7), closed=True),))


def _adjustable(p: Params) -> tuple[Part, ...]:
    """A fixed jaw, one that slides along X, and the worm that moves it."""
    z, radius, thick = p.length, p.head, p.thickness * 1.15
    gap, low, tall = radius * p.mouth * 1.7, z + radius * 0.5, radius * (0.7 + 0.6 * p.depth) * p.jaw
    body = tapered_box((p.handle_width * 0.9, thick), (radius * 1.9, thick), z - radius * 0.8, z + radius * 0.3)
    rail = box((radius * 1.9, thick, radius * 0.45), (0, 0, z + radius * 0.45), bevel=0.01)
    fixed = _prong(radius, thick, low, low + tall * 1.1).moved((-radius * 0.8, 0, 0))
    moving = _prong(radius, thick + 0.03, z + radius * 0.32, low + tall).mirrored("x")
    x = gap - radius * 0.8 + radius * 0.75
    travel = slide((x, 0, low), (1, 0, 0), -gap, radius * 0.2)
    deep, height = -thick / 2 + 0.01, z + radius * 0.02
    threads = [(0.062 if k % 2 else 0.045, -0.08 + 0.02 * k) for k in range(9)]
    worm = lathe([(0, -0.08), *threads, (0, 0.08)], segments=14).rotated("y", np.pi / 2).moved((0.02, deep, height))
    return (
        Part("jaw", "primary", (body, rail, fixed)),
        Part("sliding jaw", "tertiary", (moving.moved((x, 0, 0)),), label="sliding jaw", joint=travel),
        Part("worm", "dark", (worm,), label="screw", joint=turn((0.02, deep, height), (1, 0, 0))),
    )


def _prong(radius: float, thick: float, low: float, high: float) -> Mesh:
    """A jaw whose flat side looks to +X."""
    return tapered_box((radius * 0.75, thick), (radius * 0.55, thick * 0.85), low, high, shift=(0.1 * radius, 0))


def _trim(p: Params, thick: float) -> Part:
    """A raised panel on the handle, or a sleeve around it."""
    middle, half = p.length * 0.42, p.trim_length * p.length * 0.45
    z = np.linspace(middle - half, middle + half, 7)
    if p.trim == "panel":
        return Part("panel", "tertiary", (slab(_across(_half_widths(p, z) * p.trim_width, z), thick + 0.02),))
    return Part("grip", "tertiary", (slab(_across(_half_widths(p, z) + 0.014, z), _rounded(thick + 0.03)),))


def words(p: Params) -> Words:
    """What may be said of this wrench."""
    adjectives = []
    if p.length > 0.82:
        adjectives.append("long")
    if p.length < 0.7:
        adjectives.append("short")
    if p.thickness > 0.118:
        adjectives.append("thick")
    if p.handle_width * p.waist < 0.1:
        adjectives.append("narrow")
    features = ["an open jaw" if p.jaws == "open" else "an adjustable jaw"]
    features.append({"ring": "a ring end", "open": "two open ends", "plain": "a hole in the handle"}[p.end])
    if p.trim == "grip":
        features.append("a soft grip")
    nouns = ("adjustable wrench",) if p.jaws == "adjustable" else ("combination wrench",) if p.end == "ring" else ()
    return Words(tuple(adjectives), tuple(features), nouns)


KIND = Kind(
    "wrench",
    Params,
    build,
    words,
    nouns=("spanner",),
    natural=(("gray", "red", "black"), ("gray", "blue", "black"), ("gray", "black", "gray")),
    finishes=("matte", "glossy", "metallic", "striped", "checkered"),
)
