import numpy as np

from addon.core.cloud import PointCloud
from addon.worker.surface import surface_from_cloud


def test_sphere_is_closed() -> None:
    rng = np.random.default_rng(0)
    normals = rng.normal(size=(2000, 3)).astype(np.float32)
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    cloud = PointCloud(normals * np.float32(0.5), np.full_like(normals, 0.5), normals)
    mesh = surface_from_cloud(cloud, 64, lambda: None)
    edges = np.sort(np.concatenate([mesh.faces[:, [0, 1]], mesh.faces[:, [1, 2]], mesh.faces[:, [2, 0]]]), axis=1)
    assert (np.unique(edges, axis=0, return_counts=True)[1] == 2).all()
