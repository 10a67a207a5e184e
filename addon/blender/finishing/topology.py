"""Edges of triangles: whether a mesh is closed, who is whose neighbour, and which triangles hang together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Soundness:
    """What stands between a mesh and a closed surface: edges with one face, with more than two, with turned faces."""

    open_edges: int
    crowded_edges: int
    turned_edges: int

    @property
    def is_closed(self) -> bool:
        """Whether every edge has two faces that face the same way."""
        return not (self.open_edges or self.crowded_edges or self.turned_edges)

    @property
    def reason(self) -> str:
        """Such as "it has 12 open edges"; empty for a closed mesh."""
        if self.open_edges:
            return f"it has {self.open_edges:,} open edges"
        if self.crowded_edges:
            return f"{self.crowded_edges:,} of its edges have more than two faces"
        return f"the faces at {self.turned_edges:,} of its edges face opposite ways" if self.turned_edges else ""


def soundness(triangles: Ints) -> Soundness:
    """Judge (T, 3) triangles."""
    keys, forward = _keys(triangles)
    order = np.argsort(keys, kind="stable")
    _, start, count = np.unique(keys[order], return_index=True, return_counts=True)
    turns = np.add.reduceat(np.where(forward[order], 1, -1), start) if len(start) else np.empty(0)
    return Soundness(int((count == 1).sum()), int((count > 2).sum()), int(((count == 2) & (turns != 0)).sum()))


def neighbours(triangles: Ints) -> Ints:
    """Return the (N, 2) pairs of triangles that share an edge; of an edge with many faces, the consecutive ones."""
    keys, _ = _keys(triangles)
    order = np.argsort(keys, kind="stable")
    same = keys[order][1:] == keys[order][:-1]
    pairs: Ints = np.stack([order[:-1][same], order[1:][same]], axis=1).astype(np.int32) % max(len(triangles), 1)
    return pairs


def pieces(pairs: Ints, count: int) -> Ints:
    """Number the connected pieces of `count` things that (N, 2) pairs connect: (count,), from 0."""
    label = np.arange(count, dtype=np.int32)
    a, b = pairs[:, 0], pairs[:, 1]
    while len(a):
        low = np.minimum(label[a], label[b])
        # Hook the roots of both ends onto the smaller label, then let every thing jump to its root's root.
        np.minimum.at(label, label[a], low)
        np.minimum.at(label, label[b], low)
        while True:
            jumped = label[label]
            if np.array_equal(jumped, label):
                break
            label = jumped
        open_ = label[a] != label[b]
        a, b = a[open_], b[open_]
    numbered: Ints = np.unique(label, return_inverse=True)[1].reshape(-1).astype(np.int32)
    return numbered


def _keys(triangles: Ints) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return a number for each of the 3T edges, alike for both directions, and whether it runs upward."""
    start = triangles.T.reshape(-1).astype(np.int64)
    end = np.roll(triangles, -1, axis=1).T.reshape(-1).astype(np.int64)
    return np.minimum(start, end) << 32 | np.maximum(start, end), start < end
