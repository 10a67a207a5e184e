"""The packed data set and the batches drawn from it.

The batch after ``samples`` samples is a function of the seed and that count alone, so a resumed run sees what an
uninterrupted one would. Shapes: B batch, N points, C channels.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from PIL import Image
from torch import Tensor

from addon.worker.conditioning.image import prepare_image
from addon.worker.conditioning.text import WordTokenizer, split_words

from .config import TrainingConfig


@dataclass(frozen=True)
class Pack:
    """The files of a data set folder; ``pictures`` is None until its views are rendered."""

    points: npt.NDArray[np.float16]  # (objects, 4096, 9): xyz, rgb, normal
    records: list[dict[str, Any]]
    images: npt.NDArray[np.uint8] | None  # (objects, views, 64, 64, 4) RGBA, straight alpha

    @classmethod
    def open(cls, folder: Path) -> "Pack":
        """The pack in ``folder``, mapped, not read."""
        records = [json.loads(line) for line in (folder / "records.jsonl").read_text().splitlines()]
        images = np.load(folder / "images.npy", mmap_mode="r") if (folder / "IMAGES_READY").exists() else None
        return cls(np.load(folder / "points.npy", mmap_mode="r"), records, images)

    def split(self, name: str) -> npt.NDArray[np.int64]:
        """Indices of the objects of one split."""
        return np.array([i for i, record in enumerate(self.records) if record["split"] == name], dtype=np.int64)

    def vocabulary(self) -> list[str]:
        """Every word of the training captions, sorted."""
        captions = (caption for i in self.split("train") for caption in self.records[i]["captions"])
        return sorted({word for caption in captions for word in split_words(caption)})

    def pictures(self, objects: npt.NDArray[np.int64]) -> npt.NDArray[np.float16]:
        """Prepared views of ``objects``, (objects, views, 4, 64, 64) in [-1, 1]."""
        if self.images is None:
            raise FileNotFoundError("this data set has no images yet")
        return np.stack(
            [[prepare_image(Image.fromarray(view)).astype(np.float16) for view in self.images[i]] for i in objects]
        )


@dataclass(frozen=True)
class Batch:
    """Clouds in three groups, in this order: with a prompt, with a picture, with no condition."""

    cloud: Tensor  # (B, N, 9) float32
    tokens: Tensor  # (prompts, words) int64, padded
    pictures: Tensor  # (pictures, 4, 64, 64) float32


class BatchSource:
    """Batches of the training split."""

    def __init__(self, pack: Pack, tokenizer: WordTokenizer, config: TrainingConfig) -> None:
        self.config = config
        self.objects = pack.split("train")
        self.points = pack.points
        self.pictures = None if pack.images is None else pack.pictures(self.objects)
        rows = [[tokenizer(caption) for caption in pack.records[i]["captions"]] for i in self.objects]
        longest = max(len(row) for captions in rows for row in captions)
        self.tokens = np.zeros((len(rows), len(rows[0]), longest), np.int64)  # (objects, captions, words)
        for place, captions in zip(self.tokens, rows, strict=True):
            for line, row in zip(place, captions, strict=True):
                line[: len(row)] = row

    def batch(self, samples: int) -> Batch:
        """The batch that follows ``samples`` samples."""
        config = self.config
        rng = np.random.default_rng((config.seed, samples))
        chosen = rng.integers(len(self.objects), size=config.batch)
        keys = rng.random((config.batch, self.points.shape[1]), dtype=np.float32)
        subset = np.argpartition(keys, config.points, axis=1)[:, : config.points]
        cloud = np.stack([self.points[i][rows] for i, rows in zip(self.objects[chosen], subset, strict=True)])
        with_picture = 0 if self.pictures is None else round(config.image_share * config.batch)
        without = round((1 - config.text_share - config.image_share) * config.batch)
        with_prompt = config.batch - with_picture - without
        tokens = self.tokens[chosen, rng.integers(self.tokens.shape[1], size=config.batch)][:with_prompt]
        return Batch(
            torch.from_numpy(cloud.astype(np.float32)),
            torch.from_numpy(tokens[:, : int((tokens != 0).sum(axis=1).max())]),
            self._pictures(chosen[with_prompt : with_prompt + with_picture], rng),
        )

    def _pictures(self, chosen: npt.NDArray[np.int64], rng: np.random.Generator) -> Tensor:
        if self.pictures is None:
            return torch.empty(0, 4, 64, 64)
        views = rng.integers(self.pictures.shape[1], size=len(chosen))
        return torch.from_numpy(self.pictures[chosen, views].astype(np.float32))
