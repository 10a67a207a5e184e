"""Linear layers whose weights lie in memory as a CPU's bfloat16 units want them.

Autocast casts every weight at every call when nothing is trained, and oneDNN then brings it into its own order. Both
are done once here; the products are the same bit for bit.
"""

from __future__ import annotations

from itertools import zip_longest
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional


class PackedLinear(nn.Linear):
    """A layer that computes in bfloat16 from packed weights wherever autocast would, and as it was elsewhere."""

    def __init__(self, linear: nn.Linear, *, gelu: bool = False) -> None:
        nn.Module.__init__(self)
        self.in_features, self.out_features = linear.in_features, linear.out_features
        self.weight, self.bias = linear.weight, linear.bias
        self._packed = torch.ops.mkldnn._reorder_linear_weight(linear.weight.detach().bfloat16())
        self._after: tuple[str, list[float], str] = ("gelu", [], "none") if gelu else ("none", [], "")
        self._shift = None if linear.bias is None else linear.bias.detach().bfloat16()

    def forward(self, input: Tensor) -> Tensor:
        """Tokens, (..., in_features), after the layer: (..., out_features)."""
        if not torch.is_autocast_enabled("cpu"):
            out = super().forward(input)
            return out if self._after[0] == "none" else functional.gelu(out)
        product = torch.ops.mkldnn._linear_pointwise(input.bfloat16(), self._packed, self._shift, *self._after)
        return cast(Tensor, product)


def pack(network: nn.Module) -> None:
    """Replace the linear layers of a network on a CPU, which is for computing only from then on."""
    children = dict(network.named_children())
    for (name, child), (after, following) in zip_longest(
        children.items(), list(children.items())[1:], fillvalue=("", None)
    ):
        if type(child) is nn.Linear:
            fused = isinstance(network, nn.Sequential) and isinstance(following, nn.GELU)
            setattr(network, name, PackedLinear(child, gelu=fused))
            if fused:
                setattr(network, after, nn.Identity())
        elif child is not None:
            pack(child)
