"""About how much disk and memory a job takes, before it runs."""

from __future__ import annotations

from ..core.request import GenerationRequest, Output
from .formats import format_of
from .job import BatchJob

_VERTICES = 2.3
"""Times the surface's resolution squared: the mean of 30 objects of the bundled model, which go from 1.2 to 4.9."""
_BYTES_A_VERTEX = {"glb": 50.0, "ply": 90.0, "obj": 147.0, "usd": 102.0, "blend": 74.0}
"""As Blender 5.2 writes them, colours and parts included."""
_BYTES_A_POINT = 40.0
_PICTURE = 350_000
_ASSET = 80_000
"""Of an asset's preview and all else beside its mesh and the cloud that it was made of."""
_THUMBNAIL = 25_000
_RECORD = 2_500
_BYTES_OF_A_POINT = 12_000
"""Of the bundled network, see `worker.memory`; and of each point of the surface's grid, see `worker.surface.budget`:"""
_BYTES_OF_A_VOXEL = 4


def bytes_of(job: BatchJob) -> int:
    """Return an estimate of what a job leaves on the disk, its thumbnail and record included."""
    request = job.request
    mesh = _VERTICES * request.surface_resolution**2 if request.output is not Output.POINTS else 0.0
    points = request.points if request.output is not Output.MESH else 0
    size = sum(_BYTES_A_VERTEX[format_of(path) or "glb"] * mesh + _BYTES_A_POINT * points for path in job.files)
    pictures = len(job.outputs) - len(job.files)
    if job.asset is not None:
        pictures -= 1
        size += _BYTES_A_VERTEX["blend"] * mesh + _BYTES_A_POINT * request.points + _ASSET
    size += _PICTURE * pictures
    return round(size) + _THUMBNAIL + _RECORD


def memory_of(request: GenerationRequest) -> int:
    """Return an estimate of the bytes of memory that a worker takes for a request, above those of its model."""
    grid = request.surface_resolution**3 if request.output is not Output.POINTS else 0
    return _BYTES_OF_A_POINT * request.points + _BYTES_OF_A_VOXEL * grid
