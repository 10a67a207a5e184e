"""Shap-E's mesh, ours against diffusers' questions: ``python -m benchmarks.shap_e``.

diffusers asks for all of 128^3 nodes, ours for those that the surface can depend on. The renderer has the published
size and random weights; it is asked for the time that it takes, and the values are a chair's, because random weights
hold no object. In a field that is rough everywhere ours asks for every node too. CPU seconds, summed over threads.
"""

from __future__ import annotations

import sys
import time

import numpy as np
import torch
from diffusers.pipelines.shap_e.renderer import ShapERenderer
from numpy.typing import NDArray

from addon.worker.point_e.field import BATCH, SIDE, dense_volume, sparse_volume
from addon.worker.shap_e.decoding import NODES, fields

Floats = NDArray[np.float32]

_BOXES = (
    ((0.0, 0.0, 0.0), (0.5, 0.5, 0.06)),
    ((0.0, 0.45, 0.5), (0.5, 0.05, 0.5)),
    *(((x, y, -0.5), (0.05, 0.05, 0.5)) for x in (-0.4, 0.4) for y in (-0.4, 0.4)),
)
"""Middles and half sides."""
_TIMED_BATCHES = 16


def _chair(places: Floats) -> Floats:
    distances = []
    for middle, half in _BOXES:
        beyond = np.abs(places - np.array(middle)) - np.array(half)
        distances.append(np.linalg.norm(np.maximum(beyond, 0), axis=1) + np.minimum(beyond.max(axis=1), 0))
    return np.tanh(-8 * np.min(distances, axis=0)).astype(np.float32)


def main() -> None:
    """Print how many nodes each way asks for and how long it takes."""
    torch.manual_seed(0)
    field, _ = fields(ShapERenderer().eval(), torch.randn(1, 1024, 1024))
    asked = 0

    def timed(places: Floats) -> Floats:
        nonlocal asked
        asked += len(places)
        inside = places * np.float32(2 / SIDE)
        field(inside)
        return _chair(inside)

    began = time.process_time()
    sparse = sparse_volume(timed, NODES, lambda: None)
    ours = time.process_time() - began
    places = np.random.default_rng(0).uniform(-1, 1, (BATCH, 3)).astype(np.float32)
    began = time.process_time()
    for _ in range(_TIMED_BATCHES):
        field(places)
    every = (time.process_time() - began) / _TIMED_BATCHES * NODES**3 / BATCH
    dense = dense_volume(lambda at: _chair(at * np.float32(2 / SIDE)), NODES, lambda: None)
    same = np.array_equal(sparse > 0, dense > 0)
    sys.stdout.write(f"every node: {NODES**3:,}, {every:.1f} CPU s, from {_TIMED_BATCHES} batches\n")
    sys.stdout.write(f"ours: {asked:,}, {ours:.1f} CPU s; inside and outside {'the same' if same else 'differ'}\n")


if __name__ == "__main__":
    main()
