"""Turn finished shards into the arrays that training maps: `python -m dataset.pack --shards data/NAME --out data/NAME`.

One object at a time is in memory, so that a data set may be larger than the memory is.
"""

from __future__ import annotations

import argparse
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.lib.format import open_memmap
from PIL import Image
from webdataset import WebDataset  # type: ignore[import-untyped]

from addon.core.cameras import View

from .run import index, shards

POINTS_READY, IMAGES_READY = "POINTS_READY", "IMAGES_READY"
_CHANNELS = 9

Sample = dict[str, Any]


class PackError(Exception):
    """Shards that cannot be packed; the text is one sentence."""


class Arrays:
    """Arrays of a data set under temporary names, each as long as there are objects."""

    def __init__(self, out: Path, **shapes: tuple[type[np.generic], tuple[int, ...]]) -> None:
        """`shapes` gives element type and shape by name."""
        self._out = out
        self._arrays = {
            name: open_memmap(out / f"{name}.partial.npy", "w+", kind, shape) for name, (kind, shape) in shapes.items()
        }

    def put(self, row: int, **values: Any) -> None:
        """Fill one row of some arrays. Raises PackError where a shape differs."""
        for name, value in values.items():
            array, entry = self._arrays[name], np.asarray(value)
            if entry.shape != array.shape[1:]:
                raise PackError(f"object {row}: {name} is {entry.shape}, not {array.shape[1:]}")
            array[row] = entry

    def finish(self) -> None:
        """Give the complete arrays their names."""
        for name, array in self._arrays.items():
            array.flush()
            (self._out / f"{name}.partial.npy").replace(self._out / f"{name}.npy")


def pack(source: Path, out: Path, pictures: int | None = None) -> int:
    """Pack all objects of a finished data set, the first `pictures` views of each; return how many objects there are.

    Raises PackError, OSError.
    """
    try:
        listed = index.read(source)
    except (FileNotFoundError, ValueError):
        raise PackError(f"{source} holds no finished data set; `python -m dataset.run` makes it") from None
    objects: int = listed["objects"]
    settings = listed["settings"]
    count = settings.get("direct points") or settings.get("render points") or 0
    if not objects or not count:
        raise PackError(f"{source} holds no points")
    there, size = settings.get("render views", 0), settings.get("render size", 0)
    views = there if pictures is None else min(pictures, there)
    out.mkdir(parents=True, exist_ok=True)
    for marker in (POINTS_READY, IMAGES_READY):
        (out / marker).unlink(missing_ok=True)
    shapes: dict[str, tuple[type[np.generic], tuple[int, ...]]] = {
        "points": (np.float16, (objects, count, _CHANNELS)),
        "part_ids": (np.uint8, (objects, count)),
    }
    if views:
        shapes["images"] = (np.uint8, (objects, views, size, size, 4))
        shapes["cameras"] = (np.float32, (objects, views, 4))
    arrays = Arrays(out, **shapes)
    partial = out / "records.partial.jsonl"
    row = -1
    with partial.open("w", encoding="utf-8") as records:
        for row, sample in enumerate(samples(source, listed["shards"])):
            arrays.put(row, points=_array(sample, "points.npy"), part_ids=_array(sample, "part_ids.npy"))
            if views:
                arrays.put(row, **_pictures(sample, views))
            records.write(json.dumps({"index": row, **json.loads(sample["json"])}) + "\n")
    if row + 1 != objects:
        raise PackError(f"{source}: the shards hold {row + 1} objects, the index says {objects}")
    arrays.finish()
    partial.replace(out / "records.jsonl")
    (out / POINTS_READY).touch()
    if views:
        (out / IMAGES_READY).touch()
    return objects


def samples(source: Path, listed: list[dict[str, Any]]) -> Iterator[Sample]:
    """Objects in the order of the job list; members are bytes by what follows the key. Raises PackError, OSError."""
    for entry in listed:
        tar = source / entry["shard"]
        if shards.sha256(tar) != entry["sha256"]:
            raise PackError(f"{tar} is damaged; run the command that made {source} again")
        yield from WebDataset(str(tar), shardshuffle=False, empty_check=False)


def _array(sample: Sample, name: str) -> Any:
    return np.load(io.BytesIO(sample[name]), allow_pickle=False)


def _pictures(sample: Sample, views: int) -> dict[str, Any]:
    """RGBA pictures and camera rows of the first views."""
    told = json.loads(sample["views.json"])["views"][:views]
    pictures = [np.asarray(Image.open(io.BytesIO(sample[view["color"]])).convert("RGBA")) for view in told]
    return {"images": pictures, "cameras": [View.from_json(view).row() for view in told]}


def main() -> None:
    """Read the command line and pack."""
    parser = argparse.ArgumentParser(prog="python -m dataset.pack", description="Turn shards into arrays for training.")
    parser.add_argument("--shards", type=Path, required=True, metavar="FOLDER", help="what `dataset.run` made")
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--pictures", type=int, metavar="N", help="of each object; default: all that there are")
    args = parser.parse_args()
    try:
        objects = pack(args.shards, args.out, args.pictures)
    except (PackError, OSError) as error:
        raise SystemExit(str(error)) from None
    print(f"{objects} objects in {args.out}")


if __name__ == "__main__":
    main()
