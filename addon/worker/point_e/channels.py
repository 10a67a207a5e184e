"""Raw units, which clouds are stored in, and the units of the networks: x, y, z in +-0.5, colours in 0...255 to +-1."""

from __future__ import annotations

import torch
from torch import Tensor

CHANNELS = 6
SCALES = (2.0, 2.0, 2.0, 0.007843137255, 0.007843137255, 0.007843137255)
BIASES = (0.0, 0.0, 0.0, -1.0, -1.0, -1.0)


def to_model(raw: Tensor) -> Tensor:
    """Raw points, (B, 6, N), in the networks' units."""
    return raw * _column(SCALES, raw) + _column(BIASES, raw)


def to_raw(points: Tensor) -> Tensor:
    """Points in the networks' units, (B, 6, N), in raw units: not rounded, not clamped."""
    return (points - _column(BIASES, points)) / _column(SCALES, points)


def _column(values: tuple[float, ...], like: Tensor) -> Tensor:
    return torch.tensor(values, device=like.device, dtype=like.dtype)[:, None]
