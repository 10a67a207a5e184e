"""Jobs as records for the worker, and its records as results."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..core.batches import of_one_kind
from ..core.cloud import PointCloud
from ..core.draw_request import DrawRequest
from ..core.errors import ErrorCode, PointsmithError
from ..core.mesh import TriangleMesh
from ..core.messages import Draw, Drawn, Failed, Generate, Member, Order, Result, Surface
from ..core.model_store import ModelStore
from ..core.request import GenerationRequest
from .job import DrawnPicture, Job, JobResult, Request, ResultFiles
from .worker_options import WorkerOptions

Results = tuple[JobResult | ResultFiles | DrawnPicture | PointsmithError, ...] | PointsmithError
"""What became of each member of a job, or why none can be read."""


def members(requests: Request | Sequence[GenerationRequest]) -> tuple[Request, ...]:
    """Return the members of a job, validated. Raises PointsmithError BAD_SETTING, EMPTY_PROMPT."""
    if not isinstance(requests, Sequence):
        requests.validated()
        return (requests,)
    if not requests:
        raise PointsmithError(ErrorCode.BAD_SETTING, "there is nothing to make")
    if not of_one_kind(requests):
        raise PointsmithError(ErrorCode.BAD_SETTING, "only requests of one kind can be one job")
    return tuple(request.validated() for request in requests)


def command(job: Job, cloud: PointCloud | Path | None, models: ModelStore, options: WorkerOptions) -> Order:
    """Return what the worker is told; a `cloud` that is no file yet is put into the job's folder. Raises OSError."""
    folder = str(job.folder)
    record = job.request.to_json()
    if isinstance(job.request, DrawRequest):
        return Draw(job.id, record, folder)
    if cloud is None:
        requests = [request.to_json() for request in job.requests]
        return Generate(job.id, requests, folder, str(models.folder), options.previews, options.surfaces)
    file = cloud if isinstance(cloud, Path) else job.folder / "given.npz"
    if isinstance(cloud, PointCloud):
        cloud.save(file)
    return Surface(job.id, record, str(file), folder)


def results(message: Result | Drawn, *, as_files: bool = False) -> Results:
    """Read the results of a job's members, or why they cannot be read. Takes tens of milliseconds for large meshes.

    `as_files` leaves objects as the files that they are.
    """
    try:
        if isinstance(message, Drawn):
            return (_picture(message),)
        take = _files if as_files else _object
        return tuple(failure(member) if member.code else take(message, member) for member in message.members)
    except Exception as error:
        return PointsmithError(ErrorCode.INTERNAL, f"the result cannot be read ({error})")


def failure(told: Failed | Member) -> PointsmithError:
    """Return the failure that a record tells of."""
    code = ErrorCode(told.code) if told.code in set(ErrorCode) else ErrorCode.INTERNAL
    return PointsmithError(code, told.detail)


def _picture(message: Drawn) -> DrawnPicture:
    png = Path(message.picture).read_bytes()
    return DrawnPicture(png, DrawRequest.from_json(message.request), message.device, message.seconds)


def _files(message: Result, member: Member) -> ResultFiles:
    mesh = Path(member.mesh) if member.mesh else None
    return ResultFiles(Path(member.cloud), mesh, message.device, message.model_hash, message.seconds, member.notices)


def _object(message: Result, member: Member) -> JobResult:
    cloud = PointCloud.load(Path(member.cloud))
    mesh = TriangleMesh.load(Path(member.mesh)) if member.mesh else None
    return JobResult(cloud, mesh, message.device, message.model_hash, message.seconds)
