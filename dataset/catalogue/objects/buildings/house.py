"""Houses: walls under a roof, door and windows towards -Y."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..mesh import Description, Mesh, Part
from ..solids import box, extrusion, mirrored_pair, tapered_box
from ..streams import between, chance, pick


@dataclass(frozen=True)
class Params:
    """Lengths in rough metres; the ridge of a gable runs along X."""

    width: float = 6.0
    depth: float = 5.0
    storeys: int = 1
    storey: float = 2.6
    roof: str = "gable"
    roof_height: float = 2.2
    overhang: float = 0.4
    chimney: bool = True


def sample_params(rng: np.random.Generator) -> Params:
    """Draw a house."""
    return Params(
        width=between(rng, 4.5, 8.0),
        depth=between(rng, 4.2, 6.0),
        storeys=pick(rng, (1, 1, 2)),
        storey=between(rng, 2.4, 3.1),
        roof=pick(rng, ("gable", "front gable", "pyramid", "flat")),
        roof_height=between(rng, 1.6, 3.4),
        overhang=between(rng, 0.25, 0.6),
        chimney=chance(rng, 0.5),
    )


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a house with its door towards -Y."""
    height = p.storeys * p.storey
    walls = box((p.width, p.depth, height), (0, 0, height / 2))
    roof = [_roof(p, height)]
    if p.chimney and p.roof != "flat":
        top = height + p.roof_height * 1.05
        side = 0.7
        roof.append(box((side, side, top - height + 0.1), (p.width * 0.26, p.depth * 0.14, (top + height) / 2)))
    front = -p.depth / 2
    door = box((1.15, 0.3, 2.0), (0, front, 1.02))
    return (
        Part("walls", "primary", (walls,)),
        Part("roof", "secondary", tuple(roof)),
        Part("door", "dark", (door,)),
        Part("windows", "light", _windows(p, front)),
    )


def _roof(p: Params, height: float) -> Mesh:
    across, along = p.width + 2 * p.overhang, p.depth + 2 * p.overhang
    base = height - 0.05
    if p.roof == "flat":
        return box((across, along, 0.5), (0, 0, height + 0.15))
    if p.roof == "pyramid":
        return tapered_box((across, along), (across * 0.12, 0.05 * along), base, height + p.roof_height)
    # The eaves are cut upright so that the roof's edge is not a knife.
    span, length = (along, across) if p.roof == "gable" else (across, along)
    eave = 0.22
    outline = [(-span / 2, 0), (span / 2, 0), (span / 2, eave), (0, p.roof_height), (-span / 2, eave)]
    prism = extrusion(outline, length).rotated("x", np.pi / 2)
    return (prism.rotated("z", np.pi / 2) if p.roof == "gable" else prism).moved((0, 0, base))


def _windows(p: Params, front: float) -> tuple[Mesh, ...]:
    solids: list[Mesh] = []
    for level in range(p.storeys):
        z = level * p.storey + p.storey * 0.55
        x = p.width * 0.32
        solids += mirrored_pair(box((1.0, 0.28, 1.0), (x, front, z)))
        solids += mirrored_pair(box((0.28, 1.0, 1.0), (p.width / 2, 0, z)))
    return tuple(solids)


def describe(p: Params) -> Description:
    """What may be said of this house."""
    adjectives = []
    if p.storeys == 2:
        adjectives.append("tall")
    if p.width > 7.0:
        adjectives.append("wide")
    if p.width < 5.2:
        adjectives.append("narrow")
    features = ("a chimney",) if p.chimney and p.roof != "flat" else ()
    nouns = ("cottage",) if p.storeys == 1 and p.roof != "flat" else ()
    return Description(tuple(adjectives), accent="roof", features=features, nouns=nouns)
