"""Pumpkins: a ribbed body with a stalk, perhaps a leaf, a tendril or a carved face."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...arrays import mirrored_pair
from ...kinds import Kind, Words
from ...mesh import Mesh, Part, turn
from ...params import choice, span
from ...solids import lathe, prism
from .shapes import body, leaf, limb, ribbed


@dataclass(frozen=True)
class Params:
    """Lengths relative to a pumpkin of about one unit across."""

    width: float = span(0.42, 0.5)
    height: float = span(0.5, 0.9)
    rib_depth: float = span(0.12, 0.2)
    dimple: float = span(0.04, 0.09)
    stalk_length: float = span(0.14, 0.26)
    stalk_radius: float = span(0.05, 0.075)
    stalk_bend: float = span(-0.12, 0.12)
    lid_size: float = span(0.44, 0.58)
    eye_size: float = span(0.075, 0.105)
    eye_gap: float = span(0.13, 0.17)
    mouth_width: float = span(0.17, 0.23)
    leaf_length: float = span(0.3, 0.44)
    ribs: int = choice(8, 10, 12)
    face: str = choice("none", "smiling", "smiling", "toothed")
    leaves: str = choice("none", "one", "two")


def _radius_at(p: Params, z: float) -> float:
    """Radius of the ribs' crests at a height."""
    return p.width * float(max(1 - (2 * z / p.height - 1) ** 2, 0.0) ** 0.4)


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a pumpkin."""
    angles = np.linspace(-np.pi / 2, np.pi / 2, 13)[1:-1]
    swell = np.sign(np.cos(angles)) * np.abs(np.cos(angles)) ** 0.8
    outer = np.stack([p.width * swell, p.height * (1 + np.sin(angles)) / 2], axis=1)
    shell = _smoothed(p, lathe([(0, 0.05), *outer, (0, p.height - p.dimple)], segments=p.ribs * 5))
    top = p.height - p.dimple
    knots = [(0.0, 0.0, top - 0.06, 1.6), (0.0, 0.0, top + p.stalk_length * 0.4, 0.9)]
    knots += [
        (p.stalk_bend, 0.0, top + p.stalk_length, 0.8),
        (p.stalk_bend * 1.4, 0.0, top + p.stalk_length + 0.03, 1.0),
    ]
    path = [(x, y, z, p.stalk_radius * f, p.stalk_radius * f) for x, y, z, f in knots]
    stalk = body(path, sides=10, steps=3, rounded=False)
    parts = [Part("body", "primary", (shell,)), Part("stalk", "secondary", (stalk,)), _lid(p), _tendril(top)]
    if p.leaves != "none":
        count = 1 if p.leaves == "one" else 2
        parts.append(Part("leaf", "leaf", tuple(_leaf(p, top, k) for k in range(count)), count=count))
    return (*parts, *_face(p))


def _smoothed(p: Params, mesh: Mesh) -> Mesh:
    """Ribs around the body, shallow where a face is carved."""
    aside = np.abs(np.arctan2(mesh.vertices[:, 0], -mesh.vertices[:, 1]))
    depth = p.rib_depth * (np.clip((aside - 0.55) / 0.4, 0.25, 1) if p.face != "none" else 1)
    factor = 1 - depth * (1 - np.abs(np.cos(aside * p.ribs / 2)) ** 0.7)
    return Mesh(mesh.vertices * np.stack([factor, factor, np.ones_like(factor)], axis=1), mesh.faces)


def _lid(p: Params) -> Part:
    """The cut-off top, that turns about its back edge."""
    radius, z = p.width * p.lid_size, p.height
    profile = [(0, z - 0.12), (radius * 0.95, z - 0.07), (radius, z - 0.01), (radius * 0.5, z + 0.018), (0, z - 0.02)]
    joint = turn((0.0, radius * 0.9, z - 0.04), (1.0, 0.0, 0.0), -1.8, 0.0)
    return Part("lid", "primary", (ribbed(profile, p.ribs, p.rib_depth * 0.8),), joint=joint)


def _tendril(top: float) -> Part:
    """A spiral beside the stalk."""
    t = np.linspace(0, 1, 12)
    a = 4.0 * np.pi * t
    path = np.stack([-0.07 - 0.26 * t, -0.02 + 0.05 * np.cos(a) * t, top + 0.06 + 0.05 * t + 0.05 * np.sin(a)], axis=1)
    return Part("tendril", "leaf", (limb(path, 0.02, sides=6, steps=1),))


def _leaf(p: Params, top: float, k: int) -> Mesh:
    length = p.leaf_length
    path = [(0, 0, top + 0.02), (length * 0.55, 0, top + 0.13), (length, 0, top + 0.04)]
    return leaf(path, length * 0.34, 0.03, (0, 1, 0)).rotated("z", (-0.5, 2.2)[k])


def _face(p: Params) -> list[Part]:
    """Plates that stand a little out of the front, lit from inside."""
    if p.face == "none":
        return []
    size, z = p.eye_size * min(1.0, p.height / 0.72), p.height * 0.66
    eye = _plate(p, [(-size, -size * 0.8), (size, -size * 0.8), (size * 0.2, size)], p.eye_gap, z)
    nose = _plate(p, [(-size * 0.4, -size * 0.35), (size * 0.4, -size * 0.35), (0, size * 0.4)], 0.0, p.height * 0.47)
    parts = [
        Part("eyes", "lamp", mirrored_pair(eye), label="eye", count=2),
        Part("nose", "lamp", (nose,)),
    ]
    return [*parts, Part("mouth", "lamp", _mouth(p, p.height * 0.24))]


def _plate(p: Params, outline: list[tuple[float, float]], x: float, z: float) -> Mesh:
    """An outline in (x, z) that lies on the crests of the ribs, turned and leaned as they are."""
    depth, rise = _radius_at(p, z), 2 * z / p.height - 1
    slope = np.arctan2(rise * p.width, np.sqrt(1 - rise**2) * p.height / 2)
    mesh = prism(outline, 0.2).moved((0, 0.08, 0)).rotated("x", -float(slope)).moved((0, -depth, z))
    return mesh.rotated("z", float(np.arcsin(min(x / depth, 0.95))))


def _mouth(p: Params, z: float) -> tuple[Mesh, ...]:
    """A row of blocks along a smile; a toothed one leaves steps between them."""
    blocks = []
    half, tall, rise = p.mouth_width / 5.4, 0.05 * p.height, 0.14 * p.height
    for k in range(-3, 4):
        step = 0.035 * p.height * (-1) ** k if p.face == "toothed" else 0.0
        outline = [(-half, -tall), (half, -tall), (half, tall), (-half, tall)]
        blocks.append(_plate(p, outline, k * p.mouth_width / 3, z + rise * (k / 3) ** 2 + step))
    return tuple(blocks)


def words(p: Params) -> Words:
    """What may be said of this pumpkin."""
    adjectives = []
    slim = p.height / (2 * p.width)
    if slim > 0.85:
        adjectives.append("tall")
    if slim < 0.65:
        adjectives += ["flat", "wide"]
    if 0.75 < slim < 0.95:
        adjectives.append("round")
    features = {"none": [], "smiling": ["a smiling face"], "toothed": ["a toothed grin"]}[p.face]
    features += {"none": ["a bare stalk"], "one": ["a leaf"], "two": ["two leaves"]}[p.leaves]
    return Words(
        tuple(adjectives), tuple(features), ("jack-o-lantern", "halloween pumpkin") if p.face != "none" else ()
    )


KIND = Kind(
    "pumpkin",
    Params,
    build,
    words,
    natural=(("orange", "brown", "green"), ("orange", "green", "green")),
    finishes=("matte", "glossy", "metallic"),
)
