"""What the worker is to do, and what becomes of its result in the scene.

Nothing here refers to Blender's data, so that undo and loading a file cannot make it stale.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from ..core import batches
from ..core.destination import Destination
from ..core.errors import ErrorCode, PointsmithError
from ..core.files import atomic_write
from ..core.pipelines import require
from ..core.request import GenerationRequest
from . import environment

if TYPE_CHECKING:
    import bpy

    from ..core.draw_request import DrawRequest
    from ..core.surface_request import SurfaceRequest
    from ..jobs.engine import JobEngine
    from ..jobs.job import Job
    from .scene.stored_cloud import StoredCloud


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
    """Objects to make in one job, and where each goes.

    Attributes
    ----------
    requests
        Of one kind, see `core.batches`.
    destinations
        The place of each in the scene.
    """

    requests: tuple[GenerationRequest, ...]
    destinations: tuple[Destination, ...]

    def __post_init__(self) -> None:
        if not self.requests or len(self.requests) != len(self.destinations):
            raise ValueError(f"{len(self.destinations)} destinations for {len(self.requests)} requests")

    @classmethod
    def one(cls, request: GenerationRequest, destination: Destination | None = None) -> GenerationTask:
        """Make the task of a single object, at the scene's origin where nothing else is said."""
        return cls((request,), (destination or Destination(),))

    @property
    def title(self) -> str:
        """The request's; of several a name for all, such as “a red chair × 4”."""
        return batches.title(self.requests)

    def submit(self, engine: JobEngine) -> Job:
        """Start the job. Raises PointsmithError, such as MODEL_MISSING."""
        for request in self.requests:
            require(request, environment.model_store())
        return engine.submit([environment.with_preferences(request) for request in self.requests])

    def deliver(self, job: Job) -> list[bpy.types.Object]:
        """Put the objects into the scene as one undo step, and tell in the job's notices what could not be made.

        Raises PointsmithError EMPTY_RESULT when there is none.
        """
        return [item for objects in self.deliver_members(job) for item in objects]

    def deliver_members(self, job: Job) -> list[list[bpy.types.Object]]:
        """Do what `deliver` does, and return each member's objects apart; a failed one has none."""
        from .scene.row import deliver  # noqa: PLC0415 - brings numpy: 60 ms where Blender has not yet

        return deliver(job, self.destinations, self.title)


@dataclass(frozen=True, slots=True)
class SurfaceTask:
    """A surface to close around the cloud of an object.

    Attributes
    ----------
    session_uid
        Blender's number of the object.
    in_place
        Whether the surface takes the place of the object's mesh; otherwise it is a new object.
    hide
        Whether the object hides under a new one.
    """

    request: SurfaceRequest
    stored: StoredCloud
    session_uid: int
    in_place: bool = True
    hide: bool = False

    @property
    def title(self) -> str:
        """The request's."""
        return self.request.title

    def submit(self, engine: JobEngine) -> Job:
        """Start the job. Raises PointsmithError."""
        return engine.submit(self.request, self.stored.cloud)

    def deliver(self, job: Job) -> list[bpy.types.Object]:
        """Put the surface into the scene. Raises PointsmithError when it is empty or the object is gone."""
        from ..jobs.job import JobResult  # noqa: PLC0415 - brings numpy: 60 ms where Blender has not yet
        from .scene import resurface  # noqa: PLC0415 - as above

        assert isinstance(job.result, JobResult)
        what = self.session_uid, self.request, self.stored, job.result.mesh
        if self.in_place:
            return [resurface.replace_surface(*what)]
        return [resurface.add_surface(*what, hide=self.hide)]


@dataclass(frozen=True, slots=True)
class PictureTask:
    """A picture to draw from words.

    Attributes
    ----------
    file
        The PNG that it becomes; None for an image in the first slot of the panel.
    """

    request: DrawRequest
    file: Path | None = None

    @property
    def title(self) -> str:
        """The request's."""
        return self.request.title

    def submit(self, engine: JobEngine) -> Job:
        """Start the job, with the preferred model where none is named. Raises PointsmithError, as `placed` does."""
        from .settings.drawing import placed  # noqa: PLC0415 - settings make tasks

        return engine.submit(self.request if self.request.folder else placed(self.request))

    def deliver(self, job: Job) -> list[bpy.types.Object]:
        """Keep the picture; no object comes of it yet. Raises PointsmithError BAD_IMAGE, NOT_WRITABLE."""
        from ..jobs.job import DrawnPicture  # noqa: PLC0415 - brings numpy: 60 ms where Blender has not yet
        from .scene import drawn  # noqa: PLC0415 - as above

        assert isinstance(job.result, DrawnPicture)
        if self.file is None:
            drawn.deliver(job.result)
            return []
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            with atomic_write(self.file) as file:
                file.write(job.result.png)
        except OSError as error:
            raise PointsmithError(ErrorCode.NOT_WRITABLE, str(self.file)) from error
        return []
