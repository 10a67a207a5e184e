"""From Shap-E's latent to a mesh as the rest of the worker knows it (Jun & Nichol 2023, sec. 4). V vertices, F faces.

A latent holds the weights of a network that says for each place in [-1, 1]^3 how far inside it is, and which colour it
has. +Z is up, and the first of diffusers' preview cameras stands at -Y: the axes are ours, the size is not.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from diffusers.pipelines.shap_e.renderer import ShapERenderer
from numpy.typing import NDArray
from skimage.measure import marching_cubes
from torch import Tensor

from ...core.cloud import PointCloud
from ...core.errors import ErrorCode, PointsmithError
from ...core.mesh import TriangleMesh
from ..point_e.field import BATCH, SIDE, Field, Floats, sparse_volume

Paint = Callable[[Floats], Floats]
"""Display-referred sRGB, (Q, 3) in [0, 1], at places, (Q, 3) in [-1, 1]^3."""

NODES = 128
"""Along each side of the grid, as published."""
_OUTSIDE = -1.0
_ON_A_NODE = 1e-4
"""Values nearer to zero are moved away from it: the surface then crosses edges, never nodes, and no face is a line."""


def decoded(renderer: ShapERenderer, latent: Tensor, check: Callable[[], None]) -> TriangleMesh:
    """The mesh of a latent (1, tokens, width), as `mesh_of` makes it.

    The grid is diffusers' (`ShapERenderer.decode_to_mesh`), but only what the surface can depend on is asked for, and
    the vertices are where the colours were asked for, not 1/128 beside.

    Raises
    ------
    PointsmithError
        EMPTY_RESULT when the field has no surface.
    """
    field, paint = fields(renderer, latent)
    return mesh_of(field, paint, NODES, check)


def fields(renderer: ShapERenderer, latent: Tensor) -> tuple[Field, Paint]:
    """Inside (positive) or outside, and colour, at places in [-1, 1]^3, of the network that a latent holds."""
    network = renderer.mlp
    with torch.inference_mode():
        weights = renderer.params_proj(latent.to(renderer.device, renderer.dtype))
        named = {name.removeprefix("nerstf."): value[0] for name, value in weights.items()}
        network.load_state_dict(named, strict=False)

    @torch.inference_mode()
    def ask(places: Floats) -> Any:
        position = torch.from_numpy(places)[None].to(network.device, network.dtype)
        return network(position=position, direction=None, ts=None, nerf_level="fine", rendering_mode="stf")

    def field(places: Floats) -> Floats:
        inside: Floats = ask(places).signed_distance[0, :, 0].float().cpu().numpy()
        return inside

    def paint(places: Floats) -> Floats:
        colors: Floats = ask(places).channels[0].float().cpu().numpy()
        return colors

    return field, paint


def mesh_of(field: Field, paint: Paint, nodes: int, check: Callable[[], None]) -> TriangleMesh:
    """The zero level of a field over [-1, 1]^3, centred, longest side 1.

    Closed, also where the field is cut off by the cube; every vertex once; counter-clockwise from outside.

    Raises
    ------
    PointsmithError
        EMPTY_RESULT when it has none.
    """
    volume = sparse_volume(lambda places: field(places * np.float32(2 / SIDE)), nodes, check)
    if not np.isfinite(volume).all():
        raise PointsmithError(ErrorCode.WRONG_WEIGHTS, "the networks of Shap-E give no numbers")
    near = np.abs(volume) < _ON_A_NODE
    volume[near] = np.where(volume[near] > 0, _ON_A_NODE, -_ON_A_NODE)
    volume = np.pad(volume, 1, constant_values=_OUTSIDE)
    if not (volume > 0).any():
        raise PointsmithError(ErrorCode.EMPTY_RESULT)
    corners, faces, _, _ = marching_cubes(volume, 0.0)
    places = ((corners - 1) * (2 / (nodes - 1)) - 1).astype(np.float32)
    colors = np.empty_like(places)
    for first in range(0, len(places), BATCH):
        check()
        colors[first : first + BATCH] = paint(places[first : first + BATCH])
    low, high = places.min(axis=0), places.max(axis=0)
    vertices = ((places - (low + high) / 2) / (high - low).max()).astype(np.float32)
    return TriangleMesh(vertices, np.ascontiguousarray(faces[:, [1, 0, 2]], np.int32), np.clip(colors, 0, 1))


def points_on(mesh: TriangleMesh, count: int, seed: int) -> PointCloud:
    """Points drawn evenly by area, with the faces' normals and the corners' colours between them."""
    rng = np.random.default_rng(seed)
    corners = mesh.vertices[mesh.faces].astype(np.float64)
    cross = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    doubled: NDArray[np.float64] = np.linalg.norm(cross, axis=1)
    chosen = rng.choice(len(doubled), count, p=doubled / doubled.sum())
    root, share = np.sqrt(rng.random(count)), rng.random(count)
    weights = np.stack([1 - root, root * (1 - share), root * share], axis=1)[:, :, None]
    positions = (weights * corners[chosen]).sum(axis=1)
    colors = np.clip((weights * mesh.colors[mesh.faces[chosen]]).sum(axis=1), 0, 1)
    normals = cross[chosen] / doubled[chosen, None]
    return PointCloud(positions.astype(np.float32), colors.astype(np.float32), normals.astype(np.float32))
