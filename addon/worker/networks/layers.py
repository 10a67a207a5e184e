"""Attention, feed-forward and time-embedding layers shared by the networks.

Shapes: B batch, L query tokens, S source tokens, C channels, H heads.
"""

import math
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional

KeysValues = tuple[Tensor, Tensor]
"""Keys and values of one attention, both (B, H, S, C // H)."""

LONGEST_PERIOD = 10_000.0
_FEW_TOKENS = 512


class Attention(nn.Module):
    """Multi-head attention whose keys and values can be computed once and used many times."""

    def __init__(self, query_dim: int, source_dim: int, heads: int) -> None:
        super().__init__()
        inner_dim = min(query_dim, source_dim)
        self.heads = heads
        self.to_query = nn.Linear(query_dim, inner_dim)
        self.to_key_value = nn.Linear(source_dim, 2 * inner_dim)
        self.to_out = nn.Linear(inner_dim, query_dim)
        # Scores of unit variance: with torch's default, attention starts as a plain mean and stays one for long.
        nn.init.xavier_uniform_(self.to_query.weight)
        nn.init.xavier_uniform_(self.to_key_value.weight[:inner_dim])

    def encode_source(self, source: Tensor) -> KeysValues:
        """Keys and values of ``source``, (B, S, C)."""
        keys, values = self.to_key_value(source).chunk(2, dim=-1)
        return self._split(keys), self._split(values)

    def forward(self, query: Tensor, source: KeysValues, bias: Tensor | None = None) -> Tensor:
        """What the queries, (B, L, C), read from the source.

        ``bias``, (B, 1, 1, S) float, is added to the scores: the logarithm of a token's weight, see `padding_bias`.
        """
        keys, values = source
        if bias is None and not torch.is_grad_enabled():
            fused = functional.scaled_dot_product_attention(self._split(self.to_query(query)), keys, values)
            return cast(Tensor, self.to_out(fused.transpose(1, 2).flatten(2)))
        # Written out: one side is always short, and on a CPU the backward of the fused call is five times slower.
        queries = self._split(self.to_query(query)) * keys.shape[-1] ** -0.5
        scores = queries @ keys.transpose(-1, -2)  # (B, H, L, S)
        if bias is not None:
            scores = scores + bias.to(scores.dtype)
        read = scores.softmax(dim=-1).to(values.dtype) @ values
        out: Tensor = self.to_out(read.transpose(1, 2).flatten(2))  # (B, H, L, C // H) -> (B, L, C)
        return out

    def _split(self, tokens: Tensor) -> Tensor:
        return tokens.unflatten(-1, (self.heads, -1)).transpose(1, 2)  # (B, L, C) -> (B, H, L, C // H)


def padding_bias(mask: Tensor) -> Tensor:
    """Bias of attention, (B, 1, 1, S), that leaves out the tokens where ``mask``, (B, S) bool, is False."""
    return torch.zeros(mask.shape, device=mask.device).masked_fill(~mask, float("-inf"))[:, None, None, :]


class FeedForward(nn.Sequential):
    """Two linear layers with a GELU between, four times as wide inside."""

    def __init__(self, dim: int) -> None:
        super().__init__(nn.Linear(dim, 4 * dim), nn.GELU(), nn.Linear(4 * dim, dim))

    def forward(self, x: Tensor) -> Tensor:
        """Tokens, (B, L, C), after the layers."""
        if self.training or x.device.type != "cpu" or x.dim() != 3 or x.shape[1] > _FEW_TOKENS:
            out: Tensor = super().forward(x)
            return out
        hidden = self[1](self[0](x))
        # Of a wide and low matrix a CPU adds the columns in an order that depends on its height, but each member is to
        # be what it is alone (see sampling/company.py). In bfloat16 that order is one from two members on, in single
        # precision it is only sure for members one by one.
        if not torch.is_autocast_enabled("cpu"):
            return torch.stack([self[2](member) for member in hidden])
        members = len(hidden)
        return cast(Tensor, self[2](hidden if members > 1 else hidden.expand(2, -1, -1))[:members])


class SelfAttentionLayer(nn.Module):
    """A pre-norm transformer layer: tokens, (B, L, C), attend to each other and think."""

    def __init__(self, dim: int, heads: int) -> None:
        super().__init__()
        self.attention_norm = nn.LayerNorm(dim)
        self.attention = Attention(dim, dim, heads)
        self.feed_forward_norm = nn.LayerNorm(dim)
        self.feed_forward = FeedForward(dim)

    def forward(self, tokens: Tensor, bias: Tensor | None = None) -> Tensor:
        """Tokens after the layer, (B, L, C); ``bias`` as in `Attention`."""
        normed = self.attention_norm(tokens)
        tokens = tokens + self.attention(normed, self.attention.encode_source(normed), bias)
        out: Tensor = tokens + self.feed_forward(self.feed_forward_norm(tokens))
        return out


def fourier_features(xyz: Tensor, octaves: int) -> Tensor:
    """Sines and cosines, (B, N, 6 * octaves) float32, of positions, (B, N, 3), in octaves of rising frequency.

    They let a network that sees noisy values resolve fine detail (Kingma et al. 2021, appendix C).
    """
    frequencies = math.pi / 2 * 2.0 ** torch.arange(octaves, device=xyz.device, dtype=torch.float32)
    angles = (xyz.float()[..., None] * frequencies).flatten(-2)  # (B, N, 3, octaves) -> (B, N, 3 * octaves)
    return torch.cat([angles.sin(), angles.cos()], dim=-1)


class TimeEmbedding(nn.Module):
    """Sines and cosines of the noise level (Vaswani et al. 2017, section 3.5), then two linear layers."""

    def __init__(self, dim: int, frequencies: int = 128) -> None:
        super().__init__()
        self.frequencies = frequencies
        self.mlp = nn.Sequential(nn.Linear(2 * frequencies, dim), nn.SiLU(), nn.Linear(dim, dim))

    def forward(self, sigma: Tensor) -> Tensor:
        """Embedding, (B, C), of noise levels ``sigma``, (B,) in [0, 1]."""
        exponents = torch.arange(self.frequencies, device=sigma.device, dtype=torch.float32) / self.frequencies
        angles = 1000 * sigma.float()[:, None] * torch.exp(-math.log(LONGEST_PERIOD) * exponents)
        waves = torch.cat([angles.cos(), angles.sin()], dim=-1).to(sigma.dtype)
        out: Tensor = self.mlp(waves)
        return out


class HintEmbedding(nn.Module):
    """Guidance scale and length of a step as an addition to the noise level's embedding (Meng et al. 2023, sec. 3)."""

    def __init__(self, dim: int) -> None:
        super().__init__()
        self.guidance = TimeEmbedding(dim)
        self.step = TimeEmbedding(dim)
        for embedding in (self.guidance, self.step):
            # Nothing at first: the student begins as its teacher without guidance.
            last = cast(nn.Linear, embedding.mlp[-1])
            nn.init.zeros_(last.weight)
            nn.init.zeros_(last.bias)

    def forward(self, hint: Tensor) -> Tensor:
        """Embedding, (B, C), of hints, (B, 2): guidance scale in [0, 10], length of the step in [0, 1]."""
        out: Tensor = self.guidance(hint[:, 0] / 10) + self.step(hint[:, 1])
        return out
