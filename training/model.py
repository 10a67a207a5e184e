"""The trainable whole: network and encoders. B batch, L condition tokens, C channels."""

from dataclasses import asdict

import torch
from torch import nn

from addon.worker.conditioning.image_encoder import ImageEncoder
from addon.worker.conditioning.joined import Tokens, join
from addon.worker.conditioning.text import TextEncoder
from addon.worker.networks.two_stream import EncodedCondition, TwoStreamTransformer

from .config import NetworkConfig
from .data import Batch


class TrainableModel(nn.Module):
    """The three networks that are trained together and shipped together."""

    def __init__(self, words: list[str], part_names: list[str], config: NetworkConfig) -> None:
        super().__init__()
        sizes = asdict(config)
        heads, text_layers, image_layers = sizes.pop("heads"), sizes.pop("text_layers"), sizes.pop("image_layers")
        dim = config.latent_dim
        self.transformer = TwoStreamTransformer(**sizes, condition_dim=dim, latent_heads=heads, part_names=part_names)
        self.text_encoder = TextEncoder(words, dim, text_layers, heads)
        self.image_encoder = ImageEncoder(dim=dim, num_layers=image_layers, heads=heads)

    def encode_condition(self, batch: Batch) -> EncodedCondition:
        """The condition of each sample of ``batch``; the encoders run only on the samples that use them."""
        parts = []
        if len(batch.tokens):
            parts.append(Tokens(batch.token_rows, *self.text_encoder(batch.tokens)))
        if len(batch.pictures):
            present = torch.ones(batch.pictures.shape[:2], dtype=torch.bool, device=batch.pictures.device)
            parts.append(Tokens(batch.picture_rows, *self.image_encoder(batch.pictures, batch.sides, present)))
        rows = torch.arange(len(batch.cloud), device=batch.cloud.device)
        without = rows[~torch.isin(rows, torch.cat([batch.token_rows, batch.picture_rows]))]
        if len(without):
            parts.append(Tokens(without, *self.transformer.null_condition(len(without))))
        parts = [Tokens(part.rows, part.tokens.float(), part.mask) for part in parts]
        return self.transformer.encode_condition(*join(len(batch.cloud), parts))
