"""Reference images as tokens: a small vision transformer over 8 x 8 patches of the prepared pictures.

Shapes: B batch, V views of an object, L patches of a view, C channels.
"""

from collections.abc import Iterable
from typing import cast

import torch
from diffusers.configuration_utils import ConfigMixin, register_to_config
from diffusers.models.modeling_utils import ModelMixin
from torch import Tensor, nn

from ...core.reference import Side
from ..networks.layers import SelfAttentionLayer, padding_bias

SIDES = (Side.UNKNOWN, Side.FRONT, Side.RIGHT, Side.BACK, Side.LEFT)
"""Order of the learned embeddings of the sides that a picture may show."""


def side_numbers(sides: Iterable[Side]) -> list[int]:
    """The sides as `ImageEncoder` counts them."""
    return [SIDES.index(side) for side in sides]


class ImageEncoder(ModelMixin, ConfigMixin):  # type: ignore[misc]  # diffusers' own pairing
    """Prepared pictures (see ``image.py``) of one object to condition tokens, one per patch and view.

    All layers but the last look at each view alone; in the last one the views see each other.
    """

    @register_to_config
    def __init__(
        self, *, size: int = 64, patch: int = 8, channels: int = 4, dim: int = 192, num_layers: int = 3, heads: int = 6
    ) -> None:
        super().__init__()
        self.patch_embedding = nn.Conv2d(channels, dim, kernel_size=patch, stride=patch)
        self.position_embedding = nn.Parameter(torch.randn((size // patch) ** 2, dim) * 0.1)
        self.side_embedding = nn.Embedding(len(SIDES), dim)
        nn.init.normal_(self.side_embedding.weight, std=0.02)
        self.layers = nn.ModuleList(SelfAttentionLayer(dim, heads) for _ in range(num_layers))

    def forward(self, pictures: Tensor, sides: Tensor, present: Tensor) -> tuple[Tensor, Tensor]:
        """Condition tokens, (B, V * L, C), and their mask, (B, V * L) True at tokens.

        Parameters
        ----------
        pictures : (B, V, 4, size, size) float
            Prepared, in [-1, 1].
        sides : (B, V) int64
            What they show, see `side_numbers`.
        present : (B, V) bool
            False at views that an object lacks; each has at least one.
        """
        batch, views = pictures.shape[:2]
        patches = self.patch_embedding(pictures.flatten(0, 1)).flatten(2).transpose(1, 2)  # -> (B * V, L, C)
        out = cast(Tensor, patches + self.position_embedding + self.side_embedding(sides).flatten(0, 1)[:, None])
        mask = present[:, :, None].expand(-1, -1, out.shape[1]).flatten(1)  # (B, V * L)
        for layer in self.layers[:-1]:
            out = layer(out)
        out = self.layers[-1](out.reshape(batch, views * out.shape[1], -1), padding_bias(mask))
        return out, mask
