"""Skyscrapers: a tower of many storeys with rows of windows, an entrance, a roof or an antenna on top."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...curves import circle
from ...kinds import Kind, Words
from ...mesh import Floats, Mesh, Part
from ...params import choice, span
from ...solids import box, ellipsoid, lathe, loft, rod
from .pieces import hinge, lattice, sided


@dataclass(frozen=True)
class Params:
    """Lengths where a storey counts about 0.6; `setback` is how much a step takes away."""

    width: float = span(2.3, 3.4)
    slenderness: float = span(0.75, 1.0)
    height: float = span(7.2, 10.5)
    storey: float = span(0.68, 0.95)
    glass_share: float = span(0.38, 0.54)
    bay: float = span(0.7, 0.95)
    setback: float = span(0.14, 0.24)
    first_step: float = span(0.36, 0.5)
    second_step: float = span(0.68, 0.8)
    twist: float = span(0.5, 1.3)
    podium: float = span(0.3, 0.7)
    podium_height: float = span(1.1, 1.5)
    crown: float = span(0.9, 1.9)
    mast: float = span(1.3, 2.4)
    door_width: float = span(1.1, 1.5)
    shape: str = choice("block", "stepped", "stepped", "round", "twisted")
    facade: str = choice("grid", "rows", "columns")
    top: str = choice("flat", "pyramid", "dome", "spire")
    plaza: str = choice("none", "trees")


def _facade(p: Params) -> str:
    """Round and twisted towers have rows of windows whatever the switch says, the rest as it says."""
    return p.facade if p.shape in ("block", "stepped") else "rows"


def _tiers(p: Params) -> list[tuple[float, float, float]]:
    """Half width, foot and head of each step."""
    half, foot = p.width / 2, p.podium_height - 0.1
    if p.shape != "stepped":
        return [(half, foot, p.height)]
    cuts = [foot, p.first_step * p.height, p.second_step * p.height, p.height]
    return [(half * (1 - k * p.setback), cuts[k], cuts[k + 1]) for k in range(3)]


def _slice(p: Params, half: float, low: float, high: float) -> Mesh:
    """What the tower is between two heights, grown to `half`."""
    if p.shape == "round":
        outline = circle(half, 24) * (1, p.slenderness)
    else:
        d = half * p.slenderness
        c = 0.12 * d
        outline = np.array(
            [
                (half, -d + c),
                (half, d - c),
                (half - c, d),
                (c - half, d),
                (-half, d - c),
                (-half, c - d),
                (c - half, -d),
                (half - c, -d),
            ]
        )
    if p.shape != "twisted":
        return loft([np.c_[outline, np.full(len(outline), z)] for z in (low, high)])
    count = 2 + int((high - low) / 1.2)
    return loft(
        [
            np.c_[_turned(outline, p.twist * (z / p.height)), np.full(len(outline), z)]
            for z in np.linspace(low, high, count)
        ]
    )


def _turned(outline: Floats, angle: float) -> Floats:
    cos, sin = np.cos(angle), np.sin(angle)
    turned: Floats = outline @ np.array([[cos, sin], [-sin, cos]])
    return turned


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a skyscraper with its entrance towards -Y."""
    tiers = _tiers(p)
    grid = _facade(p) == "grid"
    cores = tuple(_slice(p, half, low - 0.1, high) for half, low, high in tiers)
    cornices = [_slice(p, half + 0.16, high - 0.12, high + 0.22) for half, _, high in tiers]
    lines = tuple(solid for tier in tiers for solid in _windows(p, *tier))
    outer = p.width / 2 + p.podium
    deep = p.width / 2 * p.slenderness + p.podium
    podium = box((2 * outer, 2 * deep, p.podium_height), (0, 0, p.podium_height / 2), bevel=0.06)
    parts = [
        Part("tower", "glass" if grid else "primary", cores),
        Part("grid" if grid else "windows", "primary" if grid else "glass", lines, count=1 if grid else len(lines)),
        Part("cornices", "secondary", tuple(cornices), label="cornice", count=len(cornices)),
        Part("podium", "tertiary", (podium,)),
        *_entrance(p, -deep),
        *_crown(p, tiers[-1]),
    ]
    if p.plaza == "trees":
        slab = box((2 * outer + 1.4, 2 * deep + 1.8, 0.38), (0, 0, 0.06))
        spots = [(sx * (outer + 0.25), -deep - 0.5) for sx in (-1, 1)] + [(outer + 0.3, deep * 0.4)]
        crowns = tuple(ellipsoid((0.36, 0.36, 0.42), (x, y, 0.85), segments=10, rings=5) for x, y in spots)
        stems = tuple(rod((x, y, 0.1), (x, y, 0.7), 0.2, segments=6) for x, y in spots)
        parts += [Part("plaza", "metal", (slab,), finish="matte"), Part("trees", "leaf", (*crowns, *stems), "tree", 3)]
    return tuple(parts)


