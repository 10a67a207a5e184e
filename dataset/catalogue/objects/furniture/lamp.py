"""Lamps: a shade and its bulb on a stem, a tripod, an urn or a jointed arm."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...arrays import turned
from ...kinds import Kind, Words
from ...mesh import Floats, Mesh, Part, turn
from ...params import choice, span
from ...solids import annulus, ellipsoid, frustum, lathe, rod


@dataclass(frozen=True)
class Params:
    """Lengths relative to a lamp of about one unit; the jointed arm reaches towards +X."""

    height: float = span(0.5, 1.2)
    shade_radius: float = span(0.24, 0.36)
    shade_height: float = span(0.24, 0.42)
    taper: float = span(0.35, 0.95)
    foot_radius: float = span(0.16, 0.26)
    foot_height: float = span(0.06, 0.12)
    stem_radius: float = span(0.03, 0.045)
    belly: float = span(0.6, 0.95)
    reach: float = span(0.2, 0.38)
    tilt: float = span(0.2, 0.7)
    shade: str = choice("cone", "cone", "dome", "globe")
    stand: str = choice("stem", "urn", "tripod", "arm")
    trim: str = choice("none", "bands")


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a lamp."""
    return _jointed(p) if p.stand == "arm" else _upright(p)


def _upright(p: Params) -> tuple[Part, ...]:
    shade, crown = _shade(p)
    z = p.height
    parts = [Part("shade", "primary", (shade.moved((0, 0, z)),))]
    top = z + crown - 0.02
    finial = ellipsoid((0.05, 0.05, 0.065), (0, 0, z + crown + 0.03), segments=12, rings=7)
    bulb = ellipsoid((0.085, 0.085, 0.11), (0, 0, z + 0.03), segments=16, rings=7)
    parts += [Part("finial", "tertiary", (finial,)), Part("bulb", "lamp", (bulb,))]
    if p.trim == "bands" and p.shade == "cone":
        small = p.shade_radius * p.taper
        low, high = ((0.0, 0.16), (0.86, 1.0))
        bands = [
            annulus(
                [(p.shade_radius + (small - p.shade_radius) * t + 0.012, z + t * p.shade_height) for t in ends], 0.04
            )
            for ends in (low, high)
        ]
        parts.append(Part("bands", "tertiary", tuple(bands), label="band", count=2))
    return (*parts, *_stand(p, top))


def _stand(p: Params, top: float) -> list[Part]:
    radius = p.stem_radius
    if p.stand == "tripod":
        knee = p.height * 0.78
        leg = rod((0, -0.02, knee + 0.05), (0, -p.foot_radius * 1.7, 0), (radius * 1.15, radius * 0.85))
        hub = frustum(radius * 2.2, radius * 2.2, knee - 0.05, knee + 0.06, segments=16)
        stem = frustum(radius, radius, knee, top, segments=14)
        return [
            Part("stem", "metal", (stem,)),
            Part("hub", "tertiary", (hub,)),
            Part("legs", "secondary", turned(leg, 3), label="leg", count=3),
        ]
    stem = frustum(radius, radius, 0.03, top, segments=14)
    if p.stand == "urn":
        half = p.height * 0.3
        body = ellipsoid((p.foot_radius * p.belly, p.foot_radius * p.belly, half), (0, 0, half + 0.5 * p.foot_height))
        foot = frustum(p.foot_radius * 0.75, p.foot_radius * 0.6, 0, p.foot_height)
        return [Part("stem", "metal", (stem,)), Part("base", "secondary", (body,)), Part("foot", "tertiary", (foot,))]
    disc = frustum(p.foot_radius, p.foot_radius * 0.8, 0, p.foot_height)
    ring = frustum(radius * 2.2, radius * 1.4, p.foot_height - 0.02, p.foot_height + 0.09, segments=16)
    return [
        Part("stem", "secondary", (stem,)),
        Part("base", "secondary", (disc,)),
        Part("collar", "tertiary", (ring,)),
    ]


