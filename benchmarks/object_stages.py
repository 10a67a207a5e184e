"""Processor and wall seconds of an object in the worker, stage by stage: `PYTHON -m benchmarks.object_stages`.

PYTHON is the worker's. Several objects are made in one batch, warm, on the CPU; each figure is of one object, the best
of the rounds, because other programs only ever add. `networks` are the steps of the sampler, `points` the correction
among neighbours and the parts, `files` the two .npz files. Two threads are worth the ratio of the wall seconds.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import torch

from addon.core.messages import Stage
from addon.core.request import GenerationRequest
from addon.worker.pipelines.bundled_job import BundledJob
from addon.worker.surface import surface_from_cloud

_THINGS = ("chair", "table", "house", "tree", "car", "lamp", "mug", "boat")
_STAGES = ("prompt", "networks", "points", "surface", "files")


def _now() -> tuple[float, float]:
    return time.process_time(), time.perf_counter()


def timed(job: BundledJob, requests: list[GenerationRequest], folder: Path) -> dict[str, tuple[float, float]]:
    """Processor and wall seconds of each stage, for all of the requests together."""
    marks = [_now()]
    prepared = [each for each in job.prepare(requests) if not isinstance(each, Exception)]
    marks.append(_now())
    sampled = marks[0]

    def progress(_stage: Stage, step: int, steps: int) -> None:
        nonlocal sampled
        if step == steps:
            sampled = _now()

    made = []
    most = job.most(requests[0])
    networks, points = [(0.0, 0.0)], [(0.0, 0.0)]
    for start in range(0, len(prepared), most):
        began = _now()
        made += job.generate(prepared[start : start + most], progress, lambda *_: None)
        networks.append(_between(began, sampled))
        points.append(_between(sampled, _now()))
    began = _now()
    meshes = [
        surface_from_cloud(each.cloud, request.surface, _go_on) for each, request in zip(made, requests, strict=True)
    ]
    closed = _now()
    for each, mesh in zip(made, meshes, strict=True):
        each.cloud.save(folder / "cloud.npz")
        mesh.save(folder / "mesh.npz")
    return {
        "prompt": _between(*marks),
        "networks": _sum(networks),
        "points": _sum(points),
        "surface": _between(began, closed),
        "files": _between(closed, _now()),
    }


def _go_on() -> None:
    pass


def _between(first: tuple[float, float], last: tuple[float, float]) -> tuple[float, float]:
    return last[0] - first[0], last[1] - first[1]


def _sum(spans: list[tuple[float, float]]) -> tuple[float, float]:
    return sum(each[0] for each in spans), sum(each[1] for each in spans)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--qualities", nargs="+", default=["draft"])
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--objects", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=4)
    options = parser.parse_args()
    job = BundledJob.load(torch.device("cpu"))
    print("seconds an object, processor and wall".ljust(40) + "".join(f"{name:>16}" for name in (*_STAGES, "all")))
    for quality in options.qualities:
        for threads in options.threads:
            torch.set_num_threads(threads)
            requests = [
                GenerationRequest.of_quality(quality, prompt=f"a red {thing}", device="cpu", seed=seed)
                for seed, thing in enumerate((_THINGS * options.objects)[: options.objects])
            ]
            with tempfile.TemporaryDirectory() as folder:
                rounds = [timed(job, requests, Path(folder)) for _ in range(options.rounds + 1)][1:]
            best = {name: tuple(min(each[name][i] for each in rounds) for i in (0, 1)) for name in _STAGES}
            best["all"] = tuple(sum(best[name][i] for name in _STAGES) for i in (0, 1))
            row = "".join(f"{cpu / options.objects:>9.3f}{wall / options.objects:>7.3f}" for cpu, wall in best.values())
            print(f"{quality}, {threads} thread(s)".ljust(40) + row, flush=True)


if __name__ == "__main__":
    main()
