"""A surface around a cloud that is there, as the worker does it."""

import numpy as np
import pytest

from addon.core.cloud import PointCloud
from addon.core.errors import ErrorCode, PointsmithError
from addon.core.mesh import TriangleMesh
from addon.core.messages import Surface
from addon.core.surface_request import SurfaceRequest
from addon.worker.estimate import Estimate
from addon.worker.jobs import job_of


class Quiet:
    """A channel on which nobody cancels."""

    def is_cancelled(self, _job):
        return False

    def send(self, _message):
        pass


def surface(tmp_path, positions):
    positions = np.asarray(positions, np.float32)
    PointCloud(positions, np.full_like(positions, 0.5), np.zeros_like(positions)).save(tmp_path / "cloud.npz")
    request = SurfaceRequest("a scan", estimate_normals=True).to_json()
    command = Surface("1", request, str(tmp_path / "cloud.npz"), str(tmp_path))
    return job_of(Quiet(), command, Estimate())(None)


def test_a_ball_closes(tmp_path):
    points = np.random.default_rng(0).normal(size=(800, 3))
    found = surface(tmp_path, 0.5 * points / np.linalg.norm(points, axis=1, keepdims=True))
    assert len(TriangleMesh.load(found.members[0].mesh).faces) > 1000


def test_points_that_make_no_surface_are_the_clouds_fault(tmp_path):
    with pytest.raises(PointsmithError) as raised:
        surface(tmp_path, [[0.01 * i, 0, 0] for i in range(10)])
    assert raised.value.code is ErrorCode.BAD_CLOUD
