"""Records of geometry: a closed mesh, how a part moves, a named part made of closed meshes."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
RGB = tuple[float, float, float]
Point = tuple[float, float, float]


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


@dataclass(frozen=True)
class Joint:
    """How a part moves against the rest.

    kind : "turn" about the axis (low and high in radians) or "slide" along it (in the object's lengths)
    pivot : a point of the axis, (3,)
    axis : direction, (3,), of unit length; a turn is counter-clockwise seen against it
    low, high : limits, 0 being the part as it is built; equal limits mean that it turns for ever
    """

    kind: str
    pivot: Point
    axis: Point
    low: float = 0.0
    high: float = 0.0


def turn(pivot: Point, axis: Point, low: float = 0.0, high: float = 0.0) -> Joint:
    """A wheel, a door, a lid."""
    return Joint("turn", pivot, axis, low, high)


def slide(pivot: Point, axis: Point, low: float, high: float) -> Joint:
    """A drawer."""
    return Joint("slide", pivot, axis, low, high)


@dataclass(frozen=True, eq=False)
class Part:
    """A named part: closed solids that may overlap one another and other parts.

    name : its own within the object ("front left wheel")
    role : what colours it: "primary", "secondary", "tertiary", or a neutral of `paint.NEUTRALS`
    label : what it is, in the singular ("wheel"); the name when empty
    count : how many of it the solids make (four legs in one part)
    joint : how it moves; None when it does not
    finish : its finish when that is fixed ("metallic" blades); else the object's scheme decides
    """

    name: str
    role: str
    solids: tuple[Mesh, ...]
    label: str = ""
    count: int = 1
    joint: Joint | None = None
    finish: str = ""

    @property
    def kind(self) -> str:
        """What it is, in the singular."""
        return self.label or self.name

    @property
    def pivot(self) -> Point:
        """Where its origin belongs: on its joint's axis, or the centre of its bounding box."""
        if self.joint:
            return self.joint.pivot
        low, high = bounds((self,))
        x, y, z = (low + high) / 2
        return float(x), float(y), float(z)

    def placed(self, offset: Floats, scale: float) -> Part:
        """Move by `offset` (3,), then scale about the origin."""
        joint = self.joint
        if joint:
            x, y, z = (np.array(joint.pivot) + offset) * scale
            stretch = scale if joint.kind == "slide" else 1.0
            joint = replace(joint, pivot=(x, y, z), low=joint.low * stretch, high=joint.high * stretch)
        return replace(self, solids=tuple(solid.moved(offset).scaled(scale) for solid in self.solids), joint=joint)


def bounds(parts: tuple[Part, ...]) -> tuple[Floats, Floats]:
    """The least and the greatest corner of the bounding box of all parts, each (3,)."""
    points = np.concatenate([solid.vertices for part in parts for solid in part.solids])
    return points.min(axis=0), points.max(axis=0)


def normalised(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """Move the bounding box to the origin and scale its longest side to 1."""
    low, high = bounds(parts)
    scale = 1.0 / float((high - low).max())
    return tuple(part.placed(-(low + high) / 2.0, scale) for part in parts)
