"""Which of two kinds of neighbours a place belongs to: colours and parts keep their borders.

A vote of neighbours draws a border towards the sparser side, and here one part often has several times the points of
the next. So where two kinds meet, a straight border is fitted through them: local linear regression (Cleveland,
"Robust Locally Weighted Regression", 1979) of the kind on the place, whose value at the place decides.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .orient import Floats

_TORN = 0.05
"""Share of the say from which a second kind is one."""
_RIDGE = 0.05
"""Keeps the fitted border from tilting where the neighbours lie in a row."""


def elected(alike: Floats, say: Floats, offsets: Floats) -> Floats:
    """Membership (R, K) in [0, 1] of each neighbour in the kind that its place belongs to.

    Parameters
    ----------
    alike
        (R, K, K) in [0, 1]: how far two neighbours are of one kind.
    say
        (R, K), more than zero: weight of the neighbours.
    offsets
        (R, K, 3): from the places to the neighbours, in spacings.
    """
    rows = np.arange(len(say))
    first = alike[rows, np.argmax((alike @ say[:, :, None])[..., 0], axis=1)]
    rest = say * (1 - first)
    votes = (alike @ rest[:, :, None])[..., 0] * (1 - first)
    other = np.argmax(votes, axis=1)
    (torn,) = np.nonzero(votes[rows, other] > np.float32(_TORN) * say.sum(axis=1))
    if len(torn):
        second = alike[torn, other[torn]]
        both = first[torn] + second
        belongs = _at_place(first[torn] / np.maximum(both, np.float32(1e-6)), say[torn] * both, offsets[torn]) > 0.5
        first[torn] = np.where(belongs[:, None], first[torn], second)
    return first


def _at_place(values: Floats, weights: Floats, offsets: Floats) -> NDArray[np.float64]:
    """Local linear fit of values (R, K) by weights, at offset zero: (R,)."""
    columns = np.concatenate([np.ones((*values.shape, 1), np.float32), offsets], axis=2)
    weighted = (columns * weights[:, :, None]).transpose(0, 2, 1)
    matrix = (weighted @ columns).astype(np.float64)
    target = (weighted @ values[:, :, None]).astype(np.float64)
    total = weights.sum(axis=1)
    matrix[:, [1, 2, 3], [1, 2, 3]] += _RIDGE * total[:, None]
    matrix[:, 0, 0] += 1e-9
    result: NDArray[np.float64] = np.linalg.solve(matrix, target)[:, 0, 0]
    return result
