"""Where a cloud begins: noise from a seed, or from between two seeds. N points, C channels."""

from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True, slots=True)
class SeedBlend:
    """Noise on the way from one seed to another; ``amount`` in [0, 1] is the share of the second."""

    first: int
    second: int
    amount: float


Seed = int | SeedBlend


class NoiseStream:
    """Standard normal noise, drawn on the CPU so that a seed means the same on every device."""

    def __init__(self, seed: Seed, channels: int) -> None:
        self._channels = channels
        self._amount = seed.amount if isinstance(seed, SeedBlend) else 0.0
        seeds = (seed.first, seed.second) if isinstance(seed, SeedBlend) else (seed,)
        self._generators = [torch.Generator().manual_seed(each) for each in seeds]

    def draw(self, points: int) -> Tensor:
        """The next noise, (N, C)."""
        noise = [torch.randn(points, self._channels, generator=generator) for generator in self._generators]
        return noise[0] if len(noise) == 1 else slerp(noise[0], noise[1], self._amount)


def slerp(first: Tensor, second: Tensor, amount: float) -> Tensor:
    """Spherical interpolation (Shoemake 1985) of two tensors of one shape; exact at 0 and 1."""
    cosine = (first * second).sum() / (first.norm() * second.norm())
    angle = torch.arccos(cosine.clamp(-1, 1))
    if amount in (0.0, 1.0) or angle < 1e-4:
        return second if amount == 1.0 else first
    return (torch.sin((1 - amount) * angle) * first + torch.sin(amount * angle) * second) / torch.sin(angle)
