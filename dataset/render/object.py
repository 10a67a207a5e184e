"""Views and a coloured point cloud of one object: a model file of any kind, or an object of the catalogue.

`python -m dataset.render.object --input chair:7 --out folder` in a Python that has bpy, or
`blender -b -P dataset/render/object.py -- --input model.glb --out folder`.

Into the folder: the files that `product.py` lists, and `cloud.ply`. Ends with 2 and one sentence when it cannot.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

if not __package__:
    # Blender runs this file by its path.
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from addon.core.cameras import POSES
from dataset.cloud.ply import write_ply
from dataset.cloud.reject import RejectedError
from dataset.render.make import Maker
from dataset.render.order import LIGHTS, Order, OrderError


def parse(arguments: list[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="object", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--input", required=True, metavar="FILE|CATEGORY:SEED")
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--views", type=int, default=20)
    parser.add_argument("--size", type=int, default=512, help="side of a picture in pixels")
    parser.add_argument("--samples", type=int, default=8, help="rays a pixel")
    parser.add_argument("--poses", choices=list(POSES), default="random")
    parser.add_argument("--light", choices=LIGHTS, default="basic")
    parser.add_argument("--seed", type=int, default=0, help="of cameras, lamps and the choice of points")
    parser.add_argument("--points", type=int, default=16_384)
    parser.add_argument("--interior", type=int, nargs="?", const=4096, default=0, metavar="COUNT")
    parser.add_argument("--direct", action="store_true", help="points from the catalogue object's own surface")
    return parser.parse_args(arguments)


def order_of(args: argparse.Namespace) -> Order:
    """Make the order of a command line. Raises OrderError."""
    category, colon, seed = args.input.rpartition(":")
    given = {name: value for name, value in vars(args).items() if name not in ("input", "out")}
    if colon and seed.isdecimal() and not Path(args.input).exists():
        return Order(category=category, seed_of_object=int(seed), **given)
    return Order(file=Path(args.input), **given)


def run(args: argparse.Namespace) -> str:
    """Make the object's files and return one line about them. Raises OrderError, RejectedError."""
    start = time.monotonic()
    product = Maker(threads=0).make(order_of(args))
    try:
        args.out.mkdir(parents=True, exist_ok=True)
        product.write(args.out)
        if product.cloud is not None:
            write_ply(args.out / "cloud.ply", product.cloud, product.inside)
    except OSError as error:
        raise OrderError(f"{args.out} cannot be written: {error.strerror}.") from error
    counts = [(len(product.shots), "views")]
    counts += [(len(cloud), name) for cloud, name in ((product.cloud, "points"), (product.inside, "inside")) if cloud]
    told = ", ".join(f"{count} {name}" for count, name in counts)
    return f"{args.input}: {told} in {time.monotonic() - start:.1f} s, in {args.out}"


def main() -> None:
    """Do as the command line says."""
    arguments = sys.argv[sys.argv.index("--") + 1 :] if "--" in sys.argv else sys.argv[1:]
    args = parse(arguments)
    terminal = os.fdopen(os.dup(1), "w", encoding="utf-8")
    # Blender reports every picture on its standard output.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    status = 0
    try:
        print(run(args), file=terminal, flush=True)
    except (OrderError, RejectedError) as error:
        print(f"{args.input}: {error}", file=sys.stderr, flush=True)
        status = 2
    # Blender's own way out takes seconds and may change the status.
    os._exit(status)


if __name__ == "__main__":
    main()
