"""The index of a finished data set: every shard with its hash, every object that was dropped with its reason."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from addon.core.files import atomic_text

FILE = "index.json"


def write(out: Path, settings: dict[str, Any], shards: Sequence[dict[str, Any]]) -> None:
    """Write the index of shards, given by their JSON files in order. It holds nothing that differs between two runs."""
    listed = [
        {
            "shard": facts["shard"],
            "sha256": facts["sha256"],
            "size": facts["size"],
            "objects": len(facts["keys"]),
            "dropped": len(facts["dropped"]),
        }
        for facts in shards
    ]
    record = {
        "settings": settings,
        "objects": sum(entry["objects"] for entry in listed),
        "dropped": [entry for facts in shards for entry in facts["dropped"]],
        "shards": listed,
    }
    atomic_text(out / FILE, json.dumps(record, indent=1) + "\n")


def read(out: Path) -> dict[str, Any]:
    """The index of a folder. Raises FileNotFoundError where the data set is not finished."""
    record: dict[str, Any] = json.loads((out / FILE).read_text(encoding="utf-8"))
    return record
