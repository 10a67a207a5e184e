"""The published sampler: Heun's method with churn (Karras et al. 2022, algorithm 2). B batch, N points."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
from torch import Tensor

Denoise = Callable[[Tensor, float], Tensor]
"""Clean points, (B, 6, N), from noisy ones and their noise level."""
OnStep = Callable[[int, Tensor], None]
"""Called after each step with the number of steps done and the estimate of the clean points; raises to cancel."""

RHO = 7.0


def noise_levels(steps: int, smallest: float, largest: float) -> list[float]:
    """Falling noise levels (eq. 5) and a final 0."""
    ramp = np.linspace(0, 1, steps)
    low, high = smallest ** (1 / RHO), largest ** (1 / RHO)
    return [float(level) for level in (high + ramp * (low - high)) ** RHO] + [0.0]


def sample(
    denoise: Denoise, x: Tensor, levels: Sequence[float], *, churn: float, draw: Callable[[], Tensor], on_step: OnStep
) -> Tensor:
    """Clean points, (B, 6, N), from points ``x`` at ``levels[0]``; two calls a step, one for the last.

    draw : the next standard normal noise, of the shape of ``x``; drawn at every step, with churn or without.
    """
    steps = len(levels) - 1
    gamma = min(churn / steps, math.sqrt(2) - 1)
    clean = x
    for step, (level, end) in enumerate(pairwise(levels), start=1):
        noise = draw()
        raised = level * (1 + gamma)
        if gamma > 0:
            x = x + noise * math.sqrt(raised**2 - level**2)
        clean = denoise(x, raised)
        slope = (x - clean) / raised
        ahead = x + slope * (end - raised)
        on_step(step, clean)
        if end == 0:
            break
        second = (ahead - denoise(ahead, end)) / end
        x = x + (slope + second) / 2 * (end - raised)
    return clean
