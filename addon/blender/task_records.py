"""Tasks as JSON, for the queue that is saved with the file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..core import readers
from ..core.destination import Destination
from ..core.draw_request import DrawRequest
from ..core.request import GenerationRequest
from .gallery_tasks import CandidateTask, GalleryTask
from .tasks import GenerationTask, PictureTask, Task

_MOST = 64
"""Objects of one job: more than the panel makes at once, few enough for a file from anywhere."""


def record_of(task: Task) -> dict[str, Any] | None:
    """Return plain JSON types from which `task_from` makes the task again; None for one that only this session knows.

    A surface around an object's cloud is such a one: the object is known by a number of this session, and the points
    are what the object had at the click. A cloud of the gallery is made again from its seed.
    """
    if isinstance(task, GenerationTask | CandidateTask):
        where = [destination.to_json() for destination in task.destinations]
        return {"kind": "objects", "requests": _requests(task.requests), "destinations": where}
    if isinstance(task, GalleryTask):
        place = task.destination.to_json()
        return {"kind": "gallery", "requests": _requests(task.requests), "destination": place, "step": task.step}
    if isinstance(task, PictureTask) and task.file is None:
        return {"kind": "picture", "request": task.request.to_json()}
    return None


def task_from(record: object) -> Task:
    """Read what `record_of` wrote. Raises PointsmithError BAD_SETTING, EMPTY_PROMPT."""
    if not isinstance(record, dict) or record.get("kind") not in _READERS:
        raise readers.refused("this is no job")
    read = _READERS[record["kind"]]
    return read({name: value for name, value in record.items() if name != "kind"})


def _objects(record: dict[str, Any]) -> Task:
    readers.known_keys("setting of a job", record, {"requests", "destinations"})
    requests = _read_requests(record.get("requests"))
    where = record.get("destinations")
    if not isinstance(where, list) or len(where) != len(requests):
        raise readers.refused("a job needs a destination for each object")
    return GenerationTask(requests, tuple(Destination.from_json(each) for each in where))


def _gallery(record: dict[str, Any]) -> Task:
    readers.known_keys("setting of a job", record, {"requests", "destination", "step"})
    requests = _read_requests(record.get("requests"))
    step = readers.number("step", record.get("step"))
    return GalleryTask(requests, Destination.from_json(record.get("destination")), step)


def _picture(record: dict[str, Any]) -> Task:
    readers.known_keys("setting of a job", record, {"request"})
    request = record.get("request")
    if not isinstance(request, dict):
        raise readers.refused("a request must be an object")
    # Which folder a model is loaded from is never a file's choice: `PictureTask` takes the preferences'.
    return PictureTask(DrawRequest.from_json({**request, "model": "", "folder": ""}))


_READERS: dict[str, Callable[[dict[str, Any]], Task]] = {
    "objects": _objects,
    "gallery": _gallery,
    "picture": _picture,
}


def _requests(requests: tuple[GenerationRequest, ...]) -> list[dict[str, Any]]:
    return [request.to_json() for request in requests]


def _read_requests(value: object) -> tuple[GenerationRequest, ...]:
    if not isinstance(value, list) or not 0 < len(value) <= _MOST or not all(isinstance(each, dict) for each in value):
        raise readers.refused(f"a job needs 1 to {_MOST} requests")
    return tuple(GenerationRequest.from_json(each) for each in value)
