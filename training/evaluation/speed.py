"""Seconds from a prompt to points and to a mesh, with everything warm; peak memory of this process."""

import resource
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import torch

from addon.core.cloud import PointCloud
from addon.core.pipelines import BUNDLED_PRESETS, Quality
from addon.core.surface_settings import SurfaceSettings
from addon.worker.pipelines.bundled import PointCloudPipeline, Subject
from addon.worker.surface import surface_from_cloud

PROMPT = "a tall red chair with blue legs"
REPEAT = 5


def figures(pipeline: PointCloudPipeline, steps: int, guidance: float) -> dict[str, Any]:
    """Median seconds on the pipeline's device for each quality, and the peak of this process's memory, MiB."""

    def cloud(points: int) -> Any:
        condition = pipeline.encode([Subject(prompt=PROMPT)])
        return pipeline.generate(
            condition, [0], num_points=points, num_inference_steps=steps, guidance_scale=guidance
        ).points[0]

    found: dict[str, Any] = {"device": pipeline.device.type, "threads": torch.get_num_threads()}
    for quality in Quality:
        preset = BUNDLED_PRESETS[quality]
        points = seconds(partial(cloud, preset.points))
        made = PointCloud.from_channels(cloud(preset.points))
        mesh = seconds(partial(surface_from_cloud, made, SurfaceSettings(preset.surface_resolution), _go_on))
        found[str(quality)] = {"points": preset.points, "cloud_seconds": points, "mesh_seconds": points + mesh}
    return found | {"peak_mib": peak_mib()}


def seconds(work: Callable[[], object]) -> float:
    """Median wall time of some work, after a first time that does not count."""
    times = []
    for _ in range(REPEAT + 1):
        begun = time.perf_counter()
        work()
        if torch.cuda.is_available():
            torch.cuda.synchronize()
        times.append(time.perf_counter() - begun)
    return statistics.median(times[1:])


def peak_mib() -> float:
    """Peak resident memory of this process, MiB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


def _go_on() -> None:
    """Nothing cancels a measurement."""
