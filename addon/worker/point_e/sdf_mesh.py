"""A cloud's surface by Point-E's SDF network, with the colours of its points."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.spatial import cKDTree
from skimage.measure import marching_cubes

from ...core.cloud import PointCloud
from ...core.errors import ErrorCode, PointsmithError
from ...core.mesh import TriangleMesh
from ..threads import THREADS
from .architectures import SDF
from .farthest import farthest_points
from .field import SIDE, Field, Floats, dense_volume, sparse_volume
from .sdf import SdfNetwork


@torch.inference_mode()
def network_field(network: SdfNetwork, positions: Floats) -> Field:
    """The field that the network sees around a cloud, (N, 3) in the model frame; the published number is 4,096."""
    encoded = network.encode(torch.from_numpy(positions)[None].to(network.device))

    @torch.inference_mode()
    def field(places: Floats) -> Floats:
        values: Floats = network(torch.from_numpy(places)[None].to(network.device), encoded)[0].float().cpu().numpy()
        return values

    return field


def surface_of(volume: Floats) -> tuple[Floats, NDArray[np.int32]]:
    """Vertices, (V, 3), and faces, (F, 3), of the zero level by marching cubes, as published.

    A field of one sign has its mean taken off first, so that there is a surface. Counter-clockwise from outside where
    the field is positive inside.
    """
    if (volume < 0).all() or (volume > 0).all():
        volume = volume - volume.mean()
    voxel = SIDE / (len(volume) - 1)
    vertices, faces, _, _ = marching_cubes(volume, 0, allow_degenerate=False, spacing=(voxel,) * 3)
    return (vertices + np.float32(-SIDE / 2)).astype(np.float32), faces[:, [1, 0, 2]].astype(np.int32)


def sdf_surface(
    network: SdfNetwork, cloud: PointCloud, resolution: int, check: Callable[[], None], *, dense: bool = False
) -> TriangleMesh:
    """The surface around a cloud of the model frame.

    Parameters
    ----------
    network, cloud
        The published network, and what to close a surface around.
    resolution
        Nodes along each side of the grid; 128 as published.
    check
        Called between batches; may raise to cancel.
    dense
        Ask for every node, as published. The surface is the same.

    Raises
    ------
    PointsmithError
        EMPTY_RESULT, when the network sees no surface.
    """
    rows = farthest_points(cloud.positions, SDF.points)
    field = network_field(network, cloud.positions[rows])
    volume = (dense_volume if dense else sparse_volume)(field, resolution, check)
    if (volume < 0).all() or (volume > 0).all():
        # Only the mean of all nodes says where the published code cuts such a field.
        volume = dense_volume(field, resolution, check)
    vertices, faces = surface_of(volume)
    if not len(faces):
        raise PointsmithError(ErrorCode.EMPTY_RESULT)
    if _volume(vertices, faces) < 0:
        faces = faces[:, ::-1]
    nearest = cKDTree(cloud.positions).query(vertices, workers=THREADS)[1]
    return TriangleMesh(vertices, np.ascontiguousarray(faces), cloud.colors[nearest])


def _volume(vertices: Floats, faces: NDArray[np.int32]) -> float:
    """Six times the volume within; negative when the faces look inwards."""
    a, b, c = (vertices[faces[:, corner]].astype(np.float64) for corner in range(3))
    return float(np.einsum("ij,ij->", a, np.cross(b, c)))
