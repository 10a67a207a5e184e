"""Reference images as tokens: a small vision transformer over 8 x 8 patches of the prepared picture.

Shapes: B batch, L patches, C channels.
"""

from typing import cast

import torch
from diffusers.configuration_utils import ConfigMixin, register_to_config
from diffusers.models.modeling_utils import ModelMixin
from torch import Tensor, nn

from ..networks.layers import SelfAttentionLayer


class ImageEncoder(ModelMixin, ConfigMixin):  # type: ignore[misc]  # diffusers' own pairing
    """Prepared pictures (see ``image.py``) to condition tokens, one per patch."""

    @register_to_config
    def __init__(
        self, *, size: int = 64, patch: int = 8, channels: int = 4, dim: int = 192, num_layers: int = 3, heads: int = 6
    ) -> None:
        super().__init__()
        self.patch_embedding = nn.Conv2d(channels, dim, kernel_size=patch, stride=patch)
        self.position_embedding = nn.Parameter(torch.randn((size // patch) ** 2, dim) * 0.1)
        self.layers = nn.ModuleList(SelfAttentionLayer(dim, heads) for _ in range(num_layers))

    def forward(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        """Condition tokens, (B, L, C), and their mask, (B, L) all True.

        ``pictures``, (B, 4, size, size) in [-1, 1], are prepared.
        """
        patches = self.patch_embedding(pictures).flatten(2).transpose(1, 2)  # (B, C, h, w) -> (B, L, C)
        out = cast(Tensor, patches + self.position_embedding)
        for layer in self.layers:
            out = layer(out)
        return out, torch.ones(out.shape[:2], dtype=torch.bool, device=out.device)
