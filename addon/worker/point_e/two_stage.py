"""Coarse cloud, then the points between: the two stages as published, and more passes for more points.

N points; raw units as in `channels`; the clouds' axes are those of the Blender scenes that the networks were trained
on, +Z up in the unit cube, which is this project's model frame.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ..sampling.noise import NoiseStream, Seed
from .architectures import COARSE_POINTS
from .channels import CHANNELS
from .farthest import farthest_points
from .stages import FAST, Preset, Stage

FINE_POINTS = 3072
"""Points that a pass of the upsampler adds."""


class View(NamedTuple):
    """What one prompt or one picture tells the stages.

    The tensors have a batch of one, or of all members: `base` as the base network's conditioning says, `grid` the
    features of a picture for the upsampler, None for a prompt, which the upsampler was never told. The share of a batch
    is (B, 1, 1).
    """

    base: Tensor | None
    grid: Tensor | None
    share: float | Tensor = 1.0


class Points(NamedTuple):
    """A cloud."""

    positions: NDArray[np.float32]  # (N, 3) in the model frame, within about +-0.5
    colors: NDArray[np.float32]  # (N, 3) display-referred sRGB in [0, 1], in 256 steps


Report = Callable[[str, int, int, Points], None]
"""Stage ("coarse" or "fine"), steps done, steps in all, the cloud so far; raises to cancel."""
ReportMany = Callable[[str, int, int, list[Points]], None]
"""The same for a batch."""


@dataclass(frozen=True, slots=True)
class TwoStagePipeline:
    """A base network and an upsampler."""

    base: Stage
    upsampler: Stage

    @property
    def device(self) -> torch.device:
        """Where the networks are."""
        return self.base.network.device

    @torch.inference_mode()
    def generate(
        self,
        views: Sequence[View],
        seed: Seed,
        *,
        points: int = COARSE_POINTS + FINE_POINTS,
        preset: Preset = FAST,
        report: Report | None = None,
    ) -> Points:
        """One cloud of ``points`` points.

        Parameters
        ----------
        views
            Of the one object; at every step the estimates under each are averaged by their shares, which add up to 1.
        seed
            Noise is drawn on the CPU: the same seed, settings and device give the same cloud, bit for bit.
        points
            The published number is 4,096. Fewer are the farthest apart of these; for more the upsampler, which reads
            the coarse cloud alone, is run again with other noise.
        preset
            Sampler, steps and guidance of both stages.
        report
            Called after each step; may raise to cancel.
        """

        def first(stage: str, step: int, steps: int, clouds: list[Points]) -> None:
            if report is not None:
                report(stage, step, steps, clouds[0])

        return self.generate_many([views], [seed], points=points, preset=preset, report=first)[0]

    @torch.inference_mode()
    def generate_many(
        self,
        views: Sequence[Sequence[View]],
        seeds: Sequence[Seed],
        *,
        points: int,
        preset: Preset,
        report: ReportMany | None = None,
    ) -> list[Points]:
        """A cloud for each of the objects' views and its seed, computed as one batch; otherwise as `generate`."""
        streams = [NoiseStream(seed, CHANNELS) for seed in seeds]

        def draw(count: int) -> Tensor:
            return torch.stack([stream.draw(count).T for stream in streams]).to(self.device)

        def on_step(stage: str, step: int, steps: int, cloud: Tensor) -> None:
            if report is not None:
                report(stage, step, steps, finished(cloud))

        passes = max(0, math.ceil((points - COARSE_POINTS) / FINE_POINTS))
        clouds = finished(
            self.sample(
                together(views),
                draw=draw,
                sizes=(COARSE_POINTS, FINE_POINTS),
                passes=passes,
                preset=preset,
                on_step=on_step,
            )
        )
        kept = [farthest_points(cloud.positions, points) for cloud in clouds]
        return [Points(cloud.positions[rows], cloud.colors[rows]) for cloud, rows in zip(clouds, kept, strict=True)]

    def sample(
        self,
        views: Sequence[View],
        *,
        draw: Callable[[int], Tensor],
        sizes: tuple[int, int],
        passes: int,
        preset: Preset,
        on_step: Callable[[str, int, int, Tensor], None],
    ) -> Tensor:
        """Points, (B, 6, N) in raw units: those of the coarse stage first and unchanged.

        draw : standard normal noise, (B, 6, N), for so many points; sizes : points of the stages.
        """
        conditions = [(self.base.network.encode(view.base), view.share) for view in views]
        total = self.base.steps(preset)
        coarse = self.base.sample(
            conditions, preset, lambda: draw(sizes[0]), lambda step, cloud: on_step("coarse", step, total, cloud)
        )
        if not passes:
            return coarse
        if all(view.grid is None for view in views):
            # As published for prompts: the upsampler sees no picture, and there is nothing to be guided by.
            views, preset = [View(None, None)], replace(preset, guidance=0.0)
        conditions = [(self.upsampler.network.encode(view.grid, coarse), view.share) for view in views]
        each, cloud = self.upsampler.steps(preset), coarse
        for number in range(passes):

            def so_far(step: int, more: Tensor, done: int = number * each, before: Tensor = cloud) -> None:
                on_step("fine", done + step, passes * each, torch.cat([before, more], dim=2))

            more = self.upsampler.sample(conditions, preset, lambda: draw(sizes[1]), so_far)
            cloud = torch.cat([cloud, more], dim=2)
        return cloud


def together(views: Sequence[Sequence[View]]) -> list[View]:
    """The views of several objects as those of a batch; one that has fewer repeats its last, with a share of 0."""
    if len(views) == 1:
        return list(views[0])
    most = max(len(each) for each in views)
    even = [[*each, *[each[-1]._replace(share=0.0)] * (most - len(each))] for each in views]
    return [_stacked(column) for column in zip(*even, strict=True)]


def _stacked(views: Sequence[View]) -> View:
    bases = [view.base for view in views if view.base is not None]
    grids = [view.grid for view in views if view.grid is not None]
    shares = torch.tensor([float(view.share) for view in views], device=bases[0].device if bases else None)
    return View(torch.cat(bases) if bases else None, torch.cat(grids) if grids else None, shares[:, None, None])


def finished(cloud: Tensor) -> list[Points]:
    """Clouds, (B, 6, N) in raw units, as they are kept."""
    xyz, rgb = cloud.transpose(1, 2).float().cpu().split(3, dim=-1)
    colors = (rgb.clamp(0, 255).round() / 255).contiguous().numpy()
    return [Points(*each) for each in zip(xyz.contiguous().numpy(), colors, strict=True)]
