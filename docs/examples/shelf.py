"""A shelf with twenty props: generated from a list, saved as .blend, each exported as GLB.

    blender --background --python docs/examples/shelf.py -- --out shelf.blend [--glb FOLDER] [--picture shelf.png]

Pointsmith has to be installed, enabled and set up. `--quality draft` takes a few seconds in all.
"""

import argparse
import sys
from pathlib import Path

import bpy

sys.path.insert(0, str(Path(__file__).resolve().parent))

import photo
from bl_ext.user_default.pointsmith import api

PROPS = (
    "a red vase", "a blue bottle", "a green mug", "a yellow bowl", "a white teapot",
    "a wooden chair", "a red stool", "a black table", "a blue lamp", "a brown chest",
    "a red car", "a yellow bus", "a green truck", "a white airplane", "a blue boat",
    "a small house", "a grey castle", "a tall tower", "a green tree", "a red mushroom",
)  # fmt: skip
COLUMNS = 5
WIDTH, HEIGHT, DEPTH, BOARD = 0.5, 0.45, 0.42, 0.03
"""Of one compartment, and the boards' thickness, in metres."""


def board(name: str, size: tuple[float, float, float], middle: tuple[float, float, float]) -> bpy.types.Object:
    """Add one board."""
    x, y, z = (side / 2 for side in size)
    corners = [(i * x, j * y, k * z) for i in (-1, 1) for j in (-1, 1) for k in (-1, 1)]
    faces = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]
    mesh = bpy.data.meshes.new(name)
    mesh.from_pydata(corners, [], faces)
    mesh.materials.append(photo.material("Wood", (0.36, 0.22, 0.12, 1.0)))
    item = bpy.data.objects.new(name, mesh)
    item.location = middle
    bpy.context.scene.collection.objects.link(item)
    return item


def build(rows: int) -> None:
    """Build the shelf itself: its lowest board lies on the ground, its front looks towards -Y."""
    wide, tall = COLUMNS * WIDTH + BOARD, rows * HEIGHT + BOARD
    for row in range(rows + 1):
        board("Board", (COLUMNS * WIDTH, DEPTH, BOARD), (0, 0, row * HEIGHT + BOARD / 2))
    for side in (-1, 1):
        board("Side", (BOARD, DEPTH, tall), (side * wide / 2, 0, tall / 2))
    board("Back", (wide, BOARD / 3, tall), (0, DEPTH / 2, tall / 2))


def place(number: int, rows: int) -> tuple[float, float, float]:
    """Return where prop `number` stands: from the left to the right, from the top to the bottom."""
    row, column = divmod(number, COLUMNS)
    return (column - (COLUMNS - 1) / 2) * WIDTH, 0.0, (rows - 1 - row) * HEIGHT + BOARD


def fill(prompts: tuple[str, ...], quality: str, rows: int) -> list[bpy.types.Object]:
    """Generate the props at their places; one that fails leaves its place empty."""
    size = 0.8 * min(WIDTH, HEIGHT, DEPTH)
    made = []
    for number, prompt in enumerate(prompts):
        try:
            made.append(api.generate(prompt, seed=number, quality=quality, size=size, location=place(number, rows)))
        except api.PointsmithError as error:
            sys.stderr.write(f"{prompt}: {error}\n")
    return made


def export(props: list[bpy.types.Object], folder: Path) -> None:
    """Write each prop to a GLB of its name, standing at the origin."""
    folder.mkdir(parents=True, exist_ok=True)
    for item in props:
        before = item.location.copy()
        item.location = (0, 0, 0)
        for other in bpy.context.view_layer.objects:
            other.select_set(other == item)
        file = folder / f"{item.name.replace(' ', '_')}.glb"
        bpy.ops.export_scene.gltf(filepath=str(file), use_selection=True)
        item.location = before


def main(arguments: list[str]) -> int:
    """Make it; return how many props are missing."""
    parser = argparse.ArgumentParser(prog="shelf.py", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="the .blend to write")
    parser.add_argument("--glb", type=Path, help="folder that takes a GLB of each prop")
    parser.add_argument("--picture", type=Path, help="a PNG of the shelf")
    parser.add_argument("--quality", default="standard", choices=("draft", "standard", "fine"))
    options = parser.parse_args(arguments)
    bpy.ops.wm.read_homefile(use_factory_startup=True, use_empty=True)
    rows = -(-len(PROPS) // COLUMNS)
    build(rows)
    props = fill(PROPS, options.quality, rows)
    if options.glb is not None:
        export(props, options.glb)
    if options.picture is not None:
        photo.take(options.picture, (0, 0, rows * HEIGHT / 2), (0.9, -4.6, 1.6))
    bpy.ops.wm.save_as_mainfile(filepath=str(options.out.absolute()))
    return len(PROPS) - len(props)


if __name__ == "__main__":
    sys.exit(main(sys.argv[sys.argv.index("--") + 1 :] if "--" in sys.argv else []))
