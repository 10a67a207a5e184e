"""Fish: a swimming body with a tail, fins and eyes, perhaps banded or with a shark's fin."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...arrays import mirrored_pair
from ...kinds import Kind, Words
from ...mesh import Floats, Mesh, Part, turn
from ...params import choice, span
from ...solids import prism, torus
from .shapes import ball, body, leaf, limb


@dataclass(frozen=True)
class Params:
    """Lengths relative to a fish of about one unit from nose to tail."""

    length: float = span(0.6, 0.76)
    height: float = span(0.17, 0.3)
    width: float = span(0.1, 0.17)
    belly: float = span(0.9, 1.25)
    nose: float = span(0.3, 0.55)
    wrist: float = span(0.05, 0.08)
    tail_length: float = span(0.22, 0.34)
    tail_height: float = span(0.22, 0.33)
    fork: float = span(0.25, 0.6)
    dorsal_height: float = span(0.12, 0.22)
    fin_length: float = span(0.18, 0.26)
    fin_droop: float = span(0.02, 0.14)
    eye: float = span(0.04, 0.058)
    tail: str = choice("forked", "forked", "fan", "crescent")
    dorsal: str = choice("sail", "shark", "spiny")
    bands: str = choice("none", "none", "two", "three")


_STATIONS = (0.0, 0.12, 0.32, 0.55, 0.78, 1.0)


def _size_at(p: Params, t: float) -> tuple[float, float, float]:
    """Half width, half height and centre height of the body at t, 0 the nose and 1 the tail's root."""
    shares = (p.nose * 0.45, p.nose + 0.25, 1.0, 0.92, 0.5, 0.0)
    share = float(np.interp(t, _STATIONS, shares))
    slim = 0.0 if t < 0.6 else (t - 0.6) / 0.4
    half_height = p.height * share + p.wrist * slim
    half_width = p.width * share + 0.035 * slim
    return half_width, half_height, -0.05 * p.belly * share * p.height


