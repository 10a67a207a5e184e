"""How often a job shows its clouds, and what that costs: `python -m benchmarks.previews`.

Runs the worker's job in this process, on the CPU, with the model warm. Steps and previews of the stages that make the
clouds, both also by the second, so that what the model allows is told from what is shown; the largest file of one, the
share of the job's processor time that making and writing them takes, and the milliseconds that Blender's process then
needs to read one.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import torch

from addon.core.messages import Generate, Message, Preview, Progress, Result, Stage
from addon.core.preview import PreviewClouds
from addon.core.request import GenerationRequest
from addon.worker.batching import BatchLimits
from addon.worker.estimate import Estimate
from addon.worker.generation import GenerationJob
from addon.worker.pipelines.bundled_job import BundledJob


class Quiet:
    """A channel that nobody reads."""

    def __init__(self) -> None:
        self.loading: str | None = None
        self.previews: list[tuple[float, Path]] = []
        self.steps = 0

    def is_cancelled(self, _job: str) -> bool:
        """Never."""
        return False

    def send(self, message: Message) -> None:
        """Note when a preview came, and count the steps of the clouds."""
        if isinstance(message, Progress):
            self.steps += message.step > 0 and message.stage in {Stage.COARSE, Stage.FINE}
        if isinstance(message, Preview):
            self.previews.append((time.perf_counter(), Path(message.clouds)))


class Warm:
    """A model that is loaded."""

    def __init__(self) -> None:
        self.limits = BatchLimits()
        self._job = BundledJob.load(torch.device("cpu"))

    def get(self, *_: object) -> BundledJob:
        """Return it."""
        return self._job


class Stopwatch:
    """Processor seconds spent in a function."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self._function = function
        self.seconds = 0.0

    def __call__(self, *given: Any) -> Any:
        """Call the function."""
        began = time.process_time()
        try:
            return self._function(*given)
        finally:
            self.seconds += time.process_time() - began


def measured(models: Warm, requests: list[GenerationRequest]) -> dict[str, float]:
    """Numbers of one job."""
    pipeline = models.get().pipeline
    channel = Quiet()
    with tempfile.TemporaryDirectory() as folder:
        command = Generate("1", [request.to_json() for request in requests], folder, folder)
        job = GenerationJob(channel, command, Estimate())  # type: ignore[arg-type]  # stands in for the pipe
        writing, making = Stopwatch(job._preview), Stopwatch(pipeline.finished)
        began = time.process_time()
        with patch.object(job, "_preview", writing), patch.object(pipeline, "finished", making):
            result: Result = job(models)  # type: ignore[arg-type]  # as above
        busy = time.process_time() - began
        reading = Stopwatch(PreviewClouds.load)
        for _, path in channel.previews:
            reading(path)
        seconds = result.seconds["coarse"] + result.seconds.get("fine", 0.0)
        return {
            "steps": channel.steps,
            "previews": len(channel.previews),
            "seconds": seconds,
            "steps/s": channel.steps / seconds,
            "a second": len(channel.previews) / seconds,
            "KB": max(path.stat().st_size for _, path in channel.previews) / 1e3,
            "cost, %": 100 * (writing.seconds + making.seconds) / busy,
            "reading, ms": 1000 * reading.seconds / len(channel.previews),
        }


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=3, help="runs; the one with most previews a second is printed")
    options = parser.parse_args()
    models = Warm()
    first = True
    for quality in ("draft", "standard"):
        base = GenerationRequest.of_quality(quality, prompt="a red chair", device="cpu", output="points")
        for count in (1, 4, 16):
            requests = [replace(base, seed=seed) for seed in range(count)]
            found = max((measured(models, requests) for _ in range(options.repeat)), key=lambda run: run["a second"])
            if first:
                print(f"{'':<16}" + "".join(f"{name:>13}" for name in found))
                first = False
            print(f"{quality + f', {count}':<16}" + "".join(f"{value:>13.2f}" for value in found.values()), flush=True)


if __name__ == "__main__":
    main()
