"""The flow-matching loss (Lipman et al. 2023, eq. 9 with straight paths). B batch, N points, C channels."""

import torch
from torch import Tensor
from torch.nn import functional

from addon.worker.networks.two_stream import EncodedCondition, TwoStreamTransformer
from addon.worker.sampling import flow


def sample_noise_levels(batch: int, mean: float, deviation: float, generator: torch.Generator) -> Tensor:
    """Noise levels, (B,) in (0, 1), logit-normal (Esser et al. 2024, eq. 19); a positive mean leans to noise."""
    return torch.sigmoid(mean + deviation * torch.randn(batch, generator=generator))


def flow_loss(
    transformer: TwoStreamTransformer,
    *,
    cloud: Tensor,
    noise: Tensor,
    sigma: Tensor,
    condition: EncodedCondition,
    channel_weights: Tensor,
) -> tuple[Tensor, Tensor]:
    """Mean squared error of the predicted velocity per channel, (C,), each times its weight; features of points.

    Parameters
    ----------
    transformer : TwoStreamTransformer
        Predicts velocities.
    cloud : (B, N, C) float
        Points in stored units.
    noise : (B, N, C) float
        Standard normal.
    sigma : (B,) float
        Noise levels.
    condition : EncodedCondition
        What each cloud should be.
    channel_weights : (C,) float
        Sum to 1, so that the sum of the result is a weighted mean.
    """
    data = transformer.to_network(cloud)
    predicted = transformer(flow.mix(data, noise, sigma), sigma, condition)
    error = (predicted.velocity.float() - flow.velocity(data, noise)).square().mean(dim=(0, 1))
    return error * channel_weights, predicted.features


def part_loss(logits: Tensor, labels: Tensor, sigma: Tensor) -> Tensor:
    """Mean cross entropy of part names, a scalar; noisy clouds, whose parts cannot be told yet, weigh little.

    Parameters
    ----------
    logits : (B, N, names) float
        From `TwoStreamTransformer.part_logits`.
    labels : (B, N) int64
        Right names; negative ones are left out.
    sigma : (B,) float
        Noise levels.
    """
    each = functional.cross_entropy(logits.float().flatten(0, 1), labels.flatten(), ignore_index=-1, reduction="none")
    weight = ((1 - sigma) ** 2)[:, None] * (labels >= 0)
    return (each.view_as(labels) * weight).sum() / weight.sum().clamp_min(1e-6)
