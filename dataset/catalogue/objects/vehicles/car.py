"""Cars: a body with a glazed cabin, a roof, doors and wheels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...arrays import corners, mirrored_pair
from ...curves import arc
from ...kinds import Kind, Words
from ...mesh import Mesh, Part, Point, turn
from ...params import choice, span
from ...solids import box, ellipsoid, prism, rod, tapered_box
from .forms import hubcaps, rolling, sections


@dataclass(frozen=True)
class Params:
    """Lengths in rough metres; `stretch`, `drop` and the like are shares."""

    stretch: float = span(0.88, 1.12)
    width: float = span(1.65, 2.05)
    body_height: float = span(0.58, 0.82)
    cabin_height: float = span(0.58, 0.8)
    clearance: float = span(0.26, 0.42)
    wheel_radius: float = span(0.38, 0.54)
    tyre: float = span(0.26, 0.38)
    hub: float = span(0.42, 0.62)
    drop: float = span(0.0, 0.22)
    lean: float = span(0.06, 0.13)
    tumble: float = span(0.74, 0.86)
    roof: float = span(0.14, 0.24)
    lamp: float = span(0.14, 0.2)
    bumper: float = span(0.16, 0.26)
    bevel: float = span(0.06, 0.18)
    style: str = choice("sedan", "hatchback", "van", "pickup")
    lamps: str = choice("round", "square")
    extra: str = choice("none", "rack", "sign", "spoiler")


# Length, front and back end of the cabin along it (-0.5 to 0.5), how far the back of its top leans in, its height.
_STYLES = {
    "sedan": (4.3, -0.21, 0.30, 0.11, 1.0),
    "hatchback": (3.4, -0.22, 0.47, 0.08, 1.05),
    "van": (4.2, -0.36, 0.48, 0.015, 1.5),
    "pickup": (4.6, -0.24, 0.07, 0.025, 1.05),
}


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a car that drives towards -Y."""
    length, start, end, lean, rise = _STYLES[p.style]
    length *= p.stretch
    floor, waist, top = p.clearance, p.clearance + p.body_height, p.clearance + p.body_height + p.cabin_height * rise
    front, back = start * length, end * length
    bottom = (p.width * 0.93, back - front)
    lean_front, lean_back = p.lean * length, lean * length
    crown = (p.width * p.tumble, bottom[1] - lean_front - lean_back)
    shift, middle = (lean_front - lean_back) / 2, (front + back) / 2
    glass = tapered_box(bottom, crown, waist - 0.1, top, (0, shift)).moved((0, middle, 0))
    roof = box((crown[0] + 0.14, crown[1] + 0.14, p.roof), (0, middle + shift, top), bevel=0.06)
    body = [_shell(p, length, front, back), *_pillars(glass)]
    if p.style == "van":
        rear = tapered_box((bottom[0] + 0.06, bottom[1] * 0.58), (crown[0] + 0.06, bottom[1] * 0.58), waist - 0.1, top)
        body.append(rear.moved((0, back - bottom[1] * 0.29 + 0.02, 0)))
    if p.style == "pickup":
        side = box((0.16, length / 2 - back - 0.05, 0.5), (p.width / 2 - 0.085, (back + length / 2) / 2, waist - 0.13))
        body += [*mirrored_pair(side), box((p.width - 0.03, 0.16, 0.5), (0, length / 2 - 0.09, waist - 0.13))]
    x, y = p.width / 2 - p.tyre / 2 + 0.06, length * 0.31
    radius = p.wheel_radius
    arch = prism(arc(radius * 1.22, 0, np.pi, 7), p.tyre * 0.9, "x")
    body += corners(arch.moved((p.width / 2 - p.tyre * 0.45 + 0.02, y, radius)))
    places = [(u, v, radius, p.tyre) for v in (-y, y) for u in (x, -x)]
    names = ("front left wheel", "front right wheel", "rear left wheel", "rear right wheel")
    bumper = box((p.width * 0.96, 0.24, p.bumper), (0, -length / 2, floor + 0.16), bevel=0.05)
    return (
        Part("body", "primary", tuple(body)),
        Part("roof", "secondary", (roof,)),
        Part("windows", "glass", (glass,), label="window", count=4),
        *(rolling(name, place) for name, place in zip(names, places, strict=True)),
        hubcaps(places, p.hub, 0.035, "light"),
        *_doors(p, front + 0.35 * p.lean * length, length),
        Part("headlights", "lamp", mirrored_pair(_lamp(p, length, waist)), label="headlight", count=2),
        _extra(p, length, (0, middle + shift, top + p.roof / 2), crown)
        or Part("bumpers", "tertiary", mirrored_pair(bumper, "y"), label="bumper", count=2),
    )


