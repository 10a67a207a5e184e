"""The asset library that a batch fills: one file for each object, catalogues by the folders of its name."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..batch.job import BatchJob
from ..core import catalogs
from ..core.errors import ErrorCode, PointsmithError


@dataclass(frozen=True, slots=True)
class Library:
    """Where assets go: each into `BatchJob.asset`, below `folder`, which holds the list of catalogues."""

    folder: Path

    def catalog_of(self, job: BatchJob) -> str:
        """Return the path of a job's catalogue, from the folders of its name; "" where its name has none."""
        if job.asset is None or not job.asset.is_relative_to(self.folder):
            return ""
        return "/".join(job.asset.relative_to(self.folder).parts[:-1])

    def prepare(self) -> None:
        """Make the folder where there is none. Raises PointsmithError NO_LIBRARY when no asset can be kept there."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            reason = error.strerror or "it cannot be made"
            raise PointsmithError(ErrorCode.NO_LIBRARY, f"{self.folder}: {reason}") from error
        if not os.access(self.folder, os.W_OK):
            raise PointsmithError(ErrorCode.NO_LIBRARY, f"{self.folder} cannot be written")
        try:
            catalogs.text_of(self.folder)
        except PointsmithError as error:
            raise PointsmithError(ErrorCode.NO_LIBRARY, error.detail) from error

    def listed(self, path: str) -> str:
        """Return the UUID of the catalogue of a path, added where there is none.

        Raises PointsmithError NO_LIBRARY when the list of catalogues cannot be read or written.
        """
        try:
            return catalogs.ensure(self.folder, path)
        except PointsmithError as error:
            raise PointsmithError(ErrorCode.NO_LIBRARY, error.detail) from error

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> Library:
        """Read what `to_json` wrote. Raises KeyError, TypeError."""
        return cls(Path(record["folder"]))

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return {"folder": str(self.folder)}
