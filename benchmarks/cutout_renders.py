"""Pictures of held-out objects for `benchmarks.cutout`: `python -m benchmarks.cutout_renders --out renders.npz`.

Runs in a Python that has bpy. One picture an object, 256 x 256, straight alpha, where people stand, `varied` light.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

from addon.core.cameras import POSES
from dataset.catalogue.generate import generate
from dataset.catalogue.streams import stream
from dataset.render.studio import Studio

RECIPE = Path(__file__).resolve().parents[1] / "dataset" / "splits" / "wide.json"
SIZE = 256


def objects(splits: list[str], each: int) -> list[tuple[str, int]]:
    """Category and seed of the first `each` objects of every category of the splits."""
    recipe = json.loads(RECIPE.read_text(encoding="utf-8"))["splits"]
    return [
        (category, recipe[split]["first_seed"] + index)
        for split in splits
        for index in range(each)
        for category in recipe[split]["objects"]
    ]


def main() -> None:
    """Read the command line, render, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--splits", nargs="+", default=["test", "categories"], help="of dataset/splits/wide.json")
    parser.add_argument("--each", type=int, default=3, help="objects of a category")
    args = parser.parse_args()
    chosen = objects(args.splits, args.each)
    pictures = []
    with Studio(SIZE, light="varied") as studio:
        for category, seed in chosen:
            studio.show(generate(category, seed))
            studio.vary_light(stream(category, seed, "light"))
            pictures.append(studio.picture(POSES["band"](1, stream(category, seed, "views"))[0]))
    np.savez(args.out, rgba=np.stack(pictures), names=[f"{category}:{seed}" for category, seed in chosen])


if __name__ == "__main__":
    main()
