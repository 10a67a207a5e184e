"""Draw a grid of objects, a row for each category: `python -m dataset.contact_sheet --out sheet.png`.

Runs in a Python that has bpy.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import Any

import bpy
import numpy as np
from numpy.typing import NDArray

from .catalogue.categories import CATEGORIES
from .catalogue.generate import generate
from .render.camera import View
from .render.scene import Studio

THREE_QUARTER = View(azimuth=0.6, elevation=0.35)
BACKGROUND = 0.82


def sheet(categories: list[str], columns: int, size: int, first_seed: int) -> NDArray[np.float32]:
    """Picture (rows * size, columns * size, 3) of objects with consecutive seeds, sRGB in [0, 1]."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        studio = Studio(size, 8, Path(folder) / "sheet")
        for category in categories:
            row = []
            for seed in range(first_seed, first_seed + columns):
                studio.show(generate(category, seed))
                rgba = studio.picture(THREE_QUARTER).astype(np.float32) / 255
                row.append(rgba[..., :3] * rgba[..., 3:] + BACKGROUND * (1 - rgba[..., 3:]))
            rows.append(np.concatenate(row, axis=1))
    return np.concatenate(rows)


def save(picture: NDArray[np.float32], path: Path) -> None:
    """Write sRGB (H, W, 3) in [0, 1] as PNG."""
    height, width, _ = picture.shape
    image: Any = bpy.data.images.new("sheet", width, height)
    image.colorspace_settings.name = "Non-Color"
    pixels = np.ones((height, width, 4), np.float32)
    pixels[..., :3] = picture[::-1]
    image.pixels.foreach_set(pixels.ravel())
    image.filepath_raw, image.file_format = str(path.resolve()), "PNG"
    image.save()


def main() -> None:
    """Read the command line and write the sheet."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--categories", nargs="*", default=list(CATEGORIES), choices=list(CATEGORIES))
    parser.add_argument("--columns", type=int, default=10)
    parser.add_argument("--size", type=int, default=128)
    parser.add_argument("--first-seed", type=int, default=0)
    args = parser.parse_args()
    save(sheet(args.categories, args.columns, args.size, args.first_seed), args.out)


if __name__ == "__main__":
    main()
