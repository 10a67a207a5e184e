"""A triangle mesh with vertex colours and part labels, and its file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from . import parts
from .files import atomic_write


@dataclass(frozen=True, slots=True, eq=False)
class TriangleMesh:
    """V coloured vertices and F triangles in the model frame (unit cube, +Z up; see `frames`).

    Attributes
    ----------
    vertices : (V, 3) float32
    faces : (F, 3) int32
        Counter-clockwise seen from outside.
    colors : (V, 3) float32
        Display-referred sRGB in [0, 1].
    part_ids : (V,) uint8, or None
        Index into `part_names`; None from a model that labels no parts.
    part_names
        Those of the cloud, so that a number means the same part in both.
    """

    vertices: NDArray[np.float32]
    faces: NDArray[np.int32]
    colors: NDArray[np.float32]
    part_ids: NDArray[np.uint8] | None = None
    part_names: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name, dtype in (("vertices", np.float32), ("faces", np.int32), ("colors", np.float32)):
            array = getattr(self, name)
            if array.ndim != 2 or array.shape[1] != 3 or array.dtype != dtype:
                raise ValueError(f"{name}: expected (n, 3) {np.dtype(dtype)}, got {array.shape} {array.dtype}")
        if len(self.colors) != len(self.vertices):
            raise ValueError(f"{len(self.colors)} colours for {len(self.vertices)} vertices")
        if len(self.faces) and not 0 <= self.faces.min() <= self.faces.max() < len(self.vertices):
            raise ValueError("a face names a vertex that is not there")
        parts.check(self.part_ids, self.part_names, len(self.vertices))

    def save(self, path: Path) -> None:
        """Write `path` (.npz) atomically. Raises OSError."""
        with atomic_write(path) as file:
            named = parts.to_arrays(self.part_ids, self.part_names)
            np.savez(file, vertices=self.vertices, faces=self.faces, colors=self.colors, **named)

    @classmethod
    def load(cls, path: Path) -> TriangleMesh:
        """Read what `save` wrote. Raises OSError, ValueError, KeyError."""
        with np.load(path, allow_pickle=False) as arrays:
            return cls(arrays["vertices"], arrays["faces"], arrays["colors"], *parts.from_arrays(arrays))
