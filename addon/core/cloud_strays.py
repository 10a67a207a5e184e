"""Points that belong to nothing: a ray that hit the sky, a row of a file that stands for "no value".

One of them far away would set the scale of the whole cloud, and the object would be a speck in the grid. A point is a
stray only when it lies beyond an empty gap as wide as the object, when there are few of them, and when it is alone:
a thread that leads away from the object has no gap, and a small second object is in company.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_TRIMMED = 200
"""One in so many points at each end of an axis is left out of the box that the others are held against."""
_LEAST_TRIMMED = 2
_GAP = 1.0
"""Empty space between the object and its strays, in the longest side of that box."""
_MOST = 4096
_COMPANY = 0.05
"""Distance to another point, in the longest side of the box, within which a point is not alone."""
_ROWS = 256


def strays(positions: NDArray[np.floating]) -> NDArray[np.intp]:
    """Rows of the strays among finite (N, 3) positions, ascending; mostly none.

    Repeated points count as one: a place that many rows share is no company.
    """
    nothing = np.zeros(0, np.intp)
    trimmed = max(_LEAST_TRIMMED, len(positions) // _TRIMMED)
    if len(positions) <= 4 * trimmed:
        return nothing
    low, high = np.empty(3), np.empty(3)
    for axis in range(3):
        ends = np.partition(positions[:, axis], (trimmed, len(positions) - 1 - trimmed))
        low[axis], high[axis] = ends[trimmed], ends[len(ends) - 1 - trimmed]
    side = float((high - low).max())
    outside = np.zeros(len(positions))
    for axis in range(3):
        np.maximum(outside, low[axis] - positions[:, axis], out=outside)
        np.maximum(outside, positions[:, axis] - high[axis], out=outside)
    # Only a distance beyond the first gap makes a stray, and that is more than a side.
    (far,) = np.nonzero(outside > _GAP * side)
    if side <= 0 or not len(far) or len(far) > len(positions) // 2:
        return nothing
    near = outside[outside <= _GAP * side]
    steps = np.sort(np.append(outside[far], near.max()))
    gaps = np.flatnonzero(np.diff(steps) > _GAP * side)
    if not len(gaps):
        return nothing
    beyond = far[outside[far] > steps[gaps[0]]]
    places, owner = np.unique(positions[beyond], axis=0, return_inverse=True)
    if len(places) > min(_MOST, trimmed):
        return nothing
    return beyond[_alone(places, _COMPANY * side)[owner.reshape(-1)]]


def _alone(places: NDArray[np.floating], reach: float) -> NDArray[np.bool_]:
    """Which of (S, 3) distinct places have no other one within `reach`."""
    found = np.empty(len(places), np.bool_)
    for start in range(0, len(places), _ROWS):
        rows = places[start : start + _ROWS]
        distance = np.abs(rows[:, None] - places).max(axis=2)
        found[start : start + _ROWS] = (distance <= reach).sum(axis=1) == 1
    return found
