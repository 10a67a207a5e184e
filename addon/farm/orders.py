"""What the one who schedules and an exporter say to each other: a JSON record a line, arrays as .npz files."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..batch.job import BatchJob
from ..core.request import GenerationRequest
from .library import Library


@dataclass(frozen=True, slots=True)
class Export:
    """Order: write what a job asks for, of arrays that a worker made.

    Attributes
    ----------
    number
        Told again in the answer.
    request
        As it was carried out.
    cloud, mesh
        .npz files (`PointCloud.load`, `TriangleMesh.load`); the mesh is None when none was asked for.
    device, model_hash, seconds, notices
        Of the worker, for the record; `seconds` are by stage.
    folder
        That of the results, from which paths in the record go and below which thumbnails lie; None leaves paths
        absolute.
    thumbnail
        Whether one is drawn; it needs `folder`.
    library
        Where the job's asset is listed; None for a job that has none.
    """

    number: int
    job: BatchJob
    request: GenerationRequest
    cloud: Path
    mesh: Path | None
    device: str = ""
    model_hash: str = ""
    seconds: dict[str, float] = field(default_factory=dict)
    notices: tuple[str, ...] = ()
    folder: Path | None = None
    thumbnail: bool = False
    library: Library | None = None

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> Export:
        """Read what `to_json` wrote. Raises PointsmithError BAD_SETTING, KeyError, TypeError."""
        library = record["library"]
        return cls(
            int(record["number"]),
            BatchJob.from_json(record["job"]),
            GenerationRequest.from_json(record["request"]),
            Path(record["cloud"]),
            _path(record["mesh"]),
            str(record["device"]),
            str(record["model_hash"]),
            {str(name): float(value) for name, value in record["seconds"].items()},
            tuple(str(notice) for notice in record["notices"]),
            _path(record["folder"]),
            bool(record["thumbnail"]),
            None if library is None else Library.from_json(library),
        )

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON types; `from_json` of it is equal to this order."""
        return {
            "number": self.number,
            "job": self.job.to_json(),
            "request": self.request.to_json(),
            "cloud": str(self.cloud),
            "mesh": _text(self.mesh),
            "device": self.device,
            "model_hash": self.model_hash,
            "seconds": dict(self.seconds),
            "notices": list(self.notices),
            "folder": _text(self.folder),
            "thumbnail": self.thumbnail,
            "library": None if self.library is None else self.library.to_json(),
        }


@dataclass(frozen=True, slots=True)
class Exported:
    """Answer: the record of the job of that order, `batch.record.success` or `failure`."""

    number: int
    record: dict[str, Any]

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> Exported:
        """Read what `to_json` wrote. Raises KeyError, TypeError, ValueError."""
        return cls(int(record["number"]), dict(record["record"]))

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return {"number": self.number, "record": self.record}


def _path(value: str | None) -> Path | None:
    return None if value is None else Path(value)


def _text(path: Path | None) -> str | None:
    return None if path is None else str(path)
