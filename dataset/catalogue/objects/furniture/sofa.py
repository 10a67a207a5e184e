"""Sofas: seat, back and arms with cushions, perhaps pillows or a long corner seat."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...arrays import mirrored_pair, row
from ...kinds import Kind, Words
from ...mesh import Mesh, Part
from ...params import choice, span
from ...solids import box, frustum, prism
from .joinery import feet


@dataclass(frozen=True)
class Params:
    """Lengths in rough metres, `width` being one person's place; `seats` counts the cushions.

    The corner seat reaches forwards at +X.
    """

    width: float = span(0.52, 0.78)
    depth: float = span(0.74, 0.95)
    seat_height: float = span(0.34, 0.46)
    back_height: float = span(0.38, 0.62)
    back_thickness: float = span(0.18, 0.28)
    arm_height: float = span(0.16, 0.28)
    arm_width: float = span(0.16, 0.27)
    cushion: float = span(0.13, 0.2)
    leg_height: float = span(0.1, 0.19)
    lean: float = span(0.0, 0.25)
    softness: float = span(0.03, 0.07)
    reach: float = span(0.4, 0.65)
    seats: int = choice(2, 3, 1)
    arms: str = choice("square", "rolled", "low")
    back: str = choice("cushions", "plain", "curved")
    extra: str = choice("none", "pillows", "corner")


def _places(p: Params) -> int:
    """How many people it is wide; one long cushion serves two."""
    return max(p.seats, 2)


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a sofa."""
    inside = p.width * _places(p)
    half = inside / 2 + p.arm_width
    y = p.depth / 2
    seat, low = p.seat_height, p.leg_height
    base = [box((2 * half - 0.04, p.depth - 0.04, seat - low), (0, 0, (seat + low) / 2), bevel=0.03)]
    pad, each = p.cushion, inside / p.seats
    front = p.depth - p.back_thickness
    cushion = box((each + 0.004, front + 0.05, pad), (0, -p.back_thickness / 2 - 0.03, seat + pad / 2 - 0.02))
    cushions = [_soft(solid, p.softness) for solid in row(cushion, p.seats, (each, 0, 0))]
    legs = list(feet("turned", half, y, low, 0.11))
    if p.extra == "corner":
        size = (p.width + p.arm_width, p.reach + 0.1)
        x = half - size[0] / 2
        base.append(
            box((size[0], size[1], seat - low), (x - 0.02, -y - p.reach / 2 + 0.05, (seat + low) / 2), bevel=0.03)
        )
        cushions.append(
            _soft(
                box((size[0] - 0.04, p.reach + 0.05, pad), (x, -y - p.reach / 2 + 0.02, seat + pad / 2 - 0.02)),
                p.softness,
            )
        )
        legs.append(frustum(0.045, 0.06, 0, low + 0.02, segments=12).moved((half - 0.12, -y - p.reach + 0.12, 0)))
    arms = _arms(p, inside)
    parts = [
        Part("seat", "primary", tuple(base)),
        Part("back", "primary", (_back(p, half),)),
        Part("arms", "primary", arms, label="arm", count=2),
        Part("cushions", "secondary", tuple(cushions), label="cushion", count=len(cushions)),
        Part("legs", "tertiary", tuple(legs), label="leg", count=len(legs)),
    ]
    upper = seat + pad - 0.04
    if p.back == "cushions":
        high = p.back_height * 0.85
        rest = box((each - 0.01, 0.2, high), (0, y - p.back_thickness - 0.05, upper + high / 2 - 0.02))
        rests = tuple(_leaning(p, _soft(solid, 0.06), upper) for solid in row(rest, p.seats, (each, 0, 0)))
        parts.append(Part("back cushions", "secondary", rests, label="back cushion", count=p.seats))
    if p.extra == "pillows":
        pillow = _soft(box((0.34, 0.16, 0.34)), 0.07).rotated("y", 0.5).rotated("x", -0.3)
        at = (inside / 2 - 0.22, y - p.back_thickness - (0.2 if p.back == "cushions" else 0.08), upper + 0.17)
        parts.append(Part("pillows", "tertiary", mirrored_pair(pillow.moved(at)), label="pillow", count=2))
    return tuple(parts)


def _soft(block: Mesh, bevel: float) -> Mesh:
    """A box with its edges rounded off."""
    low, high = block.vertices.min(axis=0), block.vertices.max(axis=0)
    return box(high - low, (low + high) / 2, bevel=bevel)


def _leaning(p: Params, mesh: Mesh, base: float) -> Mesh:
    vertices = mesh.vertices.copy()
    vertices[:, 1] += 0.5 * p.lean * np.maximum(vertices[:, 2] - base, 0)
    return Mesh(vertices, mesh.faces)


def _back(p: Params, half: float) -> Mesh:
    low, high = p.leg_height + 0.02, p.seat_height + p.cushion + p.back_height
    y, x = p.depth / 2 - p.back_thickness / 2, half - 0.012
    if p.back == "curved":
        t = np.linspace(0, np.pi, 15)
        side = high - 0.55 * p.back_height
        outline = [(-x, low), (x, low), *np.c_[x * np.cos(t), side + (high - side) * np.sin(t) ** 0.7]]
        return _leaning(p, prism(outline, p.back_thickness).moved((0, y, 0)), p.seat_height)
    slab = box((2 * x, p.back_thickness, high - low), (0, y, (high + low) / 2), bevel=p.softness)
    return _leaning(p, slab, p.seat_height)


def _arms(p: Params, inside: float) -> tuple[Mesh, ...]:
    x, low = inside / 2 + p.arm_width / 2, p.leg_height - 0.012
    top = p.seat_height + p.cushion + p.arm_height * (0.35 if p.arms == "low" else 0.8)
    depth = p.depth - 0.015
    if p.arms == "rolled":
        radius = p.arm_width * 0.68
        roll = frustum(radius, radius, -depth / 2 - 0.02, depth / 2, segments=18).rotated("x", np.pi / 2)
        roll = roll.moved((x + 0.02, -0.03, top - radius * 0.6))
        panel = box((p.arm_width, depth, top - radius * 0.5 - low), (x, -0.02, (low + top - radius * 0.5) / 2))
        return (*mirrored_pair(panel), *mirrored_pair(roll))
    arm = box((p.arm_width, depth, top - low), (x, -0.02, (top + low) / 2), bevel=p.softness)
    return mirrored_pair(arm)


def words(p: Params) -> Words:
    """What may be said of this sofa."""
    width = p.width * _places(p)
    adjectives = ["wide"] if width > 1.9 else ["small"] if width < 1.25 and p.extra != "corner" else []
    if p.back_height > 0.56:
        adjectives.append("tall")
    if p.back_height < 0.44:
        adjectives.append("low")
    features = [{"square": "square arms", "rolled": "rolled arms", "low": "low arms"}[p.arms]]
    features.append({"cushions": "back cushions", "plain": "a plain back", "curved": "a curved back"}[p.back])
    if p.extra != "corner":
        features.append({1: "a long cushion", 2: "two seats", 3: "three seats"}[p.seats])
    features += {"none": [], "pillows": ["two pillows"], "corner": ["a corner seat"]}[p.extra]
    nouns = ["couch", "settee"]
    if p.extra == "corner":
        nouns.append("corner sofa")
    return Words(tuple(adjectives), tuple(features), tuple(nouns))


KIND = Kind("sofa", Params, build, words, finishes=("matte", "glossy", "striped", "checkered", "wooden"))
