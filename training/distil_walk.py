"""Walks down the noise levels for distillation: where a student stands, and where its teacher would have it go.

Shapes: B clouds, N points, C channels, W kinds of walk, S steps of the longest walk.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import torch
from torch import Tensor

from addon.worker.networks.two_stream import EncodedCondition, TwoStreamTransformer
from addon.worker.pipelines.bundled import FINE_START, LABEL_LEVEL, LEVEL_SHIFT
from addon.worker.sampling import flow


@dataclass(frozen=True)
class Walks:
    """Every walk that the pipeline may take with a number of steps: coarse, fine, each read for parts at its end."""

    levels: Tensor  # (W, S) float32, where each step begins
    ends: Tensor  # (W, S) float32, where it ends
    lengths: Tensor  # (W,) int64, steps of each walk

    @classmethod
    def of_steps(cls, numbers: Sequence[int]) -> "Walks":
        """For each number of steps the coarse walk and then the fine one."""
        rows = []
        for steps in numbers:
            for count, start in ((steps, 1.0), (flow.steps_from(steps, LEVEL_SHIFT, FINE_START), FINE_START)):
                levels = [*flow.noise_levels(count, LEVEL_SHIFT, start), 0.0]
                rows.append([*pairwise(levels), (LABEL_LEVEL, 0.0)])
        longest = max(map(len, rows))
        padded = torch.tensor([row + [(0.0, 0.0)] * (longest - len(row)) for row in rows])
        return cls(padded[..., 0], padded[..., 1], torch.tensor([len(row) for row in rows]))

    def to(self, device: torch.device) -> "Walks":
        """The same on ``device``."""
        return Walks(self.levels.to(device), self.ends.to(device), self.lengths.to(device))


class Step(NamedTuple):
    """A step that each cloud of a batch is about to take."""

    x: Tensor  # (B, N, C) points
    level: Tensor  # (B,) noise level
    end: Tensor  # (B,) noise level after the step
    scale: Tensor  # (B,) guidance scale
    moves: Tensor  # (B,) bool, False where a finished cloud is only read for its parts

    @property
    def hint(self) -> Tensor:
        """What a distilled network is told, (B, 2)."""
        return torch.stack([self.scale, self.level - self.end], dim=-1)


class Walkers:
    """Clouds on walks of their own, each at another place; at the end of its walk a cloud begins it again.

    A cloud begins in the middle of its walk as noised data, later as its student left it: it meets the data's states
    and, more with every step, the student's own.
    """

    def __init__(self, data: Tensor, kinds: Tensor, scale: Tensor, walks: Walks, generator: torch.Generator) -> None:
        """Start walks of ``kinds``, (B,), to ``data``, (B, N, C) in the network's units, with guidance, (B,)."""
        self._data, self._kinds, self._scale, self._walks, self._generator = data, kinds, scale, walks, generator
        lengths = walks.lengths[kinds]
        self._places = (self._uniform(len(kinds)) * lengths).long().clamp_max(lengths - 1)
        self._x = flow.mix(data, self._noise(), self._level())

    def step(self) -> Step:
        """The step that comes next; a finished cloud, which is read for its parts, needs no guidance."""
        level = self._level()
        reading = self._places == self._walks.lengths[self._kinds] - 1
        end = self._walks.ends[self._kinds, self._places]
        return Step(self._x, level, end, torch.where(reading, 1.0, self._scale), ~reading)

    def move(self, x: Tensor) -> None:
        """Take the step to points ``x``, (B, N, C)."""
        self._places = self._places + 1
        over = self._places == self._walks.lengths[self._kinds]
        self._places = torch.where(over, 0, self._places)
        begun = flow.mix(self._data, self._noise(), self._level())
        self._x = torch.where(over[:, None, None], begun, x)

    def _level(self) -> Tensor:
        return self._walks.levels[self._kinds, self._places]

    def _noise(self) -> Tensor:
        """Drawn on the CPU, so that a seed means the same on every device."""
        return torch.randn(self._data.shape, generator=self._generator).to(self._data.device)

    def _uniform(self, count: int) -> Tensor:
        return torch.rand(count, generator=self._generator).to(self._data.device)


class Aim(NamedTuple):
    """What a teacher would do in a step."""

    velocity: Tensor  # (B, N, C) mean over the step
    features: Tensor  # (B, N, C) of the points where the step begins, without guidance


@torch.no_grad()
def aim(teacher: TwoStreamTransformer, condition: EncodedCondition, null: EncodedCondition, step: Step) -> Aim:
    """A teacher's guided walk along ``step``, as four of Euler's steps would go, by two guided calls.

    Guidance as input (Meng et al. 2023, section 3.1); several of the teacher's steps in one of the student's (Salimans
    and Ho 2022, section 3). Where the velocity changes evenly along a step, four steps of Euler's take on average a
    quarter of its beginning and three quarters of its middle. Euler's method and not a better one, because the teacher
    is judged by it: what it leaves out is noise.
    """
    both = EncodedCondition.stack(condition, null)
    scale = step.scale[:, None, None]
    features = []

    def velocity(x: Tensor, level: Tensor) -> Tensor:
        predicted = teacher(torch.cat([x, x]), torch.cat([level, level]), both)
        features.append(predicted.features[: len(x)])
        guided, free = predicted.velocity.float().chunk(2)
        return free + scale * (guided - free)

    length = step.level - step.end
    begin = velocity(step.x, step.level)
    middle = velocity(step.x - (length / 2)[:, None, None] * begin, step.level - length / 2)
    return Aim((begin + 3 * middle) / 4, features[0])
