"""Houses: walls under a roof, a door that opens, windows all round."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...arrays import mirrored_pair
from ...kinds import Kind, Words
from ...mesh import Mesh, Part
from ...params import choice, span
from ...solids import box, prism, rod
from .pieces import gable, hinge, hip_roof, roof_shell, window


@dataclass(frozen=True)
class Params:
    """Lengths in rough metres; `door_shift` and `chimney_place` are shares of the room that there is."""

    width: float = span(4.6, 8.0)
    depth: float = span(4.2, 6.0)
    storey: float = span(2.5, 3.1)
    rise: float = span(1.6, 3.2)
    overhang: float = span(0.3, 0.65)
    roof_thickness: float = span(0.25, 0.45)
    base: float = span(0.3, 0.55)
    door_width: float = span(0.95, 1.4)
    door_height: float = span(1.75, 2.1)
    door_shift: float = span(-1.0, 1.0)
    window_width: float = span(1.05, 1.6)
    window_height: float = span(1.1, 1.55)
    chimney_width: float = span(0.65, 1.0)
    chimney_place: float = span(-1.0, 1.0)
    roof: str = choice("gable", "gable", "front gable", "hip", "flat")
    storeys: int = choice(1, 1, 2)
    chimney: str = choice("none", "one", "one")
    extra: str = choice("none", "shutters", "porch")


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a house with its door towards -Y."""
    top = p.base + p.storeys * p.storey
    plinth = box((p.width + 0.24, p.depth + 0.24, p.base + 0.2), (0, 0, p.base / 2))
    step = box((p.door_width + 0.7, 1.4, p.base * 0.8 + 0.1), (_door_x(p), -p.depth / 2, p.base * 0.4 - 0.05))
    parts = [
        Part("walls", "primary", (_walls(p, top),)),
        Part("roof", "secondary", (_roof(p, top),)),
        Part("foundation", "tertiary", (plinth, step)),
        *_door(p),
        *_windows(p),
    ]
    if p.chimney == "one":
        foot, head = top - 0.3, top + p.rise * 1.15 if p.roof != "flat" else top + 1.3
        x, y = p.chimney_place * p.width * 0.3, p.depth * 0.1
        w = p.chimney_width
        stack = box((w, w, head - foot), (x, y, (head + foot) / 2))
        cap = box((w + 0.3, w + 0.3, 0.28), (x, y, head))
        parts.append(Part("chimney", "tertiary", (stack, cap)))
    if p.extra == "porch":
        parts.append(_porch(p))
    return tuple(parts)


def _door_x(p: Params) -> float:
    room = _window_x(p) - _window_size(p)[0] / 2 - p.door_width / 2 - (0.55 if p.extra == "shutters" else 0.3)
    return p.door_shift * max(room, 0.0)


def _window_x(p: Params) -> float:
    return p.width / 2 - (0.6 if p.extra == "shutters" else 0.35) - _window_size(p)[0] / 2


def _window_size(p: Params) -> tuple[float, float]:
    return min(p.window_width, p.width * (0.15 if p.extra == "shutters" else 0.2)), p.window_height


def _walls(p: Params, top: float) -> Mesh:
    if p.roof in ("gable", "front gable"):
        half, length, axis = (p.depth / 2, p.width, "x") if p.roof == "gable" else (p.width / 2, p.depth, "y")
        outline = [(-half, 0), (half, 0), (half, top), (0, top + p.rise), (-half, top)]
        return prism(outline, length, axis)
    return box((p.width, p.depth, top), (0, 0, top / 2))


def _roof(p: Params, top: float) -> Mesh:
    across, along, thick = p.width + 2 * p.overhang, p.depth + 2 * p.overhang, p.roof_thickness
    if p.roof == "flat":
        return box((across, along, thick * 1.5), (0, 0, top + thick * 0.4))
    if p.roof == "hip":
        return hip_roof((across, along), (p.width * 0.45, 0.25), top - 0.1, thick, p.rise)
    half, length, ridge = (p.depth / 2, across, "x") if p.roof == "gable" else (p.width / 2, along, "y")
    return roof_shell(gable(half, top, p.rise, p.overhang, 0.12), thick + 0.1, length, along=ridge)


