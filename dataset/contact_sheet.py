"""Draw a grid of objects, a row for each category: `python -m dataset.contact_sheet --out sheet.png`.

Runs in a Python that has bpy.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from addon.core.cameras import View

from .catalogue.categories import CATEGORIES, FAMILIES
from .catalogue.generate import generate
from .render.png import write_png
from .render.studio import Studio

THREE_QUARTER = View(azimuth=0.6, elevation=0.35)
BACKGROUND = 0.82


def sheet(categories: list[str], columns: int, size: int, first_seed: int) -> NDArray[np.uint8]:
    """Picture (rows * size, columns * size, 3) of objects with consecutive seeds."""
    rows = []
    with Studio(size, threads=0) as studio:
        for category in categories:
            row = []
            for seed in range(first_seed, first_seed + columns):
                studio.show(generate(category, seed))
                rgba = studio.picture(THREE_QUARTER).astype(np.float32) / 255
                row.append(rgba[..., :3] * rgba[..., 3:] + BACKGROUND * (1 - rgba[..., 3:]))
            rows.append(np.concatenate(row, axis=1))
    picture: NDArray[np.uint8] = np.round(np.concatenate(rows) * 255).astype(np.uint8)
    return picture


def main() -> None:
    """Read the command line and write the sheet."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--categories", nargs="*", default=list(CATEGORIES), choices=list(CATEGORIES))
    which.add_argument("--family", choices=list(FAMILIES))
    parser.add_argument("--columns", type=int, default=10)
    parser.add_argument("--size", type=int, default=128)
    parser.add_argument("--first-seed", type=int, default=0)
    args = parser.parse_args()
    categories = [kind.name for kind in FAMILIES[args.family]] if args.family else args.categories
    write_png(args.out, sheet(categories, args.columns, args.size, args.first_seed))


if __name__ == "__main__":
    main()
