"""Which part of an object each point or vertex belongs to: a small number, and the names that the numbers stand for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

MOST_PARTS = 255


def check(ids: NDArray[np.uint8] | None, names: tuple[str, ...], count: int) -> None:
    """Raise ValueError unless `ids` are (count,) uint8 below len(names), or None beside no names.

    Names are distinct, not empty, and at most `MOST_PARTS`.
    """
    if ids is None:
        if names:
            raise ValueError("part_names: names without part_ids")
        return
    if ids.shape != (count,) or ids.dtype != np.uint8:
        raise ValueError(f"part_ids: expected ({count},) uint8, got {ids.shape} {ids.dtype}")
    if len(names) > MOST_PARTS or len(set(names)) != len(names) or not all(names):
        raise ValueError(f"part_names: expected at most {MOST_PARTS} distinct names, got {len(names)}")
    if count and int(ids.max()) >= len(names):
        raise ValueError(f"part_ids: {int(ids.max())} has no name")


def numbered(labels: NDArray[np.integer[Any]], vocabulary: Sequence[str]) -> tuple[NDArray[np.uint8], tuple[str, ...]]:
    """Number the parts that occur: (N,) indices into `vocabulary` become (N,) uint8 and the names of those, in order.

    Raises ValueError for an index that names nothing, or for more than `MOST_PARTS` parts.
    """
    if labels.ndim != 1 or not np.issubdtype(labels.dtype, np.integer):
        raise ValueError(f"labels: expected (n,) integers, got {labels.shape} {labels.dtype}")
    occurring, ids = np.unique(labels, return_inverse=True)
    if len(occurring) and not 0 <= occurring[0] <= occurring[-1] < len(vocabulary):
        raise ValueError(f"labels: {occurring[0]} to {occurring[-1]}, but there are {len(vocabulary)} names")
    if len(occurring) > MOST_PARTS:
        raise ValueError(f"labels: {len(occurring)} parts, at most {MOST_PARTS} are possible")
    return ids.reshape(-1).astype(np.uint8), tuple(vocabulary[index] for index in occurring)


def to_arrays(ids: NDArray[np.uint8] | None, names: tuple[str, ...]) -> dict[str, Any]:
    """Return what a .npz file stores: nothing for an object without labels."""
    return {} if ids is None else {"part_ids": ids, "part_names": np.array(names, np.str_)}


def from_arrays(arrays: Mapping[str, NDArray[Any]]) -> tuple[NDArray[np.uint8] | None, tuple[str, ...]]:
    """Read what `to_arrays` wrote. Raises KeyError when half of it is missing."""
    if "part_ids" not in arrays:
        return None, ()
    return arrays["part_ids"], tuple(arrays["part_names"].tolist())
