"""Euler's method down the noise levels, with classifier-free guidance. B batch, N points, C channels."""

from collections.abc import Callable, Sequence

import torch
from diffusers.schedulers.scheduling_flow_match_euler_discrete import FlowMatchEulerDiscreteScheduler
from torch import Tensor

from ..networks.two_stream import EncodedCondition, TwoStreamTransformer
from . import flow

Velocity = Callable[[Tensor, float, float], Tensor]
"""Velocity, (B, N, C), of points, (B, N, C), from a noise level to the next."""
OnStep = Callable[[int, Tensor], None]
"""Called after each step with the number of steps done and the estimate of the clean points; raises to cancel."""


def sample(
    velocity: Velocity,
    x: Tensor,
    levels: Sequence[float],
    scheduler: FlowMatchEulerDiscreteScheduler,
    on_step: OnStep,
) -> Tensor:
    """Points at noise level 0, (B, N, C), from points ``x`` at ``levels[0]``, one step per level.

    The scheduler's own ``shift`` must be 1: the levels are final, see `flow.noise_levels`.
    """
    scheduler.set_timesteps(sigmas=list(levels), device=x.device)
    scheduler.set_begin_index(0)
    ends = [*levels[1:], 0.0]
    for step, (level, end, timestep) in enumerate(zip(levels, ends, scheduler.timesteps, strict=True), start=1):
        predicted = velocity(x, level, end)
        on_step(step, flow.clean_estimate(x, predicted, level))
        x = scheduler.step(predicted, timestep, x, return_dict=False)[0]  # type: ignore[arg-type]
    return x


def guided_velocity(
    transformer: TwoStreamTransformer, condition: EncodedCondition, null: EncodedCondition, scale: float
) -> Velocity:
    """The network as a velocity, ``null + scale * (condition - null)`` (Ho and Salimans 2022, eq. 6), in one call.

    A distilled network is told the scale instead, and needs no null condition.
    """
    if transformer.config["distilled"]:

        def distilled(x: Tensor, level: float, end: float) -> Tensor:
            hint = x.new_tensor([[scale, level - end]])
            out: Tensor = transformer(x, x.new_full((1,), level), condition, hint).velocity.float()
            return out

        return distilled
    if scale == 1:
        return lambda x, level, _: transformer(x, x.new_full((1,), level), condition).velocity.float()
    both = EncodedCondition.stack(condition, null)

    def velocity(x: Tensor, level: float, _: float) -> Tensor:
        twice = torch.cat([x, x])
        predicted = transformer(twice, twice.new_full((1,), level), both).velocity.float()
        with_condition, without = predicted.chunk(2)
        out: Tensor = without + scale * (with_condition - without)
        return out

    return velocity
