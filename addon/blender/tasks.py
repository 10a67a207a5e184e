"""What the worker is to do, and what becomes of its result in the scene.

Nothing here refers to Blender's data, so that undo and loading a file cannot make it stale.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from ..core.request import GenerationRequest
from . import environment

if TYPE_CHECKING:
    import bpy

    from ..core.cloud import PointCloud
    from ..core.surface_request import SurfaceRequest
    from .jobs.engine import JobEngine
    from .jobs.job import Job


class Task(Protocol):
    """One job, from the click to the scene."""

    @property
    def title(self) -> str:
        """A short name for it."""

    def submit(self, engine: JobEngine) -> Job:
        """Start the job. Raises PointsmithError."""

    def deliver(self, job: Job) -> list[bpy.types.Object]:
        """Put the job's result into the scene as one undo step. Raises PointsmithError."""


@dataclass(frozen=True, slots=True)
class GenerationTask:
    """An object to make, and where it goes.

    Attributes
    ----------
    location
        Where the middle of its base comes to stand.
    collection
        Name of the collection that takes it; empty for the active one.
    """

    request: GenerationRequest
    location: tuple[float, float, float]
    collection: str = ""

    @property
    def title(self) -> str:
        """The request's."""
        return self.request.title

    def submit(self, engine: JobEngine) -> Job:
        """Start the job. Raises PointsmithError."""
        return engine.submit(environment.with_preferences(self.request))

    def deliver(self, job: Job) -> list[bpy.types.Object]:
        """Put the object into the scene. Raises PointsmithError EMPTY_RESULT."""
        from .scene.row import deliver  # noqa: PLC0415 - brings numpy: 60 ms where Blender has not yet

        assert isinstance(job.request, GenerationRequest)
        assert job.result is not None
        return deliver(job.request, job.result, self.location, self.collection)


@dataclass(frozen=True, slots=True)
class SurfaceTask:
    """A surface to close again around the cloud of an object.

    Attributes
    ----------
    session_uid
        Blender's number of the object.
    """

    request: SurfaceRequest
    cloud: PointCloud
    session_uid: int

    @property
    def title(self) -> str:
        """The request's."""
        return self.request.title

    def submit(self, engine: JobEngine) -> Job:
        """Start the job. Raises PointsmithError."""
        return engine.submit(self.request, self.cloud)

    def deliver(self, job: Job) -> list[bpy.types.Object]:
        """Give the object its new surface. Raises PointsmithError when the object is gone."""
        from .scene.resurface import replace_surface  # noqa: PLC0415 - brings numpy: 60 ms where Blender has not yet

        assert job.result is not None
        return [replace_surface(self.session_uid, self.request, job.result)]
