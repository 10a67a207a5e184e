"""Pictures of surfaces: `python -m benchmarks.surface_pictures --blender PYTHON --level none --out sheet.png`.

Objects that training leaves out, clouds of 4,096 points with a level of noise of `surface_objects.LEVELS`, meshed at
128^3. In every column an object, and below it its edges from near, where two colours meet. `--blender` is a Python
that has bpy.
"""

from __future__ import annotations

import argparse
import subprocess
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image

from addon.core.surface_settings import SurfaceSettings
from addon.worker.surface import surface_from_cloud
from dataset.recipe import Item

from .normals import FIRST_SEED
from .surface_objects import LEVELS, make

HERE = Path(__file__).parent
CATEGORIES = ("chair", "teapot", "car", "lamp", "horse", "bookshelf", "flower", "sailboat", "wheelbarrow", "robot")
_IN_A_ROW = 5


def write_meshes(level: str, folder: Path, settings: SurfaceSettings) -> None:
    """Write the mesh of every object of `CATEGORIES`."""
    for number, category in enumerate(CATEGORIES):
        cloud = make(Item(category, FIRST_SEED, "test")).cloud(LEVELS[level])
        mesh = surface_from_cloud(cloud, settings, lambda: None)
        np.savez(folder / f"{number:02}.npz", vertices=mesh.vertices, faces=mesh.faces, colors=mesh.colors)


def sheet(folder: Path, size: int) -> Image.Image:
    """All pictures of a folder: rows of objects, each above its edges."""
    names = sorted({path.stem.split("-")[0] for path in folder.glob("*.png")})
    rows = -(-len(names) // _IN_A_ROW)
    whole = Image.new("RGB", (_IN_A_ROW * size, 2 * rows * size))
    for place, name in enumerate(names):
        row, column = divmod(place, _IN_A_ROW)
        for below, look in enumerate(("shaded", "wire")):
            with Image.open(folder / f"{name}-{look}.png") as picture:
                whole.paste(picture.convert("RGB"), (column * size, (2 * row + below) * size))
    return whole


def main() -> None:
    """Mesh, render, put together."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--blender", type=Path, required=True, help="a Python that has bpy")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--level", choices=LEVELS, default="generated")
    parser.add_argument("--sharp", action="store_true")
    parser.add_argument("--size", type=int, default=220, help="of a picture, in pixels")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        meshes, pictures = (Path(scratch) / name for name in ("meshes", "pictures"))
        meshes.mkdir()
        pictures.mkdir()
        write_meshes(args.level, meshes, SurfaceSettings(128, sharp=args.sharp))
        program = HERE / "surface_pictures_blender.py"
        subprocess.run([args.blender, program, meshes, pictures, str(args.size)], check=True)
        sheet(pictures, args.size).quantize(256, dither=Image.Dither.NONE).save(args.out, optimize=True)


if __name__ == "__main__":
    main()
