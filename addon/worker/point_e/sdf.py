"""The network that turns a cloud into a field of signed distances. B batch, N points, Q queries, W width."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from .attention import CrossAttentionBlocks, KeysValues, SelfAttentionBlocks, set_precision


class SdfNetwork(nn.Module):
    """Points become latents, and queries read from them (Nichol et al. 2022, section 4.5). Positive is inside.

    Queries do not see each other, so the keys and values of the latents serve for all of them.
    """

    def __init__(
        self, width: int, encoder_layers: int, decoder_layers: int, heads: int, *, device: torch.device | str = "cpu"
    ) -> None:
        super().__init__()
        self.encoder_input_proj = nn.Linear(3, width, device=device)
        self.encoder = SelfAttentionBlocks(width, heads, encoder_layers, device)
        self.decoder_input_proj = nn.Linear(3, width, device=device)
        self.decoder = CrossAttentionBlocks(width, heads, decoder_layers, device)
        self.ln_post = nn.LayerNorm(width, device=device)
        self.output_proj = nn.Linear(width, 1, device=device)

    @property
    def device(self) -> torch.device:
        """Where the weights are."""
        return self.output_proj.weight.device

    def set_precision(self, dtype: torch.dtype) -> None:
        """Run the matrix products of the layers in ``dtype``; float32 is the published arithmetic."""
        set_precision(self.encoder, dtype)
        set_precision(self.decoder, dtype)

    def latents(self, positions: Tensor) -> Tensor:
        """Latents, (B, N, W), of points, (B, N, 3) in raw units."""
        out: Tensor = self.encoder(self.encoder_input_proj(positions))
        return out

    def encode(self, positions: Tensor) -> list[KeysValues]:
        """What the queries read, for points, (B, N, 3) in raw units."""
        return self.decoder.encode_source(self.latents(positions))

    def forward(self, queries: Tensor, encoded: list[KeysValues]) -> Tensor:
        """Field, (B, Q), at places, (B, Q, 3) in raw units."""
        read = self.decoder(self.decoder_input_proj(queries), encoded)
        out: Tensor = self.output_proj(self.ln_post(read))
        return out[..., 0]
