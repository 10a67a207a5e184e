"""Seconds for many seeds in one job against one job each: `python -m benchmarks.variations --environment DIR`.

Clouds without surfaces, with the model warm, on the CPU unless another device is named. Wall time, and processor time
of the worker, which says more on a machine that does other things too. Linux only.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from addon.core.environment import WorkerEnvironment
from addon.core.model_store import ModelStore
from addon.core.request import GenerationRequest
from addon.jobs.engine import JobEngine

from .first_result import busy


def timed(engine: JobEngine, jobs: list[list[GenerationRequest]]) -> tuple[float, float]:
    """Wall and processor seconds of jobs, one after the other."""
    before, began = busy(engine.worker_pid), time.perf_counter()
    for requests in jobs:
        job = engine.wait(engine.submit(requests))
        if job.error is not None:
            raise SystemExit(str(job.error))
    return time.perf_counter() - began, busy(engine.worker_pid) - before


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--environment", type=Path, required=True, help="folder made by vendor_install.py")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--counts", type=int, nargs="+", default=[1, 4, 8, 16])
    options = parser.parse_args()
    environment = WorkerEnvironment(options.environment.resolve())
    columns = ("together", "alone", "ratio", "processor", "alone", "ratio")
    print(f"{'':<16}" + "".join(f"{name:>11}" for name in columns))
    with tempfile.TemporaryDirectory() as folder:
        engine = JobEngine(lambda: environment, lambda: Path(folder), lambda: 60.0, lambda: ModelStore(Path(folder)))
        for quality in ("draft", "standard"):
            given = {"prompt": "a red chair", "device": options.device, "output": "points"}
            base = GenerationRequest.of_quality(quality, **given)
            timed(engine, [[base], [base, base]])
            for count in options.counts:
                seeds = [replace(base, seed=seed) for seed in range(count)]
                wall, processor = timed(engine, [seeds])
                walls, processors = timed(engine, [[each] for each in seeds])
                row = (wall, walls, walls / wall, processor, processors, processors / processor)
                print(f"{quality + f', {count}':<16}" + "".join(f"{value:>11.2f}" for value in row), flush=True)
        engine.close()


if __name__ == "__main__":
    main()
