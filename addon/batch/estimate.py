"""About how much disk a job's files take, before it runs."""

from __future__ import annotations

from ..core.request import Output
from .formats import format_of
from .job import BatchJob

_VERTICES = 2.2
"""Times the surface's resolution squared: the bundled model's objects, mean of 24 (`benchmarks.batch_disk`)."""
_BYTES_A_VERTEX = {"glb": 60.0, "ply": 80.0, "obj": 130.0, "usd": 50.0, "blend": 60.0}
_BYTES_A_POINT = 40.0
_PICTURE = 350_000
_THUMBNAIL = 30_000
_RECORD = 2_500


def bytes_of(job: BatchJob) -> int:
    """Return an estimate of what a job leaves on the disk, its thumbnail and record included."""
    request = job.request
    mesh = _VERTICES * request.surface_resolution**2 if request.output is not Output.POINTS else 0.0
    points = request.points if request.output is not Output.MESH else 0
    size = sum(_BYTES_A_VERTEX[format_of(path) or "glb"] * mesh + _BYTES_A_POINT * points for path in job.files)
    size += _PICTURE * (len(job.outputs) - len(job.files))
    return round(size) + _THUMBNAIL + _RECORD
