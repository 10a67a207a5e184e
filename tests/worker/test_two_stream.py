"""The network: order of points, gradients, cached conditions, scaling."""

import pytest
import torch

from addon.worker.networks.two_stream import EncodedCondition, TwoStreamTransformer


@pytest.fixture
def network() -> TwoStreamTransformer:
    torch.manual_seed(0)
    network = TwoStreamTransformer(
        point_dim=24, latent_dim=32, condition_dim=32, num_latents=8, num_blocks=2, layers_per_block=1,
        point_heads=2, latent_heads=4, part_names=("leg", "seat"),
    )  # fmt: skip
    torch.nn.init.normal_(network.out.weight)
    return network


def tokens(network: TwoStreamTransformer, batch: int, length: int = 5) -> tuple[torch.Tensor, torch.Tensor]:
    return torch.randn(batch, length, network.config["condition_dim"]), torch.ones(batch, length, dtype=torch.bool)


def test_a_new_network_predicts_nothing():
    network = TwoStreamTransformer(num_latents=4, num_blocks=1)
    condition = network.encode_condition(*network.null_condition(2))
    assert not network(torch.randn(2, 7, 9), torch.rand(2), condition).velocity.any()


@pytest.mark.parametrize("points", [1, 16, 301])
def test_output_follows_the_order_of_the_points(network, points):
    x, sigma = torch.randn(2, points, 9), torch.tensor([0.2, 0.9])
    condition = network.encode_condition(*tokens(network, 2))
    order = torch.randperm(points)
    ordered = network(x[:, order], sigma, condition).velocity
    torch.testing.assert_close(ordered, network(x, sigma, condition).velocity[:, order])


def test_gradient_reaches_every_parameter_and_the_condition(network):
    source, mask = tokens(network, 3)
    source.requires_grad_()
    null, null_mask = network.null_condition(1, source.shape[1])
    condition = network.encode_condition(torch.cat([source, null]), torch.cat([mask, null_mask]))
    said = network(torch.randn(4, 16, 9), torch.rand(4), condition)
    (said.velocity.square().sum() + network.part_logits(said.features).square().sum()).backward()
    assert source.grad is not None
    assert source.grad.abs().sum(dim=-1).all()
    assert [name for name, p in network.named_parameters() if p.grad is None or not p.grad.any()] == []


def test_padding_changes_nothing(network):
    source, mask = tokens(network, 2)
    padded = torch.cat([source, torch.full((2, 3, source.shape[-1]), 7.0)], dim=1)
    padded_mask = torch.cat([mask, torch.zeros(2, 3, dtype=torch.bool)], dim=1)
    x, sigma = torch.randn(2, 16, 9), torch.rand(2)
    expected = network(x, sigma, network.encode_condition(source, mask)).velocity
    torch.testing.assert_close(network(x, sigma, network.encode_condition(padded, padded_mask)).velocity, expected)


def test_stacked_conditions_are_the_two_conditions(network):
    first, second = (network.encode_condition(*tokens(network, 2)) for _ in range(2))
    x, sigma = torch.randn(2, 16, 9), torch.rand(2)
    both = network(x.repeat(2, 1, 1), sigma.repeat(2), EncodedCondition.stack(first, second))
    apart = torch.cat([network(x, sigma, each).velocity for each in (first, second)])
    torch.testing.assert_close(both.velocity, apart)


def test_scaling_is_undone(network):
    cloud = torch.rand(2, 16, 9)
    torch.testing.assert_close(network.to_cloud(network.to_network(cloud)), cloud)
    corners = torch.tensor([[-0.5] * 3 + [0.0] * 3 + [-1.0] * 3, [0.5] * 3 + [1.0] * 3 + [1.0] * 3])
    torch.testing.assert_close(network.to_network(corners), torch.tensor([[-1.0] * 9, [1.0] * 9]))
