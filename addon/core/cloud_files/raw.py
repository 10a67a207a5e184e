"""What a file of points holds, as it stands there, and how its readers collect and refuse."""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO, TypeVar

import numpy as np
from numpy.typing import NDArray

from ..errors import ErrorCode, PointsmithError

Floats = NDArray[np.float32]
Rows = NDArray[np.float64]
_Array = TypeVar("_Array", Floats, Rows)

CHUNK_ROWS = 500_000
"""Points read at a time: what is in memory besides the result stays under about 100 MB."""


@dataclass(frozen=True, slots=True, eq=False)
class RawCloud:
    """N points as a file or an object gives them: any unit, any place; `cloud_cleaning` makes them usable.

    Attributes
    ----------
    positions : (N, 3) float64
        In the file's own units; single rows may be not finite, as scanners write them for rays that hit nothing.
    colors : (N, 3) float32, or None
        Display-referred sRGB in [0, 1]; a row may be NaN.
    normals : (N, 3) float32, or None
        Of any length, any side; a row may be zero or NaN.
    """

    positions: Rows
    colors: Floats | None = None
    normals: Floats | None = None

    def __post_init__(self) -> None:
        shape = (len(self.positions), 3)
        for name, array, kind in (
            ("positions", self.positions, np.float64),
            ("colors", self.colors, np.float32),
            ("normals", self.normals, np.float32),
        ):
            if array is not None and (array.shape != shape or array.dtype != kind):
                raise ValueError(f"{name}: expected {shape} {kind.__name__}, got {array.shape} {array.dtype}")

    def __len__(self) -> int:
        return len(self.positions)


class Collector:
    """Gathers blocks of points and makes a `RawCloud` of them, holding at most one array twice."""

    def __init__(self) -> None:
        self._positions: list[Rows] = []
        self._colors: list[Floats] = []
        self._normals: list[Floats] = []

    def add(self, positions: NDArray[np.generic], colors: object = None, normals: object = None) -> None:
        """Append (M, 3) positions and, in every block or in none, colours in the file's own range and normals."""
        self._positions.append(np.ascontiguousarray(positions, np.float64))
        with np.errstate(over="ignore", invalid="ignore"):
            if colors is not None:
                self._colors.append(np.ascontiguousarray(colors, np.float32))
            if normals is not None:
                self._normals.append(np.ascontiguousarray(normals, np.float32))

    def add_normals(self, normals: Rows) -> None:
        """Append (M, 3) normals that the file keeps apart from the positions."""
        with np.errstate(over="ignore"):
            self._normals.append(np.ascontiguousarray(normals, np.float32))

    def drop_colors(self) -> None:
        """Forget the colours."""
        self._colors.clear()

    def cloud(self, white: float | None = None) -> RawCloud:
        """Join the blocks.

        Parameters
        ----------
        white
            The value of full light in the file's colours; None to tell it from the largest one: 1, 255 or 65535.

        Raises
        ------
        PointsmithError
            BAD_CLOUD, when there is no point with finite coordinates.
        """
        positions = _joined(self._positions)
        if positions is None or len(positions) == 0:
            raise refused("it holds no points")
        if not np.isfinite(positions).all(axis=1).any():
            raise refused("none of its coordinates is a finite number")
        colors = _joined(self._colors)
        if colors is not None:
            _to_unit_range(colors, white)
        return RawCloud(positions, colors, _joined(self._normals))


def refused(reason: str) -> PointsmithError:
    """Return the error for a file that cannot be read; `reason` without a final stop."""
    return PointsmithError(ErrorCode.BAD_CLOUD, reason)


def shown(text: str) -> str:
    """Make text from a file fit for one line of a sentence."""
    return "".join(c if c.isprintable() else "?" for c in text[:40]) + ("…" if len(text) > 40 else "")


def read_rows(file: BinaryIO, layout: np.dtype[np.void], count: int) -> NDArray[np.void]:
    """Read `count` binary rows. Raises PointsmithError BAD_CLOUD, when the file ends before they do; OSError."""
    block = file.read(count * layout.itemsize)
    if len(block) < count * layout.itemsize:
        raise refused("the file ends before its points do")
    return np.frombuffer(block, layout)


def _joined(blocks: list[_Array]) -> _Array | None:
    """Concatenate and forget the blocks."""
    if not blocks:
        return None
    whole = blocks[0] if len(blocks) == 1 else np.concatenate(blocks)
    blocks.clear()
    return whole


def _to_unit_range(colors: Floats, white: float | None) -> None:
    """Scale colours to [0, 1] in place; NaN stays."""
    if white is None:
        finite = colors[np.isfinite(colors)]
        largest = float(finite.max()) if finite.size else 1.0
        # A little over 1 is a rounding error of colours in [0, 1], not a colour in [0, 255].
        white = 1.0 if largest <= 1.01 else 255.0 if largest <= 255.5 else 65535.0
    colors /= np.float32(white)
    np.clip(colors, 0.0, 1.0, out=colors)
