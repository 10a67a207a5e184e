"""The frozen variant of the text encoder: shapes, padding, and what is trained."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from torch import Tensor

from training.config import Budget, TrainingConfig
from training.minilm import MiniLM, WrongModelError
from training.minilm_text import FrozenTextEncoder, PieceTokenizer
from training.text_trial import trial_config
from training.train import Trainer

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


def test_another_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongModelError, match=r"no model\.safetensors"):
        MiniLM(tmp_path)
    (tmp_path / "model.safetensors").write_bytes(b"other")
    with pytest.raises(WrongModelError, match="not the published"):
        MiniLM(tmp_path)


def test_it_trains_in_the_place_of_the_models_own(
    data: Path, config: TrainingConfig, tmp_path: Path, encoder: FrozenTextEncoder
) -> None:
    torch.manual_seed(0)
    wide = FrozenTextEncoder(encoder.tokenizer, frozen, width=16, dim=config.network.latent_dim, heads=2)
    before = wide.projection.weight.detach().clone()
    trial = Trainer(data, tmp_path / "run", trial_config(config, config.network), Budget(samples=40), text_encoder=wide)
    batch = trial.source.batch(0)
    assert len(batch.pictures) == 0
    assert batch.tokens.shape[1] <= encoder.tokenizer.max_words
    assert set(batch.tokens[:, 0].tolist()) == {1}
    trial.step(0.0)
    assert not torch.equal(trial.model.text_encoder.projection.weight, before)
    trial.save()
    again = FrozenTextEncoder(encoder.tokenizer, frozen, width=16, dim=config.network.latent_dim, heads=2)
    Trainer(data, tmp_path / "run", trial_config(config, config.network), Budget(samples=40), text_encoder=again)
    assert torch.equal(again.projection.weight, wide.projection.weight)
