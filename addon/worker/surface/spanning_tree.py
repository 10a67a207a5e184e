"""Consistent sides along a minimum spanning tree of neighbours.

Hoppe, DeRose, Duchamp, McDonald and Stuetzle, "Surface Reconstruction from Unorganized Points", 1992, section 3.3: of
all ways to walk over the points, the one that turns least, and a side is handed on from point to point.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, minimum_spanning_tree

from .orient import Floats

_LEAST_TURN = 1e-6
"""Added to all weights: to scipy, an edge without weight is no edge."""


def hand_on_sides(normals: Floats, near: NDArray[np.intp], pieces: NDArray[np.integer]) -> Floats:
    """Turn normals so that those of each piece agree along its tree; which of its two sides is chance.

    Parameters
    ----------
    normals
        (N, 3) unit vectors of either side.
    near
        (N, K) indices of each point's neighbours.
    pieces
        (N,) number of each point's connected piece of that graph.
    """
    count = len(normals)
    if count == 0:
        return normals
    start, end = np.repeat(np.arange(count), near.shape[1]), near.ravel()
    turn = 1 + _LEAST_TURN - np.abs((normals[start] * normals[end]).sum(axis=1))
    graph = csr_array((np.maximum(turn, _LEAST_TURN), (start, end)), shape=(count, count))
    tree = minimum_spanning_tree(graph.maximum(graph.T)).tocoo()
    # One more node, tied to the first point of every piece, makes the forest one tree.
    roots = np.unique(pieces, return_index=True)[1]
    ends = (np.r_[tree.row, np.full(len(roots), count)], np.r_[tree.col, roots])
    whole = csr_array((np.ones(len(ends[0])), ends), shape=(count + 1, count + 1))
    parent = breadth_first_order(whole, count, directed=False)[1].astype(np.intp)
    parent[count] = count
    padded = np.concatenate([normals, np.zeros((1, 3), np.float32)])
    sign = np.where((padded * padded[parent]).sum(axis=1) < 0, np.float32(-1), np.float32(1))
    # Each round every point looks twice as far up the tree.
    while (parent != count).any():
        sign = sign * sign[parent]
        parent = parent[parent]
    return normals * sign[:count, None]
