"""Tokens of prompts and of pictures as one condition. B batch, L tokens, C channels."""

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor


class Tokens(NamedTuple):
    """Condition tokens of some rows of a batch."""

    rows: Tensor  # (R,) int64, which rows
    tokens: Tensor  # (R, L, C)
    mask: Tensor  # (R, L) bool, True at tokens


def join(batch: int, parts: Sequence[Tokens]) -> tuple[Tensor, Tensor]:
    """Tokens, (B, L, C), and mask, (B, L), of all rows: each part has its own columns, padding in rows without it."""
    tokens, masks = [], []
    for part in parts:
        length, channels = part.tokens.shape[1:]
        canvas = part.tokens.new_zeros(batch, length, channels)
        tokens.append(canvas.index_put((part.rows,), part.tokens))
        mask = part.mask.new_zeros(batch, length)
        masks.append(mask.index_put((part.rows,), part.mask))
    return torch.cat(tokens, dim=1), torch.cat(masks, dim=1)
