"""Time the surface: `python -m benchmarks.surface [--repeat N]`.

Prints, for several cloud sizes and resolutions, the wall time and the processor time of points to coloured mesh, on a
noisy chair of boxes with thin legs.
"""

from __future__ import annotations

import argparse
import os
import time

import numpy as np

from addon.core.cloud import PointCloud
from addon.core.surface_settings import SurfaceSettings
from addon.worker.surface import surface_from_cloud

_BOXES = np.array(
    [[0, 0, 0, 0.5, 0.5, 0.04], [0, 0.23, 0.27, 0.5, 0.04, 0.5]]
    + [[x, y, -0.26, 0.04, 0.04, 0.48] for x in (-0.23, 0.23) for y in (-0.23, 0.23)]
)
"""Centres and sizes, in the model frame."""
_CASES = ((1024, 64), (4096, 128), (8192, 192))


def chair(count: int) -> PointCloud:
    """Return `count` points of the chair, positions noisy by 0.008 and normals by about 25 degrees."""
    rng = np.random.default_rng(0)
    sizes = _BOXES[:, 3:]
    sides = sizes[:, [1, 0, 0]] * sizes[:, [2, 2, 1]]
    chosen = rng.choice(sides.size, count, p=sides.reshape(-1) / sides.sum())
    box, axis = chosen // 3, chosen % 3
    sign = rng.choice([-1.0, 1.0], count)
    place = rng.uniform(-0.5, 0.5, (count, 3))
    place[np.arange(count), axis] = sign / 2
    normals = np.zeros((count, 3))
    normals[np.arange(count), axis] = sign
    positions = _BOXES[box, :3] + place * sizes[box] + rng.normal(0, 0.008, (count, 3))
    normals += rng.normal(0, 0.35, (count, 3))
    colors = np.where(box[:, None] < 2, [[0.8, 0.2, 0.1]], [[0.1, 0.2, 0.7]])
    return PointCloud(positions.astype(np.float32), colors.astype(np.float32), normals.astype(np.float32))


def main() -> None:
    """Print one line per case."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--repeat", type=int, default=3)
    repeat = parser.parse_args().repeat
    print(f"{os.cpu_count()} cores; best of {repeat}")
    for count, resolution in _CASES:
        cloud = chair(count)
        wall, busy, vertices = [], [], 0
        for _ in range(repeat):
            started, started_busy = time.perf_counter(), time.process_time()
            vertices = len(surface_from_cloud(cloud, SurfaceSettings(resolution), lambda: None).vertices)
            wall.append(time.perf_counter() - started)
            busy.append(time.process_time() - started_busy)
        times = f"{min(wall):5.2f} s, processor {min(busy):5.2f} s"
        print(f"{count:6d} points at {resolution:3d}: {times}, {vertices} vertices")


if __name__ == "__main__":
    main()
