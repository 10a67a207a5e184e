"""Prompts as frozen token embeddings of all-MiniLM-L6-v2: the other side of the comparison with `TextEncoder`.

A drop-in for training: the same calls, the same condition tokens, so both train for the same number of samples and
are judged on the unseen phrasings. Shapes: B batch, L word pieces, C channels.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from addon.worker.conditioning.text import PADDING
from addon.worker.networks.layers import SelfAttentionLayer, padding_bias

from .minilm import WIDTH, MiniLM


class PieceTokenizer:
    """Word pieces with [CLS] and [SEP] at the ends, as MiniLM was trained; its padding is `PADDING` too.

    Parameters
    ----------
    pieces : callable
        Text -> numbers of its word pieces, without the ends.
    start, end : int
        Numbers of [CLS] and [SEP].
    max_words : int
        Longer prompts are cut off here, the ends among them.
    """

    def __init__(self, pieces: Callable[[str], list[int]], start: int, end: int, max_words: int) -> None:
        self._pieces, self._start, self._end, self.max_words = pieces, start, end, max_words

    @classmethod
    def of(cls, model: MiniLM, max_words: int = 40) -> PieceTokenizer:
        """The tokenizer of a MiniLM; 40 pieces hold every caption of 24 words."""

        def pieces(text: str) -> list[int]:
            numbers: list[int] = model.tokenizer.encode(text, add_special_tokens=False)
            return numbers

        return cls(pieces, model.tokenizer.cls_token_id, model.tokenizer.sep_token_id, max_words)

    def __call__(self, prompt: str) -> list[int]:
        """Tokens of a prompt, at most `max_words`."""
        return [self._start, *self._pieces(prompt)[: self.max_words - 2], self._end]


class FrozenTextEncoder(nn.Module):
    """Last hidden states of a frozen encoder -> linear -> the layers of `TextEncoder`, which alone are trained.

    Parameters
    ----------
    tokenizer : PieceTokenizer
        Prompt -> tokens.
    frozen : callable
        (tokens (B, L) int64, mask (B, L) int64) -> hidden states (B, L, width) float32.
    width : int
        Channels of the hidden states.
    dim, num_layers, heads : int
        As in `TextEncoder`.
    """

    def __init__(
        self,
        tokenizer: PieceTokenizer,
        frozen: Callable[[Tensor, Tensor], Tensor],
        *,
        width: int = WIDTH,
        dim: int = 192,
        num_layers: int = 2,
        heads: int = 6,
    ) -> None:
        super().__init__()
        self.tokenizer = tokenizer
        self._frozen = (frozen,)  # in a tuple: neither trained, nor saved, nor moved with this module
        self.projection = nn.Linear(width, dim)
        self.layers = nn.ModuleList(SelfAttentionLayer(dim, heads) for _ in range(num_layers))

    @classmethod
    def of(
        cls, model: MiniLM, device: torch.device, dim: int = 192, num_layers: int = 2, heads: int = 6
    ) -> FrozenTextEncoder:
        """On top of a MiniLM, both on `device`."""
        encoder = model.encoder.to(device)

        def frozen(tokens: Tensor, mask: Tensor) -> Tensor:
            hidden: Tensor = encoder(input_ids=tokens, attention_mask=mask).last_hidden_state
            return hidden

        return cls(PieceTokenizer.of(model), frozen, dim=dim, num_layers=num_layers, heads=heads).to(device)

    def tokenize(self, prompts: Sequence[str]) -> Tensor:
        """Tokens, (B, L) int64, padded at the end."""
        return torch.from_numpy(padded([self.tokenizer(prompt) for prompt in prompts]))

    def forward(self, tokens: Tensor) -> tuple[Tensor, Tensor]:
        """Condition tokens, (B, L, C), and their mask, (B, L) True at word pieces, of ``tokens``, (B, L) int64."""
        mask = tokens != PADDING
        with torch.no_grad():
            hidden = self._frozen[0](tokens, mask.long())
        out = self.projection(hidden)
        for layer in self.layers:
            out = layer(out, padding_bias(mask))
        return out, mask


def padded(rows: Sequence[Sequence[int]]) -> NDArray[np.int64]:
    """Rows of tokens as one array, (B, L) int64, `PADDING` at the ends."""
    tokens = np.full((len(rows), max(map(len, rows), default=0)), PADDING, np.int64)
    for place, row in zip(tokens, rows, strict=True):
        place[: len(row)] = row
    return tokens
