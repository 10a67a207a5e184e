"""The fast sampler: diffusers' multistep DPM-Solver++ (Lu et al. 2022), one call a step. B batch, N points."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
from diffusers.schedulers.scheduling_dpmsolver_multistep import DPMSolverMultistepScheduler
from torch import Tensor

from .karras import OnStep
from .schedules import STEPS, NoiseSchedule

DenoiseStep = Callable[[Tensor, int], Tensor]
"""Clean points, (B, 6, N), from points scaled to unit variance and their step."""


def timesteps(schedule: NoiseSchedule, steps: int, largest: float) -> list[int]:
    """Falling steps of the schedule, evenly spaced in the logarithm of noise, from level ``largest`` to step 0.

    Whole steps, so that the network is asked about exactly the noise that is there. Fewer than ``steps`` where two of
    them fall on one.
    """
    known = np.log(schedule.sigmas)
    levels = np.linspace(math.log(largest), known[0], steps)
    nearest = np.rint(np.interp(levels, known, np.arange(STEPS))).astype(int)
    return [int(step) for step in np.unique(nearest)[::-1]]


def sample(denoise: DenoiseStep, x: Tensor, schedule: NoiseSchedule, chosen: Sequence[int], on_step: OnStep) -> Tensor:
    """Clean points, (B, 6, N), from points ``x``, scaled to unit variance, at the first of the ``chosen`` steps."""
    scheduler = DPMSolverMultistepScheduler(
        num_train_timesteps=STEPS, trained_betas=schedule.betas.tolist(), prediction_type="sample"
    )
    scheduler.set_timesteps(timesteps=list(chosen), device=x.device)
    scheduler.set_begin_index(0)
    for done, step in enumerate(chosen, start=1):
        clean = denoise(x, step)
        on_step(done, clean)
        x = scheduler.step(clean, step, x, return_dict=False)[0]
    return x