def _shell(p: Params, length: float, front: float, back: float) -> Mesh:
    floor, waist = p.clearance, p.clearance + p.body_height
    half, hood, w = length / 2, waist - p.drop, p.width
    rows = [(-half, w * 0.86, floor + 0.1, hood - 0.1), (-half + 0.16, w * 0.97, floor, hood), (front, w, floor, waist)]
    if p.style == "pickup":
        rows += [(back, w, floor, waist), (back + 0.02, w, floor, waist - 0.28)]
        return sections([*rows, (half - 0.05, w, floor, waist - 0.28)], p.bevel)
    boot = waist - 0.3 * p.drop
    return sections(
        [
            *rows,
            (back, w, floor, waist),
            (half - 0.15, w * 0.97, floor, boot),
            (half, w * 0.88, floor + 0.1, boot - 0.1),
        ],
        p.bevel,
    )


def _pillars(glass: Mesh) -> list[Mesh]:
    """Bars along the upright edges of the panes, and one between the side windows."""
    low, high = glass.vertices[:4], glass.vertices[4:8]
    edges = list(zip(low, high, strict=True))
    edges += [((low[a] + low[b]) / 2, (high[a] + high[b]) / 2) for a, b in ((1, 2), (3, 0))]
    return [rod(a, b, 0.078, segments=4) for a, b in edges]


def _doors(p: Params, start: float, length: float) -> list[Part]:
    floor, waist = p.clearance, p.clearance + p.body_height
    size = 0.25 * length
    height = p.body_height * 0.72
    x = p.width / 2 - 0.02
    panel = box((0.12, size, height), (x, start + size / 2, (floor + waist) / 2 + 0.06), bevel=0.03)
    grip = box((0.12, 0.26, 0.13), (x + 0.05, start + size * 0.8, waist - 0.2))
    limits = {"left": (-1.1, 0.0), "right": (0.0, 1.1)}
    return [
        Part(
            f"{side} door",
            "primary",
            solids,
            label="door",
            joint=turn((s * x, start, waist - 0.3), (0, 0, 1), *limits[side]),
        )
        for side, s, solids in (("left", 1, (panel, grip)), ("right", -1, (panel.mirrored("x"), grip.mirrored("x"))))
    ]


def _lamp(p: Params, length: float, waist: float) -> Mesh:
    at = (p.width * 0.31, -length / 2 + 0.01, waist - p.drop - 0.36 * (p.body_height - p.drop))
    if p.lamps == "round":
        return ellipsoid((p.lamp, 0.1, p.lamp), at, segments=14, rings=7)
    return box((p.lamp * 2.2, 0.16, p.lamp * 1.3), at, bevel=0.03)


def _extra(p: Params, length: float, seat: Point, crown: tuple[float, float]) -> Part | None:
    """What stands at `seat`, the middle of a roof of the size `crown`, or behind it."""
    _, y, top = seat
    if p.extra == "rack":
        bars = [box((crown[0], 0.12, 0.12), (0, y + s * crown[1] * 0.3, top + 0.12)) for s in (-1, 1)]
        rails = mirrored_pair(box((0.12, crown[1] * 0.85, 0.24), (crown[0] * 0.4, y, top + 0.06)))
        return Part("roof rack", "tertiary", (*bars, *rails))
    if p.extra == "sign":
        return Part("sign", "lamp", (tapered_box((0.8, 0.34), (0.6, 0.22), top - 0.05, top + 0.3).moved((0, y, 0)),))
    if p.extra == "spoiler":
        rear, z = (length / 2 - 0.2, p.clearance + p.body_height) if p.style == "sedan" else (y + crown[1] / 2, top)
        foot = box((0.14, 0.2, 0.4), (p.width * 0.3, rear, z + 0.05))
        return Part(
            "spoiler", "tertiary", (box((p.width * 0.86, 0.4, 0.12), (0, rear, z + 0.28)), *mirrored_pair(foot))
        )
    return None


def words(p: Params) -> Words:
    """What may be said of this car."""
    adjectives = []
    if p.style == "van" or p.clearance + p.body_height + p.cabin_height > 1.85:
        adjectives.append("tall")
    if p.style in ("sedan", "pickup") and p.stretch > 1.06:
        adjectives.append("long")
    if p.style == "hatchback" or p.stretch < 0.92:
        adjectives.append("small" if p.style == "hatchback" else "short")
    if p.width > 1.96:
        adjectives.append("wide")
    features = [f"{p.lamps} headlights", "two doors"]
    features += {"none": ["bumpers"], "rack": ["a roof rack"], "sign": ["a roof sign"], "spoiler": ["a spoiler"]}[
        p.extra
    ]
    nouns = {"sedan": ("sedan",), "van": ("van",), "pickup": ("pickup truck", "pickup"), "hatchback": ("hatchback",)}
    return Words(tuple(adjectives), tuple(features), nouns[p.style])


KIND = Kind(
    "car",
    Params,
    build,
    words,
    nouns=("automobile",),
    natural=(
        ("red", "white", "gray"),
        ("yellow", "black", "black"),
        ("blue", "white", "gray"),
        ("gray", "black", "gray"),
    ),
)
