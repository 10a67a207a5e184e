"""Any cloud becomes one that the surface can use: finite, in the model frame, not too many points."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .cloud_files.raw import Floats, RawCloud, Rows, refused
from .cloud_strays import strays
from .frames import Placement

MOST_POINTS = 1_000_000
FEWEST_POINTS = 16

_FARTHEST = 1e30
"""Coordinates beyond it are garbage, and their squares would overflow."""
_LINE_WIDTH = 1e-5
"""A cloud thinner than this part of its length, in two directions, is a line."""
_FINEST = 1 << 20
"""Most voxels along a side, so that a voxel's number fits into 63 bits."""
_GREY = np.float32(0.5)
_SHORTEST_NORMAL = 0.2
"""A mean of unit normals shorter than this says nothing: they pointed all ways."""


@dataclass(frozen=True, slots=True, eq=False)
class CleanCloud:
    """Points ready for normals and a surface.

    Attributes
    ----------
    positions : (N, 3) float32
        In the model frame (`frames`), all distinct, N from `FEWEST_POINTS` up.
    colors : (N, 3) float32
        Display-referred sRGB in [0, 1]; mid grey where the cloud had none.
    normals : (N, 3) float32, or None
        Unit vectors as given, any side; zero where missing. None when all are.
    placement
        The way back to the file's own units.
    """

    positions: Floats
    colors: Floats
    normals: Floats | None
    placement: Placement

    def __len__(self) -> int:
        return len(self.positions)


def clean_cloud(raw: RawCloud, most: int = MOST_POINTS) -> CleanCloud:
    """Drop, merge, move and thin.

    Points that are not finite go, and so do strays (`cloud_strays`). Exact duplicates become one; above `most` points,
    so do all those in one voxel of a grid just coarse enough. Who becomes one has the mean position, colour and
    normal. Points on one plane are allowed: what a surface makes of them is its business.

    Raises
    ------
    PointsmithError
        BAD_CLOUD: fewer than 16 distinct points, or all on one line.
    """
    keep = _usable(raw.positions)
    keep = _less(keep, strays(raw.positions[keep]), len(raw))
    groups, merged, placement = _grouped(raw.positions[keep], most)
    # Rows for "no value" may be a large part of a file, and are one point now.
    alone = strays(merged)
    if len(alone):
        keep = _less(keep, groups.rows(alone), len(raw))
        groups, merged, placement = _grouped(raw.positions[keep], most)
    colors, normals = _colors(raw.colors, keep), _normals(raw.normals, keep)
    _refuse_lines(merged)
    # Means in voxels at the faces have drawn in: the longest side becomes 1 again.
    merged, second = _normalised(merged)
    x, y, z = (o + placement.scale * s for o, s in zip(placement.offset, second.offset, strict=True))
    whole = Placement(placement.scale * second.scale, (x, y, z))
    clean_colors = np.full((groups.count, 3), _GREY) if colors is None else groups.means(colors).astype(np.float32)
    clean_normals = None if normals is None else _unit(groups.means(normals))
    if clean_normals is not None and not clean_normals.any():
        clean_normals = None
    return CleanCloud(merged.astype(np.float32), clean_colors, clean_normals, whole)


def _grouped(positions: Rows, most: int) -> tuple[_Groups, Rows, Placement]:
    """Which of (N, 3) positions become one, their means (G, 3) in the model frame, and the way back."""
    if len(positions) < FEWEST_POINTS:
        raise _too_few(len(positions))
    positions, placement = _normalised(positions)
    groups = _Groups.of(positions, most)
    if groups.count < FEWEST_POINTS:
        raise _too_few(groups.count)
    return groups, groups.means(positions), placement


def _too_few(count: int) -> Exception:
    return refused(f"it has {count} distinct points, and {FEWEST_POINTS} is the least")


def _usable(positions: Rows) -> slice | NDArray[np.bool_]:
    """Which rows are finite and of a size that arithmetic bears; a slice when all are, which copies nothing."""
    good = np.ones(len(positions), np.bool_)
    with np.errstate(invalid="ignore"):
        for axis in range(3):
            good &= np.abs(positions[:, axis]) < _FARTHEST
    return slice(None) if good.all() else good


def _less(keep: slice | NDArray[np.bool_], without: NDArray[np.intp], count: int) -> slice | NDArray[np.bool_]:
    """`keep`, which chooses from `count` rows, without some of the rows that it chose."""
    if not len(without):
        return keep
    chosen = np.zeros(count, np.bool_)
    chosen[keep] = True
    chosen[np.flatnonzero(chosen)[without]] = False
    return chosen


def _normalised(positions: Rows) -> tuple[Rows, Placement]:
    """Move (N, 3) to the model frame, float64; and the way back."""
    low, high = positions.min(axis=0), positions.max(axis=0)
    scale = float((high - low).max())
    if scale <= 0:
        raise refused("all its points are one")
    middle = low + (high - low) / 2
    moved = positions - middle
    moved /= scale
    return moved, Placement(scale, (float(middle[0]), float(middle[1]), float(middle[2])))


def _refuse_lines(positions: Rows) -> None:
    centred = positions - positions.mean(axis=0)
    spread = np.sqrt(np.maximum(np.linalg.eigvalsh(centred.T @ centred), 0))
    if spread[1] < _LINE_WIDTH * spread[2]:
        raise refused("all its points lie on one line")


