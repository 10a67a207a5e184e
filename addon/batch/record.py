"""The record of one job, as it stands in results.jsonl."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ..core.cloud import PointCloud
from ..core.errors import PointsmithError
from ..core.mesh import TriangleMesh
from ..core.request import GenerationRequest
from .job import BatchJob
from .measures import measures, sha256
from .mistakes import BadLine


def success(
    job: BatchJob,
    request: GenerationRequest,
    cloud: PointCloud,
    mesh: TriangleMesh | None,
    *,
    folder: Path | None,
    device: str = "",
    model_hash: str = "",
    stages: Mapping[str, float] | None = None,
    notices: Sequence[str] = (),
    thumbnail: Path | None = None,
) -> dict[str, Any]:
    """Return the record of a job whose files are written, with the request as it was carried out.

    `folder` is where the record will be kept: paths below it are written relative to it, with "/", so that the folder
    can be moved as a whole. `stages` are seconds per stage. Raises OSError when a file cannot be read again.
    """
    record: dict[str, Any] = {
        "key": job.key,
        "ok": True,
        **_line(job),
        "files": [portable(path, folder) for path in job.outputs],
        "sha256": {portable(path, folder): sha256(path) for path in job.outputs},
        "bytes": sum(path.stat().st_size for path in job.outputs),
        "request": request.to_json(),
        "notices": list(notices),
        "device": device,
        "model_hash": model_hash,
        "parts": list(cloud.part_names),
        "metrics": measures(cloud, mesh, request.size),
        "stages": {name: round(seconds, 3) for name, seconds in (stages or {}).items()},
    }
    if job.asset is not None:
        record["asset"] = portable(job.asset, folder)
    if thumbnail is not None:
        record["thumbnail"] = portable(thumbnail, folder)
    return record


def failure(job: BatchJob | BadLine, error: PointsmithError) -> dict[str, Any]:
    """Return the record of a job that failed, or of a line that is none."""
    record: dict[str, Any] = {"key": job.key, "ok": False, "error": str(error.code), "message": str(error)}
    if isinstance(job, BadLine):
        return {**record, "line": job.line}
    return {**record, **_line(job), "request": job.request.to_json()}


def portable(path: Path, folder: Path | None) -> str:
    """Return a path as a record has it: relative to the record's folder where it lies below, with "/"."""
    if folder is not None and path.is_relative_to(folder):
        return path.relative_to(folder).as_posix()
    return str(path)


def _line(job: BatchJob) -> dict[str, Any]:
    return ({"line": job.line} if job.line else {}) | ({"tags": list(job.tags)} if job.tags else {})
