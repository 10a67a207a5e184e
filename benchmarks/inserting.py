"""Seconds that 400,000 triangles block the window when they come: `python -m benchmarks.inserting PYTHON_WITH_BPY ...`.

The zip is built and installed; then, in that Blender, the worker's files are read, the object enters the scene with
colours, parts, its cloud and an undo step, and the scene is evaluated once. The first of the runs warms up.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import tempfile
from pathlib import Path

from .enabling import INSTALL, build

LIMIT_SECONDS = 0.8
INSERT = """
import bpy, json, os, sys, time
from importlib import import_module
from pathlib import Path
import numpy as np

PACKAGE = "bl_ext.user_default.pointsmith"
bpy.ops.preferences.addon_enable(module=PACKAGE)
of = lambda name: import_module(PACKAGE + ".addon." + name)
folder, runs = Path(sys.argv[1]), int(sys.argv[2])
rings, sides, parts = 500, 400, 12
u, v = np.meshgrid(np.arange(rings) / rings * 2 * np.pi, np.arange(sides) / sides * 2 * np.pi, indexing="ij")
radius = 0.35 + 0.15 * np.cos(v)
places = np.stack([radius * np.cos(u), radius * np.sin(u), 0.15 * np.sin(v)], axis=-1).reshape(-1, 3)
a = np.arange(rings * sides).reshape(rings, sides)
b, c, d = np.roll(a, -1, 0), np.roll(a, -1, (0, 1)), np.roll(a, -1, 1)
faces = np.concatenate([np.stack(t, axis=-1).reshape(-1, 3) for t in ((a, b, c), (a, c, d))]).astype(np.int32)
labels = (np.arange(len(places)) * parts // len(places)).astype(np.uint8)
names = tuple("part " + str(number) for number in range(parts))
paint = np.random.default_rng(0).random((len(places), 3)).astype(np.float32)
some = np.linspace(0, len(places) - 1, 4096).astype(int)
core_mesh, cloud = of("core.mesh"), of("core.cloud")
core_mesh.TriangleMesh(places.astype(np.float32), faces, paint, labels, names).save(folder / "mesh.npz")
up = np.tile(np.float32((0, 0, 1)), (len(some), 1))
cloud.PointCloud(places[some].astype(np.float32), paint[some], up, labels[some], names).save(folder / "cloud.npz")
request = of("core.request").GenerationRequest.from_json({"prompt": "a ring"})
insert, result = of("blender.scene.insert").insert, of("jobs.job").JobResult
told = []
for _ in range(runs + 1):
    began = time.perf_counter(), time.process_time()
    read = (cloud.PointCloud.load(folder / "cloud.npz"), core_mesh.TriangleMesh.load(folder / "mesh.npz"))
    insert(request, result(*read, "cpu", "0" * 64, {}), (0.0, 0.0, 0.0))
    bpy.context.evaluated_depsgraph_get().update()
    told.append([time.perf_counter() - began[0], time.process_time() - began[1]])
print("\\nRESULT", json.dumps([len(faces), told[1:]]), flush=True)
os._exit(0)
"""


def main() -> None:
    """Command line; exit status 1 when a Blender takes longer than the limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("blenders", nargs="+", type=Path, help="Pythons that have a Blender as their bpy module")
    parser.add_argument("--runs", type=int, default=5, help="insertions that count")
    options = parser.parse_args()
    slow = False
    print(f"{'Blender':>24} {'triangles':>10} {'seconds':>8} {'of the processor':>17}")
    for python in options.blenders:
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder) / "home"
            home.mkdir()
            environment = {**os.environ, "BLENDER_USER_RESOURCES": str(home)}
            extension = str(build(python, Path(folder))[0])
            subprocess.run([str(python), "-c", INSTALL, extension], env=environment, check=True, capture_output=True)
            command = [str(python), "-c", INSERT, folder, str(options.runs)]
            told = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
        triangles, times = json.loads(told.rsplit("RESULT", 1)[1])
        wall, cpu = (statistics.median(column) for column in zip(*times, strict=True))
        slow |= wall > LIMIT_SECONDS
        name = next(part for part in reversed(python.parts) if part not in {"bin", "python"})
        print(f"{name:>24} {triangles:>10,} {wall:>8.2f} {cpu:>17.2f}", flush=True)
    raise SystemExit(slow)


if __name__ == "__main__":
    main()
