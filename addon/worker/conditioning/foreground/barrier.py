"""How much contrast lies between a pixel and the picture's border, on the way with the least of it.

Geodesic distance as in Wei et al., "Geodesic Saliency Using Background Priors" (ECCV 2012, section 3), with what
the background's own noise and slopes cost taken off each step. What the object encloses is far, even where it has
the background's colour; a soft shadow is near.
"""

import math

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from .colors import Floats, Mask, border

Slices = tuple[slice, slice]

_NEIGHBOURS = ((0, 1), (1, 0), (1, 1), (1, -1))
"""Rows down and columns right to half of the eight neighbours; the other half are their opposites."""
_STEP = 1e-4
"""Cost of a step without contrast: among equal ways the shorter one."""


def contrast(lab: Floats) -> Floats:
    """Steepest slope of colour a pixel, (H, W), between each pixel of (H, W, 3) and those before it.

    Before it are its left neighbour and the three above, so that no step between neighbours is left out.
    """
    height, width = lab.shape[:2]
    largest = np.zeros((height, width), np.float32)
    for down, right in _NEIGHBOURS:
        here, there = _pairs(height, width, down, right)
        slope = np.linalg.norm(lab[there] - lab[here], axis=-1) / np.float32(math.hypot(down, right))
        np.maximum(largest[there], slope, out=largest[there])
    return largest


def _pairs(height: int, width: int, down: int, right: int) -> tuple[Slices, Slices]:
    """All pixels that have a neighbour that far away, and these neighbours."""
    left, moved = max(0, -right), max(0, right)
    here = slice(0, height - down), slice(left, width - moved)
    there = slice(down, height), slice(moved, width - left)
    return here, there


def barrier(lab: Floats, free: float, block: int = 1) -> Floats:
    """Distance from the border, (ceil(H / block), ceil(W / block)), in units of colour.

    lab : (H, W, 3) colours
    free : contrast of a step that costs nothing
    block : side of the squares of pixels that are one node each; their largest contrast counts
    """
    cost = np.maximum(contrast(lab) - np.float32(free), 0)
    height, width = cost.shape
    cost = np.pad(cost, ((0, -height % block), (0, -width % block)), mode="edge")
    cost = cost.reshape(cost.shape[0] // block, block, -1, block).max(axis=(1, 3))
    return _distance(cost, border(cost.shape, 0))


def _distance(cost: Floats, sources: Mask) -> Floats:
    """Shortest way to a source over eight neighbours; a step costs the mean of its two nodes' costs."""
    height, width = cost.shape
    node = np.arange(height * width).reshape(height, width)
    first: list[npt.NDArray[np.int64]] = []
    second: list[npt.NDArray[np.int64]] = []
    for down, right in _NEIGHBOURS:
        here, there = _pairs(height, width, down, right)
        first.append(node[here].ravel())
        second.append(node[there].ravel())
    tails, heads = np.concatenate(first), np.concatenate(second)
    flat = cost.ravel()
    steps = (flat[tails] + flat[heads]) / 2 + _STEP
    graph = csr_matrix((steps, (tails, heads)), (node.size, node.size))
    distance = dijkstra(graph, directed=False, indices=node[sources], min_only=True)
    return np.asarray(distance.reshape(cost.shape), np.float32)
