"""Mailboxes: a tunnel box with a flag on a post, a round pillar box, or a street box on legs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...arrays import corners
from ...curves import arc
from ...kinds import Kind, Words
from ...mesh import Mesh, Part, turn
from ...params import choice, span
from ...solids import box, frustum, lathe, prism, rod
from .pieces import arch, hinge, sided


@dataclass(frozen=True)
class Params:
    """Lengths in rough metres; those of the box do for all three styles."""

    width: float = span(0.4, 0.56)
    height: float = span(0.42, 0.6)
    length: float = span(0.72, 1.0)
    post_height: float = span(0.55, 0.95)
    post: float = span(0.06, 0.1)
    lip: float = span(0.02, 0.045)
    flag_size: float = span(0.14, 0.2)
    flag_height: float = span(0.26, 0.4)
    flag_place: float = span(0.08, 0.3)
    base: float = span(0.22, 0.34)
    plate: float = span(0.16, 0.26)
    knob: float = span(0.035, 0.055)
    slot: float = span(0.2, 0.28)
    style: str = choice("tunnel", "tunnel", "tunnel", "pillar", "street")
    stand: str = choice("post", "braced", "pedestal")
    base_shape: str = choice("round", "square", "none")


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a mailbox that opens towards -Y."""
    return {"tunnel": _tunnel, "pillar": _pillar, "street": _street}[p.style](p)


def _tunnel(p: Params) -> tuple[Part, ...]:
    w, h, z = p.width, p.height, p.post_height
    front, x = -p.length / 2, p.width / 2
    body = prism(arch(w, h), p.length).moved((0, 0, z))
    seams = [
        prism(arch(w + 2 * p.lip, h + p.lip), 0.1).moved((0, y, z - 0.018)) for y in (p.length * 0.42, front + 0.09)
    ]
    door = prism(arch(w * 0.94, h * 0.95), 0.11).moved((0, front - 0.02, z + 0.015))
    knob = rod((0, front - 0.18, z + h * 0.78), (0, front, z + h * 0.78), p.knob)
    y = p.flag_place * p.length
    low = z + h * 0.35
    staff = box((0.08, 0.08, p.flag_height + 0.2), (x + 0.025, y, low + p.flag_height / 2 + 0.05))
    flag = box((0.075, p.flag_size * 1.5, p.flag_size), (x + 0.025, y - p.flag_size * 0.6, low + p.flag_height + 0.06))
    plate = box((0.08, p.plate * 1.2, p.plate * 0.6), (x - 0.02, -p.length * 0.13, z + h * 0.35))
    plates = (plate, plate.mirrored("x"))
    parts = [
        Part("box", "primary", (body,)),
        Part("rims", "secondary", tuple(seams), label="rim", count=2),
        Part("door", "secondary", (door, knob), joint=turn((0.0, front, z + 0.03), (1.0, 0.0, 0.0), 0.0, 1.6)),
        Part("flag", "tertiary", (staff, flag), joint=turn((x + 0.02, y, low), (1.0, 0.0, 0.0), 0.0, 1.5)),
        Part("name plates", "light", plates, label="name plate", count=2),
        _stand(p, z),
    ]
    ground = _ground(p)
    return (*parts, ground) if ground else tuple(parts)


def _stand(p: Params, z: float) -> Part:
    side = 2 * p.post
    if p.stand == "pedestal":
        wide = p.width * 0.5 + p.post
        shaft = box((wide, wide * 1.1, z), (0, 0, z / 2))
        cap = box((wide + 0.12, wide * 1.1 + 0.12, 0.1), (0, 0, z - 0.04))
        foot = box((wide + 0.12, wide * 1.1 + 0.12, 0.14), (0, 0, 0.07))
        return Part("pedestal", "tertiary", (shaft, cap, foot))
    y = p.length * 0.22 if p.stand == "braced" else 0.0
    beam = box((side * 1.02, p.length * 0.84, 0.1), (0, 0, z - 0.035))
    solids = [box((side, side, z + 0.02), (0, y, z / 2)), beam]
    if p.stand == "braced":
        solids.append(rod((0, y, z * 0.45), (0, -p.length * 0.25, z - 0.04), p.post * 0.8, segments=8))
    return Part("post", "timber", tuple(solids))


def _ground(p: Params) -> Part | None:
    if p.base_shape == "none":
        return None
    solid = sided([(0, -0.04), (p.base, -0.04), (p.base * 0.9, 0.07), (0, 0.07)], 16 if p.base_shape == "round" else 4)
    return Part("base", "metal", (solid,), finish="matte")


