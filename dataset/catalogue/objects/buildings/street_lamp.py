"""Street lamps: a pole on a foot that carries one or two lanterns, globes or shades."""

from __future__ import annotations

from dataclasses import dataclass

from ...arrays import corners
from ...curves import spline
from ...kinds import Kind, Words
from ...mesh import Mesh, Part
from ...params import choice, span
from ...solids import box, ellipsoid, frustum, lathe, rod, tapered_box, torus, tube
from .pieces import sided


@dataclass(frozen=True)
class Params:
    """Lengths in rough metres, the lanterns larger than life."""

    height: float = span(2.1, 3.2)
    pole: float = span(0.065, 0.09)
    taper: float = span(0.75, 1.0)
    foot_width: float = span(0.26, 0.4)
    foot_height: float = span(0.3, 0.6)
    head_width: float = span(0.27, 0.36)
    head_height: float = span(0.55, 0.8)
    narrowing: float = span(0.55, 0.8)
    cap_height: float = span(0.18, 0.34)
    reach: float = span(0.5, 0.75)
    rise: float = span(0.15, 0.4)
    collar: float = span(0.3, 0.6)
    bar_length: float = span(0.32, 0.5)
    knob: float = span(0.06, 0.09)
    head: str = choice("lantern", "globe", "shade")
    arms: str = choice("top", "one", "two")
    foot: str = choice("round", "square")
    extra: str = choice("none", "crossbar", "banner")


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a street lamp whose arms reach along X."""
    top, thin = p.height, p.pole * p.taper
    pole = lathe([(0, 0.02), (p.pole * 1.25, 0.02), (p.pole, p.foot_height + 0.2), (thin, top), (0, top)], segments=16)
    z = p.foot_height + p.collar
    rings = [torus(p.pole + 0.01, 0.055, segments=16, sides=8).moved((0, 0, h)) for h in (z, top * 0.86)]
    parts = [
        Part("pole", "primary", (pole,)),
        Part("foot", "secondary", _foot(p)),
        Part("rings", "tertiary", tuple(rings), label="ring", count=2),
    ]
    if p.arms == "top":
        places = [(0.0, top - 0.06)]
    else:
        signs = (1,) if p.arms == "one" else (1, -1)
        low = top - p.rise - 0.35
        path = spline(
            [(0, 0, low), (p.reach * 0.45, 0, top - 0.02), (p.reach * 0.85, 0, top + 0.06), (p.reach, 0, top - 0.16)]
        )
        arm = tube(path, p.pole * 0.78, segments=10)
        tip = ellipsoid((p.knob + 0.04,) * 3, (0, 0, top), segments=10, rings=5)
        arms = (arm, arm.mirrored("x")) if p.arms == "two" else (arm,)
        parts.append(Part("arms", "primary", (*arms, tip), label="arm", count=len(signs)))
        places = [(s * p.reach, top - 0.12 - p.head_height - p.cap_height) for s in signs]
    parts += _heads(p, places)
    if p.extra == "crossbar":
        bar = rod((-p.bar_length, 0, top * 0.8), (p.bar_length, 0, top * 0.8), 0.055)
        balls = [ellipsoid((0.08,) * 3, (s * p.bar_length, 0, top * 0.8), segments=10, rings=5) for s in (-1, 1)]
        parts.append(Part("crossbar", "tertiary", (bar, *balls)))
    if p.extra == "banner":
        size = p.bar_length * 1.1
        cloth = box((size, 0.1, 0.9), (-size / 2 - 0.02, 0, top * 0.56))
        parts.append(Part("banner", "tertiary", (cloth,)))
    return tuple(parts)


def _foot(p: Params) -> tuple[Mesh, ...]:
    w, h = p.foot_width, p.foot_height
    sides = 4 if p.foot == "square" else 20
    plate = sided([(0, 0), (w, 0), (w, 0.12), (w * 0.85, 0.16), (0, 0.16)], sides)
    return plate, sided([(0, 0.1), (w * 0.62, 0.1), (p.pole * 1.5, h), (0, h)], sides)


def _heads(p: Params, places: list[tuple[float, float]]) -> list[Part]:
    """Glass, cap and knob of each head, at their (x, z); the foot of a head is a cup."""
    larger = 1.2 if p.arms == "top" else 1.0
    w, h, cap = p.head_width * larger, p.head_height * larger, p.cap_height
    low = p.narrowing
    metal: list[Mesh] = []
    bars: tuple[Mesh, ...] = ()
    cup = frustum(0.09, w * low * 0.8, 0, 0.14, segments=12)
    if p.head == "lantern":
        glass = tapered_box((2 * w * low, 2 * w * low), (2 * w, 2 * w), 0.1, h)
        shift = 0.035
        bars = corners(rod((w * low - shift, w * low - shift, 0.1), (w - shift, w - shift, h), 0.06, segments=6))
        roof = sided([(0, h - 0.02), (w + 0.07, h - 0.02), (w + 0.07, h + 0.09), (0.07, h + cap), (0, h + cap)], 4)
        metal = [cup, roof]
    elif p.head == "globe":
        half = h / 2
        glass = ellipsoid(
            (half * 0.55 + w * 0.5, half * 0.55 + w * 0.5, half), (0, 0, half + 0.08), segments=18, rings=9
        )
        metal = [cup, frustum(w * low * 0.75, 0.08, h - 0.02, h + cap * 0.7, segments=14)]
    else:
        r = w * (0.35 + 0.4 * low)
        glass = ellipsoid((r, r, h * 0.34), (0, 0, h * 0.62), segments=16, rings=7)
        profile = [
            (0, h * 0.66),
            (w * 1.45, h * 0.66),
            (w * 1.45, h * 0.66 + 0.09),
            (w * 0.6, h * 0.92),
            (0.1, h + cap),
            (0, h + cap),
        ]
        metal = [lathe(profile, segments=20)]
        if p.arms == "top":
            metal.append(frustum(p.pole, p.pole, 0, h * 0.5, segments=12))
    knob_z = h + cap + p.knob * 0.6 if p.head != "globe" else h + cap * 0.7 + p.knob * 0.6
    knob = [ellipsoid((p.knob,) * 3, (0, 0, knob_z), segments=10, rings=5)]
    if p.arms != "top":
        knob.append(rod((0, 0, h * 0.9), (0, 0, h + cap + 0.06), 0.055, segments=8))

    def at_places(solids: list[Mesh] | tuple[Mesh, ...]) -> tuple[Mesh, ...]:
        return tuple(solid.moved((x, 0, z)) for x, z in places for solid in solids)

    count = len(places)
    parts = [
        Part("lights", "lamp", at_places([glass]), label="light", count=count),
        Part("caps", "secondary", at_places(metal), label=p.head if p.head == "shade" else "cap", count=count),
        Part("knobs", "tertiary", at_places(knob), label="knob", count=count),
    ]
    return [*parts, Part("lantern bars", "dark", at_places(bars), "bar", 4 * count)] if bars else parts


def words(p: Params) -> Words:
    """What may be said of this street lamp."""
    adjectives = ["tall"] if p.height > 2.85 else ["short"] if p.height < 2.4 else []
    adjectives += ["thick"] if p.pole > 0.084 else ["thin"] if p.pole < 0.071 else []
    two = p.arms == "two"
    heads = {
        "lantern": "two lanterns" if two else "a lantern",
        "globe": "two globes" if two else "a globe",
        "shade": "two shades" if two else "a shade",
    }
    features = [heads[p.head], f"a {p.foot} foot"]
    features += {"top": [], "one": ["an arm"], "two": ["two arms"]}[p.arms]
    features += {"none": [], "crossbar": ["a crossbar"], "banner": ["a banner"]}[p.extra]
    return Words(tuple(adjectives), tuple(features))


KIND = Kind(
    "street lamp",
    Params,
    build,
    words,
    nouns=("lamp post", "street light"),
    finishes=("matte", "glossy", "metallic", "striped"),
    natural=(
        ("black", "black", "gray"),
        ("green", "black", "yellow"),
        ("gray", "navy", "white"),
        ("black", "yellow", "yellow"),
    ),
)
