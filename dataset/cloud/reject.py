"""Objects that make no cloud: empty ones and flat ones."""

from __future__ import annotations

import numpy as np

from .points import Points

LEAST_PIXELS = 256
"""Opaque pixels of all views together; an object in the unit cube has thousands unless it is nearly nothing."""
FLAT = 0.002
"""Root mean square distance from the plane that fits best, the longest side being 1.

A sheet of any size is below it, a book or a plate (a hundredth thick and more) well above.
"""


class RejectedError(Exception):
    """An object that makes no cloud; the text says why."""


def reject(cloud: Points) -> None:
    """Raise RejectedError for a dense cloud that is empty or flat."""
    if len(cloud) < LEAST_PIXELS:
        raise RejectedError(f"empty: the views show {len(cloud)} opaque pixels, fewer than {LEAST_PIXELS}")
    spread = spread_from_plane(cloud)
    if spread < FLAT:
        raise RejectedError(f"flat: points lie {spread:.5f} from a plane on average, less than {FLAT}")


def spread_from_plane(cloud: Points) -> float:
    """Smallest singular value of the centred points over the square root of their count."""
    centred = cloud.xyz - cloud.xyz.mean(axis=0)
    # The root of the smallest eigenvalue of the 3x3 scatter is that very value, without a factorisation of all points.
    return float(np.sqrt(max(np.linalg.eigvalsh(centred.T @ centred / len(cloud))[0], 0.0)))
