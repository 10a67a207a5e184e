"""Runs what a command line asks for: a manifest's jobs by a farm; a few jobs one after the other, in this Blender."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

from ...batch.job import BatchJob
from ...batch.mistakes import BadLine
from ...batch.record import failure
from ...batch.results import append
from ...batch.watch import Watch
from ...core.errors import ErrorCode, PointsmithError
from ...core.request import GenerationRequest
from ...jobs.job import Job, JobResult
from .. import api
from ..settings.drawing import placed
from ..tasks import GenerationTask, PictureTask
from .arguments import Plan
from .export import empty_scene
from .files import write
from .manifest_run import run_manifest


def run(plan: Plan) -> int:
    """Run a plan, tell how far it is on the standard error stream, and return how many jobs failed.

    A failed job fails alone. KeyboardInterrupt cancels the job and ends the run. Raises PointsmithError NOT_WRITABLE or
    DISK_FULL when the records cannot be kept; for a manifest what `run_manifest` raises.
    """
    if plan.manifest is not None:
        return run_manifest(plan)
    watch = Watch(plan.count, sys.stderr, stages=True)
    if plan.skipped:
        watch.say(f"{plan.skipped} done before")
    try:
        for job in plan.jobs():
            record = _record(job, plan, watch)
            watch.ended(record)
            if plan.results is not None:
                append(plan.results, record)
    finally:
        watch.end()
    return watch.failed


def _record(job: BatchJob | BadLine, plan: Plan, watch: Watch) -> dict[str, Any]:
    """Run a job, whatever becomes of it, and return its record."""
    started = time.monotonic()
    try:
        record = _run(job, plan, watch)
    except PointsmithError as error:
        record = failure(job, error)
    except Exception as error:  # one job must not take the others with it
        reason = f"{type(error).__name__}: {error}".replace("\n", " ")
        record = failure(job, PointsmithError(ErrorCode.INTERNAL, reason))
    record["seconds"] = round(time.monotonic() - started, 3)
    return record


def _run(job: BatchJob | BadLine, plan: Plan, watch: Watch) -> dict[str, Any]:
    if isinstance(job, BadLine):
        raise job.error
    empty_scene()

    def progress(each: Job) -> None:
        watch.doing(each.request.title, each.stage.label, each.fraction)

    notices: list[str] = []
    if job.draw is not None:
        drawing, _ = api.run(PictureTask(placed(job.draw), Path(job.request.images[0].path)), progress)
        notices += drawing.notices
    finished, objects = api.run(GenerationTask.one(job.request), progress)
    notices += finished.notices
    for notice in notices:
        watch.say(f"{job.request.title}: {notice}")
    request, result = finished.request, finished.result
    assert isinstance(request, GenerationRequest)
    assert isinstance(result, JobResult)
    return write(job, request, result, objects, library=plan.library, notices=notices)
