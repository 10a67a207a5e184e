"""Finished objects as a worker leaves them, made without one: rings of any fineness, with parts."""

from pathlib import Path

import numpy as np

from addon.batch.job import BatchJob, JobMaker
from addon.core.cloud import PointCloud
from addon.core.mesh import TriangleMesh
from addon.farm.library import Library
from addon.farm.orders import Export

PARTS = ("seat", "leg é", "back")


def ring(rings: int = 120, sides: int = 80) -> tuple[PointCloud, TriangleMesh]:
    """Return 1,024 points of a ring at most, and its watertight surface of 2 * rings * sides triangles."""
    u, v = np.meshgrid(np.arange(rings) / rings * 2 * np.pi, np.arange(sides) / sides * 2 * np.pi, indexing="ij")
    outward = np.stack([np.cos(u) * np.cos(v), np.sin(u) * np.cos(v), np.sin(v)], axis=-1).reshape(-1, 3)
    middle = np.stack([np.cos(u), np.sin(u), np.zeros_like(u)], axis=-1).reshape(-1, 3)
    places = (0.35 * middle + 0.15 * outward).astype(np.float32)
    a = np.arange(rings * sides).reshape(rings, sides)
    b, c, d = np.roll(a, -1, 0), np.roll(a, -1, (0, 1)), np.roll(a, -1, 1)
    faces = np.concatenate([np.stack(t, axis=-1).reshape(-1, 3) for t in ((a, b, c), (a, c, d))]).astype(np.int32)
    colors = (0.5 + 0.5 * outward).astype(np.float32)
    labels = (np.arange(len(places)) * len(PARTS) // len(places)).astype(np.uint8)
    some = np.linspace(0, len(places) - 1, min(1024, len(places))).astype(int)
    cloud = PointCloud(places[some], colors[some], outward[some].astype(np.float32), labels[some], PARTS)
    return cloud, TriangleMesh(places, faces, colors, labels, PARTS)


def job(folder: Path, library: Path | None = None, **settings: object) -> BatchJob:
    """Return the one job of a record; "a red ring" in Draft where it says nothing else."""
    record = {"prompt": "a red ring", "quality": "draft", "name": "rings é/red", **settings}
    (made,) = JobMaker(folder, folder, library).jobs(record)
    return made


def order(
    number: int, what: BatchJob, arrays: Path, *, folder: Path | None = None, library: Path | None = None
) -> Export:
    """Return the order to export a job with the arrays of `kept`."""
    return Export(
        number=number,
        job=what,
        request=what.request,
        cloud=arrays / "cloud.npz",
        mesh=arrays / "mesh.npz",
        device="cpu",
        model_hash="0" * 64,
        seconds={"coarse": 0.5, "surface": 0.25},
        notices=("a notice",),
        folder=folder,
        thumbnail=folder is not None,
        library=None if library is None else Library(library),
    )


def kept(folder: Path, rings: int = 120, sides: int = 80) -> Path:
    """Write a ring's arrays into a folder, and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    cloud, mesh = ring(rings, sides)
    cloud.save(folder / "cloud.npz")
    mesh.save(folder / "mesh.npz")
    return folder
