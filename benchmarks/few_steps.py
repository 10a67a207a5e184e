"""How near few steps come to many: ``python -m benchmarks.few_steps --data DATA --run RUN [--few FEW] [--shifts 0.7]``.

Clouds of held-out prompts and pictures by a run's network with guidance, and by the network that was distilled from
it, against those of the same seeds by many steps of Euler. ``calls`` counts evaluations of the network a cloud:
guidance takes two a step, a distilled network one. ``apart`` is the Chamfer distance to the cloud of many steps, in
units of that between two seeds. Beside it: the Chamfer distance to the pictured object, the angle between normals and
local planes, and how much colours differ between neighbours.
"""

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from PIL import Image
from scipy.spatial import cKDTree
from torch import Tensor

from addon.core.reference import Side
from addon.worker.networks.two_stream import EncodedCondition
from addon.worker.pipelines.bundled import PointCloudPipeline, Subject
from addon.worker.sampling import euler, flow, multistep
from training.data import Pack
from training.export import load_pipeline
from training.measures import Floats, compare, plane_normal_degrees

POINTS = 1024
SEEDS = 2
BATCH = 16


class Asked(NamedTuple):
    """What the clouds should be: first the prompts, then the pictures."""

    subjects: list[Subject]
    truth: Floats  # (subjects, POINTS, 9)
    pictured: slice


def asked(pack: Pack, number: int) -> Asked:
    """A prompt or a picture of each of the first ``number`` held-out objects."""
    objects = pack.split("test")[:number]
    half = number // 2
    prompts = [Subject(pack.records[i]["captions"][-1]) for i in objects[:half]]
    assert pack.images is not None
    pictures = [Subject(images=[(Image.fromarray(pack.images[i, 0]), Side.UNKNOWN)]) for i in objects[half:]]
    truth = pack.points[objects, :POINTS].astype(np.float32)
    return Asked(prompts + pictures, truth, slice(half, None))


Sampler = Callable[[euler.Velocity, Tensor, Sequence[float], euler.OnStep], Tensor]


@torch.inference_mode()
def clouds(
    pipeline: PointCloudPipeline, subjects: list[Subject], sampler: Sampler, levels: Sequence[float], scale: float
) -> Floats:
    """A cloud of each seed and subject, (SEEDS, subjects, POINTS, 9)."""
    made = []
    network = pipeline.transformer
    for seed in range(SEEDS):
        for first in range(0, len(subjects), BATCH):
            chunk = subjects[first : first + BATCH]
            condition: EncodedCondition = pipeline.encode(chunk)
            null = network.encode_condition(*network.null_condition(len(chunk), condition.bias.shape[-1]))
            generator = torch.Generator().manual_seed(1000 * seed + first)
            noise = torch.randn(len(chunk), POINTS, network.config["channels"], generator=generator)
            velocity = euler.guided_velocity(network, condition, null, scale)
            made.append(pipeline.finished(sampler(velocity, noise, levels, lambda *_: None)))
    return np.concatenate(made).reshape(SEEDS, len(subjects), POINTS, -1)


def apart(some: Floats, others: Floats) -> float:
    """Mean Chamfer distance of clouds, (..., POINTS, 9), to others."""
    pairs = zip(some.reshape(-1, POINTS, 9), others.reshape(-1, POINTS, 9), strict=True)
    return float(np.mean([compare(*pair).chamfer for pair in pairs]))


def colour_noise(cloud: Floats, neighbours: int = 12) -> float:
    """Mean deviation of the colours, in [0, 1], among the points next to each other in a cloud, (N, 9)."""
    _, nearest = cKDTree(cloud[:, :3]).query(cloud[:, :3], k=neighbours)
    return float(cloud[nearest, 3:6].std(axis=1).mean())


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of the packed data set")
    parser.add_argument("--run", type=Path, required=True, help="folder of the run")
    parser.add_argument("--few", type=Path, help="folder of its distillation")
    parser.add_argument("--objects", type=int, default=16)
    parser.add_argument("--many", type=int, default=32, help="steps to compare with")
    parser.add_argument("--steps", type=int, nargs="+", default=[8, 6, 4])
    parser.add_argument("--shifts", type=float, nargs="+", default=[0.7])
    parser.add_argument("--guidance", type=float, default=2.0)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    what = asked(Pack.open(arguments.data), arguments.objects)
    teacher = load_pipeline(arguments.run)

    def by_euler(velocity: euler.Velocity, x: Tensor, levels: Sequence[float], on_step: euler.OnStep) -> Tensor:
        return euler.sample(velocity, x, levels, teacher.scheduler, on_step)

    def row(name: str, pipeline: PointCloudPipeline, sampler: Sampler, steps: int, shift: float) -> Floats:
        made = clouds(pipeline, what.subjects, sampler, flow.noise_levels(steps, shift), arguments.guidance)
        against = many if many is not None else made
        truth = np.broadcast_to(what.truth, made.shape)
        print(
            f"{name:12} {steps:5} {shift:5.2f} {steps * (1 if pipeline.is_distilled else 2):5}"
            f" {apart(made, against) / apart(against[0], against[1]):6.3f}"
            f" {apart(made[:, what.pictured], truth[:, what.pictured]):9.4f}"
            f" {np.mean([plane_normal_degrees(cloud) for cloud in made.reshape(-1, POINTS, 9)]):8.2f}"
            f" {np.mean([colour_noise(cloud) for cloud in made.reshape(-1, POINTS, 9)]):7.4f}",
            flush=True,
        )
        return made

    print("sampler      steps shift calls  apart  to truth  degrees colours")
    many: Floats | None = None
    many = row("Euler", teacher, by_euler, arguments.many, arguments.shifts[0])
    student = load_pipeline(arguments.few) if arguments.few else None
    for steps in arguments.steps:
        for shift in arguments.shifts:
            row("Euler", teacher, by_euler, steps, shift)
            row("multistep", teacher, multistep.sample, steps, shift)
            if student:
                row("distilled", student, by_euler, steps, shift)


if __name__ == "__main__":
    main()
