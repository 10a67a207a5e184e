"""Orders go to another Blender: it writes what this one writes of the same arrays, and its assets can be read."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import bpy
import harness
import numpy as np


def module(name: str) -> Any:
    return harness.module(f"addon.{name}")


def by_another(orders: list[Any], log: Path) -> tuple[list[dict[str, Any]], bool]:
    """Let an exporter carry out orders; return the records, and whether it has ended when it was told to."""
    exporter = module("farm.exporters").ExporterProcess(module("blender.headless.exporter").command(), log)
    for order in orders:
        exporter.send(order)
    records: list[dict[str, Any]] = []
    end = time.monotonic() + 120
    while len(records) < len(orders):
        told, ended = exporter.events()
        records += [each.record for each in told]
        assert not ended and time.monotonic() < end, log.read_text(encoding="utf-8")  # noqa: PT018
        time.sleep(0.01)
    exporter.stop()
    return records, not exporter.alive


def by_this_one(order: Any, folder: Path) -> list[Path]:
    """Write a job's files as a single run does, and return them."""
    export = module("blender.headless.export")
    job = module("jobs.job")
    arrays = module("core.cloud").PointCloud.load(order.cloud), module("core.mesh").TriangleMesh.load(order.mesh)
    result = job.JobResult(*arrays, order.device, order.model_hash, order.seconds)
    export.empty_scene()
    finished = job.Job((order.request,), folder, results=(result,))
    module("blender.tasks").GenerationTask.one(order.request).deliver(finished)
    paths = [folder / path.name for path in order.job.files]
    for path in paths:
        export.export(path)
    return paths


def asset_in(file: Path) -> dict[str, Any]:
    """Read the asset of a library's file as an artist would who drags it into a scene."""
    module("blender.headless.export").empty_scene()
    with bpy.data.libraries.load(str(file), assets_only=True) as (there, here):
        here.objects = list(there.objects)
    (item,) = here.objects
    data: Any = item.asset_data
    values = np.empty(len(item.preview.image_pixels_float), np.float32)
    item.preview.image_pixels_float.foreach_get(values)
    pixels = values.reshape(*reversed(item.preview.image_size), 4)
    kept = module("blender.scene.stored_cloud").kept_cloud(item)
    return {
        "name": item.name,
        "tags": [tag.name for tag in data.tags],
        "description": data.description,
        "catalog": data.catalog_id,
        "vertices": len(item.data.vertices),
        "covered": float((pixels[..., 3] > 0.9).mean()),
        "cloud": len(kept.cloud) if kept is not None else 0,
    }


def main(orders_file: str, folder: str) -> dict[str, Any]:
    lines = Path(orders_file).read_text(encoding="utf-8").splitlines()
    orders = [module("farm.orders").Export.from_json(json.loads(line)) for line in lines]
    records, ended = by_another(orders, Path(folder, "logs", "exporter.log"))
    differing = []
    for number, order in enumerate(orders):
        if not records[number]["ok"]:
            continue
        own = Path(folder, "own", str(number))
        own.mkdir(parents=True)
        for path, theirs in zip(by_this_one(order, own), order.job.files, strict=True):
            if path.suffix != ".blend" and path.read_bytes() != theirs.read_bytes():
                differing.append(str(theirs))
    assets = [
        asset_in(order.job.asset) for order in orders if order.job.asset is not None and order.job.asset.is_file()
    ]
    return {"records": records, "ended": ended, "differing": differing, "assets": assets}
