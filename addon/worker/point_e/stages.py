"""One stage of Point-E: a network, what it was trained on, and the samplers that it is run with."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import torch
from torch import Tensor

from . import karras, schedules, solver
from .channels import to_raw
from .denoiser import GuidedDenoiser, Predict
from .karras import OnStep
from .schedules import NoiseSchedule
from .transformer import Condition, PointTransformer

SMALLEST = 1e-3
"""Noise level of the published sampler's last step but one."""


class Sampler(StrEnum):
    """How noise becomes points."""

    DPM_SOLVER = "dpm-solver++"  # one call a step
    KARRAS = "karras"  # the published one: two calls a step, and churn


@dataclass(frozen=True, slots=True)
class Preset:
    """Settings of a run, for both stages."""

    sampler: Sampler
    steps: int
    guidance: float = 3.0


PUBLISHED = Preset(Sampler.KARRAS, 64)
"""What OpenAI's code does by default, 127 calls a stage."""
FAST = Preset(Sampler.DPM_SOLVER, 25)
"""What comes near it in 25 calls, see docs/published-models.md."""

Conditions = Sequence[tuple[Condition | None, float | Tensor]]
"""What the views tell the network, and the share of each; the shares add up to 1."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A network with its noise.

    Attributes
    ----------
    largest
        Noise level to start from.
    churn
        Noise added again by the published sampler, over all steps.
    """

    network: PointTransformer
    schedule: NoiseSchedule
    largest: float
    churn: float

    @classmethod
    def base(cls, network: PointTransformer) -> Stage:
        """The coarse stage as published."""
        return cls(network, schedules.cosine(), 120.0, 3.0)

    @classmethod
    def upsampler(cls, network: PointTransformer) -> Stage:
        """The fine stage as published."""
        return cls(network, schedules.linear(), 160.0, 0.0)

    def sample(self, conditions: Conditions, preset: Preset, draw: Callable[[], Tensor], on_step: OnStep) -> Tensor:
        """Points, (B, 6, N) in raw units, neither rounded nor clamped.

        Parameters
        ----------
        conditions
            From the network's `encode`.
        preset
            Guidance 0 and 1 are none: the bare conditional network.
        draw
            The next standard normal noise, (B, 6, N) on the network's device.
        on_step
            Called after each step with the estimate in raw units; may raise to cancel.
        """
        guided = preset.guidance not in (0.0, 1.0)
        null = self._predict(self.network.encode()) if guided else None
        views = [(self._predict(condition), share) for condition, share in conditions]
        denoiser = GuidedDenoiser(self.schedule, views, null, preset.guidance)

        def report(step: int, clean: Tensor) -> None:
            on_step(step, to_raw(clean))

        if preset.sampler is Sampler.KARRAS:
            levels = karras.noise_levels(preset.steps, SMALLEST, self.largest)
            start = draw() * levels[0]
            return to_raw(karras.sample(denoiser.at_level, start, levels, churn=self.churn, draw=draw, on_step=report))
        chosen = self.fast_steps(preset.steps)
        start = draw() * math.sqrt(1 - self.schedule.alphas_cumprod[chosen[0]])
        return to_raw(solver.sample(denoiser.at_step, start, self.schedule, chosen, report))

    def steps(self, preset: Preset) -> int:
        """How many steps a run has."""
        return preset.steps if preset.sampler is Sampler.KARRAS else len(self.fast_steps(preset.steps))

    def fast_steps(self, steps: int) -> list[int]:
        """Steps of the schedule that the fast sampler visits."""
        return solver.timesteps(self.schedule, steps, self.largest)

    def _predict(self, condition: Condition | None) -> Predict:
        def predict(x: Tensor, step: int) -> Tensor:
            time = self.network.embed_times(torch.tensor([step], device=x.device))
            out: Tensor = self.network(x, time, condition)
            return out

        return predict
