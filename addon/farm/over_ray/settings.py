"""What a run over Ray is told once, by the driver to the cluster and by the cluster to every machine."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

RUNS = "records/.runs"
"""The folder of the tokens, at the place of the results."""


@dataclass(frozen=True, slots=True)
class RaySettings:
    """Settings of one run.

    Attributes
    ----------
    address
        As Ray has it: "auto", "local" or "host:port".
    place
        Where results go: a folder that every machine sees at the same path, or a URL for fsspec.
    run
        Names the run; records say it, so that a run knows its own.
    results
        The file of the records on the driver's machine, in the folder of the run's books.
    environment, models, blender
        Where the driver has the worker's environment, the published models and its Blender (or a Python with the
        module bpy); machines that have theirs elsewhere name them in variables (`node`).
    device
        "auto", "cpu" or another one of `core.request.Device`.
    workers
        How many workers there are at most, on all machines together; 0 for as many as fit.
    resumes
        Whether the run goes on with what earlier ones have left, which are over.
    library
        The asset library below the place, as its path from there; "" where none was asked for.
    """

    address: str
    place: str
    run: str
    results: Path
    environment: Path
    models: Path
    blender: str
    device: str = "auto"
    workers: int = 0
    resumes: bool = False
    library: str = ""

    @property
    def is_url(self) -> bool:
        """Whether results go where only fsspec can write."""
        return is_url(self.place)

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> RaySettings:
        """Read what `to_json` wrote. Raises KeyError, TypeError."""
        paths = {name: Path(record[name]) for name in ("results", "environment", "models")}
        return cls(**{**record, **paths})

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return {name: str(value) if isinstance(value, Path) else value for name, value in asdict(self).items()}

    @property
    def token(self) -> str:
        """The file at the place by which machines know that they see the driver's; there while the run goes on."""
        return f"{RUNS}/{self.run}"


def new_run() -> str:
    """Return a name for a run, which no other one has."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S}{secrets.token_hex(4)}"


def is_url(place: str) -> bool:
    """Whether a place is a URL such as s3://bucket/town, and not a folder."""
    return "://" in place
