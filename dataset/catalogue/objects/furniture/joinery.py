"""What several pieces of furniture are made of: open boxes, frames, handles, feet, drawers and doors."""

from __future__ import annotations

import numpy as np

from ...arrays import corners, mirrored_pair
from ...mesh import Joint, Mesh, Part, slide, turn
from ...solids import box, ellipsoid, loft, rod


def tray(size: tuple[float, float, float], wall: float) -> Mesh:
    """Box about 0 that is open at its top."""
    x, y, z = np.asarray(size, float) / 2
    levels = ((0.0, -z), (0.0, z), (wall, z), (wall, wall - z))
    rings = [[(-x + i, -y + i, h), (x - i, -y + i, h), (x - i, y - i, h), (-x + i, y - i, h)] for i, h in levels]
    return loft(rings)


def carcass(width: float, depth: float, low: float, high: float, wall: float) -> Mesh:
    """Box from z = low to high that is open towards -Y."""
    return tray((width, high - low, depth), wall).rotated("x", np.pi / 2).moved((0, 0, (low + high) / 2))


def frame(width: float, height: float, bar: float, thickness: float) -> Mesh:
    """Upright rectangular frame about 0 that faces -Y, of bars `bar` wide."""
    rings = []
    for sx, sz in ((1, 1), (-1, 1), (-1, -1), (1, -1)):
        outer = np.array((sx * width / 2, 0, sz * height / 2))
        inner = outer - np.array((sx * bar, 0, sz * bar))
        front, back = np.array((0, -thickness / 2, 0)), np.array((0, thickness / 2, 0))
        rings.append([outer + front, outer + back, inner + back, inner + front])
    return loft(np.array(rings), closed=True)


def handle(style: str, size: float, width: float) -> tuple[Mesh, ...]:
    """A handle on the plane y = 0 that stands out towards -Y: a "knob", or a "bar" of the given width along X."""
    if style == "knob":
        return (ellipsoid((size, size * 0.9, size), (0, -size * 0.55, 0), segments=12, rings=5),)
    grip = box((width, size * 1.1, size * 1.2), (0, -size * 1.2, 0), bevel=size * 0.2)
    stud = box((size * 1.1, size * 1.8, size * 1.1), (width * 0.36, -size * 0.5, 0))
    return (grip, *mirrored_pair(stud))


def feet(style: str, x: float, y: float, height: float, size: float) -> tuple[Mesh, ...]:
    """What a case stands on, from the floor to a little above `height`; x and y are half of the case's sides."""
    top = height + 0.02
    if style == "plinth":
        return (box((2 * x - size * 0.7, 2 * y - size * 0.7, top), (0, 0, top / 2)),)
    if style == "blocks":
        return corners(box((size, size, top), (x - size / 2, y - size / 2, top / 2), bevel=size * 0.1))
    slant = 0.25 * height
    at = (x - size * 0.75, y - size * 0.75)
    return corners(rod((at[0] + slant, at[1] + slant, 0), (*at, top), (size * 0.32, size * 0.5)))


def drawer(
    name: str,
    center: tuple[float, float, float],
    size: tuple[float, float, float],
    *,
    thick: float,
    pull: tuple[str, float],
    accent: str = "",
) -> list[Part]:
    """A drawer that slides towards -Y, its handle a part of its own in the role `accent` unless that is empty.

    center : of its front's outer face
    size : width, height and depth
    thick : of the front board, which stands out from the case by half of that
    pull : style and size of the handle
    """
    width, height, depth = size
    front = box((width, thick, height), (0, thick / 2, 0), bevel=thick * 0.2).moved(center)
    inside = tray((width * 0.94, depth - thick, height * 0.8), thick * 0.7)
    inside = inside.moved((0, thick * 0.8 + (depth - thick) / 2, -height * 0.05)).moved(center)
    joint = slide(center, (0.0, -1.0, 0.0), 0.0, depth * 0.7)
    grip = tuple(solid.moved(center) for solid in handle(*pull, width=width * 0.42))
    if not accent:
        return [Part(name, "secondary", (front, inside, *grip), label="drawer", joint=joint)]
    return [
        Part(name, "secondary", (front, inside), label="drawer", joint=joint),
        Part(f"{name} handle", accent, grip, label="knob" if pull[0] == "knob" else "handle", joint=joint),
    ]


def hinge(center: tuple[float, float, float], width: float, side: int) -> Joint:
    """The hinge of a door of the given width that faces -Y, at its edge towards `side` (-1 left, 1 right)."""
    x, y, z = center
    return turn((x + side * width / 2, y, z), (0.0, 0.0, float(side)), 0.0, 1.9)
