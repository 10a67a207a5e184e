"""The mesh data of several results, made one after the other before the results enter the scene together.

Most of the time that a result takes to enter the scene goes into its mesh data: 31 of 37 ms at 60,000 triangles. Made
one in each beat of a timer, the window goes on between them, and the undo step is still one. Such data has no user
yet: no file keeps it, nothing shows it. It is known by Blender's number alone, because an undo or another file may take
it away meanwhile: then it is made when it is needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import bpy

from ...core.destination import Destination
from ...core.errors import PointsmithError
from ...core.mesh import TriangleMesh
from ...core.request import GenerationRequest
from ...jobs.job import JobResult
from .arrival import surface_ahead

if TYPE_CHECKING:
    from ...jobs.job import Job


class MeshesAhead:
    """Mesh data that no object has yet, of one job."""

    def __init__(self) -> None:
        self._job = ""
        self._next = 0
        self._made: list[tuple[TriangleMesh, int]] = []

    def step(self, job: Job, destinations: Sequence[Destination]) -> bool:
        """Make the mesh data of the next result; `job.member` counts. Returns False when there is nothing to make.

        What cannot be made is left to those who put the results into the scene, who tell of it.
        """
        if job.id != self._job:
            self.clear()
            self._job = job.id
        if len(job.results) < 2:
            return False
        while self._next < len(job.results):
            number = self._next
            self._next += 1
            job.member, job.members = self._next, len(job.results)
            if self._make(job.requests[number], job.results[number], destinations[number]):
                return True
        return False

    def take(self, solid: TriangleMesh) -> bpy.types.Mesh | None:
        """Return what was made of a surface, for whoever gives it a user; None where nothing is there."""
        numbers = {uid for of, uid in self._made if of is solid}
        self._made = [each for each in self._made if each[0] is not solid]
        return next((mesh for mesh in bpy.data.meshes if mesh.session_uid in numbers and not mesh.users), None)

    def clear(self) -> None:
        """Remove what was made and not taken."""
        left = {uid for _, uid in self._made}
        for mesh in [mesh for mesh in bpy.data.meshes if mesh.session_uid in left and not mesh.users]:
            bpy.data.meshes.remove(mesh)
        self._made.clear()
        self._job, self._next = "", 0

    def _make(self, request: object, result: object, destination: Destination) -> bool:
        if not isinstance(request, GenerationRequest) or not isinstance(result, JobResult):
            return False
        if result.mesh is None:
            return False
        try:
            mesh = surface_ahead(request, result, destination)
        except PointsmithError:
            return False
        if mesh is None:
            return False
        self._made.append((result.mesh, mesh.session_uid))
        return True


ahead = MeshesAhead()
"""The one of this Blender."""
