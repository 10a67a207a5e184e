"""The diffusion network: one transformer over points, time and conditions. B batch, N points, L tokens, W width."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import torch
from torch import Tensor, nn

from .attention import FeedForward, SelfAttentionBlocks, set_precision, timestep_waves
from .channels import BIASES, CHANNELS, SCALES

IMAGE_GRID = (1024, 256)
"""Channels and tokens of the features of a picture by CLIP ViT-L/14."""
VECTOR_CHANNELS = 768


class Conditioning(Enum):
    """What tells the network what to make."""

    NONE = "none"
    VECTOR = "vector"  # a unit vector of a text or a picture
    GRID = "grid"  # the patch features of a picture


@dataclass(frozen=True, slots=True)
class Condition:
    """Condition tokens, which do not depend on the step.

    Attributes
    ----------
    tokens : (B, L, W) float32
    counts : (L,) float32, or None
        How many equal tokens each stands for; None for one each.
    """

    tokens: Tensor
    counts: Tensor | None = None


class PointTransformer(nn.Module):
    """Noisy points to noise and variance (Nichol et al. 2022, section 4.2), under the published names.

    The network has no positions: the order of its tokens means nothing, and equal tokens stay equal in every layer.
    So where the sampler leaves out a condition, of which the published code makes 256 or 1,024 equal tokens, one
    stands for all and gets the logarithm of their number added to its scores: the same sum, term by term. Only on a
    CPU, where it saves a third of such a call; the kernels of a GPU are made for scores that nothing is added to.

    Parameters
    ----------
    clip
        Channels and tokens of a picture's features; channels alone count for a vector.
    """

    channel_scales: Tensor
    channel_biases: Tensor

    def __init__(
        self,
        width: int,
        layers: int,
        heads: int,
        conditioning: Conditioning,
        *,
        clip: tuple[int, int] | None = None,
        low_res_points: int = 0,
        device: torch.device | str = "cpu",
    ) -> None:
        super().__init__()
        self.conditioning = conditioning
        self.low_res_points = low_res_points
        vector = conditioning is Conditioning.VECTOR
        self.clip_channels, self.clip_tokens = clip or ((VECTOR_CHANNELS, 1) if vector else IMAGE_GRID)
        if low_res_points:
            self.register_buffer("channel_scales", torch.tensor(SCALES, device=device))
            self.register_buffer("channel_biases", torch.tensor(BIASES, device=device))
        self.time_embed = FeedForward(width, device)
        self.ln_pre = nn.LayerNorm(width, device=device)
        self.backbone = SelfAttentionBlocks(width, heads, layers, device)
        self.ln_post = nn.LayerNorm(width, device=device)
        self.input_proj = nn.Linear(CHANNELS, width, device=device)
        self.output_proj = nn.Linear(width, 2 * CHANNELS, device=device)
        if low_res_points:
            self.cond_point_proj = nn.Linear(CHANNELS, width, device=device)
        if vector:
            self.clip_embed: nn.Module = nn.Linear(self.clip_channels, width, device=device)
        elif conditioning is Conditioning.GRID:
            norm = nn.LayerNorm(self.clip_channels, device=device)
            self.clip_embed = nn.Sequential(norm, nn.Linear(self.clip_channels, width, device=device))

    @property
    def device(self) -> torch.device:
        """Where the weights are."""
        return self.input_proj.weight.device

    def set_precision(self, dtype: torch.dtype) -> None:
        """Run the matrix products of the layers in ``dtype``; float32 is the published arithmetic."""
        set_precision(self.backbone, dtype)

    def embed_times(self, steps: Tensor) -> Tensor:
        """One token, (T, W), for each of the steps, (T,)."""
        out: Tensor = self.time_embed(timestep_waves(steps, self.input_proj.out_features))
        return out

    def encode(self, clip: Tensor | None = None, low_res: Tensor | None = None) -> Condition | None:
        """What the network is told beside the step; what is not given counts as all zeros, as in guidance.

        Parameters
        ----------
        clip
            (B, C) unit vector or (B, C, T) grid features, as `Conditioning` says.
        low_res
            (B, 6, P) coarse cloud in raw units (colours 0...255).
        """
        parts = []
        if self.conditioning is not Conditioning.NONE:
            given = clip if clip is not None else self._zeros(self.clip_channels)
            parts.append((self._clip_tokens(given), 1 if clip is not None else self.clip_tokens))
        if self.low_res_points:
            given = low_res if low_res is not None else self._zeros(CHANNELS)
            points = given * self.channel_scales[:, None] + self.channel_biases[:, None]
            tokens = self.cond_point_proj(points.transpose(1, 2))
            parts.append((tokens, 1 if low_res is not None else self.low_res_points))
        if not parts:
            return None
        if self.device.type != "cpu":
            parts = [(tokens.expand(-1, tokens.shape[1] * count, -1), 1) for tokens, count in parts]
        batch = max(len(tokens) for tokens, _ in parts)
        tokens = torch.cat([tokens.expand(batch, -1, -1) for tokens, _ in parts], dim=1)
        if all(count == 1 for _, count in parts):
            return Condition(tokens)
        return Condition(tokens, torch.cat([torch.full(part.shape[1:2], float(count)) for part, count in parts]))

    def _zeros(self, channels: int) -> Tensor:
        return torch.zeros(1, channels, 1, device=self.device)

    def _clip_tokens(self, clip: Tensor) -> Tensor:
        """Tokens, (B, T, W), of a vector or a grid."""
        if self.conditioning is Conditioning.VECTOR:
            clip = clip.reshape(len(clip), -1, 1) * self.clip_channels**0.5
        tokens: Tensor = self.clip_embed(clip.transpose(1, 2))
        return tokens

    def forward(self, x: Tensor, time: Tensor, condition: Condition | None) -> Tensor:
        """Predicted noise, and how its variance is interpolated, (B, 12, N) float32.

        x : (B, 6, N) float32, noisy points in model units, scaled to unit variance.
        time : (B, W) or (1, W), from `embed_times`.
        """
        extra, bias = [time[:, None].expand(len(x), -1, -1)], None
        if condition is not None:
            extra.append(condition.tokens.expand(len(x), -1, -1))
            if condition.counts is not None:
                counts = nn.functional.pad(condition.counts, (1, x.shape[2]), value=1.0)
                bias = counts.log()[None, None, None]
        points = self.input_proj(x.transpose(1, 2))
        tokens = self.backbone(self.ln_pre(torch.cat([*extra, points], dim=1)), bias)
        out: Tensor = self.output_proj(self.ln_post(tokens[:, -x.shape[2] :]))
        return out.transpose(1, 2)
