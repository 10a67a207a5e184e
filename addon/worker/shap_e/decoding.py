"""From what Shap-E decodes to a mesh as the rest of the worker knows it. V vertices, F faces.

Shap-E's field lives in [-1, 1]^3 with +Z up, and diffusers' first preview camera stands in front, at -Y: the axes are
ours, the size is not.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from diffusers.pipelines.shap_e.renderer import ShapERenderer
from numpy.typing import NDArray
from torch import Tensor

from ...core.cloud import PointCloud
from ...core.colors import linear_to_srgb
from ...core.errors import ErrorCode, PointsmithError
from ...core.mesh import TriangleMesh

Floats = NDArray[np.float32]


def decoded(renderer: ShapERenderer, latent: Tensor) -> TriangleMesh:
    """The mesh of a latent (1, tokens, width), centred, longest side 1, colours in sRGB.

    Raises
    ------
    PointsmithError
        EMPTY_RESULT when the field holds nothing.
    """
    try:
        found: Any = renderer.decode_to_mesh(latent, latent.device)
    except (IndexError, ValueError, ZeroDivisionError) as error:
        raise PointsmithError(ErrorCode.EMPTY_RESULT) from error
    vertices = found.verts.float().cpu().numpy().astype(np.float64)
    faces = found.faces.cpu().numpy().astype(np.int32)
    if not len(faces):
        raise PointsmithError(ErrorCode.EMPTY_RESULT)
    # diffusers turns its colours into linear light.
    linear = torch.stack([found.vertex_channels[name] for name in "RGB"], dim=-1).float().cpu().numpy()
    vertices, faces, colors = _used(vertices, faces, linear_to_srgb(np.clip(linear, 0, 1)))
    low, high = vertices.min(axis=0), vertices.max(axis=0)
    longest = float((high - low).max())
    if longest <= 0:
        raise PointsmithError(ErrorCode.EMPTY_RESULT)
    return TriangleMesh(((vertices - (low + high) / 2) / longest).astype(np.float32), faces, colors)


def _used(
    vertices: NDArray[np.float64], faces: NDArray[np.int32], colors: Floats
) -> tuple[NDArray[np.float64], NDArray[np.int32], Floats]:
    """Only the vertices that faces use, and only faces with three corners."""
    whole = (faces[:, 0] != faces[:, 1]) & (faces[:, 1] != faces[:, 2]) & (faces[:, 2] != faces[:, 0])
    kept, renumbered = np.unique(faces[whole], return_inverse=True)
    return vertices[kept], renumbered.reshape(-1, 3).astype(np.int32), colors[kept].astype(np.float32)


def points_on(mesh: TriangleMesh, count: int, seed: int) -> PointCloud:
    """Points drawn evenly by area, with the faces' normals and the corners' colours between them."""
    rng = np.random.default_rng(seed)
    corners = mesh.vertices[mesh.faces].astype(np.float64)
    cross = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    doubled = np.linalg.norm(cross, axis=1)
    chosen = rng.choice(len(doubled), count, p=doubled / doubled.sum())
    root, share = np.sqrt(rng.random(count)), rng.random(count)
    weights = np.stack([1 - root, root * (1 - share), root * share], axis=1)[:, :, None]
    positions = (weights * corners[chosen]).sum(axis=1)
    colors = np.clip((weights * mesh.colors[mesh.faces[chosen]]).sum(axis=1), 0, 1)
    normals = cross[chosen] / doubled[chosen, None]
    return PointCloud(positions.astype(np.float32), colors.astype(np.float32), normals.astype(np.float32))
