"""Build a data set's points and records: `python -m dataset.pack --out data/first`."""

from __future__ import annotations

import argparse
import json
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .catalogue.captions import captions
from .catalogue.generate import generate
from .catalogue.mesh import Asset
from .catalogue.streams import stream
from .points import UnionError, outer_surface, sample
from .recipe import Item, load

FIRST = Path(__file__).parent / "splits" / "first.json"

Packed = tuple[NDArray[np.float16], NDArray[np.uint8], dict[str, Any]]


def record(asset: Asset, split: str) -> dict[str, Any]:
    """What `records.jsonl` says of an object, but for its index."""
    return {
        "category": asset.category,
        "seed": asset.seed,
        "split": split,
        "primary": asset.primary,
        "secondary": asset.secondary,
        "captions": captions(asset),
        "captions_unseen": captions(asset, "unseen"),
        "parts": [{"name": part.name, "role": part.role, "rgb": asset.colors[part.role]} for part in asset.parts],
    }


def pack_one(item: Item, count: int) -> Packed | str:
    """Points (count, 9), part ids (count,) and record of one object, or the reason why it is dropped."""
    asset = generate(item.category, item.seed)
    try:
        surface = outer_surface(asset)
    except UnionError as error:
        return str(error)
    cloud = sample(asset, surface, count, stream(item.category, item.seed, "points"))
    return cloud.packed(), cloud.part_ids, record(asset, item.split)


def write(out: Path, packed: list[Packed]) -> None:
    """Write points, part ids and records, each under a temporary name first."""
    points, part_ids, records = zip(*packed, strict=True)
    for name, arrays in (("points", points), ("part_ids", part_ids)):
        temporary = out / f"{name}.partial.npy"
        np.save(temporary, np.stack(arrays))
        temporary.replace(out / f"{name}.npy")
    lines = [json.dumps({"index": index, **entry}) for index, entry in enumerate(records)]
    temporary = out / "records.partial.jsonl"
    temporary.write_text("\n".join(lines) + "\n", encoding="utf-8")
    temporary.replace(out / "records.jsonl")
    (out / "POINTS_READY").touch()


def main() -> None:
    """Read the command line and pack."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--recipe", type=Path, default=FIRST)
    parser.add_argument("--points", type=int, default=4096, help="points per object")
    parser.add_argument("--processes", type=int, default=2)
    args = parser.parse_args()
    items = load(args.recipe).items()
    args.out.mkdir(parents=True, exist_ok=True)
    (args.out / "POINTS_READY").unlink(missing_ok=True)
    start, kept = time.monotonic(), []
    with ProcessPoolExecutor(args.processes) as pool:
        results = pool.map(partial(pack_one, count=args.points), items, chunksize=16)
        for item, result in zip(items, results, strict=True):
            if isinstance(result, str):
                print(f"dropped {item.category} {item.seed} ({item.split}): {result}")
            else:
                kept.append(result)
    write(args.out, kept)
    seconds = time.monotonic() - start
    print(f"{len(kept)} of {len(items)} objects in {seconds:.0f} s, {len(items) / seconds:.1f} a second")


if __name__ == "__main__":
    main()
