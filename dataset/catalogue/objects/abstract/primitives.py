"""Primitives with a name, a width and a height, to compose."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ...curves import circle, star
from ...mesh import Mesh
from ...solids import box, ellipsoid, extrusion, frustum, lathe, loft, torus

FLAT_TOPPED = ("cube", "cylinder", "slab", "hexagon", "drum", "post")
POINTED = ("ball", "cone", "pyramid", "dome", "egg", "ring", "star")
SHAPES = (*FLAT_TOPPED, *POINTED)

_PROPORTIONS = {"slab": 0.3, "drum": 0.45, "post": 2.2, "dome": 0.5, "egg": 1.35, "cone": 1.2, "star": 1.0}
"""Height by width; 1 where it is not said."""


def height_of(shape: str, width: float) -> float:
    """Height of a primitive of that width."""
    return 0.32 * width if shape == "ring" else _PROPORTIONS.get(shape, 1.0) * width


def primitive(shape: str, width: float, bevel: float) -> Mesh:
    """The primitive, standing on z = 0 around the Z axis; `bevel` is a share of the width, for those with edges."""
    return _BUILDERS[shape](width / 2, height_of(shape, width), bevel * width)


def _box(r: float, h: float, bevel: float) -> Mesh:
    return box((2 * r, 2 * r, h), (0, 0, h / 2), bevel=bevel)


def _cylinder(r: float, h: float, _: float) -> Mesh:
    return frustum(r, r, 0, h)


def _hexagon(r: float, h: float, _: float) -> Mesh:
    return extrusion(circle(r, 6), h).moved((0, 0, h / 2))


def _ball(r: float, h: float, _: float) -> Mesh:
    return ellipsoid((r, r, h / 2), (0, 0, h / 2))


def _cone(r: float, h: float, _: float) -> Mesh:
    return lathe([(0, 0), (r, 0), (0.02 * r, h), (0, h)])


def _pyramid(r: float, h: float, _: float) -> Mesh:
    base = np.array([(-r, -r, 0), (r, -r, 0), (r, r, 0), (-r, r, 0)])
    return loft([base, base * 0.03 + (0, 0, h)])


def _dome(r: float, h: float, _: float) -> Mesh:
    angles = np.linspace(0, np.pi / 2, 9)
    return lathe([(0, 0), *((r * np.cos(a), h * np.sin(a)) for a in angles[:-1]), (0, h)])


def _ring(r: float, h: float, _: float) -> Mesh:
    return torus(r - h / 2, h / 2).moved((0, 0, h / 2))


def _star(r: float, _: float, __: float) -> Mesh:
    return extrusion(star(r, 0.45 * r, 5), 0.7 * r).rotated("x", np.pi / 2).moved((0, 0, r * 0.81))


_BUILDERS: dict[str, Callable[[float, float, float], Mesh]] = {
    "cube": _box,
    "slab": _box,
    "post": _box,
    "cylinder": _cylinder,
    "drum": _cylinder,
    "hexagon": _hexagon,
    "ball": _ball,
    "egg": _ball,
    "cone": _cone,
    "pyramid": _pyramid,
    "dome": _dome,
    "ring": _ring,
    "star": _star,
}
"""(radius, height, bevel) -> solid."""
