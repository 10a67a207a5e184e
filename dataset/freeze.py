"""Write a recipe, once, before any training: `python -m dataset.freeze --out dataset/splits/wide.json`.

Afterwards the file is the truth: nothing draws its lists again, and a test compares its fingerprints.
"""

from __future__ import annotations

import argparse
import json
from itertools import permutations, product
from pathlib import Path
from typing import Any

import numpy as np

from .catalogue.categories import CATEGORIES, FAMILIES
from .catalogue.palette import NAMES
from .catalogue.params import switches
from .catalogue.streams import stream
from .recipe import COMPOSITION, load

HELD_OUT_CATEGORIES = ("bench", "pitcher", "pickaxe", "tractor", "water tower", "pumpkin", "turtle")
"""One or two of each family; pictures of them are the only way to ask for them."""
HELD_OUT_SHARE = 0.15
ABSTRACT_SHARES = {"composition": 0.20, "hybrid": 0.06}
PER_CATEGORY = {"val": 4, "test": 12, "colors": 4, "structures": 4}
FIRST_SEEDS = {name: k * 1_000_000 for k, name in enumerate(("train", "val", "test"))}
FIRST_SEEDS |= {"colors": 3_000_000, "structures": 4_000_000, "orders": 5_000_000, "categories": 6_000_000}


def held_out_colors(category: str) -> list[str]:
    """Main colours that training does not see on a category: 2 or 3 of 16, never one of its natural ones."""
    rng = stream(category, 0, "held-out colors")
    natural = {scheme[0] for scheme in CATEGORIES[category].natural} | {"brown", "beige"}  # these two are wood as well
    open_to = [name for name in NAMES if name not in natural]
    count = int(HELD_OUT_SHARE * len(NAMES) + rng.random())
    return sorted(rng.choice(open_to, count, replace=False).tolist())


def held_out_structures(category: str) -> dict[str, Any]:
    """Pairs of options of a category's two widest switches; every single option stays in training."""
    found = switches(CATEGORIES[category].params)
    names = sorted(found, key=lambda name: -len(found[name]))[:2]
    rng = stream(category, 0, "held-out structures")
    pairs = list(product(*(found[name] for name in names)))
    count = max(1, round(HELD_OUT_SHARE * len(pairs)))
    chosen: list[tuple[Any, Any]] = []
    for k in rng.permutation(len(pairs)):
        rest = [pair for pair in pairs if pair not in (*chosen, pairs[k])]
        if len(chosen) < count and all({pair[side] for pair in rest} == set(found[names[side]]) for side in (0, 1)):
            chosen.append(pairs[k])
    return {"switches": names, "options": sorted(map(list, chosen), key=str)}


def recipe(train_objects: int) -> dict[str, Any]:
    """The record of a new recipe, without fingerprints."""
    abstract = [kind.name for kind in FAMILIES["abstract"]]
    plain = [name for name in CATEGORIES if name not in (*HELD_OUT_CATEGORIES, *abstract)]
    each = round(train_objects * (1 - sum(ABSTRACT_SHARES.values())) / len(plain))
    objects: dict[str, dict[str, int]] = {
        "train": dict.fromkeys(plain, each)
        | {name: round(share * train_objects) for name, share in ABSTRACT_SHARES.items()}
    }
    for split, count in PER_CATEGORY.items():
        objects[split] = dict.fromkeys(plain, count)
        if split in ("val", "test"):
            objects[split] |= dict.fromkeys(abstract, 4 * count)
    objects["orders"] = {COMPOSITION: 120}
    objects["categories"] = dict.fromkeys(HELD_OUT_CATEGORIES, 30)
    orders = list(permutations(NAMES, 2))
    rng: np.random.Generator = stream(COMPOSITION, 0, "held-out orders")
    chosen = rng.choice(len(orders), round(HELD_OUT_SHARE * len(orders)), replace=False)
    return {
        "splits": {name: {"first_seed": FIRST_SEEDS[name], "objects": counts} for name, counts in objects.items()},
        "held_out_colors": {name: held_out_colors(name) for name in plain},
        "held_out_structures": {name: held_out_structures(name) for name in plain},
        "held_out_orders": sorted(orders[k] for k in chosen),
        "fingerprints": {},
    }


def main() -> None:
    """Read the command line and write the recipe."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--train-objects", type=int, default=24_000)
    args = parser.parse_args()
    if args.out.exists():
        parser.error(f"{args.out} is frozen; give another name")
    record = recipe(args.train_objects)
    args.out.write_text(json.dumps(record), encoding="utf-8")
    frozen = load(args.out)
    record["fingerprints"] = {"drawn": frozen.drawn_hash(), "shapes": frozen.shape_hash()}
    args.out.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    for name, entry in record["splits"].items():
        print(f"{name:12} {sum(entry['objects'].values()):6} objects of {len(entry['objects'])} categories")


if __name__ == "__main__":
    main()
