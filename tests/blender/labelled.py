"""Objects of the catalogue as results with labelled parts: their points, surfaced as the worker does it."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from addon.core.cloud import PointCloud
from addon.core.surface_settings import SurfaceSettings
from addon.worker.surface import surface_from_cloud
from dataset.catalogue.generate import generate
from dataset.points import outer_surface, sample


def save_result(folder: Path, category: str, seed: int, *, points: int = 4096, resolution: int = 96) -> None:
    """Write mesh and cloud of one object as `CATEGORY.mesh.npz` and `CATEGORY.cloud.npz`."""
    asset = generate(category, seed)
    drawn = sample(asset, outer_surface(asset), points, np.random.default_rng(seed))
    names = tuple(part.name for part in asset.parts)
    xyz, rgb, normals = (values.astype(np.float32) for values in (drawn.xyz, drawn.rgb, drawn.normals))
    cloud = PointCloud(xyz, rgb, normals, drawn.part_ids.astype(np.uint8), names)
    cloud.save(folder / f"{category}.cloud.npz")
    surface_from_cloud(cloud, SurfaceSettings(resolution), lambda: None).save(folder / f"{category}.mesh.npz")
