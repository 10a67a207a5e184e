"""How many estimated normals point outwards, and how far they are off, on catalogue objects that training leaves out.

python -m benchmarks.normals [--points 4096] [--noise 0 0.005 0.01] [--every 3] [--peers PYTHON]

With `--peers`, a Python that has open3d and pymeshlab, a table of docs/surface.md: theirs beside ours, of clouds
without normals. Which of a cloud's two sides is out is chance to them, so the better one counts for them.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import tempfile
import time
from collections import defaultdict
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from addon.worker.surface.normals import estimate_normals
from dataset.catalogue.categories import CATEGORIES
from dataset.catalogue.generate import generate
from dataset.points import outer_surface, sample

FIRST_SEED = 900_000
"""Beyond the seeds of all splits."""

_RIGHT = 0.99
"""Share of outward normals from which an object counts as right."""

Floats = NDArray[np.float32]


def oriented_points(category: str, seed: int, count: int, noise: float) -> tuple[Floats, Floats]:
    """(N, 3) positions with Gaussian `noise`, in parts of the longest side, and the true normals."""
    asset = generate(category, seed)
    cloud = sample(asset, outer_surface(asset), count, np.random.default_rng(seed))
    shift = np.random.default_rng(seed + 1).normal(0, noise, cloud.xyz.shape) if noise else 0
    return (cloud.xyz + shift).astype(np.float32), cloud.normals.astype(np.float32)


def damaged(normals: Floats, kind: str, seed: int) -> Floats | None:
    """Normals as a file might give them: "none", "exact", "inverted", "few", of which a tenth is turned over, or
    "noisy", 25 degrees off and 30 % turned over.
    """
    rng = np.random.default_rng(seed)
    if kind == "none":
        return None
    if kind == "noisy":
        axis = np.cross(normals, rng.normal(size=normals.shape))
        axis /= np.linalg.norm(axis, axis=1, keepdims=True)
        angle = np.radians(np.abs(rng.normal(0, 25 * np.sqrt(np.pi / 2), (len(normals), 1))))
        flip = np.where(rng.random((len(normals), 1)) < 0.3, -1, 1)
        return ((np.cos(angle) * normals + np.sin(angle) * axis) * flip).astype(np.float32)
    if kind == "few":
        return np.where(rng.random((len(normals), 1)) < 0.1, -normals, normals)
    return -normals if kind == "inverted" else normals


def shares(estimated: Floats, true: Floats) -> tuple[float, float]:
    """Shares of normals within 90 and within 30 degrees of the true ones."""
    cosine = (estimated * true).sum(axis=1)
    return float((cosine > 0).mean()), float((cosine > np.cos(np.radians(30))).mean())


def print_damaged(options: argparse.Namespace) -> None:
    """Print a line for each number of points, noise and kind of given normals."""
    names = list(CATEGORIES)[:: options.every]
    for count in options.points:
        for noise in options.noise:
            for kind in options.given:
                rows, slowest = [], 0.0
                for i, name in enumerate(names):
                    positions, true = oriented_points(name, FIRST_SEED + i, count, noise)
                    given = damaged(true, kind, i)
                    start = time.perf_counter()
                    estimated = estimate_normals(positions, given)
                    slowest = max(slowest, time.perf_counter() - start)
                    rows.append((*shares(estimated, true), name))
                outward, close = (np.array([row[i] for row in rows]) for i in (0, 1))
                worst = ", ".join(f"{row[2]} {row[0]:.3f}" for row in sorted(rows)[:3])
                print(
                    f"{count} points, noise {noise:g}, given {kind}, {len(rows)} objects: within 90 degrees "
                    f"{outward.mean():.4f}, within 30 {close.mean():.4f}; least {worst}; at most {slowest:.1f} s",
                    flush=True,
                )


def print_peers(options: argparse.Namespace) -> None:
    """Print a Markdown row for each number of points, noise and way."""
    truth: dict[str, Floats] = {}
    found: dict[tuple[str, str], list[tuple[float, float, float]]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as scratch:
        source, target = Path(scratch) / "clouds", Path(scratch) / "normals"
        source.mkdir()
        for count in options.points:
            for noise in options.noise:
                for i, category in enumerate(list(CATEGORIES)[:: options.every]):
                    positions, true = oriented_points(category, FIRST_SEED + i, count, noise)
                    name = f"{count:,} | {noise:.1%}/{category}"
                    truth[name] = true
                    np.savez(source / f"{len(truth):04}.npz", positions=positions)
                    begun = time.process_time()
                    estimated = estimate_normals(positions)
                    row = (*shares(estimated, true), time.process_time() - begun)
                    found[name.split("/", maxsplit=1)[0], "ours"].append(row)
        subprocess.run(
            [options.peers, Path(__file__).parent / "normals_peers.py", source, target],
            check=True,
            env=os.environ | {"OMP_WAIT_POLICY": "passive"},
        )
        for folder in sorted(target.iterdir()):
            for name, path in zip(truth, sorted(folder.glob("*.npz")), strict=True):
                with np.load(path) as arrays:
                    normals, seconds = arrays["normals"].astype(np.float32), float(arrays["seconds"])
                better = max(shares(normals, truth[name]), shares(-normals, truth[name]))
                found[name.split("/")[0], folder.name].append((*better, seconds))
    print("| points | noise, % | way | outwards, % | within 30 degrees, % | objects with 99 % outwards, % | s |")
    print("|---" * 7 + "|")
    for (case, way), rows in sorted(found.items()):
        table = np.array(rows)
        outward, close, seconds = table.mean(axis=0)
        right = (table[:, 0] >= _RIGHT).mean()
        print(f"| {case} | {way} | {outward:.1%} | {close:.1%} | {right:.0%} | {seconds:.2f} |".replace("%", ""))


def main() -> None:
    """Read the command line and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--points", type=int, nargs="+", default=[4096, 16384])
    parser.add_argument("--noise", type=float, nargs="+", default=[0.0, 0.005, 0.01])
    parser.add_argument("--given", nargs="+", default=["none"], choices=["none", "exact", "inverted", "few", "noisy"])
    parser.add_argument("--every", type=int, default=3, help="one of so many categories")
    parser.add_argument("--peers", type=Path, help="a Python that has open3d and pymeshlab")
    options = parser.parse_args()
    if options.peers:
        print_peers(options)
    else:
        print_damaged(options)


if __name__ == "__main__":
    main()
