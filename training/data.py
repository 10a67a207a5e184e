"""The packed data set and the batches drawn from it.

The batch after ``samples`` samples is a function of the seed and that count alone, so a resumed run sees what an
uninterrupted one would. Shapes: B batch, N points, C channels.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from PIL import Image
from torch import Tensor

from addon.worker.conditioning.image import prepare_image
from addon.worker.conditioning.image_encoder import side_numbers
from addon.worker.conditioning.text import WordTokenizer, split_words

from .config import TrainingConfig
from .parts import UNNAMED, part_labels, part_vocabulary
from .pictures import augment, told_sides


@dataclass(frozen=True)
class Pack:
    """The files of a data set folder; ``pictures`` is None until its views are rendered."""

    points: npt.NDArray[np.float16]  # (objects, 4096, 9): xyz, rgb, normal
    part_ids: npt.NDArray[np.uint8]  # (objects, 4096), index into the record's parts
    records: list[dict[str, Any]]
    images: npt.NDArray[np.uint8] | None  # (objects, views, 64, 64, 4) RGBA, straight alpha
    cameras: npt.NDArray[np.float32] | None  # (objects, views, 4), see `addon.core.cameras.View.row`

    @classmethod
    def open(cls, folder: Path) -> "Pack":
        """The pack in ``folder``, mapped, not read."""
        records = [json.loads(line) for line in (folder / "records.jsonl").read_text().splitlines()]
        names = ("images", "cameras") if (folder / "IMAGES_READY").exists() else ()
        views = {name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in names}
        points, part_ids = (np.load(folder / f"{name}.npy", mmap_mode="r") for name in ("points", "part_ids"))
        return cls(points, part_ids, records, views.get("images"), views.get("cameras"))

    def split(self, name: str) -> npt.NDArray[np.int64]:
        """Indices of the objects of one split."""
        return np.array([i for i, record in enumerate(self.records) if record["split"] == name], dtype=np.int64)

    def vocabulary(self) -> list[str]:
        """Every word of the training captions, sorted."""
        captions = (caption for i in self.split("train") for caption in self.records[i]["captions"])
        return sorted({word for caption in captions for word in split_words(caption)})

    def part_names(self, least: int) -> list[str]:
        """The part names of the training objects, see `part_vocabulary`."""
        return part_vocabulary((self.records[i] for i in self.split("train")), least)

    def pictures(self, objects: npt.NDArray[np.int64], views: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
        """Prepared views, (P, 4, 64, 64) in [-1, 1], of ``objects`` and ``views``, both (P,)."""
        if self.images is None:
            raise FileNotFoundError("this data set has no images yet")
        shown = [prepare_image(Image.fromarray(self.images[i, view])) for i, view in zip(objects, views, strict=True)]
        return np.stack(shown)


@dataclass(frozen=True)
class Batch:
    """Clouds with prompts, with pictures, with both and with neither."""

    cloud: Tensor  # (B, N, 9) float32
    labels: Tensor  # (B, N) int64, parts by their place in the vocabulary, UNNAMED where there is none
    tokens: Tensor  # (T, words) int64, padded: prompts
    token_rows: Tensor  # (T,) int64, the clouds that they describe
    pictures: Tensor  # (P, views, 4, 64, 64) float32
    sides: Tensor  # (P, views) int64, see `side_numbers`
    picture_rows: Tensor  # (P,) int64, the clouds that they show


class BatchSource:
    """Batches of the training split."""

    def __init__(self, pack: Pack, tokenizer: WordTokenizer, part_names: Sequence[str], config: TrainingConfig) -> None:
        self.config = config
        self.pack = pack
        self.objects = pack.split("train")
        # A row for each object; the last column is for ids that no object has.
        self.labels = np.full((len(self.objects), 256), UNNAMED, np.int16)
        for row, i in zip(self.labels, self.objects, strict=True):
            known = part_labels(pack.records[i], part_names)
            row[: len(known)] = known
        rows = [[tokenizer(caption) for caption in pack.records[i]["captions"]] for i in self.objects]
        longest = max(len(row) for captions in rows for row in captions)
        self.tokens = np.zeros((len(rows), len(rows[0]), longest), np.int64)  # (objects, captions, words)
        for place, captions in zip(self.tokens, rows, strict=True):
            for line, caption in zip(place, captions, strict=True):
                line[: len(caption)] = caption

    def batch(self, samples: int) -> Batch:
        """The batch that follows ``samples`` samples."""
        config = self.config
        rng = np.random.default_rng((config.seed, samples))
        chosen = rng.integers(len(self.objects), size=config.batch)
        keys = rng.random((config.batch, self.pack.points.shape[1]), dtype=np.float32)
        subset = np.argpartition(keys, config.points, axis=1)[:, : config.points]
        objects = self.objects[chosen]
        cloud = np.stack([self.pack.points[i][rows] for i, rows in zip(objects, subset, strict=True)])
        parts = np.stack([self.pack.part_ids[i][rows] for i, rows in zip(objects, subset, strict=True)])
        spoken, shown = self._rows()
        tokens = self.tokens[chosen[spoken], rng.integers(self.tokens.shape[1], size=len(spoken))]
        pictures, sides = self._pictures(objects[shown], rng)
        return Batch(
            torch.from_numpy(cloud.astype(np.float32)),
            torch.from_numpy(np.take_along_axis(self.labels[chosen], parts.astype(np.int64), axis=1).astype(np.int64)),
            torch.from_numpy(tokens[:, : int((tokens != 0).sum(axis=1).max(initial=0))]),
            torch.from_numpy(spoken),
            pictures,
            sides,
            torch.from_numpy(shown),
        )

    def _rows(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """The rows of a batch that have a prompt, and those that have pictures: first, middle and overlap."""
        config = self.config
        without = round((1 - config.text_share - config.image_share - config.both_share) * config.batch)
        if self.pack.images is None:
            return np.arange(config.batch - without), np.arange(0)
        both, alone = round(config.both_share * config.batch), round(config.image_share * config.batch)
        spoken = config.batch - without - alone
        return np.arange(spoken), np.arange(spoken - both, spoken + alone)

    def _pictures(self, objects: npt.NDArray[np.int64], rng: np.random.Generator) -> tuple[Tensor, Tensor]:
        if self.pack.images is None or self.pack.cameras is None or len(objects) == 0:
            return torch.empty(0, 1, 4, 64, 64), torch.empty(0, 1, dtype=torch.int64)
        there = self.pack.images.shape[1]
        shares = np.array(self.config.view_shares[:there])
        count = 1 + int(rng.choice(len(shares), p=shares / shares.sum()))
        views = rng.permuted(np.tile(np.arange(there), (len(objects), 1)), axis=1)[:, :count]
        of = np.repeat(objects, count)
        prepared = augment(self.pack.pictures(of, views.ravel()), rng)
        sides = side_numbers(told_sides(self.pack.cameras[of, views.ravel()], rng))
        return (
            torch.from_numpy(prepared).unflatten(0, views.shape),
            torch.tensor(sides, dtype=torch.int64).reshape(views.shape),
        )
