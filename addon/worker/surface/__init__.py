"""A point cloud with colours, normals and parts becomes a watertight triangle mesh with colours and parts."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from ...core.cloud import PointCloud
from ...core.errors import ErrorCode, PointsmithError
from ...core.mesh import TriangleMesh
from ...core.surface_settings import SurfaceSettings
from .budget import available_bytes, refuse_too_large
from .colors import VERTEX_VOTERS, vertex_colors
from .extract import extract_surface, vertex_normals
from .holes import bounds_nothing, opened
from .labels import vertex_labels
from .neighbours import nearest
from .normals import estimate_normals
from .orient import make_consistent
from .poisson import solve
from .thin_out import MANY, thinned

__all__ = ["shown_by", "surface_from_cloud"]

_FEWEST_POINTS = 16
_LEAST_SIZE = 1e-4


def surface_from_cloud(
    cloud: PointCloud, settings: SurfaceSettings, check: Callable[[], None], *, trust_normals: bool = True
) -> TriangleMesh:
    """Close the surface around `cloud`.

    Parameters
    ----------
    cloud
        In the model frame; normals may be noisy.
    settings
        Resolution, sharp edges, open holes.
    check
        Called between expensive steps; may raise to cancel.
    trust_normals
        False for clouds from elsewhere, whose normals may be missing (length zero), inverted or wrong.

    Returns
    -------
    TriangleMesh
        2-manifold, in the model frame; closed unless holes stay open, or a cloud from elsewhere has no inside, such as
        a plane: then it is what lies near the points. The same cloud gives the same bytes.

    Raises
    ------
    PointsmithError
        EMPTY_RESULT, when nothing closes; OUT_OF_MEMORY, before anything large is made, with a resolution that fits.
    """
    if len(cloud) < _FEWEST_POINTS or float(np.ptp(cloud.positions, axis=0).max()) < _LEAST_SIZE:
        raise PointsmithError(ErrorCode.EMPTY_RESULT)
    cloud = shown_by(cloud, settings.resolution)
    check()
    normals = cloud.normals if trust_normals else _estimated(cloud)
    check()
    points = make_consistent(cloud.positions, normals)
    refuse_too_large(points, settings.resolution, available_bytes())
    check()
    vertices, faces, around = extract_surface(solve(points, settings.resolution), points, settings.sharp, check)
    step = float(np.ptp(points.positions, axis=0).max()) / settings.resolution
    if len(faces) and (settings.open_holes or (not trust_normals and bounds_nothing(vertices, points, step))):
        vertices, faces = opened(vertices, faces, points)
        around = nearest(points.positions, vertices, VERTEX_VOTERS)
    if len(faces) == 0:
        raise PointsmithError(ErrorCode.EMPTY_RESULT)
    check()
    facing = vertex_normals(vertices, faces)
    colors = vertex_colors(around, vertices, facing, points, cloud.colors)
    labels = None
    if cloud.part_ids is not None:
        labels = vertex_labels(around, vertices, facing, points, cloud.part_ids)
    return TriangleMesh(vertices, faces, colors, labels, cloud.part_names)


def _estimated(cloud: PointCloud) -> NDArray[np.float32]:
    given = cloud.normals if cloud.normals.any() else None
    return estimate_normals(cloud.positions, given)


def shown_by(cloud: PointCloud, resolution: int) -> PointCloud:
    """What a grid of that resolution can show of a cloud: at most about one point a voxel and side."""
    if len(cloud) <= MANY:
        return cloud
    voxel = float(np.ptp(cloud.positions, axis=0).max()) / resolution
    positions, normals, rows = thinned(cloud.positions, cloud.normals, voxel)
    labels = None if cloud.part_ids is None else cloud.part_ids[rows]
    return PointCloud(positions, cloud.colors[rows], normals, labels, cloud.part_names)
