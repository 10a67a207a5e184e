"""Finished meshes against the true surface. N points, V vertices, F faces."""

import numpy as np
from scipy.spatial import cKDTree

from addon.core.cloud import PointCloud
from addon.core.errors import PointsmithError
from addon.core.mesh import TriangleMesh
from addon.core.pipelines import BUNDLED_PRESETS, Quality
from addon.core.surface_settings import SurfaceSettings
from addon.worker.surface import surface_from_cloud
from dataset.catalogue.generate import generate
from dataset.points import outer_surface

from .pictures import subjects
from .retrieval import at_random, retrieved
from .setting import Evaluation, Figures, Floats, Group, group, share

THRESHOLD = 0.02
"""Of the F-score, as a share of the longest side."""
DENSE = 16_384
"""Points on a surface when surfaces are compared: their spacing is well below the threshold."""


def figures(evaluation: Evaluation, views: int = 3) -> Group:
    """F-score of meshes made from pictures, and as a share of what the same mesher makes of true points."""
    pack, sizes = evaluation.pack, evaluation.sizes
    objects = evaluation.objects("test")[: sizes.meshes]
    truth = [_true_surface(record["category"], record["seed"]) for record in evaluation.records(objects)]
    asked = subjects(evaluation, objects, views)
    samples = [evaluation.generate(asked, seed, sizes.mesh_points).points for seed in sizes.seeds]

    def measured(clouds: Floats) -> Figures:
        return {"f_score": share(f_score(on_mesh(cloud), true) for cloud, true in zip(clouds, truth, strict=True))}

    controls = {
        "ceiling": evaluation.real(objects, sizes.mesh_points),
        "retrieval": evaluation.real(retrieved(evaluation, objects), sizes.mesh_points),
        "floor": evaluation.real(at_random(pack, objects, of_category=False), sizes.mesh_points),
    }
    found = group(samples, controls, measured, objects=len(objects), views=views)
    best = found["controls"]["ceiling"]["f_score"]
    for row in [*found["seeds"], *found["controls"].values()]:
        row["of_ceiling"] = row["f_score"] / best
    return found


def on_mesh(cloud: Floats, count: int = DENSE) -> Floats:
    """Points, (count, 3), evenly on the mesh that the add-on makes of a cloud, (N, 9); none if it makes none."""
    settings = SurfaceSettings(BUNDLED_PRESETS[Quality.STANDARD].surface_resolution)
    try:
        mesh: TriangleMesh = surface_from_cloud(PointCloud.from_channels(cloud), settings, lambda: None)
    except PointsmithError:
        return np.zeros((0, 3), np.float32)
    return evenly(mesh.vertices[mesh.faces], count)


def evenly(triangles: Floats, count: int) -> Floats:
    """Points, (count, 3), evenly by area on triangles, (F, 3, 3)."""
    rng = np.random.default_rng(0)
    a, b, c = np.asarray(triangles, np.float64).transpose(1, 0, 2)
    area = np.linalg.norm(np.cross(b - a, c - a), axis=1)
    chosen = rng.choice(len(area), count, p=area / area.sum())
    root, v = np.sqrt(rng.random((count, 1))), rng.random((count, 1))
    points = (1 - root) * a[chosen] + root * (1 - v) * b[chosen] + root * v * c[chosen]
    return points.astype(np.float32)


def f_score(points: Floats, truth: Floats, threshold: float = THRESHOLD) -> float:
    """F-score of points, (N, 3), against true ones, (M, 3) (Tatarchenko et al. 2019, section 4); 0 of no points."""
    if not len(points):
        return 0.0
    precision = (cKDTree(truth).query(points, distance_upper_bound=threshold)[0] < threshold).mean()
    recall = (cKDTree(points).query(truth, distance_upper_bound=threshold)[0] < threshold).mean()
    return float(2 * precision * recall / max(precision + recall, 1e-9))


def _true_surface(category: str, seed: int) -> Floats:
    return evenly(outer_surface(generate(category, seed)).triangles.astype(np.float32), DENSE)