def _door(p: Params) -> list[Part]:
    x, y, z = _door_x(p), -p.depth / 2, p.base
    w, h = p.door_width, p.door_height
    frame = box((w + 0.36, 0.4, h + 0.18), (x, y + 0.08, z + (h + 0.18) / 2))
    leaf = box((w, 0.26, h), (x, y - 0.09, z + h / 2))
    knob = box((0.25, 0.3, 0.25), (x + w * 0.33, y - 0.2, z + h * 0.48), bevel=0.05)
    return [
        Part("door frame", "light", (frame,)),
        Part("door", "tertiary", (leaf, knob), joint=hinge(x - w / 2, y - 0.09, z + h / 2, -1)),
    ]


def _windows(p: Params) -> list[Part]:
    (w, h), x, gap = _window_size(p), _window_x(p), p.depth * 0.24
    places = [(side * x, wall) for wall in (0, 2) for side in (-1, 1)]
    places += [(side * gap, wall) for wall in (1, 3) for side in (-1, 1)]
    frames, panes, shutters = [], [], []
    frame, pair = window(w, h, 0.14)
    flaps = mirrored_pair(box((0.32, 0.4, h + 0.05), (w / 2 + 0.14, 0.04, 0)))
    for level in range(p.storeys):
        z = p.base + level * p.storey + p.storey * 0.57
        for u, wall in places:
            out = p.width / 2 if wall % 2 else p.depth / 2
            frames.append(frame.moved((u, -out, z)).rotated("z", wall * np.pi / 2))
            panes += [pane.moved((u, -out, z)).rotated("z", wall * np.pi / 2) for pane in pair]
            if p.extra == "shutters" and wall % 2 == 0:
                shutters += [flap.moved((u, -out, z)).rotated("z", wall * np.pi / 2) for flap in flaps]
    parts = [
        Part("window frames", "light", tuple(frames), label="window frame", count=len(frames)),
        Part("window panes", "glass", tuple(panes), label="window", count=len(frames)),
    ]
    if shutters:
        parts.append(Part("shutters", "secondary", tuple(shutters), label="shutter", count=len(shutters)))
    return parts


def _porch(p: Params) -> Part:
    x, y = _door_x(p), -p.depth / 2
    half, reach = p.door_width / 2 + 0.35, 1.2
    head = p.base + p.door_height + 0.3
    canopy = prism([(-half - 0.2, 0), (half + 0.2, 0), (half + 0.2, 0.2), (0, 0.65), (-half - 0.2, 0.2)], reach + 0.3)
    posts = [rod((x + s * half, y - reach, 0), (x + s * half, y - reach, head + 0.1), 0.13) for s in (-1, 1)]
    floor = box((2 * half + 0.3, reach + 0.4, p.base * 0.95), (x, y - reach / 2, p.base * 0.475))
    return Part("porch", "secondary", (canopy.moved((x, y - reach / 2, head)), *posts, floor))


def words(p: Params) -> Words:
    """What may be said of this house."""
    adjectives = ["tall"] if p.storeys == 2 else ["low"] if p.roof == "flat" else []
    adjectives += ["wide"] if p.width > 7.2 else ["narrow"] if p.width < 5.3 else []
    roofs = {"gable": "a gable roof", "front gable": "a front gable", "hip": "a hip roof", "flat": "a flat roof"}
    features = [roofs[p.roof], "two storeys" if p.storeys == 2 else "one storey"]
    features += ["a chimney"] if p.chimney == "one" else []
    features += {"none": [], "shutters": ["shutters"], "porch": ["a porch"]}[p.extra]
    nouns = ("cottage",) if p.storeys == 1 and p.roof != "flat" else ()
    return Words(tuple(adjectives), tuple(features), nouns)


KIND = Kind(
    "house",
    Params,
    build,
    words,
    nouns=("home", "family house"),
    natural=(
        ("white", "red", "brown"),
        ("beige", "brown", "maroon"),
        ("brown", "gray", "white"),
        ("yellow", "maroon", "white"),
    ),
)
