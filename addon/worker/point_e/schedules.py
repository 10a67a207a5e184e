"""The published noise schedules, 1,024 steps each, as float64 tables."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

STEPS = 1024


@dataclass(frozen=True, eq=False)
class NoiseSchedule:
    """How much noise each step adds: ``betas``, (1024,) float64 (Ho et al. 2020)."""

    betas: NDArray[np.float64]

    @cached_property
    def alphas_cumprod(self) -> NDArray[np.float64]:
        """Share of the signal's variance that is left after each step, (1024,), falling."""
        left: NDArray[np.float64] = np.cumprod(1.0 - self.betas, dtype=np.float64)
        return left

    @cached_property
    def sigmas(self) -> NDArray[np.float64]:
        """Noise level of each step where the signal keeps its size, (1024,), rising."""
        sigmas: NDArray[np.float64] = np.sqrt(1.0 / self.alphas_cumprod - 1.0)
        return sigmas

    def step_of(self, sigma: float) -> int:
        """The step that a noise level is given to the network as: interpolated over `alphas_cumprod`, cut off."""
        left = 1.0 / (sigma**2 + 1.0)
        if left > self.alphas_cumprod[0]:
            return 0
        if left <= self.alphas_cumprod[-1]:
            return STEPS - 1
        return int(np.interp(left, self.alphas_cumprod[::-1], np.arange(STEPS - 1, -1, -1)))


def cosine() -> NoiseSchedule:
    """The base networks' schedule (Nichol and Dhariwal 2021, eq. 17), betas at most 0.999."""
    share = np.cos((np.arange(STEPS + 1) / STEPS + 0.008) / 1.008 * np.pi / 2) ** 2
    return NoiseSchedule(np.minimum(1.0 - share[1:] / share[:-1], 0.999))


def linear() -> NoiseSchedule:
    """The upsampler's schedule (Ho et al. 2020), scaled from 1,000 steps to 1,024."""
    scale = 1000 / STEPS
    return NoiseSchedule(np.linspace(scale * 0.0001, scale * 0.02, STEPS))
