"""Prompts as tokens: a closed vocabulary of words and a small transformer encoder, trained with the model.

Shapes: B batch, L words, C channels.
"""

from collections.abc import Sequence

import torch
from diffusers.configuration_utils import ConfigMixin, register_to_config
from diffusers.models.modeling_utils import ModelMixin
from torch import Tensor, nn

from ...core.words import forms, split_words
from ..networks.layers import SelfAttentionLayer, padding_bias

__all__ = ["PADDING", "TextEncoder", "UnknownPromptError", "WordTokenizer", "split_words"]

PADDING = 0
"""Token of the empty places after a short prompt; word i of the vocabulary is token i + 1."""


class UnknownPromptError(ValueError):
    """A prompt in which the model knows no word."""


class WordTokenizer:
    """Words to token numbers; forgives case, punctuation and plurals.

    Parameters
    ----------
    words : sequence of str
        The vocabulary, in token order.
    max_words : int
        Longer prompts are cut off here.
    """

    def __init__(self, words: Sequence[str], max_words: int) -> None:
        self.words = tuple(words)
        self.max_words = max_words
        self._token_of = {word: index + 1 for index, word in enumerate(self.words)}

    def __call__(self, prompt: str) -> list[int]:
        """Tokens of the known words of ``prompt``, at most ``max_words``."""
        known = (self._token(word) for word in split_words(prompt))
        return [token for token in known if token is not None][: self.max_words]

    def unknown_words(self, prompt: str) -> list[str]:
        """The words of ``prompt`` that the model does not know and so leaves out, in order, each once."""
        return list(dict.fromkeys(word for word in split_words(prompt) if self._token(word) is None))

    def _token(self, word: str) -> int | None:
        return next((self._token_of[form] for form in forms(word) if form in self._token_of), None)


class TextEncoder(ModelMixin, ConfigMixin):  # type: ignore[misc]  # diffusers' own pairing
    """Prompts to condition tokens. The vocabulary is part of its configuration.

    Parameters
    ----------
    words : sequence of str
        The closed vocabulary, see `WordTokenizer`.
    """

    @register_to_config
    def __init__(
        self, words: Sequence[str], dim: int = 192, num_layers: int = 2, heads: int = 6, max_words: int = 24
    ) -> None:
        super().__init__()
        self.tokenizer = WordTokenizer(words, max_words)
        self.word_embedding = nn.Embedding(len(words) + 1, dim)
        self.position_embedding = nn.Parameter(torch.randn(max_words, dim) * 0.1)
        self.layers = nn.ModuleList(SelfAttentionLayer(dim, heads) for _ in range(num_layers))

    def tokenize(self, prompts: Sequence[str]) -> Tensor:
        """Tokens, (B, L) int64, padded at the end; raises `UnknownPromptError` if a prompt has no known word."""
        rows = [self.tokenizer(prompt) for prompt in prompts]
        for prompt, row in zip(prompts, rows, strict=True):
            if not row:
                raise UnknownPromptError(f"The model knows none of the words in {prompt!r}.")
        tokens = torch.full((len(rows), max(map(len, rows))), PADDING)
        for place, row in zip(tokens, rows, strict=True):
            place[: len(row)] = torch.tensor(row)
        return tokens

    def forward(self, tokens: Tensor) -> tuple[Tensor, Tensor]:
        """Condition tokens, (B, L, C), and their mask, (B, L) True at words, of word ``tokens``, (B, L) int64."""
        mask = tokens != PADDING
        out = self.word_embedding(tokens) + self.position_embedding[: tokens.shape[1]]
        for layer in self.layers:
            out = layer(out, padding_bias(mask))
        return out, mask
