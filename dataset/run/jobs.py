"""What a run makes: the list of jobs, cut into shards that always hold the same keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .. import recipe

MODEL_SUFFIXES = (".glb", ".gltf", ".obj", ".fbx", ".stl", ".ply", ".usd", ".usda", ".usdc", ".usdz", ".blend")


@dataclass(frozen=True)
class Job:
    """One object.

    key : its place in the job list, zero-padded: its name in the shards
    source : what a server builds: `category` and `seed`, or `file`
    identity : `source` without what differs between machines; the fingerprint of the job list is made of it
    """

    key: str
    source: dict[str, Any]
    identity: dict[str, Any]
    split: str


@dataclass(frozen=True)
class Shard:
    """Neighbouring jobs: the unit of work, of resuming and of a Ray task."""

    number: int
    jobs: tuple[Job, ...]

    @property
    def name(self) -> str:
        """Name of its file without the suffix."""
        return f"shard-{self.number:06d}"


def from_recipe(path: Path) -> list[Job]:
    """All objects of a recipe. Raises OSError, ValueError."""
    try:
        items = recipe.load(path).items()
    except (KeyError, TypeError) as error:
        raise ValueError(f"{path} is not a recipe: {error!r}") from error
    keys = _keys(len(items))
    sources = [{"category": item.category, "seed": item.seed} for item in items]
    return [Job(key, source, source, item.split) for key, source, item in zip(keys, sources, items, strict=True)]


def from_files(place: Path) -> list[Job]:
    """All models below a folder, sorted, or those that a text file names, one a line. Raises OSError, ValueError."""
    if place.is_dir():
        base = place.resolve()
        files = sorted(file for file in base.rglob("*") if file.suffix.lower() in MODEL_SUFFIXES)
    else:
        base = place.resolve().parent
        lines = (line.strip() for line in place.read_text(encoding="utf-8").splitlines())
        files = [base / line for line in lines if line and not line.startswith("#")]
    if not files:
        raise ValueError(f"{place} names no model")
    return [
        Job(key, {"file": str(file)}, {"file": _short(file, base), "size": _size(file)}, "train")
        for key, file in zip(_keys(len(files)), files, strict=True)
    ]


def cut(jobs: Sequence[Job], size: int) -> list[Shard]:
    """Shards of `size` jobs; the last one may hold fewer."""
    starts = range(0, len(jobs), size)
    return [Shard(number, tuple(jobs[start : start + size])) for number, start in enumerate(starts)]


def _keys(count: int) -> list[str]:
    width = max(6, len(str(count - 1)))
    return [f"{index:0{width}d}" for index in range(count)]


def _short(file: Path, base: Path) -> str:
    return file.relative_to(base).as_posix() if file.is_relative_to(base) else str(file)


def _size(file: Path) -> int:
    """Size in bytes; a missing file is dropped when its turn comes, not here."""
    return file.stat().st_size if file.is_file() else -1
