"""A point cloud with colour and normals, and its file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .files import atomic_write


@dataclass(frozen=True, slots=True, eq=False)
class PointCloud:
    """N coloured, oriented points in the model frame (unit cube, +Z up; see `frames`).

    Attributes
    ----------
    positions : (N, 3) float32
        Within about [-0.5, 0.5].
    colors : (N, 3) float32
        Display-referred sRGB in [0, 1].
    normals : (N, 3) float32
        Outward unit vectors.
    """

    positions: NDArray[np.float32]
    colors: NDArray[np.float32]
    normals: NDArray[np.float32]

    def __post_init__(self) -> None:
        shape = (len(self.positions), 3)
        for name in ("positions", "colors", "normals"):
            array = getattr(self, name)
            if array.shape != shape or array.dtype != np.float32:
                raise ValueError(f"{name}: expected {shape} float32, got {array.shape} {array.dtype}")
            if not np.isfinite(array).all():
                raise ValueError(f"{name}: not finite")

    @classmethod
    def from_channels(cls, channels: NDArray[np.float32]) -> PointCloud:
        """Split (N, 9) float32 channels xyz, rgb, normal."""
        xyz, rgb, normal = (np.ascontiguousarray(channels[:, i : i + 3], np.float32) for i in (0, 3, 6))
        return cls(xyz, rgb, normal)

    def __len__(self) -> int:
        return len(self.positions)

    def save(self, path: Path) -> None:
        """Write `path` (.npz) atomically. Raises OSError."""
        with atomic_write(path) as file:
            np.savez(file, positions=self.positions, colors=self.colors, normals=self.normals)

    @classmethod
    def load(cls, path: Path) -> PointCloud:
        """Read what `save` wrote. Raises OSError, ValueError, KeyError."""
        with np.load(path, allow_pickle=False) as arrays:
            return cls(arrays["positions"], arrays["colors"], arrays["normals"])
