"""How many of an object's points each part gets; both paths to a cloud use this rule, and it is frozen with the recipe.

By area alone a chair's legs would have a handful of points and a mug's handle none to speak of. So half of a share
goes by area, half by the square root of it, and every part that can be seen has a floor.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]

ROOT_SHARE = 0.5
"""Weight of the square-root shares against the shares by area."""
FLOOR = 24 / 1024
"""Least share of a part that can be seen."""
FLOORS_TOGETHER = 0.5
"""The floors shrink where there are so many parts that they would take more than this."""


def part_shares(areas: ArrayLike) -> Floats:
    """Shares (P,) that add up to 1, of parts with visible areas (P,); a part without area gets nothing.

    Raises ValueError where no part has any area.
    """
    area = np.asarray(areas, np.float64)
    seen = area > 0
    if not seen.any():
        raise ValueError("no part can be seen")
    share: Floats = (1.0 - ROOT_SHARE) * area / area.sum() + ROOT_SHARE * np.sqrt(area) / np.sqrt(area).sum()
    floor = min(FLOOR, FLOORS_TOGETHER / int(seen.sum()))
    # Parts at the floor take it from the others in proportion; that may bring another one down to it.
    low = np.zeros(len(area), np.bool_)
    while (below := seen & ~low & (share < floor)).any():
        low |= below
        high = seen & ~low
        share[low] = floor
        share[high] *= (1.0 - floor * low.sum()) / share[high].sum()
    return share


def part_counts(areas: ArrayLike, total: int) -> Counts:
    """Whole numbers (P,) of points that add up to `total`, by `part_shares`; the largest remainders round up."""
    exact = part_shares(areas) * total
    counts = np.floor(exact).astype(np.int64)
    remainder = np.argsort(counts - exact, kind="stable")
    counts[remainder[: total - int(counts.sum())]] += 1
    return counts