def _y(p: Params, t: float) -> float:
    return p.length * (t - 0.5)


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a fish whose nose points to -Y."""
    knots = []
    for t in _STATIONS:
        w, h, z = _size_at(p, t)
        knots.append((0, _y(p, t), z, w * (1 + 0.1 * (p.belly - 1)), h))
    parts = [
        Part("body", "primary", (body(knots, sides=20),)),
        _tail(p),
        Part("dorsal fin", "secondary", _dorsal(p)),
        *_fins(p),
        *_face(p),
    ]
    if p.bands != "none":
        places = (0.34, 0.6) if p.bands == "two" else (0.3, 0.48, 0.68)
        bands = tuple(_band(p, t) for t in places)
        parts.append(Part("bands", "tertiary", bands, label="band", count=len(bands)))
    return tuple(parts)


def _band(p: Params, t: float) -> Mesh:
    """A slightly wider slice of the body."""
    knots = []
    for s in np.linspace(t - 0.05, t + 0.05, 4):
        w, h, z = _size_at(p, float(s))
        knots.append((0, _y(p, float(s)), z, w + 0.012, h + 0.012))
    return body(knots, sides=20, steps=1, rounded=False)


def _tail(p: Params) -> Part:
    y, reach, tall = _y(p, 1.0), p.tail_length, p.tail_height
    notch = reach * (1 - p.fork)
    if p.tail == "forked":
        outline = [(-0.05, -0.03), (reach, -tall), (reach * 0.95, -tall * 0.72), (notch, 0.0)]
        outline += [(reach * 0.95, tall * 0.72), (reach, tall), (-0.05, 0.03)]
    elif p.tail == "fan":
        t = np.linspace(-1.1, 1.1, 9)
        outline = [(-0.05, -0.03), *np.stack([reach * 0.95 * np.cos(t * 0.8), tall * np.sin(t)], axis=1), (-0.05, 0.03)]
    else:
        outline = [(-0.05, -0.035), (reach * 0.4, -tall * 0.55), (reach, -tall * 1.15), (notch * 0.8, 0.0)]
        outline += [(reach, tall * 1.15), (reach * 0.4, tall * 0.55), (-0.05, 0.035)]
    fin = _plate(np.array(outline)).moved((0, y, 0))
    return Part("tail", "secondary", (fin,), joint=turn((0.0, y, 0.0), (0.0, 0.0, 1.0), -0.6, 0.6))


def _plate(outline: Floats) -> Mesh:
    """A flat fin in the (y, z) plane."""
    return prism(outline, 0.05, "x")


def _dorsal(p: Params) -> tuple[Mesh, ...]:
    def back(t: float) -> float:
        _, h, z = _size_at(p, t)
        return z + h

    tall = p.dorsal_height
    if p.dorsal == "shark":
        outline = [(_y(p, 0.36), back(0.36) - 0.05), (_y(p, 0.62), back(0.62) - 0.05), (_y(p, 0.64), back(0.5) + tall)]
        outline.append((_y(p, 0.54), back(0.45) + tall * 0.85))
        return (_plate(np.array(outline)),)
    if p.dorsal == "sail":
        t = np.linspace(0.28, 0.76, 8)
        top = [(_y(p, s), back(s) + tall * np.sin(np.pi * ((s - 0.2) / 0.62)) ** 0.6) for s in t[::-1].tolist()]
        return (_plate(np.array([(_y(p, 0.28), back(0.28) - 0.06), (_y(p, 0.76), back(0.76) - 0.06), *top])),)
    spines = []
    for s in (0.3, 0.4, 0.5, 0.6, 0.7):
        high = tall * (1.05 - abs(s - 0.42) * 1.6)
        spines.append(
            limb([(0, _y(p, s), back(s) - 0.05), (0, _y(p, s) + 0.08, back(s) + high)], (0.036, 0.018), sides=8)
        )
    return tuple(spines)


def _fins(p: Params) -> list[Part]:
    """Paired fins behind the head that beat, and one under the belly."""
    w, h, z = _size_at(p, 0.36)
    root, reach = (w * 0.8, _y(p, 0.36), z - h * 0.3), p.fin_length
    x, y, height = root
    path = [
        root,
        (x + reach * 0.5, y + reach * 0.35, height),
        (x + reach * 0.75, y + reach * 0.8, height - p.fin_droop),
    ]
    fin = leaf(path, reach * 0.36, 0.024, (0.5, -0.8, 0.6), widest=0.6)
    parts = []
    for name, sign, mesh in (("left fin", 1.0, fin), ("right fin", -1.0, fin.mirrored("x"))):
        joint = turn((sign * x, y, height), (0.0, 1.0, 0.0), -0.5, 0.5)
        parts.append(Part(name, "secondary", (mesh,), label="fin", joint=joint))
    _, low, middle = _size_at(p, 0.62)
    bottom = middle - low
    outline = [
        (_y(p, 0.56), bottom + 0.06),
        (_y(p, 0.78), bottom - p.dorsal_height * 0.55),
        (_y(p, 0.74), bottom + 0.08),
    ]
    return [*parts, Part("belly fin", "secondary", (_plate(np.array(outline)),))]


def _face(p: Params) -> list[Part]:
    w, h, z = _size_at(p, 0.13)
    at = np.array([w * 0.86, _y(p, 0.13), z + h * 0.35])
    white = mirrored_pair(ball(p.eye, at, segments=12))
    pupil = mirrored_pair(ball(p.eye * 0.62, at + np.array([p.eye * 0.6, -p.eye * 0.32, p.eye * 0.1]), segments=10))
    tip_w, tip_h, tip_z = _size_at(p, 0.0)
    ring = torus(1.0, 0.3, segments=14, sides=7).rotated("x", np.pi / 2)
    size = min(tip_w, tip_h) * 0.75
    lips = ring.scaled((max(size, 0.025), 0.07, max(size, 0.025))).moved(
        (0, _y(p, 0.0) - min(tip_w, tip_h) * 0.78, tip_z)
    )
    return [
        Part("eyes", "light", white, label="eye", count=2),
        Part("pupils", "dark", pupil, label="pupil", count=2),
        Part("lips", "tertiary", (lips,), label="mouth"),
    ]


def words(p: Params) -> Words:
    """What may be said of this fish."""
    adjectives = []
    if p.height > 0.26:
        adjectives += ["tall", "round"]
    if p.height < 0.205:
        adjectives += ["long", "narrow"]
    if p.width > 0.155:
        adjectives.append("thick")
    if p.width < 0.115:
        adjectives.append("thin")
    features = [{"forked": "a forked tail", "fan": "a fan tail", "crescent": "a crescent tail"}[p.tail]]
    features.append({"sail": "a long back fin", "shark": "a shark fin", "spiny": "a spiny back"}[p.dorsal])
    if p.bands != "none":
        features.append(f"{p.bands} bands")
    return Words(tuple(adjectives), tuple(features))


KIND = Kind(
    "fish",
    Params,
    build,
    words,
    nouns=("toy fish",),
    natural=(("orange", "orange", "white"), ("yellow", "blue", "black"), ("blue", "yellow", "navy")),
    finishes=("matte", "glossy", "metallic", "striped"),
)
