"""What was made goes into the history."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import bpy

from ..core.request import GenerationRequest
from .gallery_tasks import CandidateTask, GalleryTask
from .session import session

if TYPE_CHECKING:
    from ..core.history import HistoryStore
    from ..jobs.job import Job, JobResult
    from .tasks import Task

_PICTURE_SIZE = 160


def remember(task: Task, job: Job) -> None:
    """Keep the objects that a task has put into the scene, with their pictures; soon, beside the main thread.

    Where there is no window, wait until it is done.
    """
    from ..jobs.job import JobResult  # noqa: PLC0415 - brings numpy: 60 ms where Blender has not yet

    whole = task.whole(job) if isinstance(task, CandidateTask) else job
    clouds_only = isinstance(task, GalleryTask)
    for request, result in zip(whole.requests, whole.results, strict=True):
        if not clouds_only and isinstance(request, GenerationRequest) and isinstance(result, JobResult):
            session.background.do(partial(_keep, session.history, request, result))
    if bpy.app.background:
        session.background.wait()


def _keep(history: HistoryStore, request: GenerationRequest, result: JobResult) -> None:
    from ..core.thumbnail import thumbnail  # noqa: PLC0415 - as above

    history.add(request, thumbnail(result.cloud, _PICTURE_SIZE), result.device, result.model_hash)
