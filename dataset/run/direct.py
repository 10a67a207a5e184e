"""Server without Blender: a catalogue object's points straight from its solids. `python -m dataset.run.direct`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from ..catalogue.generate import generate
from ..catalogue.streams import stream
from ..points import UnionError, outer_surface, sample
from ..records import record
from .protocol import DroppedError, serve


def make(order: dict[str, Any], folder: Path) -> None:
    """Write `points.npy`, `part_ids.npy` and `record.json` of one object. Raises DroppedError."""
    source = order["input"]
    if "category" not in source:
        raise DroppedError("the direct path makes objects of the catalogue only")
    asset = generate(source["category"], source["seed"])
    try:
        surface = outer_surface(asset)
    except UnionError as error:
        raise DroppedError(str(error)) from error
    cloud = sample(asset, surface, order["points"], stream(asset.category, asset.seed, "points"))
    np.save(folder / "points.npy", cloud.packed())
    np.save(folder / "part_ids.npy", cloud.part_ids)
    told = {**record(asset, order["split"]), "made": {"path": "direct"}}
    (folder / "record.json").write_text(json.dumps(told), encoding="utf-8")


if __name__ == "__main__":
    serve(make)
