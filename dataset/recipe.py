"""Which objects a data set holds: the frozen lists of categories, seeds, splits and held-out cells.

A cell is a combination that training never sees though it sees both halves: a category in one main colour, a
category with two options of its switches at once, an ordered pair of colours in a composition.
"""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from .catalogue.categories import CATEGORIES
from .catalogue.generate import generate
from .catalogue.paint import Scheme, draw_scheme
from .catalogue.params import draw, draw_one

SPLITS = ("train", "val", "test", "colors", "structures", "orders", "categories")
"""The last four hold what training leaves out; the first three differ in their seeds only."""

COMPOSITION = "composition"


@dataclass(frozen=True)
class Item:
    """One object of a data set."""

    category: str
    seed: int
    split: str


@dataclass(frozen=True)
class Split:
    """Seeds of every category count up from `first_seed`; `objects` of each category are kept."""

    first_seed: int
    objects: dict[str, int]


@dataclass(frozen=True)
class Structure:
    """Two options that do not meet in training: of the switches `names`, the pairs `options`."""

    names: tuple[str, str]
    options: frozenset[tuple[Any, Any]]


@dataclass(frozen=True)
class Recipe:
    """What a recipe file says.

    colors : category -> main colours that training leaves out
    structures : category -> pairs of options that training leaves out
    orders : (first, second) colours of compositions that training leaves out
    fingerprints : of the held-out objects at the time of freezing, see `drawn_hash` and `shape_hash`
    """

    splits: dict[str, Split]
    colors: dict[str, frozenset[str]]
    structures: dict[str, Structure]
    orders: frozenset[tuple[str, str]]
    fingerprints: dict[str, str]

    def items(self) -> list[Item]:
        """All objects, the splits one after another, the categories of a split taking turns."""
        return [item for name in SPLITS for item in self.of_split(name)]

    def of_split(self, name: str) -> list[Item]:
        """The objects of one split."""
        split = self.splits[name]
        seeds = {category: self._seeds(category, name) for category in split.objects}
        rounds = max(split.objects.values(), default=0)
        return [
            Item(category, next(seeds[category]), name)
            for turn in range(rounds)
            for category, count in split.objects.items()
            # Categories with more objects than others have several in each turn.
            for _ in range((turn + 1) * count // rounds - turn * count // rounds)
        ]

    def _seeds(self, category: str, split: str) -> Iterator[int]:
        wanted = split if split in ("colors", "structures", "orders") else None
        for seed in itertools.count(self.splits[split].first_seed):
            if split == "categories" or self.cell(category, seed) == wanted:
                yield seed

    def cell(self, category: str, seed: int) -> str | None:
        """The split that must hold an object because of a cell; None for none, "several" for more than one."""
        kind = CATEGORIES[category]
        scheme = draw_scheme(category, seed, kind.natural, kind.finishes)
        inside = []
        if scheme.primary in self.colors.get(category, ()):
            inside.append("colors")
        structure = self.structures.get(category)
        if structure and tuple(draw_one(kind.params, n, category, seed) for n in structure.names) in structure.options:
            inside.append("structures")
        if category == COMPOSITION and (scheme.primary, scheme.secondary) in self.orders:
            inside.append("orders")
        return None if not inside else inside[0] if len(inside) == 1 else "several"

    def drawn_hash(self) -> str:
        """SHA-256 over the parameters and schemes of everything outside the training split."""
        digest = hashlib.sha256()
        for name in SPLITS[1:]:
            for item in self.of_split(name):
                digest.update(f"{item} {_drawn(item)}\n".encode())
        return digest.hexdigest()

    def shape_hash(self) -> str:
        """SHA-256 over the shapes of the first held-out object of each category, to a thousandth of its size."""
        digest = hashlib.sha256()
        for name in ("test", "categories"):
            for item in self.of_split(name)[: len(self.splits[name].objects)]:
                flat = generate(item.category, item.seed).flattened()
                # Half a step off, so that nothing that is exact lies on the border between two.
                steps = np.floor(flat.vertices * 1000 + 0.5003).astype(np.int32)
                digest.update(item.category.encode() + steps.tobytes() + flat.faces.tobytes())
        return digest.hexdigest()


def _drawn(item: Item) -> str:
    kind = CATEGORIES[item.category]
    scheme: Scheme = draw_scheme(item.category, item.seed, kind.natural, kind.finishes)
    return f"{draw(kind.params, item.category, item.seed)!r} {scheme!r}"


def load(path: Path) -> Recipe:
    """Read a recipe."""
    record = json.loads(path.read_text(encoding="utf-8"))
    return Recipe(
        splits={name: Split(**entry) for name, entry in record["splits"].items()},
        colors={category: frozenset(names) for category, names in record["held_out_colors"].items()},
        structures={
            category: Structure((entry["switches"][0], entry["switches"][1]), frozenset(map(tuple, entry["options"])))
            for category, entry in record["held_out_structures"].items()
        },
        orders=frozenset((first, second) for first, second in record["held_out_orders"]),
        fingerprints=record["fingerprints"],
    )
