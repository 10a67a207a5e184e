"""Records of geometry: a closed mesh, a named part made of such meshes, a whole object."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
RGB = tuple[float, float, float]

ROLES = ("primary", "secondary", "dark", "light")
"""What colours a part: the two named colours, or one of two fixed neutrals (tyres, windows; pillows, labels)."""


@dataclass(frozen=True, eq=False)
class Mesh:
    """A closed triangle mesh.

    vertices : (V, 3) float64, +Z up, front towards -Y
    faces : (F, 3) int32, counter-clockwise seen from outside
    """

    vertices: Floats
    faces: Ints

    def moved(self, offset: ArrayLike) -> Mesh:
        """Translate by `offset` (3,)."""
        return Mesh(self.vertices + np.asarray(offset, float), self.faces)

    def scaled(self, factors: ArrayLike) -> Mesh:
        """Scale about the origin by positive `factors`, a number or (3,)."""
        return Mesh(self.vertices * np.asarray(factors, float), self.faces)

    def rotated(self, axis: str, angle: float) -> Mesh:
        """Rotate about an axis ("x", "y" or "z") through the origin by `angle` radians."""
        i, j = {"x": (1, 2), "y": (2, 0), "z": (0, 1)}[axis]
        out = self.vertices.copy()
        cos, sin = np.cos(angle), np.sin(angle)
        out[:, i] = cos * self.vertices[:, i] - sin * self.vertices[:, j]
        out[:, j] = sin * self.vertices[:, i] + cos * self.vertices[:, j]
        return Mesh(out, self.faces)

    def mirrored(self, axis: str) -> Mesh:
        """Reflect in the plane through the origin that is normal to `axis`, keeping the outside outside."""
        signs = np.ones(3)
        signs["xyz".index(axis)] = -1.0
        return Mesh(self.vertices * signs, np.ascontiguousarray(self.faces[:, ::-1]))

    def volume(self) -> float:
        """Signed volume; positive when the faces turn outwards."""
        a, b, c = (self.vertices[self.faces[:, k]] for k in range(3))
        return float(np.einsum("ij,ij->i", a, np.cross(b, c)).sum() / 6.0)


@dataclass(frozen=True, eq=False)
class Part:
    """A named, single-coloured part: closed solids that may overlap one another and other parts."""

    name: str
    role: str
    solids: tuple[Mesh, ...]


@dataclass(frozen=True)
class Description:
    """What captions may truthfully say about an object.

    adjectives : size and shape words ("tall", "round")
    accent : the name of the part in the secondary colour ("legs")
    count : how many of it, in words, or ""
    features : things it has besides, as noun phrases ("armrests", "a chimney")
    nouns : further names that fit this very object ("armchair")
    """

    adjectives: tuple[str, ...]
    accent: str
    count: str = ""
    features: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Asset:
    """A coloured object inside the unit cube.

    parts : closed parts, bounding box centred at 0, longest side 1
    colors : display-referred sRGB in [0, 1] for each role
    primary, secondary : the names of the two main colours
    """

    category: str
    seed: int
    parts: tuple[Part, ...]
    colors: Mapping[str, RGB]
    primary: str
    secondary: str
    description: Description


def bounds(parts: tuple[Part, ...]) -> tuple[Floats, Floats]:
    """The least and the greatest corner of the bounding box of all parts, each (3,)."""
    points = np.concatenate([solid.vertices for part in parts for solid in part.solids])
    return points.min(axis=0), points.max(axis=0)


def normalised(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """Move the bounding box to the origin and scale its longest side to 1."""
    low, high = bounds(parts)
    centre, scale = (low + high) / 2.0, 1.0 / float((high - low).max())
    return tuple(
        Part(part.name, part.role, tuple(solid.moved(-centre).scaled(scale) for solid in part.solids)) for part in parts
    )
