"""Plain against sharp surfaces, on the catalogue's boxes and on its round things: `python -m benchmarks.surface_sharp`.

Which of the two is the default follows from this. Objects that training leaves out, 4,096 points, 128^3.
"""

from __future__ import annotations

import argparse
from collections import defaultdict

import numpy as np

from dataset.points import UnionError
from dataset.recipe import Item

from .normals import FIRST_SEED
from .surface_measures import figures
from .surface_objects import LEVELS, make
from .surface_quality import OURS, ours

KINDS = {
    "boxes": ("table", "desk", "bookshelf", "dresser", "wardrobe", "chest", "toolbox", "house", "barn", "skyscraper"),
    "round": ("vase", "bottle", "bowl", "goblet", "mug", "pitcher", "pot", "teapot", "candlestick", "pumpkin"),
}
TITLES = {"Chamfer, %": ("chamfer", 100, 3), "F 1 %": ("f1", 1, 3), "normals": ("normals", 1, 4)}


def main() -> None:
    """Print a Markdown row for each kind of object and level of noise."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--each", type=int, default=10, help="categories of each kind")
    each = parser.parse_args().each
    columns = [f"{title}, {way.removeprefix('ours, ').replace('ours', 'plain')}" for title in TITLES for way in OURS]
    print(f"| objects | noise | {' | '.join(columns)} |\n{'|---' * (len(columns) + 2)}|")
    for kind, categories in KINDS.items():
        rows = defaultdict(list)
        for category in categories[:each]:
            try:
                thing = make(Item(category, FIRST_SEED, "test"))
            except UnionError as error:
                print(f"{category} is left out: {error}")
                continue
            for level, noise in LEVELS.items():
                cloud = thing.cloud(noise)
                for way, settings in OURS.items():
                    mesh = ours(cloud, settings)
                    if mesh is not None:
                        rows[level, way].append(figures(mesh.vertices, mesh.faces, mesh.colors, thing.truth))
        for level in LEVELS:
            cells = [
                f"{np.mean([row[key] for row in rows[level, way]]) * by:.{digits}f}"
                for key, by, digits in TITLES.values()
                for way in OURS
            ]
            print(f"| {kind} | {level} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
