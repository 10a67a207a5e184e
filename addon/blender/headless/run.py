"""Jobs, one after the other: generate, export, record."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

from ...core.errors import ErrorCode, PointsmithError
from .. import api
from ..jobs.job import Job, JobResult
from ..settings.drawing import placed
from ..tasks import GenerationTask, PictureTask
from .arguments import Plan
from .export import atomically, empty_scene, export
from .manifest import BadLine, BatchJob
from .picture import render


def run(plan: Plan) -> int:
    """Run a plan with progress on the standard error stream; return how many jobs failed.

    A failed job fails alone. KeyboardInterrupt cancels the job and ends the run. Raises PointsmithError MODEL_MISSING,
    before the first job, when a text-to-image model is not there.
    """
    failures = 0
    for job in plan.jobs:
        if isinstance(job, BatchJob) and job.draw is not None:
            placed(job.draw)  # a model that is missing is told before the first job begins
    if plan.skipped:
        _say(f"{plan.skipped} done before")
    for number, job in enumerate(plan.jobs, start=1):
        place = f"[{number}/{len(plan.jobs)}]"
        started = time.monotonic()
        try:
            record = _run(job, place)
        except PointsmithError as error:
            record = _failure(job, error)
        except Exception as error:  # one job must not take the others with it
            reason = f"{type(error).__name__}: {error}".replace("\n", " ")
            record = _failure(job, PointsmithError(ErrorCode.INTERNAL, reason))
        record["seconds"] = round(time.monotonic() - started, 3)
        failures += not record["ok"]
        _say(f"{place} " + (", ".join(record["files"]) if record["ok"] else f"failed: {record['message']}"))
        if plan.results is not None:
            _append(plan.results, record)
    return failures


def _run(job: BatchJob | BadLine, place: str) -> dict[str, Any]:
    if isinstance(job, BadLine):
        raise job.error
    empty_scene()
    progress = _Progress(place)
    if job.draw is not None:
        drawing, _ = api.run(PictureTask(placed(job.draw), Path(job.request.images[0].path)), progress)
        for notice in drawing.notices:
            _say(f"{place} {notice}")
    finished, objects = api.run(GenerationTask.one(job.request), progress)
    for notice in finished.notices:
        _say(f"{place} {notice}")
    for path in job.files:
        export(path)
    if job.picture is not None:
        atomically(job.picture, lambda temporary: render(objects, temporary))
    result = finished.result
    assert isinstance(result, JobResult)
    return {
        "key": job.key,
        "ok": True,
        "files": [str(path) for path in job.outputs],
        "request": finished.request.to_json(),
        "notices": finished.notices,
        "device": result.device,
        "model_hash": result.model_hash,
        "parts": list(result.cloud.part_names),
    }


def _failure(job: BatchJob | BadLine, error: PointsmithError) -> dict[str, Any]:
    record: dict[str, Any] = {"key": job.key, "ok": False, "error": str(error.code), "message": str(error)}
    if isinstance(job, BadLine):
        record["line"] = job.line
    else:
        record["request"] = job.request.to_json()
    return record


def _append(results: Path, record: dict[str, Any]) -> None:
    # One write of one line: a reader beside us never meets half a record of a run that goes on.
    results.parent.mkdir(parents=True, exist_ok=True)
    with results.open("a", encoding="utf-8") as file:
        file.write(json.dumps(record, ensure_ascii=False) + "\n")


class _Progress:
    """Says where a job stands, at every stage and every tenth of the way."""

    def __init__(self, place: str) -> None:
        self._place = place
        self._said = ("", -1)

    def __call__(self, job: Job) -> None:
        now = (job.stage.label, int(job.fraction * 10))
        if now != self._said:
            self._said = now
            _say(f"{self._place} {job.request.title}: {job.stage.label}, {job.fraction:.0%}")


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()
