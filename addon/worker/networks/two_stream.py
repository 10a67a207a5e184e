"""The two-stream latent transformer that predicts the velocity of a noisy point cloud.

PointInfinity (Huang et al. 2024, section 3): a few learned latents read the points, think among themselves, and the
points read the latents, so the cost is linear in the number of points and one set of weights serves any number.
Shapes: B batch, N points, M latents, L condition tokens, C channels, H heads.
"""

from typing import NamedTuple, cast

import torch
from diffusers.configuration_utils import ConfigMixin, register_to_config
from diffusers.models.modeling_utils import ModelMixin
from torch import Tensor, nn

from .layers import Attention, FeedForward, KeysValues, SelfAttentionLayer, TimeEmbedding, fourier_features


class EncodedCondition(NamedTuple):
    """A condition as the network reads it: independent of the noise level, so computed once per prompt."""

    keys_values: tuple[KeysValues, ...]  # one pair per block, (B, H, L, C // H)
    mask: Tensor  # (B, 1, 1, L) bool, False at padding
    summary: Tensor  # (B, C) mean of the tokens

    @classmethod
    def stack(cls, first: "EncodedCondition", second: "EncodedCondition") -> "EncodedCondition":
        """Two conditions of equal token count as one batch."""
        pairs = zip(first.keys_values, second.keys_values, strict=True)
        return cls(
            tuple((torch.cat([a[0], b[0]]), torch.cat([a[1], b[1]])) for a, b in pairs),
            torch.cat([first.mask, second.mask]),
            torch.cat([first.summary, second.summary]),
        )


