"""How fast the data set is made: `python -m benchmarks.dataset [BLENDER_PYTHON]`.

Objects a second on one core: generated, united, sampled, captioned. With a Python that has bpy, also RGBAD views a
second at 128 x 128, 8 samples, one server a core. Floors: 30 and 20.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from dataset.catalogue.captions import captions
from dataset.catalogue.categories import CATEGORIES
from dataset.catalogue.generate import generate
from dataset.catalogue.streams import stream
from dataset.points import UnionError, outer_surface, sample

POINTS, SEEDS, SIZE, VIEWS = 4096, 3, 128, 20
KINDS = ("chair", "car", "teapot", "castle")


def objects_a_second() -> tuple[float, str]:
    """Mean over all categories, in seconds of processor time, and the slowest category."""
    took: dict[str, float] = {}
    for name in CATEGORIES:
        start = time.process_time()
        for seed in range(SEEDS):
            asset = generate(name, seed)
            captions(asset)
            try:
                sample(asset, outer_surface(asset), POINTS, stream(name, seed, "points"))
            except UnionError as error:
                print(f"{name} {seed} is dropped: {error}")
        took[name] = (time.process_time() - start) / SEEDS
    slowest = max(took, key=lambda name: took[name])
    return len(took) / sum(took.values()), f"{slowest} {1 / took[slowest]:.0f}"


def views_a_second(python: str, servers: int) -> float:
    """RGBAD views by several servers at once, without their start and without the clouds that follow."""
    with tempfile.TemporaryDirectory() as folder:
        command = [python, "-m", "dataset.render.serve"]
        running = [
            subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
            )
            for _ in range(servers)
        ]
        order = {"views": VIEWS, "size": SIZE, "samples": 8, "poses": "random", "direct": False, "points": 0}

        def everyone(seed: int) -> int:
            """Give each server a job for each kind, and count the views when all have answered."""
            for k, server in enumerate(running):
                assert server.stdin is not None
                for name in KINDS:
                    place = Path(folder) / f"{k} {name} {seed}"
                    place.mkdir()
                    job = {**order, "id": name, "input": {"category": name, "seed": seed}, "folder": str(place)}
                    server.stdin.write(json.dumps(job) + "\n")
                server.stdin.flush()
            lines = [server.stdout.readline() for server in running if server.stdout for _ in KINDS]
            return sum(int(json.loads(line)["renders"]) for line in lines)

        everyone(0)
        start = time.monotonic()
        views = everyone(1)
        seconds = time.monotonic() - start
        for server in running:
            server.communicate()
    return views / seconds


def main() -> None:
    """Print both rates."""
    rate, slowest = objects_a_second()
    print(f"objects a second on one core: {rate:.0f} (slowest: {slowest}); floor 30")
    if len(sys.argv) > 1:
        cores = os.cpu_count() or 1
        print(f"RGBAD views a second, {cores} servers: {views_a_second(sys.argv[1], cores):.1f}; floor 20")


if __name__ == "__main__":
    main()
