"""Copies of a solid."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from .mesh import Mesh


def mirrored_pair(mesh: Mesh, axis: str = "x") -> tuple[Mesh, Mesh]:
    """The mesh and its reflection."""
    return mesh, mesh.mirrored(axis)


def turned(mesh: Mesh, count: int, start: float = 0.0) -> tuple[Mesh, ...]:
    """`count` copies around Z, the first turned by `start` radians."""
    return tuple(mesh.rotated("z", start + 2 * np.pi * k / count) for k in range(count))


def corners(mesh: Mesh) -> tuple[Mesh, ...]:
    """The mesh and its reflections in x, in y and in both."""
    return tuple(copy for half in mirrored_pair(mesh, "x") for copy in mirrored_pair(half, "y"))


def row(mesh: Mesh, count: int, step: ArrayLike) -> tuple[Mesh, ...]:
    """`count` copies, each moved by `step` (3,) from the one before, centred where the mesh is."""
    stride = np.asarray(step, float)
    return tuple(mesh.moved(stride * (k - (count - 1) / 2)) for k in range(count))
