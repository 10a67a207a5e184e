"""The trainable whole: network and encoders. B batch, L condition tokens, C channels."""

from dataclasses import asdict

import torch
from torch import Tensor, nn
from torch.nn import functional

from addon.worker.conditioning.image_encoder import ImageEncoder
from addon.worker.conditioning.text import TextEncoder
from addon.worker.networks.two_stream import EncodedCondition, TwoStreamTransformer

from .config import NetworkConfig
from .data import Batch


class TrainableModel(nn.Module):
    """The three networks that are trained together and shipped together."""

    def __init__(self, words: list[str], config: NetworkConfig) -> None:
        super().__init__()
        sizes = asdict(config)
        heads, text_layers, image_layers = sizes.pop("heads"), sizes.pop("text_layers"), sizes.pop("image_layers")
        dim = config.latent_dim
        self.transformer = TwoStreamTransformer(**sizes, condition_dim=dim, latent_heads=heads)
        self.text_encoder = TextEncoder(words, dim, text_layers, heads)
        self.image_encoder = ImageEncoder(dim=dim, num_layers=image_layers, heads=heads)

    def encode_condition(self, batch: Batch) -> EncodedCondition:
        """The condition of each sample of ``batch``; the encoders run only on the samples that use them."""
        parts = [self.text_encoder(batch.tokens)] if len(batch.tokens) else []
        if len(batch.pictures):
            parts.append(self.image_encoder(batch.pictures))
        rest = len(batch.cloud) - len(batch.tokens) - len(batch.pictures)
        if rest:
            parts.append(self.transformer.null_condition(rest))
        longest = max(mask.shape[1] for _, mask in parts)
        tokens = torch.cat([_pad(tokens, longest) for tokens, _ in parts])
        masks = torch.cat([functional.pad(mask, (0, longest - mask.shape[1])) for _, mask in parts])
        return self.transformer.encode_condition(tokens, masks)


def _pad(tokens: Tensor, length: int) -> Tensor:
    """Tokens, (B, L, C), with zeros after them up to (B, length, C)."""
    return functional.pad(tokens.float(), (0, 0, 0, length - tokens.shape[1]))
