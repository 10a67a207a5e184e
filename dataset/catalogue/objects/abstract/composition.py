"""Two to five primitives on, beside or around one another, captioned by what stands where."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...kinds import Kind, Words
from ...mesh import Mesh, Part
from ...paint import Scheme
from ...params import choice, span
from ...streams import chance, pick
from ...vocabulary import SYNONYMS, article, counted, joined
from .primitives import FLAT_TOPPED, SHAPES, height_of, primitive

SINK = 0.05
"""How deep, by width, one primitive sits in the other."""


@dataclass(frozen=True)
class Params:
    """Widths relative to one another; `third` is there in a tower of three only."""

    first_width: float = span(0.45, 1.0)
    second_width: float = span(0.6, 1.1)
    third_width: float = span(0.7, 1.3)
    bevel: float = span(0.0, 0.12)
    turn: float = span(0.0, np.pi / 4)
    lean: float = span(-0.12, 0.12)
    layout: str = choice("on", "on", "beside", "tower", "around")
    first: str = choice(*SHAPES)
    second: str = choice(*FLAT_TOPPED)
    third: str = choice(*FLAT_TOPPED)
    around: int = choice(3, 4, 5)


def build(p: Params) -> tuple[Part, ...]:
    """The primitives; the one that is named first is primary."""
    first = primitive(p.first, p.first_width, p.bevel).rotated("z", p.turn)
    second = primitive(p.second, p.second_width, p.bevel)
    if p.layout == "beside":
        return (
            _part("left", p.first, "primary", _beside(first, second)),
            _part("right", p.second, "secondary", second),
        )
    if p.layout == "around":
        return _ringed(p)
    low = height_of(p.second, p.second_width)
    parts = [
        _part("upper", p.first, "primary", first.moved((p.lean * p.second_width, 0, low - SINK * p.first_width))),
        _part("lower", p.second, "secondary", second),
    ]
    if p.layout == "tower":
        third = primitive(p.third, p.third_width, p.bevel)
        drop = height_of(p.third, p.third_width) - SINK * p.second_width
        parts.append(_part("lowest", p.third, "tertiary", third.moved((0, 0, -drop))))
    return tuple(parts)


def _part(place: str, shape: str, role: str, *solids: Mesh) -> Part:
    return Part(f"{place} {shape}", role, solids, label=shape, count=len(solids))


def _beside(first: Mesh, second: Mesh) -> Mesh:
    """The first at the left of the second, a little within it at a height that both reach."""
    overlap = 0.12
    shared = first.vertices[first.vertices[:, 2] <= second.vertices[:, 2].max()]
    return first.moved((second.vertices[:, 0].min() - shared[:, 0].max() + overlap, 0, 0))


def _ringed(p: Params) -> tuple[Part, ...]:
    """A primitive in the middle of a slab, others around it on the same slab."""
    plate = primitive("slab", 1.5, p.bevel).scaled((1, 1, 0.35))
    top = 0.35 * height_of("slab", 1.5) - 0.03
    middle = primitive(p.first, 0.45 + 0.2 * p.first_width, p.bevel).moved((0, 0, top))
    small = primitive(p.second, 0.2 + 0.06 * p.second_width, p.bevel).moved((0.6, 0, top))
    ring = tuple(small.rotated("z", p.turn + 2 * np.pi * k / p.around) for k in range(p.around))
    return (
        _part("middle", p.first, "primary", middle),
        _part("outer", p.second, "secondary", *ring),
        Part("plate", "tertiary", (plate,)),
    )


def phrase(p: Params, scheme: Scheme, rng: np.random.Generator, unseen: bool) -> str:
    """What stands where, in which colour; now and then without the colours."""
    colored = unseen or chance(rng, 0.85)

    def said(shape: str, color: str, count: int = 1) -> str:
        word = pick(rng, SYNONYMS[color]) if not unseen and chance(rng, 0.15) else color
        return counted(count, shape, word if colored else "")

    seen: tuple[str, ...]
    first, second = said(p.first, scheme.primary), said(p.second, scheme.secondary)
    if p.layout == "on":
        seen = (f"{first} on {second}", f"{first} on top of {second}", f"{second} under {first}", f"{second}, {first}")
        return pick(rng, (f"{second} that carries {first}", f"put {first} over {second}") if unseen else seen)
    if p.layout == "beside":
        seen = (f"{first} beside {second}", f"{first} left of {second}", f"{first} and {second}", f"{first}, {second}")
        return pick(
            rng, (f"{second} that stands to the right of {first}", f"{first} near {second}") if unseen else seen
        )
    if p.layout == "tower":
        third = said(p.third, scheme.tertiary)
        seen = (f"{first} on {second} on {third}", f"{article('tower')} of {joined([third, second, first])}")
        return f"from the ground up: {joined([third, second, first])}" if unseen else pick(rng, seen)
    others = said(p.second, scheme.secondary, p.around)
    plate = said("plate", scheme.tertiary)
    seen = (f"{first} with {others} around it", f"{first} and {others} on {plate}", f"{others} around {first}")
    return f"{plate} that holds {first} between {others}" if unseen else pick(rng, seen)


def words(_: Params) -> Words:
    """Nothing: `phrase` says it all."""
    return Words()


KIND = Kind("composition", Params, build, words, finishes=("matte", "glossy", "metallic"), phrase=phrase)
