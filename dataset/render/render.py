"""Render a packed data set's images: `python -m dataset.render.render --data data/first`.

Runs in a Python that has bpy. Each process renders every n-th object and notes each one done, so that the same
command goes on where an earlier one stopped.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
from numpy.lib.format import open_memmap

from ..catalogue.generate import generate
from .camera import sample_views
from .scene import Studio

VIEWS, SIZE, SAMPLES = 2, 64, 8


def records(data: Path) -> list[dict[str, Any]]:
    """The lines of `records.jsonl`."""
    return [json.loads(line) for line in (data / "records.jsonl").read_text(encoding="utf-8").splitlines()]


def prepare(data: Path, objects: int) -> None:
    """Make the unfinished arrays, or keep those of an earlier run over the same number of objects."""
    done = data / "rendered.partial.npy"
    if done.exists() and np.load(done, mmap_mode="r").shape == (objects,):
        return
    open_memmap(data / "images.partial.npy", "w+", np.uint8, (objects, VIEWS, SIZE, SIZE, 4)).flush()
    open_memmap(data / "cameras.partial.npy", "w+", np.float32, (objects, VIEWS, 4)).flush()
    open_memmap(done, "w+", np.bool_, (objects,)).flush()


def render_share(data: Path, share: int, shares: int) -> None:
    """Render the objects whose index is `share` modulo `shares`."""
    images = open_memmap(data / "images.partial.npy", "r+")
    cameras = open_memmap(data / "cameras.partial.npy", "r+")
    done = open_memmap(data / "rendered.partial.npy", "r+")
    with tempfile.TemporaryDirectory() as folder:
        studio = Studio(SIZE, SAMPLES, Path(folder) / "view")
        for entry in records(data)[share::shares]:
            index, category, seed = entry["index"], entry["category"], entry["seed"]
            if done[index]:
                continue
            studio.show(generate(category, seed))
            for k, view in enumerate(sample_views(category, seed, VIEWS)):
                images[index, k] = studio.picture(view)
                cameras[index, k] = view.row()
            done[index] = True


def finish(data: Path) -> None:
    """Give the complete arrays their names."""
    for name in ("images", "cameras"):
        (data / f"{name}.partial.npy").replace(data / f"{name}.npy")
    (data / "rendered.partial.npy").unlink()
    (data / "IMAGES_READY").touch()


def main() -> None:
    """Read the command line; render one share, or start a process for each and wait."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--share", type=int, help="render this share only (used by the command itself)")
    args = parser.parse_args()
    if args.share is not None:
        render_share(args.data, args.share, args.processes)
        return
    (args.data / "IMAGES_READY").unlink(missing_ok=True)
    objects = len(records(args.data))
    prepare(args.data, objects)
    missing = int((~np.load(args.data / "rendered.partial.npy")).sum())
    start = time.monotonic()
    command = [sys.executable, "-m", "dataset.render.render", "--data", str(args.data)]
    command += ["--processes", str(args.processes), "--share"]
    # Blender reports every picture on its standard output.
    children = [subprocess.Popen([*command, str(share)], stdout=subprocess.DEVNULL) for share in range(args.processes)]
    failed = [share for share, child in enumerate(children) if child.wait() != 0]
    if failed or not np.load(args.data / "rendered.partial.npy").all():
        raise SystemExit(f"not all objects are rendered (failed shares: {failed}); run the command again")
    finish(args.data)
    seconds = time.monotonic() - start
    print(f"{missing * VIEWS} pictures in {seconds:.0f} s, {missing * VIEWS / seconds:.1f} a second")


if __name__ == "__main__":
    main()