def _jointed(p: Params) -> tuple[Part, ...]:
    """A desk lamp: two arms with an elbow, and a shade that hangs over."""
    radius = p.stem_radius * 1.05
    low, lean = 0.55 * p.height, p.reach * 0.7
    foot, elbow = np.array((0.0, 0.0, p.foot_height)), np.array((-lean, 0.0, p.foot_height + low))
    tip = elbow + np.array((lean + p.reach, 0.0, 0.34 * p.height))
    axis = (0.0, -1.0, 0.0)
    shade, crown = _shade(p)

    def hung(mesh: Mesh) -> Mesh:
        return mesh.moved((0, 0, -crown)).scaled(0.85).rotated("y", -p.tilt).moved(tip)

    def ball(at: Floats, size: float) -> Mesh:
        return ellipsoid((size,) * 3, at, segments=14, rings=7)

    bulb = ellipsoid((0.1, 0.1, 0.12), (0, 0, 0.03), segments=16, rings=7)
    socket = frustum(0.045, 0.045, 0.05, crown - 0.02, segments=10)
    base = frustum(p.foot_radius * 1.1, p.foot_radius * 0.9, 0, p.foot_height)
    head_at = (float(tip[0]), 0.0, float(tip[2]))
    elbow_at = (float(elbow[0]), 0.0, float(elbow[2]))
    return (
        Part("base", "secondary", (base,)),
        Part(
            "lower arm",
            "secondary",
            (rod(foot - (0, 0, 0.03), elbow, radius),),
            label="arm",
            joint=turn((0.0, 0.0, p.foot_height), axis, -0.5, 0.5),
        ),
        Part("upper arm", "secondary", (rod(elbow, tip, radius),), label="arm", joint=turn(elbow_at, axis, -0.6, 0.6)),
        Part(
            "joints",
            "tertiary",
            (ball(elbow, radius * 2), ball(foot, radius * 2.1), ball(tip, radius * 2)),
            label="joint",
            count=3,
        ),
        Part("shade", "primary", (hung(shade),), joint=turn(head_at, axis, -0.6, 0.6)),
        Part("bulb", "lamp", (hung(bulb), hung(socket))),
    )


def _shade(p: Params) -> tuple[Mesh, float]:
    """The shade standing on z = 0 and open below, and the height of its crown."""
    radius, wall = p.shade_radius, 0.045
    height = p.shade_height if p.shade != "globe" else 0.75 * radius + 0.7 * p.shade_height
    if p.shade == "cone":
        small = radius * p.taper
        inside = [(0, height - wall), (max(small - wall, 0.03), height - wall), (radius - wall, 0)]
        return lathe([*inside, (radius, 0), (small, height), (0, height)]), height
    # A dome is half of an ellipse; a globe begins below its middle.
    start = 0.0 if p.shade == "dome" else -0.8
    angles = np.linspace(start, np.pi / 2, 10)[:-1]
    outer = np.c_[radius * np.cos(angles), height * (np.sin(angles) - np.sin(start)) / (1 - np.sin(start))]
    inner = np.c_[outer[:, 0] * (1 - wall / radius), outer[:, 1] * (1 - wall / height)][::-1]
    # The inside is drawn first: it opens downwards.
    return lathe([(0, height - wall), *inner, *outer, (0, height)]), height


def words(p: Params) -> Words:
    """What may be said of this lamp."""
    if p.stand == "arm":
        adjectives = ["tall"] if p.height > 0.95 else ["short"] if p.height < 0.65 else []
        shape = "a cone-shaped shade" if p.shade == "cone" else "a round shade"
        return Words(tuple(adjectives), ("a jointed arm", shape, "a bulb"), ("desk lamp",))
    adjectives = ["tall"] if p.height > 1.0 else ["short"] if p.height < 0.65 else []
    adjectives += ["wide"] if p.shade_radius > 0.33 else []
    adjectives += ["round"] if p.shade == "globe" else []
    features = [{"cone": "a tapered shade", "dome": "a domed shade", "globe": "a round shade"}[p.shade]]
    features.append({"stem": "a round base", "urn": "a round belly", "tripod": "three legs"}[p.stand])
    if p.trim == "bands" and p.shade == "cone":
        features.append("two bands")
    return Words(tuple(adjectives), tuple(features), ("floor lamp",) if p.height > 1.0 else ("table lamp",))


KIND = Kind("lamp", Params, build, words, natural=(("white", "black", "gray"), ("beige", "brown", "brown")))
