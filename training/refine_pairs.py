"""Clouds as the generator finishes them, and where their points should have been. B clouds, N points.

A true cloud is noised to some level and denoised by the model with pictures of the object: its shape stays near the
true one, its points are as vague as the model's own.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from PIL import Image
from scipy.spatial import cKDTree

from addon.core.reference import Side
from addon.worker.pipelines.bundled import LEVEL_SHIFT, PointCloudPipeline, Subject
from addon.worker.sampling import euler, flow, multistep

from .data import Pack
from .devices import autocast, choose_device, prepare

Floats = npt.NDArray[np.float32]

FOLDER = "refiner_pairs"
CLOUDS = 8
"""Of a file."""
LEVELS = (0.08, 0.65)
STEPS = 8
GUIDANCE = 2.0
_NORMAL_WEIGHT = 0.03
"""How far away a normal that is turned over makes a true point, halved: of two sides, a point's own is nearer."""
_FARTHEST_ALONG = 0.02
"""How far beside its nearest true point a point may stay: their spacing."""


class Target(NamedTuple):
    """What a refiner learns for each point."""

    xyz: Floats  # (N, 3) on the true surface
    normals: Floats  # (N, 3) unit
    rgb: Floats  # (N, 3)


def target(cloud: Floats, true: Floats) -> Target:
    """Where the points of a cloud, (N, 9), belong on the true surface around points ``true``, (M, 9)."""
    normals = true[:, 6:] / np.maximum(np.linalg.norm(true[:, 6:], axis=1, keepdims=True), 1e-6)
    tree = cKDTree(np.hstack([true[:, :3], _NORMAL_WEIGHT * normals]))
    _, nearest = tree.query(np.hstack([cloud[:, :3], _NORMAL_WEIGHT * cloud[:, 6:]]))
    place, upright = true[nearest, :3], normals[nearest]
    offset = cloud[:, :3] - place
    along = offset - (offset * upright).sum(axis=1, keepdims=True) * upright
    along *= np.minimum(1, _FARTHEST_ALONG / np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-9))
    return Target((place + along).astype(np.float32), upright.astype(np.float32), true[nearest, 3:6])


@torch.no_grad()
def denoised(pipeline: PointCloudPipeline, pack: Pack, number: int) -> tuple[Floats, npt.NDArray[np.int64]]:
    """The clouds of file ``number``, (B, N, 9), and their objects, (B,): the same every time."""
    rng = np.random.default_rng(number)
    objects = np.sort(rng.choice(pack.split("train"), CLOUDS, replace=False))
    level, views = float(rng.uniform(*LEVELS)), int(rng.integers(1, 5))
    true = torch.from_numpy(pack.points[objects].astype(np.float32))
    noise = torch.randn(true.shape, generator=torch.Generator().manual_seed(number))
    device, network = pipeline.device, pipeline.transformer
    with autocast(device):
        condition = pipeline.encode([_subject(pack, each, views) for each in objects])
        null = network.encode_condition(*network.null_condition(CLOUDS, condition.bias.shape[-1]))
        velocity = euler.guided_velocity(network, condition, null, GUIDANCE)
        noisy = flow.mix(network.to_network(true.to(device)), noise.to(device), torch.full((CLOUDS,), level).to(device))
        levels = flow.noise_levels(max(2, flow.steps_from(STEPS, LEVEL_SHIFT, level)), LEVEL_SHIFT, level)
        return pipeline.finished(multistep.sample(velocity, noisy, levels, lambda *_: None)), objects


def _subject(pack: Pack, number: int, views: int) -> Subject:
    if pack.images is None:
        raise FileNotFoundError("this data set has no images yet")
    shown = range(min(views, pack.images.shape[1]))
    return Subject(images=[(Image.fromarray(pack.images[number, view]), Side.UNKNOWN) for view in shown])


def stored(run: Path) -> Iterator[tuple[Floats, npt.NDArray[np.int64]]]:
    """The clouds and objects of every file in the run's folder."""
    for path in sorted((run / FOLDER).glob("*.npz")):
        with np.load(path) as arrays:
            yield arrays["clouds"].astype(np.float32), arrays["objects"]


def main() -> None:
    """Command line: ``python -m training.refine_pairs --data DATA --weights FOLDER --run RUN --clouds 1600``."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of the packed data set")
    parser.add_argument("--weights", type=Path, default=Path("addon/weights"), help="the model's folder")
    parser.add_argument("--run", type=Path, required=True, help="folder of the training run; goes on where it stopped")
    parser.add_argument("--clouds", type=int, default=1600)
    parser.add_argument("--device", default="auto")
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    device = choose_device(arguments.device)
    prepare(device, arguments.threads)
    pipeline = PointCloudPipeline.from_pretrained(arguments.weights).to(device)
    pack = Pack.open(arguments.data)
    folder = arguments.run / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(-(-arguments.clouds // CLOUDS)):
        path = folder / f"{number:05}.npz"
        if path.exists():
            continue
        clouds, objects = denoised(pipeline, pack, number)
        partial = path.with_suffix(".partial")
        with partial.open("wb") as file:
            np.savez(file, clouds=clouds.astype(np.float16), objects=objects)
        partial.replace(path)


if __name__ == "__main__":
    main()
