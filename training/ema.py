"""Exponential moving average of a module's parameters."""

from collections.abc import Mapping

import torch
from torch import Tensor, nn


class ParameterAverage:
    """Average whose memory grows with the samples seen, up to ``max_decay``: early weights are soon forgotten."""

    def __init__(self, module: nn.Module, max_decay: float) -> None:
        self.max_decay = max_decay
        self.parameters = {name: value.detach().clone() for name, value in module.named_parameters()}

    @torch.no_grad()
    def update(self, module: nn.Module, step: int) -> None:
        """Move towards the parameters after ``step`` steps."""
        decay = min(self.max_decay, (1 + step) / (10 + step))
        live = dict(module.named_parameters())
        torch._foreach_lerp_(list(self.parameters.values()), [live[name] for name in self.parameters], 1 - decay)

    def load(self, parameters: Mapping[str, Tensor]) -> None:
        """Take over a stored average."""
        for name, value in self.parameters.items():
            value.copy_(parameters[name])
