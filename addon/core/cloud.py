"""A point cloud with colour, normals and part labels, and its file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import parts
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
    part_ids : (N,) uint8, or None
        Index into `part_names`; None from a model that labels no parts.
    part_names
        The parts that occur, such as "front left wheel"; at most `parts.MOST_PARTS`.
    """

    positions: NDArray[np.float32]
    colors: NDArray[np.float32]
    normals: NDArray[np.float32]
    part_ids: NDArray[np.uint8] | None = None
    part_names: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        shape = (len(self.positions), 3)
        for name in ("positions", "colors", "normals"):
            array = getattr(self, name)
            if array.shape != shape or array.dtype != np.float32:
                raise ValueError(f"{name}: expected {shape} float32, got {array.shape} {array.dtype}")
            if not np.isfinite(array).all():
                raise ValueError(f"{name}: not finite")
        parts.check(self.part_ids, self.part_names, len(self.positions))

    @classmethod
    def from_channels(
        cls,
        channels: NDArray[np.float32],
        labels: NDArray[np.integer[Any]] | None = None,
        names: Sequence[str] = (),
    ) -> PointCloud:
        """Split (N, 9) float32 channels xyz, rgb, normal; (N,) `labels` index `names`, a model's whole vocabulary.

        Raises ValueError for what a cloud cannot hold, such as channels that are not finite.
        """
        xyz, rgb, normal = (np.ascontiguousarray(channels[:, i : i + 3], np.float32) for i in (0, 3, 6))
        return cls(xyz, rgb, normal, *((None, ()) if labels is None else parts.numbered(labels, names)))

    def __len__(self) -> int:
        return len(self.positions)

    def save(self, path: Path) -> None:
        """Write `path` (.npz) atomically. Raises OSError."""
        with atomic_write(path) as file:
            named = parts.to_arrays(self.part_ids, self.part_names)
            np.savez(file, positions=self.positions, colors=self.colors, normals=self.normals, **named)

    @classmethod
    def load(cls, path: Path) -> PointCloud:
        """Read what `save` wrote. Raises OSError, ValueError, KeyError."""
        with np.load(path, allow_pickle=False) as arrays:
            return cls(arrays["positions"], arrays["colors"], arrays["normals"], *parts.from_arrays(arrays))