def _colors(colors: Floats | None, keep: slice | NDArray[np.bool_]) -> Floats | None:
    if colors is None:
        return None
    return np.where(np.isfinite(colors[keep]), colors[keep], _GREY)


def _normals(normals: Floats | None, keep: slice | NDArray[np.bool_]) -> Floats | None:
    """Normals at length one, zero where they are not finite or have no direction."""
    if normals is None:
        return None
    kept = normals[keep]
    finite = np.isfinite(kept).all(axis=1, keepdims=True)
    kept = np.where(finite, kept, np.float32(0))
    # Scaled first, so that the squares of very long and very short ones do not overflow or vanish.
    kept /= np.maximum(np.abs(kept).max(axis=1, keepdims=True), np.float32(1e-30))
    kept /= np.maximum(np.linalg.norm(kept, axis=1, keepdims=True), np.float32(1e-6))
    return kept


def _unit(means: Rows) -> Floats:
    """Means of unit normals back at length one, or zero."""
    length = np.linalg.norm(means, axis=1, keepdims=True)
    scaled: Rows = np.where(length > _SHORTEST_NORMAL, means / np.maximum(length, 1e-12), 0)
    return scaled.astype(np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class _Groups:
    """Which points become one.

    Attributes
    ----------
    order : (N,) intp, or None
        The points, group after group; None when every point is its own group.
    starts : (G,) intp
        Where each group begins in `order`.
    count
        G.
    """

    order: NDArray[np.intp] | None
    starts: NDArray[np.intp]
    count: int

    @classmethod
    def of(cls, positions: Rows, most: int) -> _Groups:
        """Group the equal ones, as single precision sees them, of (N, 3) in the model frame; or those of a voxel."""
        if len(positions) > most:
            return cls._sorted_by(_voxels(positions, most))
        # Seen as whole numbers, which sort faster; adding zero makes one of the two zeros.
        x, y, z = (positions[:, axis].astype(np.float32) + np.float32(0) for axis in range(3))
        order = np.lexsort((z, y, x))
        new = np.zeros(len(order), np.bool_)
        for column in (x, y, z):
            new[1:] |= column[order[1:]] != column[order[:-1]]
        return cls._cut(order, new)

    @classmethod
    def _sorted_by(cls, keys: NDArray[np.int64]) -> _Groups:
        order = np.argsort(keys, kind="stable")
        new = np.zeros(len(order), np.bool_)
        new[1:] = keys[order[1:]] != keys[order[:-1]]
        return cls._cut(order, new)

    @classmethod
    def _cut(cls, order: NDArray[np.intp], new: NDArray[np.bool_]) -> _Groups:
        new[0] = True
        starts = np.flatnonzero(new)
        return cls(None if len(starts) == len(order) else order, starts, len(starts))

    def _rank(self, order: NDArray[np.intp]) -> NDArray[np.intp]:
        """The groups (G,) in the order of their first points."""
        return np.argsort(order[self.starts])

    def rows(self, chosen: NDArray[np.intp]) -> NDArray[np.intp]:
        """All points of the `chosen` groups, numbered as `means` orders them."""
        if self.order is None:
            return chosen
        ends = np.append(self.starts[1:], len(self.order))
        groups = self._rank(self.order)[chosen]
        return np.concatenate([self.order[self.starts[group] : ends[group]] for group in groups])

    def means(self, values: NDArray[np.floating]) -> Rows:
        """Mean of (N, 3) values in each group, (G, 3) float64, groups in the order of their first points."""
        if self.order is None:
            return values.astype(np.float64)
        sizes = np.diff(self.starts, append=len(self.order))
        rank = self._rank(self.order)
        sums = [np.add.reduceat(values[self.order, axis], self.starts, dtype=np.float64) for axis in range(3)]
        return np.stack([(column / sizes)[rank] for column in sums], axis=1)


def _voxels(positions: Rows, most: int) -> NDArray[np.int64]:
    """Number (N,) of the voxel of each point, in the finest grid found that has at most `most` of them occupied.

    The occupied voxels of a surface grow with the square of the resolution, those of a volume with its cube; the
    search starts from the square and goes on from what it counts.
    """
    side, best = int(np.sqrt(most) / 2) + 1, np.zeros(len(positions), np.int64)
    too_fine = _FINEST
    fine_enough = 0
    for _ in range(8):
        keys = _keys(positions, side)
        ordered = np.sort(keys)
        count = 1 + int(np.count_nonzero(ordered[1:] != ordered[:-1]))
        del ordered
        if count <= most:
            fine_enough, best = side, keys
            if count > 0.8 * most:
                break
        else:
            too_fine = side
        guess = int(side * np.sqrt(0.9 * most / count))
        side = min(max(guess, fine_enough + 1), too_fine - 1)
        if side <= fine_enough:
            break
    return best


def _keys(positions: Rows, side: int) -> NDArray[np.int64]:
    keys = np.zeros(len(positions), np.int64)
    for axis in range(3):
        keys *= side
        keys += np.clip((positions[:, axis] + 0.5) * side, 0, side - 1).astype(np.int64)
    return keys
