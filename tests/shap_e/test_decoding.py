"""A field becomes a mesh: closed, outward, in the model frame, coloured; the same as asking for every node."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from diffusers.pipelines.shap_e.renderer import volume_query_points

from addon.core.errors import ErrorCode, PointsmithError
from addon.worker.point_e.field import SIDE, dense_volume, sparse_volume
from addon.worker.shap_e.decoding import decoded, fields, mesh_of, points_on

from .conftest import TOKENS, WIDTH, renderer


def ball(places):
    return np.tanh(5 * (0.6 - np.linalg.norm(places - np.float32([0.1, 0, 0]), axis=1)))


def waves(seed):
    rng = np.random.default_rng(seed)
    directions, starts, heights = rng.normal(0, 6, (3, 16)), rng.uniform(0, 6, 16), rng.normal(0, 1, 16)
    return lambda places: np.tanh(np.sin(places @ directions + starts) @ heights / 2)


def painted(places):
    return (places + 1) / 2


def nothing():
    pass


def directed_edges(mesh):
    corners = mesh.faces.astype(np.int64)
    return np.concatenate([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [2, 0]]])


def volume_within(mesh):
    a, b, c = np.moveaxis(mesh.vertices[mesh.faces].astype(np.float64), 1, 0)
    return np.einsum("ij,ij->", a, np.cross(b, c)) / 6


def test_a_ball_stands_in_the_frame_with_its_own_colours():
    mesh = mesh_of(ball, painted, 48, nothing)
    assert mesh.vertices.min(axis=0) == pytest.approx([-0.5] * 3, abs=1e-3)
    assert mesh.vertices.max(axis=0) == pytest.approx([0.5] * 3, abs=1e-3)
    assert volume_within(mesh) == pytest.approx(np.pi / 6, rel=0.01)
    assert mesh.colors == pytest.approx(painted(mesh.vertices * 1.2 + [0.1, 0, 0]), abs=2e-3)


@pytest.mark.parametrize("field", [ball, waves(0), waves(1), lambda places: np.full(len(places), 0.3)])
def test_every_mesh_is_closed_and_faces_outward(field):
    mesh = mesh_of(lambda places: field(places).astype(np.float32), painted, 24, nothing)
    edges = directed_edges(mesh)
    once = np.unique(edges, axis=0)
    assert len(once) == len(edges)
    assert np.array_equal(once, np.unique(edges[:, ::-1], axis=0))
    assert len(np.unique(mesh.vertices, axis=0)) == len(mesh.vertices)
    assert volume_within(mesh) > 0


def test_zeros_on_nodes_make_no_lines():
    mesh = mesh_of(lambda places: np.round(0.5 - np.abs(places).max(axis=1), 1), painted, 33, nothing)
    corners = mesh.vertices[mesh.faces].astype(np.float64)
    assert np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1).min() > 0


def test_a_field_without_inside_is_empty():
    with pytest.raises(PointsmithError) as caught:
        mesh_of(lambda places: np.full(len(places), -0.3, np.float32), painted, 16, nothing)
    assert caught.value.code is ErrorCode.EMPTY_RESULT


def test_a_field_without_numbers_is_refused():
    with pytest.raises(PointsmithError) as caught:
        mesh_of(lambda places: np.full(len(places), np.nan, np.float32), painted, 16, nothing)
    assert caught.value.code is ErrorCode.WRONG_WEIGHTS


def test_few_questions_find_the_same_surface():
    asked = []

    def counted(places):
        asked.append(len(places))
        return ball(places)

    sparse = sparse_volume(counted, 65, nothing)
    dense = dense_volume(ball, 65, nothing)
    assert sum(asked) < 65**3 / 4
    assert np.array_equal(sparse > 0, dense > 0)


def test_the_field_is_what_diffusers_asks():
    torch.manual_seed(0)
    network = renderer().eval()
    latent = torch.randn(1, TOKENS, WIDTH)
    field, paint = fields(network, latent)
    places = volume_query_points(network.volume, 9)
    with torch.inference_mode():
        weights = network.params_proj(latent)
        for name, parameter in network.mlp.state_dict().items():
            if f"nerstf.{name}" in weights:
                assert torch.equal(parameter, weights[f"nerstf.{name}"][0])
        said = network.mlp(position=places[None], direction=None, ts=None, nerf_level="fine", rendering_mode="stf")
    dense = dense_volume(lambda at: field(at * np.float32(2 / SIDE)), 9, nothing)
    assert dense.ravel() == pytest.approx(said.signed_distance.ravel().numpy(), abs=1e-4)
    assert paint(places.numpy()) == pytest.approx(said.channels[0].numpy(), abs=1e-6)


def test_decoding_can_be_stopped():
    def stop():
        raise InterruptedError

    with pytest.raises(InterruptedError):
        decoded(renderer(), torch.zeros(1, TOKENS, WIDTH), stop)


def test_points_lie_on_the_mesh():
    mesh = mesh_of(ball, painted, 32, nothing)
    cloud = points_on(mesh, 3000, 1)
    assert np.linalg.norm(cloud.positions, axis=1) == pytest.approx(np.full(3000, 0.5), abs=0.01)
    assert (cloud.normals * cloud.positions).sum(axis=1) == pytest.approx(np.full(3000, 0.5), abs=0.02)
    assert cloud.positions.mean(axis=0) == pytest.approx([0, 0, 0], abs=0.03)
    assert cloud.colors == pytest.approx(painted(cloud.positions * 1.2 + [0.1, 0, 0]), abs=0.02)
    assert np.array_equal(points_on(mesh, 50, 7).positions, points_on(mesh, 50, 7).positions)
