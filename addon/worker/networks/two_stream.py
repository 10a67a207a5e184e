"""The two-stream latent transformer that predicts the velocity of a noisy point cloud.

PointInfinity (Huang et al. 2024, section 3): a few learned latents read the points, think among themselves, and the
points read the latents, so the cost is linear in the number of points and one set of weights serves any number.
Shapes: B batch, N points, M latents, L condition tokens, C channels, H heads.
"""

from collections.abc import Sequence
from typing import NamedTuple, cast

import torch
from diffusers.configuration_utils import ConfigMixin, register_to_config
from diffusers.models.modeling_utils import ModelMixin
from torch import Tensor, nn
from torch.nn import functional

from .layers import (
    Attention,
    FeedForward,
    HintEmbedding,
    KeysValues,
    SelfAttentionLayer,
    TimeEmbedding,
    fourier_features,
    padding_bias,
)


class EncodedCondition(NamedTuple):
    """A condition as the network reads it: independent of the noise level, so computed once per prompt."""

    keys_values: tuple[KeysValues, ...]  # one pair per block, (B, H, L, C // H)
    bias: Tensor  # (B, 1, 1, L) logarithm of the tokens' weights, minus infinity at padding
    summary: Tensor  # (B, C) mean of the tokens

    @classmethod
    def stack(cls, first: "EncodedCondition", second: "EncodedCondition") -> "EncodedCondition":
        """Two conditions of equal token count as one batch."""
        return cls(
            _joined(first, second, dim=0),
            torch.cat([first.bias, second.bias]),
            torch.cat([first.summary, second.summary]),
        )

    @classmethod
    def batch(cls, conditions: Sequence["EncodedCondition"]) -> "EncodedCondition":
        """Conditions of a batch of one each as one batch; shorter ones are padded with tokens of no weight."""
        length = max(each.bias.shape[-1] for each in conditions)
        padded = [each.padded(length) for each in conditions]
        keys_values = tuple(
            (torch.cat([each[0] for each in block]), torch.cat([each[1] for each in block]))
            for block in zip(*(each.keys_values for each in padded), strict=True)
        )
        return cls(
            keys_values,
            torch.cat([each.bias for each in padded]),
            torch.cat([each.summary for each in padded]),
        )

    def member(self, number: int) -> "EncodedCondition":
        """One condition of a batch, as a batch of one."""
        row = slice(number, number + 1)
        keys_values = tuple((keys[row], values[row]) for keys, values in self.keys_values)
        return EncodedCondition(keys_values, self.bias[row], self.summary[row])

    def padded(self, length: int) -> "EncodedCondition":
        """The same condition in ``length`` tokens, those that are added without weight."""
        more = length - self.bias.shape[-1]
        if more == 0:
            return self
        keys_values = tuple(
            (functional.pad(keys, (0, 0, 0, more)), functional.pad(values, (0, 0, 0, more)))
            for keys, values in self.keys_values
        )
        return EncodedCondition(keys_values, functional.pad(self.bias, (0, more), value=-torch.inf), self.summary)

    @classmethod
    def blend(cls, first: "EncodedCondition", second: "EncodedCondition", amount: Tensor) -> "EncodedCondition":
        """Conditions between the two, linear in ``amount``, (B,) in [0, 1], of the second: exact at both ends.

        The tokens of both are read, each with its share of the attention, so they need not correspond.
        """
        share = amount.to(first.bias.dtype)[:, None, None, None]
        bias = torch.cat([first.bias + (1 - share).log(), second.bias + share.log()], dim=-1)
        return cls(_joined(first, second, dim=2), bias, torch.lerp(first.summary, second.summary, amount[:, None]))


def _joined(first: EncodedCondition, second: EncodedCondition, dim: int) -> tuple[KeysValues, ...]:
    pairs = zip(first.keys_values, second.keys_values, strict=True)
    return tuple((torch.cat([a[0], b[0]], dim), torch.cat([a[1], b[1]], dim)) for a, b in pairs)


class Prediction(NamedTuple):
    """What the network says of noisy points."""

    velocity: Tensor  # (B, N, C)
    features: Tensor  # (B, N, C) of the points, for `TwoStreamTransformer.part_logits`


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

    def forward(self, x: Tensor, z: Tensor, condition: KeysValues, bias: Tensor) -> tuple[Tensor, Tensor]:
        """Points ``x``, (B, N, C), and latents ``z``, (B, M, C), after the block."""
        points = self.read.encode_source(self.read_point_norm(x))
        z = z + self.read(self.read_latent_norm(z), points)
        z = z + self.condition(self.condition_norm(z), condition, bias)
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
    part_names : sequence of str
        Names of the parts that a point may belong to, in the order of `part_logits`.
    distilled : bool
        Whether the network takes a hint: guidance scale and length of the step.
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
        part_names: Sequence[str] = (),
        distilled: bool = False,
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
        self.part_out = (
            nn.Sequential(nn.Linear(point_dim, 2 * point_dim), nn.GELU(), nn.Linear(2 * point_dim, len(part_names)))
            if part_names
            else None
        )
        self.hint_embedding = HintEmbedding(latent_dim) if distilled else None

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
        return EncodedCondition(keys_values, padding_bias(mask), self.summary_in(summary))

    def forward(self, x: Tensor, sigma: Tensor, condition: EncodedCondition, hint: Tensor | None = None) -> Prediction:
        """What the network says of noisy points.

        Parameters
        ----------
        x : (B, N, C) float
            Noisy points, channels scaled to [-1, 1].
        sigma : (B,) or (1,) float
            Noise level in [0, 1]; 1 is pure noise (see ``sampling/flow.py``).
        condition : EncodedCondition
            From `encode_condition`.
        hint : (B, 2) or (1, 2) float
            Guidance scale and length of the step in noise level; for a distilled network only.
        """
        time = self.time_embedding(sigma)  # (B, C)
        if self.hint_embedding is not None:
            assert hint is not None, "a distilled network wants to know guidance and step"
            time = time + self.hint_embedding(hint)
        z = self.latents + (time + condition.summary)[:, None]  # (B, M, C)
        waves = fourier_features(x[..., :3], self.config["fourier_octaves"]).to(x.dtype)
        x = self.point_in(torch.cat([x, waves], dim=-1)) + self.time_to_points(time)[:, None]
        for block, keys_values in zip(self.blocks, condition.keys_values, strict=True):
            x, z = block(x, z, keys_values, condition.bias)
        features = self.out_norm(x)
        return Prediction(self.out(features), features)

    def part_logits(self, features: Tensor) -> Tensor:
        """Scores of the part names, (..., part_names), from features of points, (..., C)."""
        assert self.part_out is not None, "this network knows no parts"
        out: Tensor = self.part_out(features)
        return out

    def to_network(self, cloud: Tensor) -> Tensor:
        """A cloud, (..., N, C) in stored units, as the network sees it."""
        return cloud * cloud.new_tensor(self.config["channel_scale"]) + cloud.new_tensor(self.config["channel_shift"])

    def to_cloud(self, x: Tensor) -> Tensor:
        """The inverse of `to_network`."""
        return (x - x.new_tensor(self.config["channel_shift"])) / x.new_tensor(self.config["channel_scale"])
