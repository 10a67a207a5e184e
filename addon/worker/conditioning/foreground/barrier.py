"""How much contrast lies between a pixel and the picture's border, on the way with the least of it.

Geodesic distance as in Wei et al., "Geodesic Saliency Using Background Priors" (ECCV 2012, section 3), with what
the background's own noise and slopes cost taken off each step. What the object encloses is far, even where it has
the background's colour; a soft shadow is near.
"""

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from .colors import Floats, Mask, border

_STEP = 1e-4
"""Cost of a step without contrast: among equal ways the shorter one."""


def contrast(lab: Floats) -> Floats:
    """Largest colour distance, (H, W), to the left and the upper neighbour of each pixel of (H, W, 3)."""
    steps = np.zeros((2, *lab.shape[:2]), np.float32)
    steps[0, :, 1:] = np.linalg.norm(np.diff(lab, axis=1), axis=-1)
    steps[1, 1:] = np.linalg.norm(np.diff(lab, axis=0), axis=-1)
    return np.asarray(steps.max(axis=0), np.float32)


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
    """Shortest way to a source over eight neighbours; a step costs the larger of its two nodes' costs."""
    height, width = cost.shape
    node = np.arange(height * width).reshape(height, width)
    first: list[npt.NDArray[np.int64]] = []
    second: list[npt.NDArray[np.int64]] = []
    for down, right in ((0, 1), (1, 0), (1, 1), (1, -1)):
        left, moved = max(0, -right), max(0, right)
        first.append(node[: height - down, left : width - moved].ravel())
        second.append(node[down:, moved : width - left].ravel())
    tails, heads = np.concatenate(first), np.concatenate(second)
    flat = cost.ravel()
    steps = np.maximum(flat[tails], flat[heads]) + _STEP
    graph = csr_matrix((steps, (tails, heads)), (node.size, node.size))
    distance = dijkstra(graph, directed=False, indices=node[sources], min_only=True)
    return np.asarray(distance.reshape(cost.shape), np.float32)
