"""Do thin parts survive? `python -m benchmarks.thin_parts [--objects N] [--noise none|light|generated]`.

Thin is what is 2 % to 6 % of the longest side thick. Of objects of the frozen test split that have such parts, clouds
of 4,096 points are meshed at 128^3. A part's axis is sampled by chords: from points of the true surface straight
inwards to the other side, where the chord and the ones beside it are that short; their middles must lie inside the
mesh. An object is whole when at least 98 % of them do, of every thin part at least 90 %, and the mesh has no more
pieces than the true surface.
"""

from __future__ import annotations

import argparse

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from addon.core.mesh import TriangleMesh
from addon.core.surface_settings import SurfaceSettings
from addon.worker.surface import surface_from_cloud
from dataset.points import UnionError

from .surface_measures import pieces
from .surface_objects import LEVELS, Floats, Object, evenly, make, test_items

THIN = (0.02, 0.06)
_CHORDS = 5000
_FEWEST = 10
"""Chords that make a part count as thin."""


def axis_points(thing: Object) -> tuple[Floats, NDArray[np.uint8]]:
    """Middles (A, 3) of thin chords through the object, and their parts (A,)."""
    truth = thing.truth
    tree = cKDTree(truth.xyz)
    rng = np.random.default_rng(0)
    rows = rng.choice(len(truth.xyz), _CHORDS, replace=False)
    start, inward = truth.xyz[rows], -truth.normals[rows]
    # The other side: the first step along the chord that is near a point which faces its way.
    length = np.full(len(rows), np.inf)
    for step in np.arange(THIN[0] * 0.9, THIN[1] * 1.1, 0.002):
        distance, nearest = tree.query(start + step * inward)
        hit = (distance < 0.005) & ((truth.normals[nearest] * inward).sum(axis=1) > 0.8)
        length = np.where(hit & np.isinf(length), ((truth.xyz[nearest] - start) * inward).sum(axis=1), length)
    thin = (length >= THIN[0]) & (length <= THIN[1])
    middle = start + 0.5 * np.where(thin, length, 0)[:, None] * inward
    # Near a rim or a foot the middle is closer to another side than half its chord: what is left has its sides beside.
    clear = tree.query(middle)[0] > 0.4 * np.where(thin, length, 1)
    keep = thin & clear
    parts = truth.part_ids[rows]
    keep &= np.bincount(parts[keep], minlength=256)[parts] >= _FEWEST
    return middle[keep], parts[keep]


def inside(mesh: TriangleMesh, places: Floats) -> NDArray[np.bool_]:
    """Which places (A, 3) lie behind the nearest of many points of the mesh."""
    _, xyz, normals = evenly(mesh.vertices[mesh.faces].astype(np.float64), 200_000)
    _, nearest = cKDTree(xyz).query(places, k=5)
    depth = ((xyz[nearest] - places[:, None]) * normals[nearest]).sum(axis=2)
    return np.asarray(np.median(depth, axis=1) > 0)


def true_pieces(thing: Object) -> int:
    """Connected pieces of the true surface."""
    corners = thing.surface.triangles.reshape(-1, 3)
    _, index = np.unique(np.round(corners * 1e9).astype(np.int64), axis=0, return_inverse=True)
    faces = index.reshape(-1, 3)
    return pieces(faces, int(faces.max()) + 1)


def main() -> None:
    """Print a line for each object that is broken, and the share of those that are whole."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--objects", type=int, default=91, help="of the frozen split, thin or not")
    parser.add_argument("--resolution", type=int, default=128)
    parser.add_argument("--noise", choices=LEVELS, default="none")
    args = parser.parse_args()
    whole, connected, count = 0, 0, 0
    for item in test_items(args.objects):
        try:
            thing = make(item)
        except UnionError:
            continue
        places, parts = axis_points(thing)
        if not len(places):
            continue
        count += 1
        cloud = thing.cloud(LEVELS[args.noise])
        mesh = surface_from_cloud(cloud, SurfaceSettings(args.resolution), lambda: None)
        within = inside(mesh, places)
        found, true = pieces(mesh.faces, len(mesh.vertices)), true_pieces(thing)
        shares = {thing.asset.parts[part].name: float(within[parts == part].mean()) for part in np.unique(parts)}
        sound = within.mean() >= 0.98 and min(shares.values()) >= 0.9
        connected += found <= true
        whole += sound and found <= true
        if not (sound and found <= true):
            worst = min(shares, key=lambda name: shares[name])
            print(
                f"{thing.name:24} {within.mean():6.1%} of the axes inside, {worst} {shares[worst]:.0%}; "
                f"{found} pieces, truly {true}",
                flush=True,
            )
    print(f"{whole} of {count} objects with thin parts are whole ({whole / count:.1%}); {connected} in as few pieces")


if __name__ == "__main__":
    main()