def _windows(p: Params, half: float, low: float, high: float) -> list[Mesh]:
    """Rows or columns of panes, or the grid before a glass tower."""
    d, facade = half * p.slenderness, _facade(p)
    low, high = low + 0.12, high - 0.25
    if facade == "rows":
        rows = max(int((high - low) / p.storey), 1)
        pitch = (high - low) / rows
        tall = max(pitch * p.glass_share, 0.36)
        return [
            _slice(p, half + 0.08, low + (k + 0.5) * pitch - tall / 2, low + (k + 0.5) * pitch + tall / 2)
            for k in range(rows)
        ]
    z, solids = (low + high) / 2, []
    for side, reach in ((half, d), (d, half)):
        bays = max(round(2 * side / p.bay), 2)
        if facade == "grid":
            rows = max(int((high - low) / p.storey), 1)
            plate = lattice(2 * side + 0.24, high - low, (bays, rows), 0.44 - 0.2 * p.glass_share, 0.44)
            faces = [plate.moved((0, s * (reach - 0.08), 0)) for s in (-1, 1)]
        else:
            wide = max(2 * side / bays * p.glass_share, 0.36)
            xs = (np.arange(bays) - (bays - 1) / 2) * (2 * side / bays) * 0.95
            faces = [box((wide, 0.5, high - low), (x, s * (reach - 0.17), 0)) for x in xs for s in (-1, 1)]
        if side == d:
            faces = [face.rotated("z", np.pi / 2) for face in faces]
        solids += [face.moved((0, 0, z)) for face in faces]
    return solids


def _entrance(p: Params, y: float) -> list[Part]:
    w, h = p.door_width, p.podium_height * 0.68
    roof = box((w + 0.7, 0.9, 0.36), (0, y - 0.2, h + 0.12))
    leaf = box((w / 2 - 0.02, 0.4, h), (w / 4, y + 0.08, h / 2 + 0.1))
    parts = [Part("canopy", "secondary", (roof,))]
    for name, side in (("left", -1), ("right", 1)):
        panel = leaf if side > 0 else leaf.mirrored("x")
        joint = hinge(side * w / 2, y - 0.08, h / 2, side)
        parts.append(Part(f"{name} door", "dark", (panel,), label="door", joint=joint))
    return parts


def _crown(p: Params, tier: tuple[float, float, float]) -> list[Part]:
    half, _, z = tier
    d, h = half * p.slenderness, p.crown
    turn_by = p.twist if p.shape == "twisted" else 0.0
    base, inner = z + 0.1, min(half, d)
    if p.top == "flat":
        unit = box((half, d * 0.9, 0.5 + 0.3 * h), (-0.2 * half, 0.1 * d, base + 0.2 + 0.1 * h))
        fan = lathe([(0, 0), (0.34, 0), (0.34, 0.6), (0, 0.6)], segments=12).moved((half * 0.62, -d * 0.4, base))
        return [Part("roof house", "secondary", tuple(s.rotated("z", turn_by) for s in (unit, fan)))]
    if p.top == "dome":
        angles = np.linspace(0, 1.35, 6)
        curve = [(inner * 0.92 * np.cos(a), base + 0.1 + inner * np.sin(a)) for a in angles]
        solid = lathe([(0, base), (inner * 0.92, base), *curve, (0, base + 0.1 + inner)], segments=20)
        tip = base + inner
        roof = Part("dome", "secondary", (solid,))
    else:
        sides = 16 if p.shape == "round" else 4
        steep = h * (1.5 if p.top == "spire" else 1.0)
        wide = inner * (0.6 if p.top == "spire" else 0.98)
        solid = sided([(0, base), (wide, base), (wide, base + 0.25), (0.14, base + steep), (0, base + steep)], sides)
        solid = solid.scaled((half / inner, d / inner, 1)).rotated("z", turn_by)
        tip = base + steep
        roof = Part("roof", "secondary", (solid,), label="spire" if p.top == "spire" else "roof")
    mast = rod((0, 0, tip - 0.3), (0, 0, tip + p.mast * (1.0 if p.top == "spire" else 0.6)), (0.24, 0.19), segments=8)
    return [roof, Part("antenna", "metal", (mast,))]


def words(p: Params) -> Words:
    """What may be said of this skyscraper."""
    adjectives = ["tall"] if p.height > 9.3 else ["short"] if p.height < 8.0 else []
    adjectives += ["wide"] if p.width > 3.1 else ["narrow"] if p.width < 2.6 else []
    adjectives += {"block": [], "stepped": ["stepped"], "round": ["round"], "twisted": ["twisted"]}[p.shape]
    features = [{"grid": "a grid of windows", "rows": "rows of windows", "columns": "columns of windows"}[_facade(p)]]
    tops = {"flat": "a flat roof", "pyramid": "a pyramid roof", "dome": "a dome", "spire": "a spire"}
    features += [tops[p.top], *(["an antenna"] if p.top != "flat" else [])]
    features += ["trees"] if p.plaza == "trees" else []
    return Words(tuple(adjectives), tuple(features))


KIND = Kind(
    "skyscraper",
    Params,
    build,
    words,
    nouns=("tower block", "high-rise", "office tower"),
    finishes=("matte", "glossy", "metallic", "striped"),
    natural=(
        ("gray", "navy", "black"),
        ("white", "blue", "gray"),
        ("beige", "brown", "gray"),
        ("navy", "white", "gray"),
    ),
)
