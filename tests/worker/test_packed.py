"""Packed layers: the same products, and single precision where nobody asked for less."""

from __future__ import annotations

import pytest
import torch
from torch import nn
from torch.nn import functional

from addon.worker.devices import fast_dtype
from addon.worker.networks.packed import PackedLinear, pack

pytestmark = pytest.mark.skipif(
    fast_dtype(torch.device("cpu")) is not torch.bfloat16, reason="this processor has no bfloat16 units"
)


@pytest.mark.parametrize("shape", [(2, 96, 192), (1, 1024, 96), (1, 256)])
@pytest.mark.parametrize("bias", [True, False])
def test_products_are_those_of_autocast_bit_for_bit(shape: tuple[int, ...], bias: bool) -> None:
    linear = nn.Linear(shape[-1], 48, bias=bias)
    packed, x = PackedLinear(linear), torch.randn(shape)
    with torch.inference_mode():
        assert torch.equal(packed(x), linear(x))
        with torch.autocast("cpu", torch.bfloat16):
            assert torch.equal(packed(x), linear(x))


def test_gelu_is_taken_into_the_layer_before_it_only() -> None:
    linear = nn.Linear(16, 64)
    network = nn.Sequential(linear, nn.GELU(), nn.Linear(64, 16), nn.SiLU(), nn.Linear(16, 8))
    x = torch.randn(3, 20, 16)
    with torch.inference_mode():
        before = network(x)
        pack(network)
        assert [type(layer) for layer in network] == [PackedLinear, nn.Identity, PackedLinear, nn.SiLU, PackedLinear]
        torch.testing.assert_close(network(x), before)
        with torch.autocast("cpu", torch.bfloat16):
            first = network[0](x)
            assert first.dtype is torch.bfloat16
            exact = functional.gelu(functional.linear(x, linear.weight, linear.bias))
            torch.testing.assert_close(first.float(), exact.float(), atol=0.02, rtol=0.02)
