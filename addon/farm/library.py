"""The asset library that a batch fills: one file for each object, catalogues by the folders of its name."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..batch.job import BatchJob


@dataclass(frozen=True, slots=True)
class Library:
    """Where assets go: each into `BatchJob.asset`, below `folder`, which holds the list of catalogues."""

    folder: Path

    def catalog_of(self, job: BatchJob) -> str:
        """Return the path of a job's catalogue, from the folders of its name; "" where its name has none."""
        if job.asset is None or not job.asset.is_relative_to(self.folder):
            return ""
        return "/".join(job.asset.relative_to(self.folder).parts[:-1])

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> Library:
        """Read what `to_json` wrote. Raises KeyError, TypeError."""
        return cls(Path(record["folder"]))

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return {"folder": str(self.folder)}
