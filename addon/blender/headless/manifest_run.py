"""A manifest's jobs: made by a farm of child processes, while this Blender keeps the books."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from ...batch.job import BatchJob
from ...batch.mistakes import BadLine
from ...batch.run_folder import RunFolder
from ...batch.watch import Watch
from ...core.errors import PointsmithError
from ...core.request import GenerationRequest
from ...farm.crew import measured_crew
from ...farm.local import LocalFarm
from ...farm.over_ray.driver import RayFarm
from .. import environment
from ..settings.drawing import placed
from . import exporter, ray_run
from .arguments import Plan

_TOLD = 1000
"""Different notices that a terminal is told; the log has all."""


def run_manifest(plan: Plan) -> int:
    """Run a plan, tell how far it is on the standard error stream, and return how many jobs failed.

    A failed job fails alone. KeyboardInterrupt ends every process and the run.

    Raises
    ------
    PointsmithError
        What `LocalFarm.run` raises; NOT_WRITABLE or DISK_FULL when the records cannot be kept.
    """
    assert plan.manifest is not None
    assert plan.results is not None
    watch = Watch(plan.count, sys.stderr)
    books = RunFolder(plan.results, plan.count, tables=plan.tables)
    books.start(manifest=plan.manifest.name, skipped=plan.skipped)
    if plan.skipped:
        watch.say(f"{plan.skipped} done before")
    notices = _Notices(watch, books)
    stopped = "The run was ended by an error"
    farm: LocalFarm | RayFarm | None = None
    try:
        # A run that is resumed after its last job still has to put its books to a URL.
        if plan.count or plan.manifest.place:
            farm = _farm(plan, watch, books) if plan.ray is None else ray_run.farm(plan, watch.say)
            for record in farm.run(_jobs(plan)):
                notices.tell(record)
                watch.ended(record)
                books.add(record)
        stopped = ""
    except KeyboardInterrupt:
        stopped = "The run was interrupted"
        raise
    except PointsmithError as error:
        stopped = str(error)
        raise
    finally:
        if farm is not None:
            farm.close()
        if isinstance(farm, RayFarm):
            _keep_late(farm, books, watch)
        watch.end()
        _finish(books, stopped, watch)
        if isinstance(farm, RayFarm):
            _put_books(farm, watch)
    return watch.failed


def _farm(plan: Plan, watch: Watch, books: RunFolder) -> LocalFarm:
    if plan.library is not None:
        plan.library.prepare()
    chosen = environment.environment()
    samples = [(environment.with_preferences(job.request), job.draw is not None) for job in plan.samples]
    crew = measured_crew(
        chosen,
        samples,
        workers=plan.workers,
        exporters=plan.exporters,
        on_cpu=all(request.device == "cpu" for request, _ in samples),
    )
    watch.say(f"Starting {crew}")

    def doing(text: str) -> None:
        if farm.is_making:
            watch.begin()
            books.begin()
        watch.tell(text)

    farm = LocalFarm(
        crew,
        environment=chosen,
        models=environment.model_store(),
        exporter=exporter.command(),
        folder=plan.results.parent if plan.results is not None else None,
        scratch=environment.jobs_folder(),
        library=plan.library,
        say=watch.say,
        doing=doing,
    )
    return farm


def _jobs(plan: Plan) -> Iterator[BatchJob | BadLine]:
    """Yield the plan's jobs with what the preferences say, of which the farm knows nothing."""
    for job in plan.jobs():
        if isinstance(job, BadLine):
            yield job
            continue
        draw = placed(job.draw) if job.draw is not None else None
        yield replace(job, request=environment.with_preferences(job.request), draw=draw)


def _finish(books: RunFolder, stopped: str, watch: Watch) -> None:
    try:
        books.finish(stopped)
    except PointsmithError as error:  # the objects and their records are there all the same
        watch.say(f"The summary of the run is not whole: {error}")


def _keep_late(farm: RayFarm, books: RunFolder, watch: Watch) -> None:
    """Keep the records of what was published while the run was closed; --resume finds those that cannot be kept."""
    with contextlib.suppress(PointsmithError):
        for record in farm.late:
            books.add(record)
            watch.ended(record)


def _put_books(farm: RayFarm, watch: Watch) -> None:
    try:
        farm.put_books()
    except PointsmithError as error:  # they are here
        watch.say(f"The books of the run are not beside the objects: {error}")


class _Notices:
    """Logs what is to be told of jobs, and says it once: ten thousand jobs may have the same to say."""

    def __init__(self, watch: Watch, books: RunFolder) -> None:
        self._watch, self._books = watch, books
        self._told: set[str] = set()

    def tell(self, record: dict[str, Any]) -> None:
        for text in record.get("notices", ()):
            self._books.notice(record["key"], text)
            if text not in self._told and len(self._told) < _TOLD:
                self._told.add(text)
                self._watch.say(f"{GenerationRequest.from_json(record['request']).title}: {text}")
