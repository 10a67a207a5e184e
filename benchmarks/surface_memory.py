"""Peak memory of a surface against what `addon.worker.surface.budget` says: `python -m benchmarks.surface_memory`.

Each case runs in a fresh process, on a noisy chair and on a ball. The constants of `budget.py` come from here; they
must hold within 15 %. Linux only.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from addon.core.cloud import PointCloud
from addon.core.surface_settings import SurfaceSettings
from addon.worker.surface import shown_by, surface_from_cloud
from addon.worker.surface.budget import surface_bytes

from .surface import chair

CASES = ((4096, 64), (4096, 128), (4096, 256), (65_536, 256), (1_000_000, 256), (65_536, 512), (1_000_000, 512))


def ball(count: int) -> PointCloud:
    """Points on a sphere of diameter 1, noisy by 0.002."""
    rng = np.random.default_rng(0)
    normals = rng.normal(size=(count, 3))
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    positions = 0.5 * normals + rng.normal(0, 0.002, (count, 3))
    channels = np.concatenate([positions, np.full((count, 3), 0.5), normals], axis=1)
    return PointCloud.from_channels(channels.astype(np.float32))


CLOUDS = {"chair": chair, "ball": ball}


def status(name: str) -> int:
    """A line of this process's status, in bytes."""
    lines = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(lines[name].split()[0]) * 1024


def measure(shape: str, points: int, resolution: int) -> None:
    """Print peak bytes above what was there, bytes that were expected, and seconds."""
    surface_from_cloud(chair(256), SurfaceSettings(32), lambda: None)
    cloud = CLOUDS[shape](points)
    Path("/proc/self/clear_refs").write_text("5")
    before = status("VmRSS")
    begun = time.process_time()
    mesh = surface_from_cloud(cloud, SurfaceSettings(resolution), lambda: None)
    seconds = time.process_time() - begun
    shown = shown_by(cloud, resolution)
    expected = surface_bytes(np.ptp(shown.positions.astype(np.float64), axis=0), len(shown), resolution)
    print(status("VmHWM") - before, expected, seconds, len(mesh.faces))


def main() -> None:
    """Print one line for each case."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--case", nargs=3, metavar=("SHAPE", "POINTS", "RESOLUTION"), help="only this one, raw")
    case = parser.parse_args().case
    if case:
        measure(case[0], int(case[1]), int(case[2]))
        return
    print(f"{'shape':>6} {'points':>9} {'at':>4} {'peak MB':>8} {'said':>8} {'off':>6} {'s':>6} {'triangles':>10}")
    for points, resolution in CASES:
        for shape in CLOUDS:
            command = [sys.executable, "-m", "benchmarks.surface_memory", "--case", shape, str(points), str(resolution)]
            said = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
            peak, expected, seconds, faces = int(said[0]), int(said[1]), float(said[2]), int(said[3])
            print(
                f"{shape:>6} {points:>9,} {resolution:>4} {peak / 1e6:>8.0f} {expected / 1e6:>8.0f} "
                f"{expected / peak - 1:>+6.0%} {seconds:>6.1f} {faces:>10,}",
                flush=True,
            )


if __name__ == "__main__":
    main()
