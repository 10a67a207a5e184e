"""Beds: mattress and blanket on a frame with a headboard."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..mesh import Description, Mesh, Part
from ..solids import box, corners, frustum
from ..streams import between, chance, pick


@dataclass(frozen=True)
class Params:
    """Lengths in rough metres; the foot of the bed is at -Y."""

    width: float = 1.4
    length: float = 2.0
    frame_height: float = 0.3
    mattress: float = 0.24
    headboard: float = 0.5
    head_shape: str = "slab"
    footboard: bool = True
    posts: bool = False
    pillows: int = 2


def sample_params(rng: np.random.Generator) -> Params:
    """Draw a bed."""
    width = between(rng, 0.85, 1.75)
    return Params(
        width=width,
        length=between(rng, 1.85, 2.15),
        frame_height=between(rng, 0.22, 0.42),
        mattress=between(rng, 0.2, 0.36),
        headboard=between(rng, 0.35, 0.8),
        head_shape=pick(rng, ("slab", "arch")),
        footboard=chance(rng, 0.5),
        posts=chance(rng, 0.2),
        pillows=2 if width > 1.25 else 1,
    )


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a bed whose headboard stands at +Y."""
    top = p.frame_height + p.mattress
    mattress = box(
        (p.width * 0.96, p.length * 0.97, p.mattress), (0, 0, p.frame_height + p.mattress / 2 - 0.02), bevel=0.05
    )
    blanket = box(
        (p.width * 1.03, p.length * 0.64, p.mattress * 0.9),
        (0, -p.length * 0.17, top - p.mattress * 0.4),
        bevel=0.05,
    )
    count = p.pillows
    size = (p.width * (0.62 if count == 1 else 0.4), 0.36, 0.17)
    spots = (0.0,) if count == 1 else (-p.width * 0.23, p.width * 0.23)
    pillows = tuple(box(size, (x, p.length * 0.34, top + 0.04), bevel=0.06) for x in spots)
    return (
        Part("mattress", "primary", (mattress, blanket)),
        Part("frame", "secondary", _frame(p)),
        Part("pillows", "light", pillows),
    )


def _frame(p: Params) -> tuple[Mesh, ...]:
    y = p.length / 2
    head = p.frame_height + p.mattress + p.headboard
    slab = box((p.width, p.length, 0.12), (0, 0, p.frame_height - 0.04))
    legs = corners(box((0.12, 0.12, p.frame_height), (p.width / 2 - 0.07, y - 0.07, p.frame_height / 2)))
    solids = [slab, *legs, box((p.width * 1.04, 0.1, head - 0.1), (0, y, head / 2 + 0.05), bevel=0.02)]
    if p.head_shape == "arch":
        disc = frustum(0.5, 0.5, -0.045, 0.045, segments=32).rotated("x", np.pi / 2)
        solids.append(disc.scaled((p.width, 1, p.width * 0.42)).moved((0, y, head)))
    if p.footboard:
        foot = p.frame_height + p.mattress + 0.12
        solids.append(box((p.width * 1.04, 0.1, foot - 0.1), (0, -y, foot / 2 + 0.05), bevel=0.02))
    if p.posts:
        tall = head + 0.5
        solids += corners(frustum(0.055, 0.045, 0, tall, segments=14).moved((p.width / 2, y, 0)))
    return tuple(solids)


def describe(p: Params) -> Description:
    """What may be said of this bed."""
    adjectives = []
    if p.width > 1.5:
        adjectives.append("wide")
    if p.width < 1.1:
        adjectives.append("narrow")
    if p.headboard > 0.65 and not p.posts:
        adjectives.append("tall")
    features = ["two pillows" if p.pillows == 2 else "a pillow"]
    if p.posts:
        features.append("tall posts")
    nouns = ("double bed",) if p.width > 1.25 else ("single bed",)
    return Description(tuple(adjectives), accent="frame", features=tuple(features), nouns=nouns)
