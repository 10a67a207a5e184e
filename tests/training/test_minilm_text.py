"""The frozen variant of the text encoder: shapes, padding, and what is trained."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor

from training.minilm import MiniLM, WrongModelError
from training.minilm_text import FrozenTextEncoder, PieceTokenizer, unique_captions

TABLE = torch.nn.Embedding(40, 16)


def pieces(text: str) -> list[int]:
    return [3 + ord(letter) % 30 for letter in text if letter.isalpha()]


def frozen(tokens: Tensor, mask: Tensor) -> Tensor:
    hidden: Tensor = TABLE(tokens) * mask[..., None]
    return hidden


@pytest.fixture
def encoder() -> FrozenTextEncoder:
    torch.manual_seed(0)
    return FrozenTextEncoder(PieceTokenizer(pieces, 1, 2, 10), frozen, width=16, dim=12, heads=2)


def test_condition_tokens(encoder: FrozenTextEncoder) -> None:
    tokens = encoder.tokenize(["red chair", "a"])
    assert tokens.tolist()[1] == [1, pieces("a")[0], 2, 0, 0, 0, 0, 0, 0, 0]
    out, mask = encoder(tokens)
    assert out.shape == (2, 10, 12)
    assert mask.sum(1).tolist() == [10, 3]


def test_a_prompt_means_the_same_beside_a_longer_one(encoder: FrozenTextEncoder) -> None:
    alone, _ = encoder(encoder.tokenize(["red"]))
    beside, _ = encoder(encoder.tokenize(["red", "red chairs"]))
    torch.testing.assert_close(beside[:1, : alone.shape[1]], alone)


def test_only_what_follows_the_frozen_encoder_is_trained(encoder: FrozenTextEncoder) -> None:
    out, _ = encoder(encoder.tokenize(["red"]))
    out.sum().backward()
    assert TABLE.weight.grad is None
    assert all(weight.grad is not None for weight in encoder.projection.parameters())
    assert not [name for name in encoder.state_dict() if name.startswith("_frozen")]


def test_captions_are_tokenized_once_each() -> None:
    asked = []

    def tokenizer(caption: str) -> list[int]:
        asked.append(caption)
        return pieces(caption)

    captions = ["red", "a red", "red", "blue", "a red"]
    tokens, rows = unique_captions(captions, tokenizer)
    assert asked == ["red", "a red", "blue"]
    assert rows.tolist() == [0, 1, 0, 2, 1]
    for caption, row in zip(captions, rows, strict=True):
        assert tokens[row][tokens[row] > 0].tolist() == pieces(caption)
    assert tokens.dtype == np.int64


def test_another_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongModelError, match=r"no model\.safetensors"):
        MiniLM(tmp_path)
    (tmp_path / "model.safetensors").write_bytes(b"other")
    with pytest.raises(WrongModelError, match="not the published"):
        MiniLM(tmp_path)