def _pillar(p: Params) -> tuple[Part, ...]:
    r, h = p.width * 0.62, p.post_height + p.height * 1.1 + 0.2
    foot = frustum(r * 1.12, r * 1.06, 0, 0.12 + 0.3 * p.base, segments=24)
    body = frustum(r, r, 0.05, h, segments=24)
    wide = r + 0.03 + p.lip
    dome = [(wide * np.cos(a), h + 0.16 + 0.3 * p.height * np.sin(a)) for a in np.linspace(0, 1.4, 6)]
    cap = lathe([(0, h - 0.05), (wide, h - 0.05), *dome, (0, h + 0.17 + 0.3 * p.height)], segments=24)
    knob = lathe([(0, h), (0.09, h), (0.09, h + 0.28 + 0.3 * p.height), (0, h + 0.3 + 0.3 * p.height)], segments=10)
    slot = box((p.slot * 1.2, 0.3, 0.08), (0, -r + 0.1, h - 0.2))
    hood = box((p.slot * 1.2 + 0.12, 0.32, 0.07), (0, -r + 0.09, h - 0.12))
    width, tall = r * 1.1, h * 0.5
    door = box((width, 0.3, tall), (0, -r + 0.07, 0.24 + tall / 2))
    handle = rod((width * 0.32, -r - 0.15, 0.24 + tall * 0.5), (width * 0.32, -r, 0.24 + tall * 0.5), p.knob)
    plate = box((p.plate, 0.3, p.plate * 1.2), (0, -r + 0.03, 0.24 + tall * 0.66))
    return (
        Part("pillar", "primary", (body,)),
        Part("cap", "secondary", (cap, knob, hood)),
        Part("foot", "dark", (foot,)),
        Part("slot", "dark", (slot,)),
        Part("door", "tertiary", (door, handle), joint=hinge(-width / 2, -r, 0.24 + tall / 2, -1)),
        Part("notice", "light", (plate,)),
    )


def _street(p: Params) -> tuple[Part, ...]:
    w, deep = p.width * 1.5, p.length * 0.72
    low, h = 0.16 + 0.2 * p.base, p.post_height + p.height
    round_top = arc(deep / 2, 0, np.pi, 11) + np.array([0, h - deep / 2])
    outline = np.concatenate([[(-deep / 2, 0), (deep / 2, 0)], round_top])
    body = prism(outline, w, "x").moved((0, 0, low))
    rims = [prism(outline * 1.04, 0.09, "x").moved((s * w * 0.46, 0, low - 0.01)) for s in (-1, 1)]
    leg = box((0.12 + 0.4 * p.post, 0.12 + 0.4 * p.post, low + 0.1), (w / 2 - 0.09, deep / 2 - 0.09, (low + 0.1) / 2))
    y, z = -deep / 2, low + h - deep * 0.55
    flap = box((w * 0.7, 0.24, p.slot), (0, y + 0.07, z))
    handle = _bar(w * 0.3, y - 0.14, z + p.slot * 0.25, p.knob)
    sheet = box((w * 0.75, 0.2, p.plate), (0, y + 0.06, z - p.slot / 2 - 0.12 - p.plate / 2))
    door = box((w * 0.75, 0.2, h * 0.3), (0, y + 0.075, low + h * 0.19))
    return (
        Part("box", "primary", (body,)),
        Part("rims", "secondary", tuple(rims), label="rim", count=2),
        Part("legs", "secondary", corners(leg), label="leg", count=4),
        Part(
            "flap", "tertiary", (flap, *handle), joint=turn((0.0, y - 0.02, z - p.slot / 2), (1.0, 0.0, 0.0), 0.0, 0.9)
        ),
        Part("notice", "light", (sheet,)),
        Part("door", "tertiary", (door,), joint=hinge(-w * 0.375, y - 0.02, low + h * 0.19, -1)),
    )


def _bar(half: float, y: float, z: float, radius: float) -> tuple[Mesh, ...]:
    ends = [rod((s * half * 0.8, y, z), (s * half * 0.8, y + 0.2, z), radius, segments=8) for s in (-1, 1)]
    return rod((-half, y, z), (half, y, z), radius, segments=8), *ends


def words(p: Params) -> Words:
    """What may be said of this mailbox."""
    adjectives = ["tall"] if p.post_height > 0.82 else ["short"] if p.post_height < 0.65 else []
    adjectives += ["wide"] if p.width > 0.52 else ["narrow"] if p.width < 0.44 else []
    if p.style == "pillar":
        return Words((*adjectives, "round"), ("a slot", "a door", "a domed cap"), ("pillar box",))
    if p.style == "street":
        return Words(tuple(adjectives), ("four legs", "a flap", "a round top"), ("street mailbox",))
    adjectives += ["long"] if p.length > 0.92 else []
    stands = {"post": "a post", "braced": "a braced post", "pedestal": "a pedestal"}
    bases = {"none": (), "round": ("a round base",), "square": ("a square base",)}
    return Words(tuple(adjectives), ("a flag", "a round top", stands[p.stand], *bases[p.base_shape]))


KIND = Kind(
    "mailbox",
    Params,
    build,
    words,
    nouns=("letter box", "post box"),
    natural=(
        ("gray", "gray", "red"),
        ("white", "blue", "red"),
        ("red", "black", "red"),
        ("blue", "navy", "red"),
        ("black", "gray", "red"),
    ),
)
