"""The networks have the published names and shapes, and compute the published numbers."""

from __future__ import annotations

import pytest
import torch

from addon.worker.point_e.architectures import ARCHITECTURES, build
from addon.worker.point_e.attention import timestep_waves
from addon.worker.point_e.transformer import Conditioning

from .vectors import FOLDER, TOLERANCE, small, small_sdf, vectors, worst


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_the_names_and_shapes_are_those_of_the_published_files(name):
    lines = (FOLDER / "keys" / f"{name}.txt").read_text().splitlines()[1:]
    published = [tuple(line.split("\t")[:3]) for line in lines]
    state = build(name, device="meta").state_dict()
    assert [(key, str(tuple(t.shape)), str(t.dtype).removeprefix("torch.")) for key, t in state.items()] == published


def test_every_list_of_keys_is_checked():
    assert {path.stem for path in (FOLDER / "keys").glob("*.txt")} == set(ARCHITECTURES)


def test_time_waves():
    given = vectors("g_timestep_embedding")
    for width in (64, 512):
        for kind in ("int", "float"):
            assert worst(timestep_waves(given[f"t_{kind}"], width), given[f"{kind}_dim{width}"]) < TOLERANCE


def test_unconditional_network():
    given, network = vectors("a0_uncond.io"), small("a0_uncond", Conditioning.NONE)
    out = network(given["in.x"], network.embed_times(given["in.t"]), None)
    assert worst(out, given["out"]) < TOLERANCE


def test_network_conditioned_on_a_vector():
    given, network = vectors("a_clip_vec.io"), small("a_clip_vec", Conditioning.VECTOR)
    condition = network.encode(given["in.embeddings"])
    assert worst(network(given["in.x"], network.embed_times(given["in.t"]), condition), given["out"]) < TOLERANCE
    between = network.embed_times(torch.tensor([0.5, 500.25, 1022.75]))
    assert worst(network(given["in.x"], between, condition), given["out_float_t"]) < TOLERANCE


def test_network_conditioned_on_a_picture():
    given, network = vectors("b_clip_grid.io"), small("b_clip_grid", Conditioning.GRID)
    out = network(given["in.x"], network.embed_times(given["in.t"]), network.encode(given["in.embeddings"]))
    assert worst(out, given["out"]) < TOLERANCE


def test_upsampler():
    given = vectors("c_clip_grid_upsample.io")
    network = small("c_clip_grid_upsample", Conditioning.GRID, low_res_points=32)
    times = network.embed_times(given["in.t"])
    condition = network.encode(given["in.embeddings"], given["in.low_res"])
    assert worst(network(given["in.x"], times, condition), given["out"]) < TOLERANCE
    blind = network.encode(None, given["in.low_res"])
    assert worst(network(given["in.x"], times, blind), given["out_no_image"]) < TOLERANCE


def test_one_token_stands_for_all_equal_ones():
    """The third row of these vectors has zeros for every condition, which the reference computes token by token."""
    for name, low_res in (("b_clip_grid", 0), ("c_clip_grid_upsample", 32)):
        given, network = vectors(f"{name}.io"), small(name, Conditioning.GRID, low_res)
        condition = network.encode()
        assert condition.tokens.shape[1] == (2 if low_res else 1)
        out = network(given["in.x"][2:], network.embed_times(given["in.t"][2:]), condition)
        assert worst(out, given["out"][2:]) < TOLERANCE
        network.set_precision(torch.bfloat16)
        half = network(given["in.x"][2:], network.embed_times(given["in.t"][2:]), condition)
        assert worst(half, given["out"][2:]) < 0.1 * float(given["out"].std())


def test_field_of_a_cloud():
    given, network = vectors("d_sdf.io"), small_sdf()
    points = given["in.point_clouds"].transpose(1, 2)
    assert worst(network.latents(points), given["latents"]) < TOLERANCE
    assert worst(network(given["in.x"].transpose(1, 2), network.encode(points)), given["out"]) < TOLERANCE


def test_half_precision_stays_near():
    given, network = vectors("b_clip_grid.io"), small("b_clip_grid", Conditioning.GRID)
    network.set_precision(torch.bfloat16)
    out = network(given["in.x"], network.embed_times(given["in.t"]), network.encode(given["in.embeddings"]))
    assert out.dtype == torch.float32
    assert TOLERANCE < worst(out, given["out"]) < 0.1 * float(given["out"].std())
