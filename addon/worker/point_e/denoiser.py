"""A network trained on 1,024 steps of noise as a denoiser, with classifier-free guidance. B batch, N points."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from torch import Tensor

from .channels import CHANNELS
from .schedules import NoiseSchedule

Predict = Callable[[Tensor, int], Tensor]
"""The network: points, (B, 6, N), scaled to unit variance, and the step; returns (B, 12, N), noise first."""


@dataclass(frozen=True, slots=True)
class GuidedDenoiser:
    """Estimates the clean points, (B, 6, N) in model units.

    Attributes
    ----------
    schedule
        What the network was trained on.
    views
        The network under each condition, and the condition's share, of a batch (B, 1, 1); the shares add up to 1.
        Several pictures of one object are several views, whose estimates are averaged at every step.
    null
        The network without any condition; None for no guidance.
    scale
        Guidance (Ho and Salimans 2022), applied to the clean points.
    clip
        Clamp each estimate to [-1, 1] before they are mixed, as published: guided points may leave it.
    """

    schedule: NoiseSchedule
    views: Sequence[tuple[Predict, float | Tensor]]
    null: Predict | None = None
    scale: float = 1.0
    clip: bool = True

    def at_step(self, x: Tensor, step: int) -> Tensor:
        """Clean points behind ``x``, (B, 6, N), scaled to unit variance, at a step of the schedule."""
        clean = sum(share * self._clean(predict, x, step) for predict, share in self.views)
        assert isinstance(clean, Tensor)
        if self.null is None:
            return clean
        without = self._clean(self.null, x, step)
        return without + self.scale * (clean - without)

    def at_level(self, x: Tensor, sigma: float) -> Tensor:
        """Clean points behind ``x``, (B, 6, N), whose signal has kept its size, at a noise level.

        The network is told, and its noise is taken off with, the step below the level: as published, not exact.
        """
        return self.at_step(x / math.sqrt(sigma**2 + 1), self.schedule.step_of(sigma))

    def _clean(self, predict: Predict, x: Tensor, step: int) -> Tensor:
        noise = predict(x, step)[:, :CHANNELS]
        size = 1 / math.sqrt(self.schedule.alphas_cumprod[step])
        clean = size * x - float(self.schedule.sigmas[step]) * noise
        return clean.clamp(-1, 1) if self.clip else clean
