"""Which objects a data set holds: the frozen list of categories, seeds and splits."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from .catalogue.categories import CATEGORIES
from .catalogue.streams import stream

SPLITS = ("train", "val", "test")


@dataclass(frozen=True)
class Item:
    """One object of a data set."""

    category: str
    seed: int
    split: str


@dataclass(frozen=True)
class Recipe:
    """Seeds and counts per split.

    categories : in the order in which the objects take turns
    splits : for each split the first seed of every category and the number of objects over all categories
    held_out_sha256 : `fingerprint` at the time of freezing
    """

    categories: tuple[str, ...]
    splits: dict[str, tuple[int, int]]
    held_out_sha256: str = ""

    def items(self) -> list[Item]:
        """All objects, the splits one after another, the categories taking turns."""
        kinds = len(self.categories)
        return [
            Item(self.categories[k % kinds], first + k // kinds, split)
            for split in SPLITS
            for first, count in [self.splits[split]]
            for k in range(count)
        ]

    def fingerprint(self) -> str:
        """SHA-256 over the drawn parameters of everything outside the training split."""
        digest = hashlib.sha256()
        for item in self.items():
            if item.split != "train":
                params = CATEGORIES[item.category].sample_params(stream(item.category, item.seed, "params"))
                digest.update(f"{item.split} {item.category} {item.seed} {params!r}\n".encode())
        return digest.hexdigest()


def load(path: Path) -> Recipe:
    """Read a recipe."""
    record = json.loads(path.read_text(encoding="utf-8"))
    splits = {name: (entry["first_seed"], entry["objects"]) for name, entry in record["splits"].items()}
    return Recipe(tuple(record["categories"]), splits, record["held_out_sha256"])
