"""Adams-Bashforth's method of order two down the noise levels: the accuracy of two calls a step for one.

B batch, N points, C channels. For networks that predict the velocity at a point of the path; a distilled one predicts
the mean over its step, which `euler.sample` takes as it is.
"""

from collections.abc import Sequence

from torch import Tensor

from . import flow
from .euler import OnStep, Velocity


def sample(velocity: Velocity, x: Tensor, levels: Sequence[float], on_step: OnStep) -> Tensor:
    """Points at noise level 0, (B, N, C), from points ``x`` at ``levels[0]``, one call per level.

    The velocity is carried on in a straight line from the last two steps, whose lengths may differ (Hairer, Norsett and
    Wanner 1993, section III.5); the first step is Euler's.
    """
    last: tuple[Tensor, float] | None = None
    for step, (level, end) in enumerate(zip(levels, [*levels[1:], 0.0], strict=True), start=1):
        predicted = velocity(x, level, end)
        on_step(step, flow.clean_estimate(x, predicted, level))
        length = end - level
        mean = predicted if last is None else predicted + length / (2 * last[1]) * (predicted - last[0])
        last = predicted, length
        x = x + length * mean
    return x
