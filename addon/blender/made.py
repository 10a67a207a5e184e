"""What has just been made, and who wants to know: for scripts and other extensions.

Nothing here refers to Blender's data between two calls, so that undo and loading a file cannot make it stale.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import bpy

if TYPE_CHECKING:
    from ..core.errors import PointsmithError
    from ..jobs.job import Job
    from .tasks import Task

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Handlers:
    """Functions to call, in the main thread; one that raises is logged and the others are called all the same.

    Attributes
    ----------
    made
        `made(objects)`: objects that have just entered the scene, the active one first. They are in the undo step
        already; what a handler changes is in the next.
    failed
        `failed(error)`: a job has ended with a `PointsmithError`.
    """

    made: list[Callable[[list[bpy.types.Object]], object]] = field(default_factory=list)
    failed: list[Callable[[PointsmithError], object]] = field(default_factory=list)


handlers = Handlers()
_last: list[int] = []


def deliver(task: Task, job: Job) -> list[bpy.types.Object]:
    """Put a job's result into the scene and tell of it. Raises what the task raises."""
    objects = task.deliver(job)
    tell_made(objects)
    return objects


def tell_made(objects: list[bpy.types.Object]) -> None:
    """Tell of objects that have just entered the scene, and remember them as the last ones."""
    _last[:] = [item.session_uid for item in objects]
    _call(handlers.made, objects)


def tell_failure(error: PointsmithError) -> None:
    """Tell of a job that failed."""
    _call(handlers.failed, error)


def last_made() -> list[bpy.types.Object]:
    """Return the objects of the last job that made any, without those that are gone."""
    found = {item.session_uid: item for item in bpy.data.objects}
    return [found[uid] for uid in _last if uid in found]


def forget() -> None:
    """Forget the handlers and the last objects."""
    handlers.made.clear()
    handlers.failed.clear()
    _last.clear()


def _call(functions: list[Any], argument: object) -> None:
    for function in list(functions):
        try:
            function(argument)
        except Exception:
            log.exception("a handler failed: %r", function)
