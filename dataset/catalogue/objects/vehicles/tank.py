"""Tanks: a low hull between two tracks, a turret with a long gun."""

from __future__ import annotations

from dataclasses import dataclass

from ...arrays import mirrored_pair
from ...kinds import Kind, Words
from ...mesh import Mesh, Part, turn
from ...params import choice, span
from ...solids import box, ellipsoid, frustum, lathe, prism, rod
from .forms import axle, sections


@dataclass(frozen=True)
class Params:
    """Lengths in rough metres."""

    length: float = span(3.2, 4.2)
    width: float = span(2.1, 2.6)
    track_width: float = span(0.42, 0.58)
    track_height: float = span(0.8, 1.05)
    hull_height: float = span(0.5, 0.75)
    slope: float = span(0.35, 0.8)
    turret_length: float = span(1.4, 2.0)
    turret_width: float = span(1.3, 1.7)
    turret_height: float = span(0.55, 0.8)
    turret_place: float = span(-0.06, 0.1)
    gun: float = span(1.5, 2.3)
    gun_radius: float = span(0.1, 0.15)
    lift: float = span(0.0, 0.16)
    fender: float = span(0.12, 0.18)
    wheel: float = span(0.26, 0.32)
    turret: str = choice("box", "round", "dome")
    muzzle: str = choice("plain", "brake")
    axles: int = choice(4, 5)
    rear: str = choice("none", "drums", "box")


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a tank that drives towards -Y."""
    half, h = p.length / 2, p.track_height
    x = p.width / 2 - p.track_width / 2
    cut = h * 0.42
    rail = [(-half + 1.3 * cut, 0), (half - 1.3 * cut, 0), (half, cut), (half, h - 0.5 * cut), (half - 0.5 * cut, h)]
    rail += [(-half + 0.5 * cut, h), (-half, h - 0.5 * cut), (-half, cut)]
    belt = prism(rail, p.track_width, "x").moved((x, 0, 0))
    low, top = 0.3 * h, h + p.hull_height * 0.55
    wide, inner = p.width * 0.94, p.width - 2 * p.track_width + 0.1
    hull = [
        sections(
            [(-half - 0.05, inner, low + 0.16, h - 0.05), (-half + 0.2, inner, low, h), (half - 0.1, inner, low, h)],
            0.04,
        ),
        sections(
            [
                (-half + 0.1, wide, h - 0.12, h + 0.12),
                (-half + 0.1 + p.slope, wide, h - 0.12, top),
                (half - 0.15, wide, h - 0.12, top),
                (half, wide, h - 0.12, top - 0.18),
            ],
            0.05,
        ),
    ]
    fenders = mirrored_pair(
        box((p.track_width + 0.12, p.length + 0.12, p.fender), (x + 0.02, 0, h + 0.015), bevel=0.03)
    )
    lamps = mirrored_pair(ellipsoid((0.13, 0.12, 0.13), (inner * 0.36, -half + 0.03, h - 0.1), segments=12, rings=6))
    spacing = (p.length - 2 * cut) / p.axles
    rows = [(k - (p.axles - 1) / 2) * spacing for k in range(p.axles)]
    radius = min(p.wheel, spacing * 0.46)
    wheels = [
        axle(
            f"road wheels {k + 1}",
            (x, y, radius, p.track_width + 0.09),
            "tertiary",
            floor=0.08 + 0.3 * h - 0.6 * radius,
            segments=14,
        )
        for k, y in enumerate(rows)
    ]
    parts = [
        Part("hull", "primary", tuple(hull)),
        Part("tracks", "dark", mirrored_pair(belt), label="track", count=2),
        Part("fenders", "primary", fenders, label="fender", count=2),
        _turret(p, top),
        Part("headlights", "lamp", lamps, label="headlight", count=2),
        *wheels,
    ]
    if p.rear == "drums":
        drums = mirrored_pair(
            rod((0.16, half - 0.02, top - 0.1), (wide * 0.42, half - 0.02, top - 0.1), 0.2, segments=14)
        )
        parts.append(Part("fuel drums", "tertiary", drums, label="fuel drum", count=2))
    if p.rear == "box":
        bin_ = box((wide * 0.7, 0.4, 0.36), (0, half - 0.02, top - 0.12), bevel=0.04)
        parts.append(Part("stowage box", "tertiary", (bin_,)))
    return tuple(parts)


def _turret(p: Params, top: float) -> Part:
    """The turret with its gun, mantlet and hatch, all of which turn together."""
    y, w, long, high = p.turret_place * p.length, p.turret_width, p.turret_length, p.turret_height
    z = top + high * 0.5
    if p.turret == "box":
        body = sections(
            [
                (-long / 2, w * 0.55, top + 0.02, top + high * 0.7),
                (-long * 0.22, w, top - 0.04, top + high),
                (long * 0.3, w, top - 0.04, top + high),
                (long / 2, w * 0.8, top + 0.06, top + high * 0.9),
            ],
            0.12,
        )
    else:
        r = w / 2
        profile = {
            "round": [(r, -0.05), (r, high * 0.55), (r * 0.8, high)],
            "dome": [(r * 1.05, -0.05), (r, high * 0.4), (r * 0.75, high * 0.82), (r * 0.35, high)],
        }[p.turret]
        body = lathe([(0, -0.05), *profile, (0, high)], segments=24).scaled((1, long / w, 1)).moved((0, 0, top))
    tip = -long * 0.45 - p.gun
    solids: list[Mesh] = [
        body,
        rod((0, -long * 0.2, z), (0, tip, z + p.lift), p.gun_radius, segments=12),
        box((w * 0.4, 0.4, high * 0.55), (0, -long * 0.45, z), bevel=0.05),
        frustum(0.3, 0.26, top + high - 0.15, top + high + 0.14, segments=16).moved((-w * 0.16, long * 0.1, 0)),
    ]
    if p.muzzle == "brake":
        solids.append(rod((0, tip + 0.3, z + p.lift), (0, tip - 0.06, z + p.lift), p.gun_radius * 1.6, segments=12))
    moved = tuple(solid.moved((0, y, 0)) for solid in solids)
    return Part("turret", "secondary", moved, joint=turn((0, y, top), (0, 0, 1)))


def words(p: Params) -> Words:
    """What may be said of this tank."""
    adjectives = []
    if p.length > 3.9:
        adjectives.append("long")
    if p.length < 3.45:
        adjectives.append("short")
    if p.width > 2.45:
        adjectives.append("wide")
    if p.width < 2.2:
        adjectives.append("narrow")
    features = [{"box": "a square turret", "round": "a round turret", "dome": "a domed turret"}[p.turret], "two tracks"]
    features.append("a muzzle brake" if p.muzzle == "brake" else "a long gun" if p.gun > 2.0 else "a gun")
    features += {"none": [], "drums": ["two fuel drums"], "box": ["a stowage box"]}[p.rear]
    return Words(tuple(adjectives), tuple(features))


KIND = Kind(
    "tank",
    Params,
    build,
    words,
    nouns=("army tank", "battle tank"),
    natural=(
        ("green", "green", "gray"),
        ("beige", "beige", "brown"),
        ("gray", "gray", "black"),
        ("green", "brown", "brown"),
    ),
)
