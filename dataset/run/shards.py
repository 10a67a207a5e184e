"""Shards: WebDataset tar files whose bytes follow from their content, each with a JSON file that proves it whole.

The JSON file is renamed into place last. So a shard is there when it is named by a JSON file whose hash fits it;
everything else, whoever left it behind, is made again.
"""

from __future__ import annotations

import hashlib
import json
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from webdataset import TarWriter  # type: ignore[import-untyped]

from addon.core.files import atomic_text

from .crew import Crew
from .jobs import Shard
from .stages import Stage

_MTIME = 0.0
_MODE = 0o644
_OWNER = "dataset"

Told = Callable[[int, int], None]
"""Hears of objects as they end: how many are done and how many are dropped."""


@dataclass(frozen=True)
class Making:
    """What every shard of a run has in common.

    out : the data set's folder, the same for all machines
    limit : seconds that an object may take
    """

    out: Path
    stages: tuple[Stage, ...]
    limit: float


def completed(out: Path, shard: Shard) -> dict[str, Any] | None:
    """The JSON file of a shard that is there and whole, or None."""
    tar = out / f"{shard.name}.tar"
    try:
        facts: dict[str, Any] = json.loads((out / f"{shard.name}.json").read_text(encoding="utf-8"))
        held = [*facts["keys"], *(entry["key"] for entry in facts["dropped"])]
        right = sorted(held) == [job.key for job in shard.jobs] and facts["size"] == tar.stat().st_size
        return facts if right and facts["sha256"] == sha256(tar) else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def sha256(file: Path) -> str:
    """Hash of a file's content."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def make(making: Making, shard: Shard, crew: Crew, told: Told) -> None:
    """Make a shard and put it into place. Raises OSError, UnusableError, StoppedError."""
    start = time.monotonic()
    # A name that nobody else uses: the same shard may be made twice at a time, by a machine that was thought dead.
    part = making.out / f".{shard.name}-{uuid.uuid4().hex[:8]}.part"
    seconds: dict[str, float] = {}
    dropped, renders = [], 0
    try:
        with (
            part.open("wb") as stream,
            TarWriter(stream, encoder=False, mtime=_MTIME, mode=_MODE, user=_OWNER, group=_OWNER) as tar,
        ):
            for job in shard.jobs:
                outcome = crew.attempt(job)
                renders += outcome.renders
                if outcome.reason:
                    dropped.append({"key": job.key, "input": job.identity, "reason": outcome.reason})
                else:
                    tar.write({"__key__": job.key, **outcome.members})
                    seconds[job.key] = round(outcome.seconds, 3)
                told(not outcome.reason, bool(outcome.reason))
        facts = {
            "shard": f"{shard.name}.tar",
            "sha256": sha256(part),
            "size": part.stat().st_size,
            "keys": list(seconds),
            "dropped": dropped,
            "renders": renders,
            "seconds": round(time.monotonic() - start, 3),
            "object_seconds": seconds,
        }
        part.replace(making.out / f"{shard.name}.tar")
    finally:
        part.unlink(missing_ok=True)
    atomic_text(making.out / f"{shard.name}.json", json.dumps(facts, indent=1) + "\n")


def make_alone(making: Making, shard: Shard) -> tuple[int, int]:
    """Make a shard with servers of its own unless it is there; return how many objects are done and dropped."""
    facts = completed(making.out, shard)
    if facts is None:
        crew = Crew(making.stages, making.limit)
        try:
            make(making, shard, crew, lambda _done, _dropped: None)
        finally:
            crew.close()
        facts = completed(making.out, shard)
    # The files may already be those of another machine that made the same shard at the same time.
    return (len(facts["keys"]), len(facts["dropped"])) if facts else (0, 0)
