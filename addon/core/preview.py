"""The clouds of a job while they take shape, and their file: small, because it is written many times a second."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .array_files import BROKEN
from .errors import ErrorCode, PointsmithError
from .files import atomic_write


@dataclass(frozen=True, slots=True, eq=False)
class PreviewClouds:
    """The clouds so far of the members `first` to `first + B - 1` of a job, counted from 0.

    Attributes
    ----------
    positions : (B, N, 3) float32
        In the model frame, within about [-0.5, 0.5]; N grows from stage to stage.
    colors : (B, N, 3) uint8
        Display-referred sRGB.
    """

    first: int
    positions: NDArray[np.float32]
    colors: NDArray[np.uint8]

    def __post_init__(self) -> None:
        if self.first < 0:
            raise ValueError(f"member {self.first}")
        for name, dtype in (("positions", np.float32), ("colors", np.uint8)):
            array = getattr(self, name)
            if array.ndim != 3 or array.shape[2] != 3 or array.dtype != dtype:
                raise ValueError(f"{name}: expected (B, N, 3) {np.dtype(dtype)}, got {array.shape} {array.dtype}")
        if self.positions.shape != self.colors.shape:
            raise ValueError(f"{self.positions.shape} positions, {self.colors.shape} colours")
        if not np.isfinite(self.positions).all():
            raise ValueError("positions: not finite")

    @classmethod
    def of(cls, first: int, positions: NDArray[np.float32], colors: NDArray[np.float32]) -> PreviewClouds:
        """Make them of positions and of colours, (B, N, 3) float32 sRGB in [0, 1].

        What is not a number yet, as an early estimate may be, is put into the middle. Raises ValueError.
        """
        finite = np.nan_to_num(positions, nan=0.0, posinf=0.0, neginf=0.0)
        shades = np.nan_to_num(colors, nan=0.0, posinf=1.0, neginf=0.0)
        return cls(first, np.ascontiguousarray(finite, np.float32), (shades.clip(0, 1) * 255 + 0.5).astype(np.uint8))

    def __len__(self) -> int:
        return len(self.positions)

    def save(self, path: Path) -> None:
        """Write `path` (.npz, not compressed) atomically. Raises OSError."""
        with atomic_write(path) as file:
            np.savez(file, first=np.int64(self.first), positions=self.positions, colors=self.colors)

    @classmethod
    def load(cls, path: Path) -> PreviewClouds:
        """Read what `save` wrote. Raises PointsmithError INTERNAL for a file that is gone, cut off or other."""
        try:
            with np.load(path, allow_pickle=False) as arrays:
                return cls(int(arrays["first"]), arrays["positions"], arrays["colors"])
        except BROKEN as error:
            raise PointsmithError(ErrorCode.INTERNAL, f"the preview cannot be read ({error})") from error
