"""Attention blocks under the published names. B batch, L tokens, S source tokens, W width, H heads.

The residual stream and the norms stay in float32; a block's matrix products run in the precision of its weights.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

KeysValues = tuple[Tensor, Tensor]
"""Keys and values of one attention, both (B, H, S, W // H)."""


def _linear(layer: nn.Linear, x: Tensor) -> Tensor:
    return functional.linear(x.to(layer.weight.dtype), layer.weight, layer.bias)


def _attend(queries: Tensor, keys: Tensor, values: Tensor, bias: Tensor | None) -> Tensor:
    """What (B, H, L, d) queries read, heads side by side: (B, L, W)."""
    read = functional.scaled_dot_product_attention(queries, keys, values, attn_mask=bias)
    return read.transpose(1, 2).flatten(2)


class SelfAttention(nn.Module):
    """Every token reads from every token.

    The rows of ``c_qkv`` go head by head, each with its query, key and value: not all queries first.
    """

    def __init__(self, width: int, heads: int, device: torch.device | str) -> None:
        super().__init__()
        self.heads = heads
        self.c_qkv = nn.Linear(width, 3 * width, device=device)
        self.c_proj = nn.Linear(width, width, device=device)

    def forward(self, x: Tensor, bias: Tensor | None) -> Tensor:
        """Tokens, (B, L, W); ``bias``, (1, 1, 1, L) float32, is added to the scores."""
        heads = _linear(self.c_qkv, x).unflatten(-1, (self.heads, -1)).transpose(1, 2)  # (B, H, L, 3d)
        queries, keys, values = heads.chunk(3, dim=-1)
        return _linear(self.c_proj, _attend(queries, keys, values, bias))


class CrossAttention(nn.Module):
    """Queries read from a source whose keys and values are computed once."""

    def __init__(self, width: int, heads: int, device: torch.device | str) -> None:
        super().__init__()
        self.heads = heads
        self.c_q = nn.Linear(width, width, device=device)
        self.c_kv = nn.Linear(width, 2 * width, device=device)
        self.c_proj = nn.Linear(width, width, device=device)

    def encode_source(self, source: Tensor) -> KeysValues:
        """Keys and values of (B, S, W) tokens."""
        heads = _linear(self.c_kv, source).unflatten(-1, (self.heads, -1)).transpose(1, 2)
        keys, values = heads.chunk(2, dim=-1)
        # Read thousands of times: worth laying out one after the other.
        return keys.contiguous(), values.contiguous()

    def forward(self, x: Tensor, source: KeysValues) -> Tensor:
        """Tokens, (B, L, W), that do not see each other."""
        queries = _linear(self.c_q, x).unflatten(-1, (self.heads, -1)).transpose(1, 2)
        return _linear(self.c_proj, _attend(queries, *source, None))


class FeedForward(nn.Module):
    """Two linear layers with an exact GELU between, four times as wide inside."""

    def __init__(self, width: int, device: torch.device | str) -> None:
        super().__init__()
        self.c_fc = nn.Linear(width, 4 * width, device=device)
        self.c_proj = nn.Linear(4 * width, width, device=device)

    def forward(self, x: Tensor) -> Tensor:
        """Tokens, (..., W)."""
        return _linear(self.c_proj, functional.gelu(_linear(self.c_fc, x)))


class SelfAttentionBlock(nn.Module):
    """A pre-norm transformer layer."""

    def __init__(self, width: int, heads: int, device: torch.device | str) -> None:
        super().__init__()
        self.attn = SelfAttention(width, heads, device)
        self.ln_1 = nn.LayerNorm(width, device=device)
        self.mlp = FeedForward(width, device)
        self.ln_2 = nn.LayerNorm(width, device=device)

    def forward(self, x: Tensor, bias: Tensor | None = None) -> Tensor:
        """Tokens, (B, L, W) float32."""
        x = x + self.attn(self.ln_1(x), bias)
        out: Tensor = x + self.mlp(self.ln_2(x))
        return out


class CrossAttentionBlock(nn.Module):
    """A pre-norm layer whose queries read from a source that it norms itself."""

    def __init__(self, width: int, heads: int, device: torch.device | str) -> None:
        super().__init__()
        self.attn = CrossAttention(width, heads, device)
        self.ln_1 = nn.LayerNorm(width, device=device)
        self.ln_2 = nn.LayerNorm(width, device=device)
        self.mlp = FeedForward(width, device)
        self.ln_3 = nn.LayerNorm(width, device=device)

    def encode_source(self, source: Tensor) -> KeysValues:
        """Keys and values of (B, S, W) tokens."""
        return self.attn.encode_source(self.ln_2(source))

    def forward(self, x: Tensor, source: KeysValues) -> Tensor:
        """Tokens, (B, L, W) float32."""
        x = x + self.attn(self.ln_1(x), source)
        out: Tensor = x + self.mlp(self.ln_3(x))
        return out


class SelfAttentionBlocks(nn.Module):
    """Layers that all tokens go through."""

    def __init__(self, width: int, heads: int, layers: int, device: torch.device | str) -> None:
        super().__init__()
        self.resblocks = nn.ModuleList(SelfAttentionBlock(width, heads, device) for _ in range(layers))

    def forward(self, x: Tensor, bias: Tensor | None = None) -> Tensor:
        """Tokens, (B, L, W) float32; ``bias`` as in `SelfAttention`."""
        for block in self.resblocks:
            x = block(x, bias)
        return x


class CrossAttentionBlocks(nn.Module):
    """Layers that read from one source."""

    def __init__(self, width: int, heads: int, layers: int, device: torch.device | str) -> None:
        super().__init__()
        self.resblocks = nn.ModuleList(CrossAttentionBlock(width, heads, device) for _ in range(layers))

    def encode_source(self, source: Tensor) -> list[KeysValues]:
        """Keys and values of (B, S, W) tokens, of each layer."""
        return [block.encode_source(source) for block in self.resblocks]  # type: ignore[operator]

    def forward(self, x: Tensor, source: list[KeysValues]) -> Tensor:
        """Tokens, (B, L, W) float32."""
        for block, encoded in zip(self.resblocks, source, strict=True):
            x = block(x, encoded)
        return x


def set_precision(blocks: SelfAttentionBlocks | CrossAttentionBlocks, dtype: torch.dtype) -> None:
    """Store the matrices of the layers in ``dtype``; the norms keep float32."""
    for module in blocks.modules():
        if isinstance(module, nn.Linear):
            module.to(dtype)


def timestep_waves(steps: Tensor, width: int) -> Tensor:
    """Cosines, then sines, (T, W) float32, of steps (T,) in 0...1023 (Vaswani et al. 2017, section 3.5); W even."""
    half = width // 2
    frequencies = torch.exp(-math.log(10_000) * torch.arange(half, dtype=torch.float32, device=steps.device) / half)
    angles = steps.float()[:, None] * frequencies
    return torch.cat([angles.cos(), angles.sin()], dim=-1)
