"""Our surfaces beside the peers': `python -m benchmarks.surface_quality --peers PYTHON --blender PYTHON`.

Clouds of 4,096 points of objects that training never saw, at three levels of noise (`surface_objects.LEVELS`), meshed
by ours at 128^3, plain and sharp; by Open3D and PyMeshLab (`--peers`: a Python of its own that has both), and by
Blender's points to volume (`--blender`: a Python that has bpy). All get the same points, normals and colours; a way
that keeps no colours gets those of the nearest points, and one that crashes has made an empty mesh. Seconds are the
processor's, of all threads together. Prints the tables of docs/surface.md. With `--folder`, clouds, meshes and figures
stay there: an interrupted run goes on, and to measure a way again one deletes its folder of meshes.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import tempfile
import time
from collections import defaultdict
from pathlib import Path

import numpy as np
from scipy.spatial import cKDTree

from addon.core.cloud import PointCloud
from addon.core.errors import PointsmithError
from addon.core.mesh import TriangleMesh
from addon.core.surface_settings import SurfaceSettings
from addon.worker.surface import surface_from_cloud
from dataset.points import UnionError

from .surface_measures import figures
from .surface_objects import LEVELS, Object, make, test_items

HERE = Path(__file__).parent
OURS = {"ours": SurfaceSettings(128), "ours, sharp": SurfaceSettings(128, sharp=True)}
COLUMNS = {
    "chamfer": ("Chamfer, %", 100, 3),
    "f1": ("F 1 %", 1, 3),
    "f2": ("F 2 %", 1, 3),
    "normals": ("normals", 1, 3),
    "lab": ("ΔE", 1, 1),
    "lab_border": ("ΔE at borders", 1, 1),
    "closed": ("closed, %", 100, 0),
    "pieces": ("pieces", 1, 1),
    "seconds": ("s", 1, 2),
}
MOST_CRASHES = 20
"""How often a peer may crash; it goes on with the next cloud."""
Row = dict[str, float]
Clouds = dict[str, tuple[Object, str, PointCloud]]
Found = dict[str, dict[str, list[Row]]]


def ours(cloud: PointCloud, settings: SurfaceSettings) -> TriangleMesh | None:
    """The mesh, None where nothing closes."""
    try:
        return surface_from_cloud(cloud, settings, lambda: None)
    except PointsmithError:
        return None


def measured(thing: Object, cloud: PointCloud, path: Path) -> Row:
    """Figures of the mesh in a file, kept beside it."""
    kept = path.with_suffix(".json")
    with np.load(path) as arrays:
        vertices, faces, colors = arrays["vertices"], arrays["faces"], arrays["colors"]
        seconds = float(arrays["seconds"])
    if not kept.exists():
        if len(colors) != len(vertices) and len(vertices):
            colors = cloud.colors[cKDTree(cloud.positions).query(vertices)[1]]
        kept.write_text(json.dumps(figures(vertices, faces, colors, thing.truth)))
    row: Row = json.loads(kept.read_text())
    return row | {"seconds": seconds}


def write_clouds(things: list[Object], folder: Path) -> Clouds:
    """Write the clouds for the peers; by name the object, the level and the cloud."""
    named = {}
    for number, thing in enumerate(things):
        for level, noise in LEVELS.items():
            cloud = thing.cloud(noise)
            name = f"{number:03}-{level}"
            named[name] = thing, level, cloud
            np.savez(folder / f"{name}.npz", positions=cloud.positions, normals=cloud.normals, colors=cloud.colors)
    return named


def table(rows: dict[str, list[Row]]) -> str:
    """Markdown: the mean of each way."""
    lines = [
        "| way | " + " | ".join(title for title, _, _ in COLUMNS.values()) + " |",
        "|---" * (len(COLUMNS) + 1) + "|",
    ]
    for way, found in rows.items():
        cells = [f"{np.nanmean([r[key] for r in found]) * by:.{digits}f}" for key, (_, by, digits) in COLUMNS.items()]
        lines.append(f"| {way} | {' | '.join(cells)} |")
    return "\n".join(lines)


def run_peers(python: Path | None, program: str, source: Path, target: Path) -> None:
    """Run a program of peers over the clouds in `source`, or say that it is left out."""
    if python is None:
        print(f"{program} is left out: no Python was named for it.")
        return
    for _ in range(MOST_CRASHES):
        # On a busy machine PyMeshLab's threads would wait for each other at full speed, for a minute a cloud.
        waiting = os.environ | {"OMP_WAIT_POLICY": "passive"}
        if not subprocess.run(
            [python, HERE / program, source, target], check=False, stdout=subprocess.DEVNULL, env=waiting
        ).returncode:
            return


def of_ours(named: Clouds, target: Path) -> None:
    """Write our meshes of all clouds that have none yet."""
    nothing = np.zeros((0, 3), np.float32)
    for way, settings in OURS.items():
        (target / way).mkdir(parents=True, exist_ok=True)
        for name, (_, _, cloud) in named.items():
            path = target / way / f"{name}.npz"
            if path.exists():
                continue
            begun = time.process_time()
            mesh = ours(cloud, settings)
            seconds = time.process_time() - begun
            vertices, colors = (nothing, nothing) if mesh is None else (mesh.vertices, mesh.colors)
            faces = np.zeros((0, 3), np.int32) if mesh is None else mesh.faces
            np.savez(path, vertices=vertices, faces=faces, colors=colors, seconds=seconds)


def rows_of(named: Clouds, target: Path) -> Found:
    """The rows of all meshes that lie in `target`, by level and way."""
    found: Found = defaultdict(lambda: defaultdict(list))
    for folder in sorted(target.iterdir(), key=lambda folder: (folder.name not in OURS, folder.name)):
        for name, (thing, level, cloud) in named.items():
            if (folder / f"{name}.npz").exists():
                found[level][folder.name].append(measured(thing, cloud, folder / f"{name}.npz"))
    return found


def main() -> None:
    """Run all ways on all clouds and print a table for each level and one for all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--objects", type=int, default=30)
    parser.add_argument("--peers", type=Path, help="a Python that has open3d and pymeshlab")
    parser.add_argument("--blender", type=Path, help="a Python that has bpy")
    parser.add_argument("--folder", type=Path, help="where all stays")
    args = parser.parse_args()
    things = []
    for item in test_items(args.objects):
        try:
            things.append(make(item))
        except UnionError as error:
            print(f"{item.category}:{item.seed} is left out: {error}")
    with tempfile.TemporaryDirectory() as scratch:
        source, target = ((args.folder or Path(scratch)) / name for name in ("clouds", "meshes"))
        source.mkdir(parents=True, exist_ok=True)
        named = write_clouds(things, source)
        of_ours(named, target)
        run_peers(args.peers, "surface_peers.py", source, target)
        run_peers(args.blender, "surface_blender.py", source, target)
        found = rows_of(named, target)
    together: dict[str, list[Row]] = defaultdict(list)
    for level, rows in found.items():
        print(f"\n{len(things)} objects, noise: {level}\n\n{table(rows)}")
        for way, measured_rows in rows.items():
            together[way] += measured_rows
    print(f"\nMean of all\n\n{table(together)}")


if __name__ == "__main__":
    main()
