"""A job: requests on their way to results."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from ..core.cloud import PointCloud
from ..core.draw_request import DrawRequest
from ..core.errors import PointsmithError
from ..core.mesh import TriangleMesh
from ..core.messages import Stage
from ..core.request import GenerationRequest
from ..core.surface_request import SurfaceRequest

Request = GenerationRequest | SurfaceRequest | DrawRequest


class JobState(StrEnum):
    """Where a job stands; the last three are final."""

    RUNNING = "running"
    CANCELLING = "cancelling"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class JobResult:
    """What the worker made.

    Attributes
    ----------
    cloud
        The points, in the model frame.
    mesh
        The surface, or None when it was not asked for.
    device, model_hash
        Where it was computed, and the SHA-256 that names the weights.
    seconds
        Per stage.
    """

    cloud: PointCloud
    mesh: TriangleMesh | None
    device: str
    model_hash: str
    seconds: dict[str, float]


@dataclass(frozen=True, slots=True)
class ResultFiles:
    """What the worker made, not read.

    Attributes
    ----------
    cloud, mesh
        Files of a `PointCloud` and a `TriangleMesh`, in the job's folder; the mesh is None when none was made.
    device, model_hash
        Where it was computed, and the SHA-256 that names the weights.
    seconds
        Per stage, of all members together.
    notices
        What is to be told of this member.
    """

    cloud: Path
    mesh: Path | None
    device: str
    model_hash: str
    seconds: dict[str, float]
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DrawnPicture:
    """What the worker drew.

    Attributes
    ----------
    png
        The picture file's bytes; its alpha is the object's cut-out.
    request
        What was asked for, with everything that the model decided.
    device
        Where it was computed.
    seconds
        Per stage.
    """

    png: bytes
    request: DrawRequest
    device: str
    seconds: dict[str, float]


@dataclass(slots=True, eq=False)
class Job:
    """Requests and how far they are. Changed on the main thread only: by the engine, then by what takes over results.

    Attributes
    ----------
    requests
        The members: of one kind when they are objects to generate (`core.batches`), otherwise a single one.
    fraction, seconds_left
        Of the whole job, in [0, 1]; None while nothing is known.
    member, members
        Which of how many the stage is at, from 1, where it takes one member after the other.
    preview, preview_number
        File of the clouds so far (`core.preview.PreviewClouds`), None before the first and when the job is finished;
        the number counts the files, so that a new one is told from one that was shown.
    error
        Set when FAILED: what all members failed of, or the first of them.
    results
        Set when DONE, one for each request: what was made, or why this member alone could not be.
    """

    requests: tuple[Request, ...]
    folder: Path
    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    state: JobState = JobState.RUNNING
    stage: Stage = Stage.STARTING
    step: int = 0
    steps: int = 1
    member: int = 1
    members: int = 1
    fraction: float = 0.0
    seconds_left: float | None = None
    notices: list[str] = field(default_factory=list)
    preview: Path | None = None
    preview_number: int = 0
    error: PointsmithError | None = None
    results: tuple[JobResult | ResultFiles | DrawnPicture | PointsmithError, ...] = ()

    @property
    def request(self) -> Request:
        """The first request, which of most jobs is the only one."""
        return self.requests[0]

    @property
    def result(self) -> JobResult | ResultFiles | DrawnPicture | None:
        """The first result that is one."""
        return next((each for each in self.results if not isinstance(each, PointsmithError)), None)

    @property
    def finished(self) -> bool:
        """Whether the state is final."""
        return self.state in {JobState.DONE, JobState.FAILED, JobState.CANCELLED}
