"""Milliseconds that a preview keeps the window's main thread: `python -m benchmarks.live_previews`.

The file is read and its points are taken over by what is drawn, as the timer does it; drawing itself is measured by
`benchmarks.window_stalls`. Wall and processor time of the median and of the longest of the runs.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import numpy as np

from addon.blender.live.clouds import LiveClouds
from addon.core.destination import Destination
from addon.core.preview import PreviewClouds
from addon.core.request import GenerationRequest
from addon.jobs.job import Job

SIZES = ((1, 1024), (1, 4096), (1, 65_536), (4, 4096), (16, 1024), (16, 4096))
LIMIT_MS = 5.0


def measure(folder: Path, members: int, points: int, runs: int) -> tuple[list[float], list[float], list[float]]:
    """Milliseconds of reading alone, of all, and of the processor, for each run."""
    random = np.random.default_rng(0)
    requests = (GenerationRequest(prompt="a chair"),) * members
    job, clouds = Job(requests, folder), LiveClouds()
    reading, whole, work = [], [], []
    for number in range(1, runs + 2):
        positions = random.uniform(-0.5, 0.5, (members, points, 3)).astype(np.float32)
        job.preview, job.preview_number = folder / f"preview-{number}.npz", number
        PreviewClouds.of(0, positions, random.random(positions.shape).astype(np.float32)).save(job.preview)
        began = time.perf_counter()
        PreviewClouds.load(job.preview)
        read, read_work = time.perf_counter(), time.thread_time()
        clouds.follow(job, requests, (Destination(),) * members, now=number / 10)
        reading.append(1000 * (read - began))
        whole.append(1000 * (time.perf_counter() - read))
        work.append(1000 * (time.thread_time() - read_work))
        job.preview.unlink()
    return reading[1:], whole[1:], work[1:]  # the first warms up


def main() -> None:
    """Command line; exit status 1 when reading a preview takes longer than the limit."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=40)
    options = parser.parse_args()
    slow = False
    print(f"{'members':>8} {'points':>7} {'reading ms':>11} {'all ms':>7} {'longest':>8} {'processor':>10}")
    for members, points in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            reading, whole, work = measure(Path(folder), members, points, options.runs)
        slow |= float(np.median(reading)) > LIMIT_MS
        print(f"{members:>8} {points:>7} {np.median(reading):>11.2f} {np.median(whole):>7.2f}", end="")
        print(f" {max(whole):>8.2f} {np.median(work):>10.2f}")
    raise SystemExit(slow)


if __name__ == "__main__":
    main()