class TwoStreamBlock(nn.Module):
    """Latents read the points, read the condition, think; then the points read the latents."""

    def __init__(
        self, *, point_dim: int, latent_dim: int, condition_dim: int, layers: int, point_heads: int, latent_heads: int
    ) -> None:
        super().__init__()
        self.read_latent_norm = nn.LayerNorm(latent_dim)
        self.read_point_norm = nn.LayerNorm(point_dim)
        self.read = Attention(latent_dim, point_dim, point_heads)
        self.condition_norm = nn.LayerNorm(latent_dim)
        self.condition = Attention(latent_dim, condition_dim, latent_heads)
        self.layers = nn.ModuleList(SelfAttentionLayer(latent_dim, latent_heads) for _ in range(layers))
        self.write_point_norm = nn.LayerNorm(point_dim)
        self.write_latent_norm = nn.LayerNorm(latent_dim)
        self.write = Attention(point_dim, latent_dim, point_heads)
        self.feed_forward_norm = nn.LayerNorm(point_dim)
        self.feed_forward = FeedForward(point_dim)

    def forward(self, x: Tensor, z: Tensor, condition: KeysValues, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Points ``x``, (B, N, C), and latents ``z``, (B, M, C), after the block."""
        points = self.read.encode_source(self.read_point_norm(x))
        z = z + self.read(self.read_latent_norm(z), points)
        z = z + self.condition(self.condition_norm(z), condition, mask)
        for layer in self.layers:
            z = layer(z)
        x = x + self.write(self.write_point_norm(x), self.write.encode_source(self.write_latent_norm(z)))
        x = x + self.feed_forward(self.feed_forward_norm(x))
        return x, z


class TwoStreamTransformer(ModelMixin, ConfigMixin):  # type: ignore[misc]  # diffusers' own pairing
    """Velocity of noisy points given a noise level and a condition; equivariant to the order of the points.

    Parameters
    ----------
    channels : int
        Channels of a point: xyz, rgb, normal.
    fourier_octaves : int
        Frequencies of the sines and cosines of xyz that the network sees beside the channels.
    channel_scale, channel_shift : (channels,) float
        A cloud's channel c enters the network as ``cloud * scale + shift``, in [-1, 1].
    """

    @register_to_config
    def __init__(
        self,
        *,
        channels: int = 9,
        point_dim: int = 96,
        latent_dim: int = 192,
        condition_dim: int = 192,
        num_latents: int = 64,
        num_blocks: int = 3,
        layers_per_block: int = 2,
        point_heads: int = 3,
        latent_heads: int = 6,
        fourier_octaves: int = 6,
        channel_scale: tuple[float, ...] = (2, 2, 2, 2, 2, 2, 1, 1, 1),  # noqa: ARG002  # kept in the configuration
        channel_shift: tuple[float, ...] = (0, 0, 0, -1, -1, -1, 0, 0, 0),  # noqa: ARG002
    ) -> None:
        super().__init__()
        self.point_in = nn.Linear(channels + 6 * fourier_octaves, point_dim)
        # As large as what is added to all of them: smaller ones stay alike, read alike, and see no shape in the points.
        self.latents = nn.Parameter(torch.randn(num_latents, latent_dim))
        self.null_token = nn.Parameter(torch.randn(1, condition_dim) * 0.02)
        self.time_embedding = TimeEmbedding(latent_dim)
        self.summary_in = nn.Linear(condition_dim, latent_dim)
        self.time_to_points = nn.Linear(latent_dim, point_dim)
        self.condition_norm = nn.LayerNorm(condition_dim)
        self.blocks = nn.ModuleList(
            TwoStreamBlock(
                point_dim=point_dim,
                latent_dim=latent_dim,
                condition_dim=condition_dim,
                layers=layers_per_block,
                point_heads=point_heads,
                latent_heads=latent_heads,
            )
            for _ in range(num_blocks)
        )
        self.out_norm = nn.LayerNorm(point_dim)
        self.out = nn.Linear(point_dim, channels)
        nn.init.zeros_(self.out.weight)
        nn.init.zeros_(self.out.bias)

    def null_condition(self, batch: int, length: int = 1) -> tuple[Tensor, Tensor]:
        """Tokens, (B, L, C), and mask, (B, L), of "no condition": one learned token, then padding."""
        tokens = self.null_token.new_zeros(batch, length, self.null_token.shape[-1])
        tokens[:, :1] = self.null_token
        mask = torch.zeros(batch, length, dtype=torch.bool, device=tokens.device)
        mask[:, 0] = True
        return tokens, mask

    def encode_condition(self, tokens: Tensor, mask: Tensor) -> EncodedCondition:
        """Keys, values and summary of condition tokens, (B, L, C), with ``mask``, (B, L) True at tokens."""
        normed = self.condition_norm(tokens)
        weights = mask[..., None].to(normed.dtype)
        summary = (normed * weights).sum(dim=1) / weights.sum(dim=1)
        keys_values = tuple(cast(TwoStreamBlock, b).condition.encode_source(normed) for b in self.blocks)
        return EncodedCondition(keys_values, mask[:, None, None, :], self.summary_in(summary))

    def forward(self, x: Tensor, sigma: Tensor, condition: EncodedCondition) -> Tensor:
        """Predicted velocity, (B, N, C).

        Parameters
        ----------
        x : (B, N, C) float
            Noisy points, channels scaled to [-1, 1].
        sigma : (B,) float
            Noise level in [0, 1]; 1 is pure noise (see ``sampling/flow.py``).
        condition : EncodedCondition
            From `encode_condition`.
        """
        time = self.time_embedding(sigma)  # (B, C)
        z = self.latents + (time + condition.summary)[:, None]  # (B, M, C)
        waves = fourier_features(x[..., :3], self.config["fourier_octaves"]).to(x.dtype)
        x = self.point_in(torch.cat([x, waves], dim=-1)) + self.time_to_points(time)[:, None]
        for block, keys_values in zip(self.blocks, condition.keys_values, strict=True):
            x, z = block(x, z, keys_values, condition.mask)
        out: Tensor = self.out(self.out_norm(x))
        return out

    def to_network(self, cloud: Tensor) -> Tensor:
        """A cloud, (..., N, C) in stored units, as the network sees it."""
        return cloud * cloud.new_tensor(self.config["channel_scale"]) + cloud.new_tensor(self.config["channel_shift"])

    def to_cloud(self, x: Tensor) -> Tensor:
        """The inverse of `to_network`."""
        return (x - x.new_tensor(self.config["channel_shift"])) / x.new_tensor(self.config["channel_scale"])
