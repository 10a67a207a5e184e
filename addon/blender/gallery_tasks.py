"""Clouds for the gallery, and objects made of those that were picked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from ..core import batches
from ..core.destination import Destination
from ..core.errors import PointsmithError
from ..core.pipelines import require
from ..core.request import GenerationRequest, Output
from ..core.surface_request import SurfaceRequest
from ..core.variations import Layout, places
from . import environment

if TYPE_CHECKING:
    import bpy

    from ..core.gallery import Candidate
    from ..jobs.engine import JobEngine
    from ..jobs.job import Job, JobResult


@dataclass(frozen=True, slots=True)
class GalleryTask:
    """Clouds to pick from, made in one job.

    Attributes
    ----------
    requests
        What would make the whole objects; of one kind, see `core.batches`.
    destination, step
        Where the first that becomes an object goes, and scene units to the next one along +X.
    """

    requests: tuple[GenerationRequest, ...]
    destination: Destination
    step: float

    @property
    def title(self) -> str:
        """A name for all."""
        return batches.title(self.requests)

    @property
    def destinations(self) -> tuple[Destination, ...]:
        """Where the clouds are shown while they take shape."""
        where = places(Layout.GRID, self.destination.location, self.step, len(self.requests))
        return tuple(replace(self.destination, location=place) for place in where)

    def submit(self, engine: JobEngine) -> Job:
        """Start the job. Raises PointsmithError, such as MODEL_MISSING."""
        store = environment.model_store()
        clouds = [replace(request, output=Output.POINTS) for request in self.requests]
        for request in clouds:
            require(request, store)
        return engine.submit([environment.with_preferences(request) for request in clouds])

    def deliver(self, job: Job) -> list[bpy.types.Object]:
        """Put the clouds into the gallery; no object comes of it yet. Raises PointsmithError NOT_WRITABLE."""
        from ..core.gallery import Batch, draw_picture  # noqa: PLC0415 - brings numpy: 60 ms where Blender has not yet
        from ..jobs.job import JobResult  # noqa: PLC0415 - as above
        from .session import session  # noqa: PLC0415 - the session holds tasks

        made = []
        for asked, cloud_only, result in zip(self.requests, job.requests, job.results, strict=True):
            if isinstance(result, PointsmithError):
                job.notices.append(f"“{asked.title}”, seed {asked.seed}: {result.sentence}")
                continue
            assert isinstance(cloud_only, GenerationRequest)
            assert isinstance(result, JobResult)
            request = replace(cloud_only, output=asked.output)
            made.append((request, result.cloud, result.device, result.model_hash))
        batch = Batch(self.title, self.destination, self.step)
        for candidate, cloud in session.gallery.add(batch, made):
            session.background.do(partial(draw_picture, candidate, cloud))
        return []


@dataclass(frozen=True, slots=True)
class CandidateTask:
    """An object to make of a cloud of the gallery.

    Attributes
    ----------
    request
        What makes the whole object.
    destination
        Its place in the scene.
    """

    candidate: Candidate
    destination: Destination

    @property
    def request(self) -> GenerationRequest:
        """What makes the whole object."""
        return self.candidate.request

    @property
    def title(self) -> str:
        """The request's, and the seed, which tells it from its neighbours."""
        return f"{self.request.title}, seed {self.request.seed}"

    @property
    def requests(self) -> tuple[GenerationRequest, ...]:
        """The one request."""
        return (self.request,)

    @property
    def destinations(self) -> tuple[Destination, ...]:
        """The one destination."""
        return (self.destination,)

    def submit(self, engine: JobEngine) -> Job:
        """Start the job; points alone are there already. A cloud whose file is gone is made again from its seed.

        Raises PointsmithError.
        """
        if self.candidate.closes:
            return engine.submit(SurfaceRequest(self.title, self.request.surface), self.candidate.cloud())
        if self.request.output is not Output.POINTS or not self.candidate.is_there:
            require(self.request, environment.model_store())
            return engine.submit([self.request])
        from ..jobs.job import Job, JobState  # noqa: PLC0415 - brings numpy: 60 ms where Blender has not yet

        return Job((self.request,), self.candidate.folder, state=JobState.DONE, results=(self._points(),))

    def deliver(self, job: Job) -> list[bpy.types.Object]:
        """Put the object into the scene as one undo step. Raises PointsmithError EMPTY_RESULT."""
        from .scene.row import deliver  # noqa: PLC0415 - brings numpy: 60 ms where Blender has not yet

        whole = self.whole(job)
        [objects] = deliver(whole, self.destinations, self.request.title)
        self.candidate.made, self.candidate.picked = True, False
        return objects

    def whole(self, job: Job) -> Job:
        """Return the job as if it had made the object from the beginning."""
        from ..jobs.job import Job as AnyJob  # noqa: PLC0415 - as above
        from ..jobs.job import JobResult  # noqa: PLC0415 - as above

        if not isinstance(job.request, SurfaceRequest):
            return job
        assert isinstance(job.result, JobResult)
        result = replace(job.result, device=self.candidate.device, model_hash=self.candidate.model_hash)
        return AnyJob(self.requests, job.folder, results=(result,))

    def _points(self) -> JobResult:
        from ..jobs.job import JobResult  # noqa: PLC0415 - as above

        candidate = self.candidate
        return JobResult(candidate.cloud(), None, candidate.device, candidate.model_hash, {})
