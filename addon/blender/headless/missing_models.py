"""Published models that a batch needs: all there before its first job begins."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

from ...core.errors import ErrorCode, PointsmithError
from ...core.pipelines import require
from ..environment import environment, model_store
from ..models.fetch_run import PROGRAM
from ..settings.drawing import placed
from .arguments import Plan


def refuse_missing(plan: Plan) -> None:
    """Refuse a plan with a job whose model is not on the disk, and write the commands that fetch what is missing.

    Raises
    ------
    PointsmithError
        MODEL_MISSING, WRONG_CHECKPOINT.
    """
    store = model_store()
    errors: dict[str, PointsmithError] = {}
    for job in plan.samples:
        if job.draw is not None:
            placed(job.draw)
        try:
            require(job.request, store)
        except PointsmithError as error:
            errors.setdefault(f"{error.code} {error.detail}", error)
    for each in errors.values():
        if each.code is ErrorCode.MODEL_MISSING:
            sys.stderr.write(f"To fetch {each.detail}:\n    {_command(each.detail, store.folder)}\n")
    if errors:
        raise next(iter(errors.values()))


def _command(model: str, folder: Path) -> str:
    return shlex.join([str(environment().python), str(PROGRAM), "fetch", model, "--store", str(folder)])
