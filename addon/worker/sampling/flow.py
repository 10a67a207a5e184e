"""The flow's convention, stated once; the loss and the sampler both import it.

Rectified flow (Liu et al. 2022, eq. 1) in diffusers' orientation: sigma 1 is noise, sigma 0 is data,

    x_sigma = (1 - sigma) * data + sigma * noise,    velocity = d x / d sigma = noise - data,

and sampling walks sigma downwards. Shapes: B batch, N points, C channels; sigma is (B,).
"""

import numpy as np
from torch import Tensor


def mix(data: Tensor, noise: Tensor, sigma: Tensor) -> Tensor:
    """Data, (B, N, C), noised to levels ``sigma``, (B,)."""
    level = sigma[:, None, None]
    return (1 - level) * data + level * noise


def velocity(data: Tensor, noise: Tensor) -> Tensor:
    """What the network learns to predict, (B, N, C)."""
    return noise - data


def clean_estimate(x: Tensor, predicted: Tensor, sigma: float) -> Tensor:
    """The data that ``x`` at level ``sigma`` and its predicted velocity point at, (B, N, C)."""
    return x - sigma * predicted


def noise_levels(steps: int, shift: float, start: float = 1.0) -> list[float]:
    """Descending noise levels of ``steps`` steps, from ``start``; the sampler adds the final 0.

    Evenly spaced levels u are moved towards noise, ``shift * u / (1 + (shift - 1) * u)`` (Esser et al. 2024, eq. 23),
    which leaves 0 and 1 where they are.
    """
    u_start = start / (shift - (shift - 1) * start)
    u = np.linspace(u_start, 0.0, steps + 1)[:-1]
    return [float(level) for level in shift * u / (1 + (shift - 1) * u)]


def steps_from(steps: int, shift: float, start: float) -> int:
    """Steps from level ``start`` that are as long as ``steps`` steps from pure noise; at least one."""
    return max(1, round(steps * start / (shift - (shift - 1) * start)))
